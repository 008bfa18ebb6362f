/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feature.c - tokens to additive features
 */
#include "text/feature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PADDED_BYTES 96 /* of a form; longer ones are cut: a word of 1 MB stays linear */
#define MENTION_CLASS    "<user>"
#define LONG_TEXT        32.0 /* tokens; see tn_length_norm */

static const char *const family_names[TN_N_FAMILIES] = { "word", "negated", "bigram", "opener",
                                                         "char" };

static const char *const kind_names[TN_N_TOKEN_KINDS] = {
    "word", "number", "url", "mention", "hashtag", "emoji", "emoticon", "punct", "other", "target"
};

const char *tn_family_name(int family)
{
    return family >= 0 && family < TN_N_FAMILIES ? family_names[family] : NULL;
}

int tn_family_of_name(const char *name, size_t bytes)
{
    for (int f = 0; f < TN_N_FAMILIES; f++)
        if (tn_str_is((tenor_str){ name, bytes }, family_names[f]))
            return f;
    return -1;
}

const char *tn_kind_name(int kind)
{
    return kind >= 0 && kind < TN_N_TOKEN_KINDS ? kind_names[kind] : NULL;
}

int tn_kind_of_name(tenor_str name)
{
    for (int kind = 0; kind < TN_N_TOKEN_KINDS; kind++)
        if (tn_str_is(name, kind_names[kind]))
            return kind;
    return -1;
}

double tn_length_norm(size_t n_tokens)
{
    double n = n_tokens ? (double)n_tokens : 1.0;

    return n <= LONG_TEXT ? sqrt(n) : sqrt(n) * sqrt(sqrt(n / LONG_TEXT));
}

uint64_t tn_mention_hash(void)
{
    return tn_hash(MENTION_CLASS, sizeof(MENTION_CLASS) - 1);
}

static uint64_t char_key(const char *gram, size_t bytes)
{
    return tn_family_key(TN_FAMILY_CHAR, tn_hash(gram, bytes)) & ~TN_PAIR_KEY;
}

uint64_t tn_feature_key(tn_family family, int detail, const char *name, size_t bytes)
{
    const char *blank = family == TN_FAMILY_BIGRAM ? memchr(name, ' ', bytes) : NULL;

    if (blank) {
        size_t first = (size_t)(blank - name);

        return tn_bigram_key(tn_hash(name, first), tn_hash(blank + 1, bytes - first - 1));
    }
    return family == TN_FAMILY_OPENER ? tn_opener_key(tn_hash(name, bytes))
           : family == TN_FAMILY_CHAR ? char_key(name, bytes)
                                      : tn_form_key(family, detail, tn_hash(name, bytes));
}

/* ------------------------------------------------------------ collecting */

static int add(tn_features *out, tn_feature feature, tenor_error *err)
{
    int rc = tn_grow((void **)&out->feature, &out->capacity, out->n_features + 1,
                     sizeof(*out->feature), err);

    if (rc == 0)
        out->feature[out->n_features++] = feature;
    return rc;
}

static int add_form(tn_features *out, const tn_token *t, size_t at, tn_family family,
                    tenor_error *err)
{
    return add(out,
               (tn_feature){ .key = tn_form_key(family, t->kind, t->hash),
                             .token = (uint32_t)at,
                             .family = (uint8_t)family,
                             .detail = t->kind },
               err);
}

/* "<form>", cut at a code point's border */
static size_t pad(char out[MAX_PADDED_BYTES + 2], const tn_tokens *tokens, const tn_token *token)
{
    const char *form = tn_form(tokens, token);
    size_t bytes = token->form_bytes;

    if (bytes > MAX_PADDED_BYTES) {
        bytes = MAX_PADDED_BYTES;
        while (bytes > 0 && ((unsigned char)form[bytes] & 0xC0) == 0x80)
            bytes--;
    }
    out[0] = '<';
    memcpy(out + 1, form, bytes);
    out[bytes + 1] = '>';
    return bytes + 2;
}

