/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.c - which keys may have a row, and under which heads
 */
#include "model/filter.h"

#include <stdlib.h>

#define LEAST_PLACES ((uint64_t)1 << 10)
#define MOST_PLACES  ((uint64_t)1 << TN_TAG_BITS) /* a tag has so many bits to choose among them */
#define LEAST_WORDS  ((uint64_t)1 << 6)
#define MOST_WORDS   ((uint64_t)1 << 18) /* 2 MB: more would leave the processor's own cache */

#define FETCH_AHEAD 24 /* slots */

/* of all heads together: of the keys without a row, one or two in a hundred pass */
#define PLACES_PER_ROW 4
#define ROWS_PER_WORD  8 /* half of all rows are rare keys' */

/*
 * Without a branch: whether a slot is taken, and by a rare key, is as good as chance. half[odd] is
 * the head's bit in the lower or the upper half of a byte.
 */
static inline void add_tag(const tn_filter *f, uint32_t tag, const uint8_t half[2])
{
    uint64_t place = tn_filter_place(f, tag), other = tn_filter_other_place(place, tag);
    uint64_t *rare = &f->rare[(tag >> 2) & f->rare_mask];
    uint8_t taken = (uint8_t)(0 - (tag & TN_TAG_TAKEN));
    uint64_t is_rare = 0 - (uint64_t)((tag & TN_TAG_RARE) / TN_TAG_RARE);

    f->pair[place >> 1] |= half[place & 1] & taken;
    f->pair[other >> 1] |= half[other & 1] & taken;
    *rare |= tn_filter_rare_bits(tag) & is_rare;
}

/*
 * In locals: what is written are bytes, which compilers must take for anything. Where a tag
 * belongs is as good as chance, too, so that is brought near while others are added.
 */
static void add_table(const tn_filter *filter, const tn_folded *table, int head)
{
    const tn_filter f = *filter;
    const uint8_t half[2] = { (uint8_t)(1u << head), (uint8_t)(16u << head) };
    const size_t stride = table->stride, ahead = FETCH_AHEAD * stride;
    const uint32_t *tag = table->slots, *end = tag + table->n_slots * stride;

    for (; end - tag > (ptrdiff_t)ahead; tag += stride) {
        tn_filter_fetch(&f, tag[ahead]);
        __builtin_prefetch(&f.rare[(tag[ahead] >> 2) & f.rare_mask]);
        add_tag(&f, *tag, half);
    }
    for (; tag < end; tag += stride) {
        add_tag(&f, *tag, half);
    }
}

/* the power of two that `wanted` needs, within bounds */
static uint64_t power(uint64_t wanted, uint64_t least, uint64_t most)
{
    while (least < most && least < wanted) {
        least *= 2;
    }
    return least;
}

int tn_filter_build(tn_filter *out, const tn_folded *const *table, int n_heads, tenor_error *err)
{
    uint64_t n_rows = 0, n_places, n_words;
    bool any = false;

    *out = (tn_filter){ 0 };
    for (int head = 0; head < n_heads; head++) {
        n_rows += table[head] ? table[head]->header->n_rows : 0;
        if (table[head] && !any) {
            out->seed = table[head]->seed;
            any = true;
        }
    }
    n_places = power(PLACES_PER_ROW * n_rows, LEAST_PLACES, MOST_PLACES);
    n_words = power(n_rows / ROWS_PER_WORD, LEAST_WORDS, MOST_WORDS);
    out->mask = n_places - 1;
    out->rare_mask = n_words - 1;
    out->pair = tn_alloc_pages(n_places / 2 + n_words * sizeof(*out->rare));
    if (!out->pair) {
        return tn_no_memory(err);
    }
    out->rare = (uint64_t *)(void *)(out->pair + n_places / 2);
    for (int head = 0; head < n_heads; head++) {
        if (table[head] && table[head]->seed == out->seed) {
            add_table(out, table[head], head);
        } else if (table[head]) {
            out->always |= (uint8_t)(1u << head);
        }
    }
    return 0;
}

void tn_filter_free(tn_filter *filter)
{
    free(filter->pair);
    *filter = (tn_filter){ 0 };
}
