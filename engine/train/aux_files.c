/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aux_files.c - lexicons and word vectors as they are found in files
 */
#include "base/file.h"
#include "train/aux_features.h"

#include <archive.h>
#include <archive_entry.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_AUX_BYTES ((size_t)4 << 30)
#define MAX_DIMS      1000

/* ----------------------------------------------------------------- lines */

/* the file's bytes as text, unpacked if they are packed */
static int unpack(tn_buf *out, const tn_buf *stored, const char *path, tenor_error *err)
{
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    la_ssize_t n = -1;
    int rc = 0;

    if (!a)
        return tn_no_memory(err);
    if (archive_read_support_filter_all(a) >= ARCHIVE_WARN &&
        archive_read_support_format_raw(a) == ARCHIVE_OK &&
        archive_read_open_memory(a, stored->data, stored->bytes) == ARCHIVE_OK &&
        archive_read_next_header(a, &entry) == ARCHIVE_OK)
        n = 1;
    while (n > 0) {
        if (out->bytes > MAX_AUX_BYTES) {
            rc = tn_fail(err, TENOR_ERR_INPUT, "'%s' unpacks to too much", path);
            goto done;
        }
        if ((rc = tn_buf_reserve(out, 1 << 20, err)) < 0)
            goto done;
        n = archive_read_data(a, out->data + out->bytes, 1 << 20);
        out->bytes += n > 0 ? (size_t)n : 0;
    }
    if (n < 0) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "cannot unpack '%s': %s", path,
                     archive_error_string(a) ? archive_error_string(a) : "unknown format");
        goto done;
    }
    rc = tn_buf_append(out, "", 0, err); /* terminated */
done:
    archive_read_free(a);
    return rc;
}

/* One line of a file, terminated; *fault is set where it is not what it should be. */
typedef int (*line_fn)(tn_aux *out, char *line, tn_tokens *tokens, const char **fault,
                       tenor_error *err);

static int each_line(tn_aux *out, const char *path, line_fn fn, tenor_error *err)
{
    const char *slash = strrchr(path, '/'), *fault = NULL;
    tn_buf stored = { 0 }, text = { 0 };
    tn_tokens tokens = { 0 };
    int64_t line_no = 0;
    size_t bytes;
    int rc = tn_file_read(&stored, path, MAX_AUX_BYTES, err);

    if (rc < 0)
        goto done;
    snprintf(out->name, sizeof(out->name), "%s", slash ? slash + 1 : path);
    if (stored.bytes > 0) {
        out->digest = tn_digest_of(stored.data, stored.bytes);
        if ((rc = unpack(&text, &stored, path, err)) < 0)
            goto done;
    }
    for (size_t at = 0; at < text.bytes; at += bytes + 1) {
        char *line = text.data + at, *newline = memchr(line, '\n', text.bytes - at);

        bytes = newline ? (size_t)(newline - line) : text.bytes - at;
        line[bytes] = '\0';
        line_no++;
        if (strlen(line) < bytes)
            fault = "text: it has a NUL byte";
        else if (*line && *line != '\r' && (rc = fn(out, line, &tokens, &fault, err)) < 0)
            goto done;
        if (fault) {
            rc = tn_fail_line(err, TENOR_ERR_INPUT, line_no, "%s:%lld: not %s", path,
                              (long long)line_no, fault);
            goto done;
        }
    }
    if (out->words.n_entries == 0)
        rc = tn_fail(err, TENOR_ERR_INPUT, "'%s' has no word", path);
done:
    tn_tokens_free(&tokens);
    tn_buf_free(&text);
    tn_buf_free(&stored);
    if (rc < 0)
        tn_aux_free(out);
    return rc;
}

/* an entry of more than one token has no row that could take it over */
static int add_word(tn_aux *out, const char *word, size_t bytes, const float *value,
                    tn_tokens *tokens, tenor_error *err)
{
    int rc = tn_tokenise(tokens, word, bytes, err);

    return rc == 0 && tokens->n_tokens == 1
               ? tn_aux_add(out, tokens->token[0].kind, tn_form(tokens, &tokens->token[0]),
                            tokens->token[0].form_bytes, value, err)
               : rc;
}

/* --------------------------------------------------------------- lexicons */

static int valence_line(tn_aux *out, char *line, tn_tokens *tokens, const char **fault,
                        tenor_error *err)
{
    char *tab = strchr(line, '\t'), *stop = NULL;
    float valence = tab ? strtof(tab + 1, &stop) : NAN;
    const float value[2] = { fmaxf(valence, 0.0f), fmaxf(-valence, 0.0f) };

    if (line[0] == '#' && !tab)
        return 0;
    if (!tab || stop == tab + 1 || !isfinite(valence)) {
        *fault = "an entry, a TAB and a valence";
        return 0;
    }
    return add_word(out, line, (size_t)(tab - line), value, tokens, err);
}

int tn_aux_read_lexicon(tn_aux *out, const char *path, tenor_error *err)
{
    float largest = 0.0f;
    int rc;

    *out = (tn_aux){ .n_dims = 2 };
    rc = each_line(out, path, valence_line, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < 2 * out->words.n_entries; i++)
        largest = fmaxf(largest, out->value[i]);
    for (size_t i = 0; largest > 0.0f && i < 2 * out->words.n_entries; i++)
        out->value[i] /= largest;
    return 0;
}

/* ---------------------------------------------------------------- vectors */

static int vector_line(tn_aux *out, char *line, tn_tokens *tokens, const char **fault,
                       tenor_error *err)
{
    size_t word_bytes = strcspn(line, " \t");
    char *at = line + word_bytes, *stop;
    float value[MAX_DIMS];
    int n = 0;

    for (;; at = stop) {
        float x = strtof(at, &stop);

        if (stop == at)
            break;
        if (n == MAX_DIMS || !isfinite(x)) {
            *fault = "a word and at most 1000 numbers";
            return 0;
        }
        value[n++] = x;
    }
    if (out->n_dims == 0 && n == 1 && strspn(line, "0123456789") == word_bytes)
        return 0; /* word2vec's header: words and dimensions */
    out->n_dims = out->n_dims ? out->n_dims : n;
    if (n == 0 || n != out->n_dims || strspn(at, " \t\r") != strlen(at)) {
        *fault = "a word and as many numbers as the first line has";
        return 0;
    }
    return add_word(out, line, word_bytes, value, tokens, err);
}

int tn_aux_read_vectors(tn_aux *out, const char *path, tenor_error *err)
{
    double length = 0.0;
    size_t n_values;
    int rc;

    *out = (tn_aux){ 0 };
    rc = each_line(out, path, vector_line, err);
    if (rc < 0)
        return rc;
    n_values = out->words.n_entries * (size_t)out->n_dims;
    for (size_t w = 0; w < out->words.n_entries; w++) {
        double squares = 0.0;

        for (int k = 0; k < out->n_dims; k++) {
            double x = (double)out->value[w * (size_t)out->n_dims + (size_t)k];

            squares += x * x;
        }
        length += sqrt(squares) / (double)out->words.n_entries;
    }
    for (size_t i = 0; length > 0.0 && i < n_values; i++)
        out->value[i] = (float)((double)out->value[i] / length);
    return 0;
}
