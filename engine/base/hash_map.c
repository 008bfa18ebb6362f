/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash_map.c - numbers by a hash of what they are the numbers of
 */
#include "base/hash_map.h"

#include <stdlib.h>

#define FIRST_SLOTS 64

int tn_hash_map_grow(tn_hash_map *map, size_t more, tenor_error *err)
{
    tn_hash_map larger = { .n_slots = map->n_slots ? map->n_slots : FIRST_SLOTS,
                           .n_taken = map->n_taken };
    size_t bytes;

    while (larger.n_slots / 2 < map->n_taken + more) /* neither wraps: both count what is there */
        larger.n_slots *= 2;
    if (__builtin_mul_overflow(larger.n_slots, sizeof(*larger.slot), &bytes))
        return tn_no_memory(err);
    larger.slot = tn_alloc_pages(bytes); /* looked up all over: fewer pages to find */
    if (!larger.slot)
        return tn_no_memory(err);
    for (size_t i = 0; i < map->n_slots; i++) {
        size_t at = (size_t)map->slot[i].key & (larger.n_slots - 1);

        if (map->slot[i].value == 0)
            continue;
        while (larger.slot[at].value) /* several may have one key */
            at = (at + 1) & (larger.n_slots - 1);
        larger.slot[at] = map->slot[i];
    }
    free(map->slot);
    *map = larger;
    return 0;
}

void tn_hash_map_free(tn_hash_map *map)
{
    free(map->slot);
    *map = (tn_hash_map){ 0 };
}
