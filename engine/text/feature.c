/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feature.c - tokens to additive features
 */
#include "text/feature.h"

#include "base/hash_few.h"
#include "base/wide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PADDED_BYTES                                                                           \
    96 /* longer words are cut: nobody's vocabulary, and a word of 1 MB stays linear */
#define MENTION_CLASS "<user>"
#define LONG_TEXT     32.0 /* tokens; see tn_length_norm */

static const char *const family_names[TN_N_FAMILIES] = { "word",    "negated", "caps",
                                                         "char",    "kind",    "bigram",
                                                         "trigram", "opener",  "contrasted" };

static const char *const kind_names[TN_N_KIND_FEATURES] = { "word",     "number",  "url",
                                                            "mention",  "hashtag", "emoji",
                                                            "emoticon", "punct",   "other",
                                                            "negated",  "caps",    "elongated" };

const char *tn_family_name(int family)
{
    return family >= 0 && family < TN_N_FAMILIES ? family_names[family] : NULL;
}

int tn_family_of_name(const char *name, size_t bytes)
{
    for (int f = 0; f < TN_N_FAMILIES; f++) {
        if (strlen(family_names[f]) == bytes && memcmp(family_names[f], name, bytes) == 0) {
            return f;
        }
    }
    return -1;
}

const char *tn_kind_feature_name(int detail)
{
    return detail >= 0 && detail < TN_N_KIND_FEATURES ? kind_names[detail] : NULL;
}

double tn_length_norm(size_t n_tokens)
{
    double n = n_tokens ? (double)n_tokens : 1.0;

    return n <= LONG_TEXT ? sqrt(n) : n / sqrt(LONG_TEXT);
}

TN_INLINE uint64_t char_key(const char *gram, size_t bytes)
{
    uint64_t hash = bytes <= TN_FEW_BYTES ? tn_hash_few(gram, bytes) : tn_hash(gram, bytes);

    return tn_common_key(tn_family_key(TN_FAMILY_CHAR, hash));
}

uint64_t tn_mention_hash(void)
{
    return tn_hash(MENTION_CLASS, sizeof(MENTION_CLASS) - 1);
}

static uint64_t opener_key(const uint64_t *hash, size_t n)
{
    uint64_t key = tn_family_key(TN_FAMILY_OPENER, n);

    for (size_t i = 0; i < n; i++) {
        key = tn_mix(key, hash[i]);
    }
    return tn_rare_key(key);
}

int tn_opener_keys(uint64_t key[TN_MAX_OPENER], size_t *first, const tn_tokens *tokens, int max)
{
    uint64_t hash[TN_MAX_OPENER];
    size_t at = 0;
    int n = 0;

    while (at < tokens->n_tokens &&
           (tokens->token[at].kind == TN_MENTION || tokens->token[at].kind == TN_URL)) {
        at++;
    }
    for (*first = at; n < max && at < tokens->n_tokens; at++) {
        hash[n++] = tn_ngram_hash(&tokens->token[at]);
        key[n - 1] = opener_key(hash, (size_t)n);
    }
    return n;
}

/* tokens in an n-gram's name; an opener's blanks are counted, and what is beyond is its last part
 */
static size_t n_parts_of_name(tn_family family, const char *name, size_t bytes)
{
    size_t n = family == TN_FAMILY_BIGRAM ? 2 : family == TN_FAMILY_TRIGRAM ? 3 : 1;

    for (size_t i = 0; family == TN_FAMILY_OPENER && n < TN_MAX_OPENER && i < bytes; i++) {
        n += name[i] == ' ';
    }
    return n;
}

uint64_t tn_feature_key(tn_family family, int detail, const char *name, size_t bytes)
{
    uint64_t hash[TN_MAX_OPENER];
    size_t n_parts = n_parts_of_name(family, name, bytes);

    for (size_t part = 0; part < n_parts; part++) {
        const char *blank = part + 1 < n_parts ? memchr(name, ' ', bytes) : NULL;
        size_t part_bytes = blank ? (size_t)(blank - name) : bytes;

        hash[part] = tn_hash(name, part_bytes);
        name += part_bytes + (blank != NULL);
        bytes -= part_bytes + (blank != NULL);
    }
    if (family == TN_FAMILY_BIGRAM) {
        return tn_bigram_key(hash[0], hash[1]);
    }
    if (family == TN_FAMILY_TRIGRAM) {
        return tn_trigram_key(hash[0], hash[1], hash[2]);
    }
    if (family == TN_FAMILY_OPENER) {
        return opener_key(hash, n_parts);
    }
    return tn_is_form_family(family) ? tn_form_key(family, detail, hash[0])
                                     : tn_common_key(tn_family_key(family, hash[0]));
}

/* ------------------------------------------------------------ collecting */

static int add(tn_features *out, tn_feature feature, tenor_error *err)
{
    int rc = tn_grow((void **)&out->feature, &out->capacity, out->n_features + 1,
                     sizeof(*out->feature), err);

    if (rc == 0) {
        out->feature[out->n_features++] = feature;
    }
    return rc;
}

