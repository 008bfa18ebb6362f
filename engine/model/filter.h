/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.h - which keys may have a row, and under which heads: a look that saves others
 *
 * Most features of a text stand in no table, and tables are far larger than a cache. Two Bloom
 * filters (1970) know it at once, both with all bits of a key in one place (Putze, Sanders, Singler
 * 2007):
 * - of rare keys (word n-grams, nine in ten of which are unknown) one word of 64 bits, of which a
 *   key has two. It fits in a processor's own cache and says yes or no for all heads together.
 * - of all keys, places of four bits, one for each head that has a row there. A key has two places
 *   in a cache line; a head whose bit is not set in both has no row.
 */
#ifndef TN_FILTER_H
#define TN_FILTER_H

#include "model/folded.h"

typedef struct {
    uint8_t *pair;      /* two places to a byte */
    uint64_t mask;      /* of a place; the number of places is a power of two */
    uint64_t *rare;     /* words of the rare keys' bits, in the same large pages as the places */
    uint64_t rare_mask; /* of a word's index; their number is a power of two */
    uint64_t seed;      /* of the tables that are in it */
    uint8_t always;     /* heads whose table has another seed: look there */
} tn_filter;

/* table[head] is NULL where there is no such head. Release with tn_filter_free, also after a
 * failure. */
int tn_filter_build(tn_filter *out, const tn_folded *const *table, int n_heads, tenor_error *err);
void tn_filter_free(tn_filter *filter);

#define TN_FILTER_LINE 127u /* places in a cache line, less one */

static inline uint64_t tn_filter_place(const tn_filter *filter, uint32_t tag)
{
    return (tag >> 2) & filter->mask;
}

static inline uint64_t tn_filter_other_place(uint64_t place, uint32_t tag)
{
    return (place & ~(uint64_t)TN_FILTER_LINE) | (tag >> 25);
}

static inline unsigned tn_filter_at(const tn_filter *filter, uint64_t place)
{
    return (unsigned)filter->pair[place >> 1] >> ((place & 1) * 4) & 15u;
}

static inline uint32_t tn_filter_tag(const tn_filter *filter, uint64_t key)
{
    return tn_folded_tag(key, tn_folded_mix(key, filter->seed));
}

/* Bits of the heads that may have the row of a key with this tag. */
static inline unsigned tn_filter_heads(const tn_filter *filter, uint32_t tag)
{
    uint64_t place = tn_filter_place(filter, tag);

    return (tn_filter_at(filter, place) & tn_filter_at(filter, tn_filter_other_place(place, tag))) |
           filter->always;
}

/* Have the bits of a tag brought near before they are asked for. */
static inline void tn_filter_fetch(const tn_filter *filter, uint32_t tag)
{
    __builtin_prefetch(&filter->pair[tn_filter_place(filter, tag) >> 1]);
}

static inline uint64_t tn_filter_rare_bits(uint32_t tag)
{
    return (uint64_t)1 << (tag >> 20 & 63) | (uint64_t)1 << (tag >> 26);
}

static inline void tn_filter_fetch_rare(const tn_filter *filter, uint64_t key)
{
    __builtin_prefetch(&filter->rare[(tn_filter_tag(filter, key) >> 2) & filter->rare_mask]);
}

/* 1 if any head may have the row of a rare key, else 0. Without a branch: there is nothing to
 * guess.
 */
static inline size_t tn_filter_passes(const tn_filter *filter, uint64_t key)
{
    uint32_t tag = tn_filter_tag(filter, key);
    uint64_t bits = tn_filter_rare_bits(tag);

    return (size_t)((filter->rare[(tag >> 2) & filter->rare_mask] & bits) == bits) |
           (filter->always != 0);
}

#endif
