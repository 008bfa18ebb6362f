/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pair_filter.h - a Bloom filter of all heads' pairs of words
 *
 * Nine pairs in ten of a text are in no table. Two bits of one word tell most of them from the
 * others before any table is looked at (Bloom 1970; blocked by Putze, Sanders & Singler 2007).
 */
#ifndef TN_PAIR_FILTER_H
#define TN_PAIR_FILTER_H

#include "model/folded.h"

typedef struct {
    uint64_t *word;
    uint64_t mask; /* of a word's index; their number is a power of two */
} tn_pair_filter;

/* table[head] is NULL where there is no such head. Release with tn_pair_filter_free, also after a
 * failure. */
int tn_pair_filter_build(tn_pair_filter *out, const tn_folded *const *table, int n_heads,
                         tenor_error *err);
void tn_pair_filter_free(tn_pair_filter *filter);

/* The filter holds tags as the tables do, under the seed that most have. */
static inline uint32_t tn_pair_tag(uint64_t key)
{
    return tn_folded_tag(key, tn_folded_mix(key, TN_FOLDED_FIRST_SEED));
}

static inline uint64_t tn_pair_bits(uint32_t tag)
{
    return UINT64_C(1) << (tag >> 20 & 63) | UINT64_C(1) << (tag >> 26);
}

static inline const uint64_t *tn_pair_word(const tn_pair_filter *filter, uint32_t tag)
{
    return &filter->word[(tag >> 3) & filter->mask];
}

/* Whether some head may have a row of the pair. */
static inline bool tn_pair_filter_passes(const tn_pair_filter *filter, uint64_t key)
{
    uint32_t tag = tn_pair_tag(key);
    uint64_t bits = tn_pair_bits(tag);

    return (*tn_pair_word(filter, tag) & bits) == bits;
}

#endif
