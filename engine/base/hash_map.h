/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash_map.h - numbers by a hash of what they are the numbers of
 *
 * Open addressing with linear probing, at most half full, nothing is ever taken out. Keys are
 * hashes whose lowest bits are as good as random. Where a key says enough, as 64 bits of hash do
 * of words and authors, tn_hash_map_find() is all; where two things of one hash are to be told
 * apart, as ids are, compare what has the number and go on with tn_hash_map_next():
 *
 *   slot = tn_hash_map_find(map, hash);
 *   while (slot->value && !is_same(thing[slot->value - 1], id))
 *       slot = tn_hash_map_next(map, slot);
 *
 * A slot is valid until tn_hash_map_reserve(), which must have been called once before any is
 * found; tn_hash_map_get() asks of an empty map too. Used by one thread at a time; for reading by
 * several.
 */
#ifndef TN_HASH_MAP_H
#define TN_HASH_MAP_H

#include "base/base.h"

typedef struct {
    uint64_t key;
    uint64_t value; /* 0: the slot is empty */
} tn_hash_slot;

/* All zero is empty. */
typedef struct {
    tn_hash_slot *slot;
    size_t n_slots; /* a power of two, or 0 */
    size_t n_taken;
} tn_hash_map;

/* Room for so many more keys. 0 or TENOR_ERR_MEMORY. */
int tn_hash_map_grow(tn_hash_map *map, size_t more, tenor_error *err);
static inline int tn_hash_map_reserve(tn_hash_map *map, size_t more, tenor_error *err)
{
    return map->n_slots && map->n_taken + more <= map->n_slots / 2
               ? 0
               : tn_hash_map_grow(map, more, err);
}
void tn_hash_map_free(tn_hash_map *map);

/* The next slot of the same key, or the empty one where it may be put. */
static inline tn_hash_slot *tn_hash_map_probe(const tn_hash_map *map, size_t at, uint64_t key)
{
    at &= map->n_slots - 1;
    while (map->slot[at].value && map->slot[at].key != key)
        at = (at + 1) & (map->n_slots - 1);
    return &map->slot[at];
}

static inline tn_hash_slot *tn_hash_map_find(const tn_hash_map *map, uint64_t key)
{
    return tn_hash_map_probe(map, (size_t)key, key);
}

static inline tn_hash_slot *tn_hash_map_next(const tn_hash_map *map, const tn_hash_slot *slot)
{
    return tn_hash_map_probe(map, (size_t)(slot - map->slot) + 1, slot->key);
}

/* The value of a key, or 0. */
static inline uint64_t tn_hash_map_get(const tn_hash_map *map, uint64_t key)
{
    return map->n_slots ? tn_hash_map_find(map, key)->value : 0;
}

/* Put a key and its value, not 0, into the empty slot that was found for it. */
static inline void tn_hash_map_put(tn_hash_map *map, tn_hash_slot *slot, uint64_t key,
                                   uint64_t value)
{
    *slot = (tn_hash_slot){ key, value };
    map->n_taken++;
}

/* Of a large map, before tn_hash_map_find(). */
static inline void tn_hash_map_prefetch(const tn_hash_map *map, uint64_t key)
{
    if (map->n_slots)
        __builtin_prefetch(&map->slot[key & (map->n_slots - 1)], 1);
}

#endif