static int add_kind(tn_features *out, size_t token, int detail, tenor_error *err)
{
    const char *name = kind_names[detail];

    return add(out,
               (tn_feature){ .key = tn_feature_key(TN_FAMILY_KIND, detail, name, strlen(name)),
                             .token = (uint32_t)token,
                             .family = TN_FAMILY_KIND,
                             .detail = (uint8_t)detail },
               err);
}

static int add_form(tn_features *out, const tn_tokens *tokens, size_t token, tn_family family,
                    tenor_error *err)
{
    const tn_token *t = &tokens->token[token];

    return add(out,
               (tn_feature){ .key = tn_form_key(family, t->kind, t->hash),
                             .token = (uint32_t)token,
                             .family = (uint8_t)family,
                             .detail = t->kind },
               err);
}

/* "<form>" and where its code points begin */
typedef struct {
    char text[MAX_PADDED_BYTES + 2];
    uint8_t start[MAX_PADDED_BYTES + 3]; /* of each code point, and the end */
    int n_points;
} padded_form;

static void pad(padded_form *out, const tn_tokens *tokens, const tn_token *token)
{
    size_t bytes = token->form_bytes;
    const char *form = tn_form(tokens, token);

    if (bytes > MAX_PADDED_BYTES) { /* cut at a code point's border */
        bytes = MAX_PADDED_BYTES;
        while (bytes > 0 && ((unsigned char)form[bytes] & 0xC0) == 0x80) {
            bytes--;
        }
    }
    out->text[0] = '<';
    memcpy(out->text + 1, form, bytes);
    out->text[bytes + 1] = '>';
    out->n_points = 0;
    for (size_t i = 0; i < bytes + 2; i++) {
        out->start[out->n_points] = (uint8_t)i;
        out->n_points += ((unsigned char)out->text[i] & 0xC0) != 0x80;
    }
    out->start[out->n_points] = (uint8_t)(bytes + 2);
}

/* A character n-gram's place in the padded form. */
typedef struct {
    uint8_t start, bytes;
} gram;

/* those of a padded form; their number */
static size_t find_grams(gram out[TN_MAX_CHAR_KEYS], const padded_form *padded,
                         const tn_feature_config *config)
{
    const int shortest = config->char_min > 0 ? config->char_min : 1; /* 0 to 0: none */
    size_t n_grams = 0;

    for (int from = 0; from < padded->n_points; from++) {
        for (int n = shortest; n <= config->char_max && from + n <= padded->n_points; n++) {
            uint8_t start = padded->start[from];

            out[n_grams++] = (gram){ start, (uint8_t)(padded->start[from + n] - start) };
        }
    }
    return n_grams;
}

/* Keys of 3 to 5 bytes, as models have them, of a form that is all ASCII: hashes of a length that
 * compilers know. */
static size_t short_ascii_keys(uint64_t *key, const padded_form *padded)
{
    const char *text = padded->text;
    uint64_t *end = key;
    int left = padded->n_points;

    for (; left >= 5; left--, text++, end += 3) {
        end[0] = char_key(text, 3);
        end[1] = char_key(text, 4);
        end[2] = char_key(text, 5);
    }
    if (left == 4) {
        *end++ = char_key(text, 3);
        *end++ = char_key(text++, 4);
        left--;
    }
    if (left == 3) {
        *end++ = char_key(text, 3);
    }
    return (size_t)(end - key);
}

size_t tn_char_keys(uint64_t key[TN_MAX_CHAR_KEYS], const tn_tokens *tokens, size_t token,
                    const tn_feature_config *config)
{
    padded_form padded;
    gram grams[TN_MAX_CHAR_KEYS];
    size_t n_grams;

    if (!tn_has_chars(tokens->token[token].kind)) {
        return 0;
    }
    pad(&padded, tokens, &tokens->token[token]);
    if (padded.start[padded.n_points] == padded.n_points && config->char_min == 3 &&
        config->char_max == 5) {
        return short_ascii_keys(key, &padded);
    }
    n_grams = find_grams(grams, &padded, config);
    for (size_t g = 0; g < n_grams; g++) {
        key[g] = char_key(padded.text + grams[g].start, grams[g].bytes);
    }
    return n_grams;
}

static int add_chars(tn_features *out, const tn_tokens *tokens, size_t token,
                     const tn_feature_config *config, tenor_error *err)
{
    padded_form padded;
    gram grams[TN_MAX_CHAR_KEYS];
    size_t n_grams = 0;
    int rc = 0;

    if (tn_has_chars(tokens->token[token].kind)) {
        pad(&padded, tokens, &tokens->token[token]);
        n_grams = find_grams(grams, &padded, config);
    }
    for (size_t g = 0; rc == 0 && g < n_grams; g++) {
        rc = add(out,
                 (tn_feature){ .key = char_key(padded.text + grams[g].start, grams[g].bytes),
                               .token = (uint32_t)token,
                               .gram_start = grams[g].start,
                               .gram_bytes = grams[g].bytes,
                               .family = TN_FAMILY_CHAR },
                 err);
    }
    return rc;
}

