/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.h - which heads may have a row for a key: one look instead of one for each table
 *
 * Most features of a text stand in no table, and finding that out takes a long
 * walk through a nearly full one. A Bloom filter (1970) with two places a key,
 * both in one cache line, knows it at once (Putze, Sanders, Singler 2007). A place has four bits:
 * one for each head that has a row there. A head whose bit is not set in both has no row.
 */
#ifndef TN_FILTER_H
#define TN_FILTER_H

#include "model/folded.h"

typedef struct {
    uint8_t *pair;  /* two places to a byte */
    uint64_t mask;  /* of a place; the number of places is a power of two */
    uint64_t seed;  /* of the tables that are in it */
    uint8_t always; /* heads whose table has another seed: look there */
} tn_filter;

/* table[head] is NULL where there is no such head. Release with tn_filter_free. */
int tn_filter_build(tn_filter *out, const tn_folded *const *table, int n_heads, tenor_error *err);
void tn_filter_free(tn_filter *filter);

#define TN_FILTER_LINE 127u /* places in a cache line, less one */

static inline uint64_t tn_filter_place(const tn_filter *filter, uint32_t tag)
{
    return (tag >> 1) & filter->mask;
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

#endif