static int add_chars(tn_features *out, const tn_tokens *tokens, size_t at, tenor_error *err)
{
    const tn_token *token = &tokens->token[at];
    char text[MAX_PADDED_BYTES + 2];
    uint8_t start[MAX_PADDED_BYTES + 3]; /* of each code point, and the end */
    size_t bytes, n_points = 0;

    if (token->kind != TN_WORD && token->kind != TN_HASHTAG && token->kind != TN_MENTION)
        return 0;
    bytes = pad(text, tokens, token);
    for (size_t i = 0; i < bytes; i++) {
        start[n_points] = (uint8_t)i;
        n_points += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    start[n_points] = (uint8_t)bytes;
    for (size_t from = 0; from < n_points; from++) {
        for (size_t n = TN_CHAR_MIN; n <= TN_CHAR_MAX && from + n <= n_points; n++) {
            size_t gram_bytes = (size_t)(start[from + n] - start[from]);
            int rc = add(out,
                         (tn_feature){ .key = char_key(text + start[from], gram_bytes),
                                       .token = (uint32_t)at,
                                       .gram_start = start[from],
                                       .gram_bytes = (uint8_t)gram_bytes,
                                       .family = TN_FAMILY_CHAR },
                         err);

            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

int tn_features_of(tn_features *out, const tn_tokens *tokens, bool with_chars, tenor_error *err)
{
    int rc;

    out->n_features = 0;
    for (size_t at = 0; at < tokens->n_tokens; at++) {
        const tn_token *t = &tokens->token[at];
        tn_feature opener = { .key = tn_opener_key(tn_pair_hash(t)), .family = TN_FAMILY_OPENER };

        rc = add_form(out, t, at, TN_FAMILY_WORD, err);
        if (rc < 0)
            return rc;
        if (t->marks & TN_NEGATED) {
            rc = add_form(out, t, at, TN_FAMILY_NEGATED, err);
            if (rc < 0)
                return rc;
        }
        if (at == 0) {
            rc = add(out, opener, err);
            if (rc < 0)
                return rc;
        }
        if (at + 1 < tokens->n_tokens) {
            rc = add(out,
                     (tn_feature){ .key = tn_bigram_key(tn_pair_hash(t), tn_pair_hash(t + 1)),
                                   .token = (uint32_t)at,
                                   .family = TN_FAMILY_BIGRAM },
                     err);
            if (rc < 0)
                return rc;
        }
        if (with_chars) {
            rc = add_chars(out, tokens, at, err);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

void tn_features_free(tn_features *features)
{
    free(features->feature);
    *features = (tn_features){ 0 };
}

/* --------------------------------------------------------------- names */

static int append_form(tn_buf *out, const tn_tokens *tokens, const tn_token *token, bool in_pair,
                       tenor_error *err)
{
    return in_pair && token->kind == TN_MENTION
               ? tn_buf_puts(out, MENTION_CLASS, err)
               : tn_buf_append(out, tn_form(tokens, token), token->form_bytes, err);
}

size_t tn_feature_n_tokens(const tn_feature *feature)
{
    return feature->family == TN_FAMILY_BIGRAM ? 2 : 1;
}

int tn_feature_name(tn_buf *out, const tn_tokens *tokens, const tn_feature *feature,
                    tenor_error *err)
{
    const tn_token *token = &tokens->token[feature->token];
    bool is_pair = feature->family == TN_FAMILY_BIGRAM || feature->family == TN_FAMILY_OPENER;
    int rc;

    if (feature->family == TN_FAMILY_CHAR) {
        char text[MAX_PADDED_BYTES + 2];

        pad(text, tokens, token);
        return tn_buf_append(out, text + feature->gram_start, feature->gram_bytes, err);
    }
    rc = append_form(out, tokens, token, is_pair, err);
    if (rc < 0 || feature->family != TN_FAMILY_BIGRAM)
        return rc;
    rc = tn_buf_append(out, " ", 1, err);
    if (rc < 0)
        return rc;
    return append_form(out, tokens, token + 1, true, err);
}
