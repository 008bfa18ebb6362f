/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keymap.c - open addressing with linear probing, at most 2/3 full
 */
#include "model/keymap.h"

#include <stdlib.h>

static uint64_t stored(uint64_t key)
{
    return key ? key : 1; /* 0 marks an empty slot */
}

static size_t slot_of(const tn_keymap *map, uint64_t key)
{
    size_t slot = (size_t)(key * 0x9E3779B97F4A7C15u >> 20) & (map->n_slots - 1);

    while (map->key[slot] && map->key[slot] != key)
        slot = (slot + 1) & (map->n_slots - 1);
    return slot;
}

int32_t tn_keymap_get(const tn_keymap *map, uint64_t key)
{
    size_t slot;

    if (map->n_slots == 0)
        return -1;
    slot = slot_of(map, stored(key));
    return map->key[slot] ? map->value[slot] : -1;
}

static bool enlarge(tn_keymap *map)
{
    tn_keymap larger = { .n_slots = map->n_slots ? map->n_slots * 2 : 1024, .n_used = map->n_used };

    larger.key = tn_alloc(larger.n_slots, sizeof(*larger.key));
    larger.value = tn_alloc(larger.n_slots, sizeof(*larger.value));
    if (!larger.key || !larger.value) {
        tn_keymap_free(&larger);
        return false;
    }
    for (size_t i = 0; i < map->n_slots; i++) {
        if (map->key[i]) {
            size_t slot = slot_of(&larger, map->key[i]);

            larger.key[slot] = map->key[i];
            larger.value[slot] = map->value[i];
        }
    }
    tn_keymap_free(map);
    *map = larger;
    return true;
}

int32_t *tn_keymap_put(tn_keymap *map, uint64_t key, bool *is_new)
{
    size_t slot;

    if ((map->n_used + 1) * 3 > map->n_slots * 2 && !enlarge(map))
        return NULL;
    slot = slot_of(map, stored(key));
    /* the analyzer takes what enlarge() gave back for what it put there: NOLINTBEGIN(*Malloc) */
    *is_new = map->key[slot] == 0;
    if (*is_new) {
        map->key[slot] = stored(key);
        map->value[slot] = -1;
        map->n_used++;
    }
    return &map->value[slot];
    /* NOLINTEND(*Malloc) */
}

void tn_keymap_free(tn_keymap *map)
{
    free(map->key);
    free(map->value);
    *map = (tn_keymap){ 0 };
}
