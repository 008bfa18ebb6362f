/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lexicon.c - a valence lexicon as a training aid
 */
#include "model/lexicon.h"

#include "base/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LEXICON_BYTES ((size_t)64 << 20)
#define MAX_VALENCE       4.0

static int add_entry(tn_lexicon *out, const tn_tokens *tokens, double valence, tenor_error *err)
{
    const tn_token *token = &tokens->token[0];
    tn_vocabulary_entry entry = { .family = TN_FAMILY_WORD,
                                  .detail = token->kind,
                                  .target = -1,
                                  .name_bytes = token->form_bytes };
    int rc;

    if (tn_vocabulary_find(&out->words, tn_form_key(TN_FAMILY_WORD, token->kind, token->hash),
                           -1) >= 0) {
        return 0; /* two spellings of one form: the first stands */
    }
    rc = tn_grow((void **)&out->valence, &out->capacity, out->words.n_entries + 1, sizeof(double),
                 err);
    if (rc == 0) {
        out->valence[out->words.n_entries] = valence / MAX_VALENCE;
        rc = tn_vocabulary_add(&out->words, entry, tn_form(tokens, token), err);
    }
    return rc;
}

static int read_line(tn_lexicon *out, char *line, const char *path, int64_t line_no,
                     tn_tokens *tokens, tenor_error *err)
{
    char *tab = strchr(line, '\t'), *stop;
    double valence;
    int rc;

    if (line[0] == '\0') {
        return 0;
    }
    valence = tab ? strtod(tab + 1, &stop) : NAN;
    if (!tab || stop == tab + 1 || !(fabs(valence) <= MAX_VALENCE)) {
        return tn_fail_line(err, TENOR_ERR_INPUT, line_no,
                            "%s:%lld: not an entry, a TAB and a valence of -4 to 4", path,
                            (long long)line_no);
    }
    rc = tn_tokenise(tokens, line, (size_t)(tab - line), err);
    return rc == 0 && tokens->n_tokens == 1 ? add_entry(out, tokens, valence, err) : rc;
}

int tn_lexicon_read(tn_lexicon *out, const char *path, tenor_error *err)
{
    tn_buf text = { 0 };
    tn_tokens tokens = { 0 };
    int64_t line_no = 0;
    int rc;

    *out = (tn_lexicon){ 0 };
    rc = tn_file_read(&text, path, MAX_LEXICON_BYTES, err);
    if (rc == 0) {
        out->digest = tn_digest_of(text.data, text.bytes);
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
        tn_lexicon_free(out);
    }
    return rc;
}

void tn_lexicon_free(tn_lexicon *lexicon)
{
    tn_vocabulary_free(&lexicon->words);
    free(lexicon->valence);
    *lexicon = (tn_lexicon){ 0 };
}

int tn_lexicon_feature(const tn_lexicon *lexicon, const tn_token *token, double *value)
{
    int32_t entry = tn_vocabulary_find(&lexicon->words,
                                       tn_form_key(TN_FAMILY_WORD, token->kind, token->hash), -1);

    if (entry < 0) {
        return -1;
    }
    *value = fabs(lexicon->valence[entry]);
    return (lexicon->valence[entry] < 0.0) + (token->marks & TN_NEGATED ? 2 : 0);
}

int tn_lexicon_extend(const tn_lexicon *lexicon, tn_vocabulary *v, tenor_error *err)
{
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < lexicon->words.n_entries; e++) {
        const char *name = tn_vocabulary_name(&lexicon->words, e);
        tn_vocabulary_entry entry = lexicon->words.entry[e];
        static const uint8_t families[] = { TN_FAMILY_WORD, TN_FAMILY_NEGATED };

        for (size_t i = 0; rc == 0 && i < sizeof(families); i++) {
            entry.family = families[i];
            if (tn_vocabulary_find(
                    v,
                    tn_feature_key((tn_family)entry.family, entry.detail, name, entry.name_bytes),
                    -1) < 0) {
                rc = tn_vocabulary_add(v, entry, name, err);
            }
        }
    }
    return rc;
}

void tn_lexicon_absorb(const tn_lexicon *lexicon, const tn_vocabulary *v, const double *learnt,
                       double *word)
{
    for (size_t e = 0; e < lexicon->words.n_entries; e++) {
        const char *name = tn_vocabulary_name(&lexicon->words, e);
        const tn_vocabulary_entry *entry = &lexicon->words.entry[e];
        uint64_t hash = tn_hash(name, entry->name_bytes);
        int32_t plain = tn_vocabulary_find(v, tn_form_key(TN_FAMILY_WORD, entry->detail, hash), -1);
        int32_t negated =
            tn_vocabulary_find(v, tn_form_key(TN_FAMILY_NEGATED, entry->detail, hash), -1);
        int sign = lexicon->valence[e] < 0.0;
        double value = fabs(lexicon->valence[e]);

        word[plain] += learnt[sign] * value;
        /* a negated token has both features, and must end with the negated weight */
        word[negated] += (learnt[2 + sign] - learnt[sign]) * value;
    }
}
