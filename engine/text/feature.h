/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feature.h - the additive features of a text: words, character n-grams, word n-grams
 *
 * This is the unfolded feature space in which models are trained and stored.
 * A feature is a family and a name; its key is a hash of both, so that
 * training, the vocabulary file and serving agree without sharing a table.
 */
#ifndef TN_FEATURE_H
#define TN_FEATURE_H

#include "text/token.h"

typedef enum {
    TN_FAMILY_WORD = 0,      /* a token's kind and form, whatever its marks */
    TN_FAMILY_NEGATED = 1,   /* the form again, where it is negated */
    TN_FAMILY_CAPS = 2,      /* the form again, where it is in capitals */
    TN_FAMILY_CHAR = 3,      /* character n-gram of "<form>" of a word, hashtag or mention */
    TN_FAMILY_KIND = 4,      /* the token's kind ("url") or mark ("elongated") */
    TN_FAMILY_BIGRAM = 5,    /* two tokens in a row */
    TN_FAMILY_TRIGRAM = 6,   /* three tokens in a row */
    TN_FAMILY_OPENER = 7,    /* the text's first token, its first two, its first three */
    TN_FAMILY_CONTRASTED = 8 /* the form again, where it stands behind a "but" */
} tn_family;
#define TN_N_FAMILIES 9

/* "word", "negated", …; NULL out of range. */
const char *tn_family_name(int family);
/* -1 if there is none of that name. */
int tn_family_of_name(const char *name, size_t bytes);

/* Which families are in use; stored with every model. */
typedef struct {
    int char_min, char_max; /* length of character n-grams in code points; char_max 0: none */
    int ngram_max;          /* 1: no word n-grams, 2 or 3 */
    int opener_max;         /* 0: no openers; else up to so many tokens, at most 3 */
    int contrast;           /* 1: contrasted forms have features of their own; 0: not */
} tn_feature_config;

typedef struct {
    uint64_t key;
    uint32_t token;      /* index of its first token */
    uint16_t gram_start; /* characters: place in the padded form "<form>" */
    uint8_t gram_bytes;  /* openers: number of tokens */
    uint8_t family;      /* tn_family */
    uint8_t detail;      /* forms: the token's kind; kinds: 0..TN_N_KIND_FEATURES-1; otherwise 0 */
} tn_feature;

/* Reusable list; all zero is empty. */
typedef struct {
    tn_feature *feature;
    size_t n_features;
    size_t capacity;
} tn_features;

/* All features of all tokens, each as often as it occurs, in order of the text. */
int tn_features_of(tn_features *out, const tn_tokens *tokens, const tn_feature_config *config,
                   tenor_error *err);

/*
 * The keys of one token's character n-grams, in the order in which tn_features_of adds them.
 * Returns their number.
 */
#define TN_MAX_CHAR_LENGTH 8
#define TN_MAX_CHAR_KEYS   (98 * TN_MAX_CHAR_LENGTH) /* longer forms are cut */
size_t tn_char_keys(uint64_t key[TN_MAX_CHAR_KEYS], const tn_tokens *tokens, size_t token,
                    const tn_feature_config *config);
void tn_features_free(tn_features *features);

/* How many tokens in a row, from its first on, a feature is about. */
size_t tn_feature_n_tokens(const tn_feature *feature);

/*
 * A feature's name, appended to *out: a form, an n-gram of forms with blanks
 * between them, a character n-gram, or a kind. Names hold no TAB and no newline.
 */
int tn_feature_name(tn_buf *out, const tn_tokens *tokens, const tn_feature *feature,
                    tenor_error *err);

/*
 * Keys. What they are made of are hashes whose bits are as good as random, so a key needs little
 * more: a family's and a kind's salt, which keeps "good" the word and "good" the
 * character n-gram apart, and for n-grams a rotation, which keeps "not good" and "good not" apart.
 * The lowest bit tells features of which most are unknown (word n-grams, openers, contrasted forms)
 * from those that most texts share: serving sifts the former before it looks for them
 * (model/filter.h).
 */
#define TN_RARE_KEY UINT64_C(1)

static inline uint64_t tn_rare_key(uint64_t key)
{
    return key | TN_RARE_KEY;
}

static inline uint64_t tn_common_key(uint64_t key)
{
    return key & ~TN_RARE_KEY;
}

static inline uint64_t tn_family_key(tn_family family, uint64_t hash)
{
    return hash ^ ((uint64_t)family + 1) * 0x9E3779B97F4A7C15u;
}

/* The key of a family, detail and name: the same as in tn_feature.key. */
uint64_t tn_feature_key(tn_family family, int detail, const char *name, size_t bytes);
/* The same for a form whose hash is at hand. */
#define TN_KIND_SALT UINT64_C(0xC2B2AE3D27D4EB4F)

static inline uint64_t tn_form_key(tn_family family, int kind, uint64_t form_hash)
{
    uint64_t key = tn_family_key(family, form_hash) ^ (uint64_t)kind * TN_KIND_SALT;

    return family == TN_FAMILY_CONTRASTED ? tn_rare_key(key) : tn_common_key(key);
}
static inline bool tn_is_form_family(int family)
{
    return family == TN_FAMILY_WORD || family == TN_FAMILY_NEGATED || family == TN_FAMILY_CAPS ||
           family == TN_FAMILY_CONTRASTED;
}

/* Name of a kind feature: 0..TN_N_TOKEN_KINDS-1 kinds, then the marks negated, caps, elongated. */
#define TN_N_KIND_FEATURES (TN_N_TOKEN_KINDS + 3)
const char *tn_kind_feature_name(int detail);

/* What stands for a token in word n-grams: its form, or a class for mentions. */
uint64_t tn_mention_hash(void);
static inline uint64_t tn_ngram_hash(const tn_token *token)
{
    return token->kind == TN_MENTION ? tn_mention_hash() : token->hash;
}

/* tokens in a row, one more of them */
static inline uint64_t tn_ngram_add(uint64_t before, uint64_t hash)
{
    return (before << 21 | before >> 43) + hash;
}

static inline uint64_t tn_bigram_key(uint64_t first, uint64_t second)
{
    return tn_rare_key(tn_family_key(TN_FAMILY_BIGRAM, tn_ngram_add(first, second)));
}

static inline uint64_t tn_trigram_key(uint64_t first, uint64_t second, uint64_t third)
{
    return tn_rare_key(
        tn_family_key(TN_FAMILY_TRIGRAM, tn_ngram_add(tn_ngram_add(first, second), third)));
}

/*
 * The keys of a text's openers, one for each number of tokens from 1 to `max`; *first is the token
 * they begin with: mentions and addresses before it are passed over. Returns their number.
 */
#define TN_MAX_OPENER 3
int tn_opener_keys(uint64_t key[TN_MAX_OPENER], size_t *first, const tn_tokens *tokens, int max);

/*
 * What the counts of a text of n tokens are divided by: the same for all
 * families. sqrt(n) up to 32 tokens, n / sqrt(32) above: short texts gather evidence,
 * long ones are judged by their mean, so that a model trained on short texts does not grow
 * sure of itself with length alone. 1 for n = 0.
 */
double tn_length_norm(size_t n_tokens);

/* The kinds of token that have character n-grams, and those that count for coverage. */
static inline bool tn_has_chars(int kind)
{
    return kind == TN_WORD || kind == TN_HASHTAG || kind == TN_MENTION;
}
static inline bool tn_counts_as_word(int kind)
{
    return (1u << TN_WORD | 1u << TN_HASHTAG | 1u << TN_EMOJI | 1u << TN_EMOTICON) >> kind & 1u;
}

#endif
