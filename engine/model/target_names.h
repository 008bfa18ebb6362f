/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target_names.h - what a target is called: its words, its normal form, its other names
 */
#ifndef TN_TARGET_NAMES_H
#define TN_TARGET_NAMES_H

#include "text/token.h"

/* A target as the model knows it: folded forms joined by blanks. */
int tn_target_normalise(tn_buf *out, const tn_tokens *target, tenor_error *err);

/*
 * Hashes of the first distinct content words of a target, of all its words if these are short;
 * returns their number. What is beyond is context.
 */
#define TN_MAX_TARGET_WORDS 64
size_t tn_target_words(uint64_t hash[TN_MAX_TARGET_WORDS], const tn_tokens *target);

/* The same, to look tokens up among: nearly all others are turned away by a bit. */
#define TN_NAME_FILTER_WORDS 8
typedef struct {
    uint64_t hash[TN_MAX_TARGET_WORDS];
    size_t n;
    uint64_t some[TN_NAME_FILTER_WORDS]; /* a bit of each hash */
} tn_name_words;

void tn_name_words_of(tn_name_words *out, const tn_tokens *name);

/* The bit of the word with this hash; 0: it is none of them. */
uint64_t tn_name_word_bit(const tn_name_words *words, uint64_t hash);
static inline uint64_t tn_name_word(const tn_name_words *words, uint64_t hash)
{
    bool may_be = words->some[hash >> 6 & (TN_NAME_FILTER_WORDS - 1)] >> (hash & 63) & 1;

    return may_be ? tn_name_word_bit(words, hash) : 0;
}

/* One of a target's names; all zero is none. Reading another one in its place is fine. */
typedef struct {
    tn_tokens tokens;
    tn_buf form; /* normalised, as a model knows its targets */
    tn_name_words words;
} tn_name;

int tn_name_read(tn_name *out, tenor_str name, tenor_error *err);
void tn_name_free(tn_name *name);

/* All zero is none. */
typedef struct {
    tn_name *item;
    size_t n, capacity;
    size_t n_used; /* that hold memory */
} tn_aliases;

/* The aliases in a target's string (text/target.h); they replace those that were there. */
int tn_aliases_read(tn_aliases *out, tenor_str target, tenor_error *err);
void tn_aliases_free(tn_aliases *aliases);

#endif
