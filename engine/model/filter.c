/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.c - which heads may have a row for a key
 */
#include "model/filter.h"

#include <stdlib.h>

#define LEAST_PLACES ((uint64_t)1 << 10)
#define MOST_PLACES  ((uint64_t)1 << 30) /* a tag has so many bits to choose among them */
#define PLACES_PER_ROW                                                                             \
    4 /* of all heads together: of the keys without a row, one or two in a hundred pass */

/* in locals: what is written are bytes, which compilers must take for anything */
static void add_table(tn_filter *filter, const tn_folded *table, int head)
{
    const tn_filter f = *filter;
    const uint32_t *tag = table->slots;
    const unsigned bit = 1u << head;

    for (uint64_t slot = 0; slot < table->n_slots; slot++, tag += table->stride) {
        uint64_t place = tn_filter_place(&f, *tag), other = tn_filter_other_place(place, *tag);

        if (*tag != 0) {
            f.pair[place >> 1] |= (uint8_t)(bit << ((place & 1) * 4));
            f.pair[other >> 1] |= (uint8_t)(bit << ((other & 1) * 4));
        }
    }
}

int tn_filter_build(tn_filter *out, const tn_folded *const *table, int n_heads, tenor_error *err)
{
    uint64_t n_rows = 0, n_places = LEAST_PLACES;
    bool any = false;

    *out = (tn_filter){ 0 };
    for (int head = 0; head < n_heads; head++) {
        n_rows += table[head] ? table[head]->header->n_rows : 0;
        if (table[head] && !any) {
            out->seed = table[head]->seed;
            any = true;
        }
    }
    while (n_places < MOST_PLACES && n_places < PLACES_PER_ROW * n_rows) {
        n_places *= 2;
    }
    out->mask = n_places - 1;
    out->pair = tn_alloc_pages(n_places / 2);
    if (!out->pair) {
        return tn_no_memory(err);
    }
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