static int add_token(tn_features *out, const tn_tokens *tokens, size_t token,
                     const tn_feature_config *config, tenor_error *err)
{
    int kind = tokens->token[token].kind, marks = tokens->token[token].marks;
    int rc = add_form(out, tokens, token, TN_FAMILY_WORD, err);

    if (rc == 0 && (marks & TN_NEGATED)) {
        rc = add_form(out, tokens, token, TN_FAMILY_NEGATED, err);
    }
    if (rc == 0 && (marks & TN_CAPS)) {
        rc = add_form(out, tokens, token, TN_FAMILY_CAPS, err);
    }
    if (rc == 0 && config->contrast && (marks & TN_CONTRASTED)) {
        rc = add_form(out, tokens, token, TN_FAMILY_CONTRASTED, err);
    }
    if (rc == 0) {
        rc = add_kind(out, token, kind, err);
    }
    for (int mark = 0; rc == 0 && mark < 3; mark++) {
        if (marks & (1 << mark)) {
            rc = add_kind(out, token, TN_N_TOKEN_KINDS + mark, err);
        }
    }
    return rc == 0 ? add_chars(out, tokens, token, config, err) : rc;
}

static int add_ngrams(tn_features *out, const tn_tokens *tokens, size_t token, int ngram_max,
                      tenor_error *err)
{
    const tn_token *t = tokens->token + token;
    tn_feature feature = { .token = (uint32_t)token };
    int rc = 0;

    if (ngram_max >= 2 && token + 1 < tokens->n_tokens) {
        feature.family = TN_FAMILY_BIGRAM;
        feature.key = tn_bigram_key(tn_ngram_hash(&t[0]), tn_ngram_hash(&t[1]));
        rc = add(out, feature, err);
    }
    if (rc == 0 && ngram_max >= 3 && token + 2 < tokens->n_tokens) {
        feature.family = TN_FAMILY_TRIGRAM;
        feature.key =
            tn_trigram_key(tn_ngram_hash(&t[0]), tn_ngram_hash(&t[1]), tn_ngram_hash(&t[2]));
        rc = add(out, feature, err);
    }
    return rc;
}

static int add_openers(tn_features *out, size_t token, const uint64_t *key, int n, tenor_error *err)
{
    int rc = 0;

    for (int i = 0; rc == 0 && i < n; i++) {
        rc = add(out,
                 (tn_feature){ .key = key[i],
                               .token = (uint32_t)token,
                               .family = TN_FAMILY_OPENER,
                               .gram_bytes = (uint8_t)(i + 1) },
                 err);
    }
    return rc;
}

int tn_features_of(tn_features *out, const tn_tokens *tokens, const tn_feature_config *config,
                   tenor_error *err)
{
    uint64_t opener[TN_MAX_OPENER];
    size_t opens_at;
    int n_openers = tn_opener_keys(opener, &opens_at, tokens, config->opener_max);
    int rc = 0;

    out->n_features = 0;
    for (size_t t = 0; rc == 0 && t < tokens->n_tokens; t++) {
        rc = add_token(out, tokens, t, config, err);
        if (rc == 0 && t == opens_at) {
            rc = add_openers(out, t, opener, n_openers, err);
        }
        if (rc == 0) {
            rc = add_ngrams(out, tokens, t, config->ngram_max, err);
        }
    }
    return rc;
}

void tn_features_free(tn_features *features)
{
    free(features->feature);
    *features = (tn_features){ 0 };
}

/* --------------------------------------------------------------- names */

static int append_ngram_form(tn_buf *out, const tn_tokens *tokens, const tn_token *token,
                             tenor_error *err)
{
    return token->kind == TN_MENTION
               ? tn_buf_puts(out, MENTION_CLASS, err)
               : tn_buf_append(out, tn_form(tokens, token), token->form_bytes, err);
}

size_t tn_feature_n_tokens(const tn_feature *feature)
{
    switch (feature->family) {
    case TN_FAMILY_BIGRAM:
        return 2;
    case TN_FAMILY_TRIGRAM:
        return 3;
    case TN_FAMILY_OPENER:
        return feature->gram_bytes;
    default:
        return 1;
    }
}

int tn_feature_name(tn_buf *out, const tn_tokens *tokens, const tn_feature *feature,
                    tenor_error *err)
{
    const tn_token *token = &tokens->token[feature->token];
    size_t n_parts = tn_feature_n_tokens(feature);
    int rc = 0;

    if (feature->family == TN_FAMILY_KIND) {
        return tn_buf_puts(out, kind_names[feature->detail], err);
    }
    if (feature->family == TN_FAMILY_CHAR) {
        padded_form padded;

        pad(&padded, tokens, token);
        return tn_buf_append(out, padded.text + feature->gram_start, feature->gram_bytes, err);
    }
    if (tn_is_form_family(feature->family)) {
        return tn_buf_append(out, tn_form(tokens, token), token->form_bytes, err);
    }
    for (size_t part = 0; rc == 0 && part < n_parts; part++) {
        if (part > 0) {
            rc = tn_buf_append(out, " ", 1, err);
        }
        if (rc == 0) {
            rc = append_ngram_form(out, tokens, token + part, err);
        }
    }
    return rc;
}
