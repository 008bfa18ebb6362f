/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lexicon.c - a valence lexicon as an aid
 */
#include "base/file.h"
#include "train/aid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LEXICON_BYTES ((size_t)64 << 20)
#define MAX_VALENCE       4.0

static int read_line(tn_aid *out, char *line, const char *path, int64_t line_no, tn_tokens *tokens,
                     tenor_error *err)
{
    char *tab = strchr(line, '\t'), *stop = NULL;
    double valence = tab ? strtod(tab + 1, &stop) : NAN;
    double value[2];
    int rc;

    if (line[0] == '\0') {
        return 0;
    }
    if (!tab || stop == tab + 1 || !(fabs(valence) <= MAX_VALENCE)) {
        return tn_fail_line(err, TENOR_ERR_INPUT, line_no,
                            "%s:%lld: not an entry, a TAB and a valence of -4 to 4", path,
                            (long long)line_no);
    }
    value[0] = valence > 0.0 ? valence / MAX_VALENCE : 0.0;
    value[1] = valence < 0.0 ? -valence / MAX_VALENCE : 0.0;
    rc = tn_tokenise(tokens, line, (size_t)(tab - line), err);
    return rc == 0 && tokens->n_tokens == 1
               ? tn_aid_add(out, tokens->token[0].kind, tn_form(tokens, &tokens->token[0]),
                            tokens->token[0].form_bytes, value, err)
               : rc;
}

int tn_aid_read_lexicon(tn_aid *out, const char *path, tenor_error *err)
{
    tn_buf text = { 0 };
    tn_tokens tokens = { 0 };
    int64_t line_no = 0;
    int rc;

    *out = (tn_aid){ .n_dims = 2 };
    rc = tn_file_read(&text, path, MAX_LEXICON_BYTES, err);
    if (rc == 0) {
        out->digest = tn_digest_of(text.data ? text.data : "", text.bytes);
    }
    for (char *line = text.data; rc == 0 && line && *line;) {
        char *newline = strchr(line, '\n');

        if (newline) {
            *newline = '\0';
        }
        rc = read_line(out, line, path, ++line_no, &tokens, err);
        line = newline ? newline + 1 : NULL;
    }
    tn_tokens_free(&tokens);
    tn_buf_free(&text);
    if (rc < 0) {
        tn_aid_free(out);
    }
    return rc;
}
