/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pair_filter.c - a Bloom filter of all heads' pairs of words
 */
#include "model/pair_filter.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_WORDS   ((uint64_t)1 << 6)
#define MOST_WORDS    ((uint64_t)1 << 18) /* 2 MB: more would leave the processor's own cache */
#define ROWS_PER_WORD 8                   /* of all rows, half of which are pairs */
#define AHEAD         24                  /* slots whose words are prefetched */

static void add_table(const tn_pair_filter *f, const tn_folded *table)
{
    const size_t stride = table->stride;
    const uint32_t *tag = table->slots, *end = tag + table->n_slots * stride;

    for (; tag < end; tag += stride) {
        if (end - tag > (ptrdiff_t)(AHEAD * stride))
            __builtin_prefetch(tn_pair_word(f, tag[AHEAD * stride]), 1);
        if (*tag & TN_TAG_PAIR)
            f->word[(*tag >> 3) & f->mask] |= tn_pair_bits(*tag);
    }
}

int tn_pair_filter_build(tn_pair_filter *out, const tn_folded *const *table, int n_heads,
                         tenor_error *err)
{
    uint64_t n_rows = 0, n_words = LEAST_WORDS;
    bool other_seed = false;

    for (int head = 0; head < n_heads; head++) {
        n_rows += table[head] ? table[head]->header->n_rows : 0;
        other_seed |= table[head] && table[head]->seed != TN_FOLDED_FIRST_SEED;
    }
    while (n_words < MOST_WORDS && n_words < n_rows / ROWS_PER_WORD)
        n_words *= 2;
    *out = (tn_pair_filter){ .word = tn_alloc(n_words, sizeof(*out->word)), .mask = n_words - 1 };
    if (!out->word)
        return tn_no_memory(err);
    if (other_seed) /* its tags say nothing here: all pairs pass */
        memset(out->word, 0xFF, n_words * sizeof(*out->word));
    for (int head = 0; head < n_heads && !other_seed; head++)
        if (table[head])
            add_table(out, table[head]);
    return 0;
}

void tn_pair_filter_free(tn_pair_filter *filter)
{
    free(filter->word);
    *filter = (tn_pair_filter){ 0 };
}
