/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feature.h - the additive features of a text: words and pairs of words
 *
 * This is the unfolded feature space in which models are trained and stored.
 * A feature is a family and a name; its key is a hash of both, so that
 * training, the vocabulary file and serving agree without sharing a table.
 */
#ifndef TN_FEATURE_H
#define TN_FEATURE_H

#include "text/token.h"

typedef enum {
    TN_FAMILY_WORD,    /* a token's kind and form, whatever its marks */
    TN_FAMILY_NEGATED, /* the form again, where it is negated */
    TN_FAMILY_BIGRAM,  /* two tokens in a row */
    TN_FAMILY_OPENER,  /* the start of the text with its first token, which is a pair as well */
    TN_FAMILY_CHAR     /* character n-gram of "<form>": in training alone, see train/select.h */
} tn_family;
#define TN_N_FAMILIES 5

/* "word", "negated", …; NULL out of range. */
const char *tn_family_name(int family);
/* -1 if there is none of that name. */
int tn_family_of_name(const char *name, size_t bytes);

typedef struct {
    uint64_t key;
    uint32_t token;      /* index of its first token */
    uint16_t gram_start; /* characters: place in the padded form "<form>" */
    uint8_t gram_bytes;
    uint8_t family; /* tn_family */
    uint8_t detail; /* forms: the token's kind; otherwise 0 */
} tn_feature;

/* Reusable list; all zero is empty. */
typedef struct {
    tn_feature *feature;
    size_t n_features;
    size_t capacity;
} tn_features;

/*
 * All features of all tokens, each as often as it occurs, in order of the text; character n-grams
 * of TN_CHAR_MIN to TN_CHAR_MAX code points of words, hashtags and mentions only `with_chars`.
 */
#define TN_CHAR_MIN 3
#define TN_CHAR_MAX 5
int tn_features_of(tn_features *out, const tn_tokens *tokens, bool with_chars, tenor_error *err);
void tn_features_free(tn_features *features);

/* How many tokens in a row, from its first on, a feature is about. */
size_t tn_feature_n_tokens(const tn_feature *feature);

/*
 * A feature's name, appended to *out: a form, two forms with a blank between them, or a character
 * n-gram. Names hold no TAB and no newline.
 */
int tn_feature_name(tn_buf *out, const tn_tokens *tokens, const tn_feature *feature,
                    tenor_error *err);

/*
 * Keys. What they are made of are hashes whose bits are as good as random, so a key needs little
 * more: a family's and a kind's salt, which keeps "good" the word and "good" the
 * character n-gram apart, and for pairs a rotation, which keeps "not good" and "good not" apart.
 * The lowest bit tells pairs, of which most are unknown, from words: a Bloom filter turns most
 * pairs away before they are looked for (model/pair_filter.h).
 */
#define TN_PAIR_KEY UINT64_C(1)

static inline uint64_t tn_family_key(tn_family family, uint64_t hash)
{
    return hash ^ ((uint64_t)family + 1) * 0x9E3779B97F4A7C15u;
}

/* The key of a family, detail and name: the same as in tn_feature.key. */
uint64_t tn_feature_key(tn_family family, int detail, const char *name, size_t bytes);

/* The same for a form whose hash is known: of TN_FAMILY_WORD or TN_FAMILY_NEGATED. */
static inline uint64_t tn_form_key(tn_family family, int kind, uint64_t form_hash)
{
    return (tn_family_key(family, form_hash) ^ (uint64_t)kind * UINT64_C(0xC2B2AE3D27D4EB4F)) &
           ~TN_PAIR_KEY;
}
static inline bool tn_is_form_family(int family)
{
    return family == TN_FAMILY_WORD || family == TN_FAMILY_NEGATED;
}

/* "word", "number", …: a tn_token_kind's name; NULL out of range. */
const char *tn_kind_name(int kind);
int tn_kind_of_name(tenor_str name); /* -1 if there is none of that name */

/* What stands for a token in pairs: its form, or one class for all mentions. */
uint64_t tn_mention_hash(void);
static inline uint64_t tn_pair_hash(const tn_token *token)
{
    return token->kind == TN_MENTION ? tn_mention_hash() : token->hash;
}

static inline uint64_t tn_bigram_key(uint64_t first, uint64_t second)
{
    return tn_family_key(TN_FAMILY_BIGRAM, (first << 21 | first >> 43) + second) | TN_PAIR_KEY;
}

/* The text's start and its first token. */
static inline uint64_t tn_opener_key(uint64_t first)
{
    return tn_family_key(TN_FAMILY_OPENER, first) | TN_PAIR_KEY;
}

/*
 * What the counts of a text of n tokens are divided by: the same for all families. sqrt(n) up to
 * 32 tokens, 32^(1/2) (n / 32)^(3/4) above: with n / sqrt(32) long texts were labelled with too
 * little confidence, with sqrt(n) throughout with too much (docs/models.md). 1 for n = 0.
 */
double tn_length_norm(size_t n_tokens);

/* The kinds of token that count for coverage. */
static inline bool tn_counts_as_word(int kind)
{
    return (1u << TN_WORD | 1u << TN_HASHTAG | 1u << TN_EMOJI | 1u << TN_EMOTICON) >> kind & 1u;
}

#endif
