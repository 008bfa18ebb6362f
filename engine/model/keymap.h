/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keymap.h - a hash map from feature keys to indices
 *
 * Keys are hashes already. Used in training and for the unfolded
 * vocabulary; serving has its own table (folded.h).
 */
#ifndef TN_KEYMAP_H
#define TN_KEYMAP_H

#include "base/base.h"

typedef struct {
    uint64_t *key; /* 0 = empty slot */
    int32_t *value;
    size_t n_slots; /* a power of two, or 0 */
    size_t n_used;
} tn_keymap;

/* The value of a key, or -1. */
int32_t tn_keymap_get(const tn_keymap *map, uint64_t key);

/*
 * The value's place for a key; a new key gets the value -1 and *is_new.
 * NULL when memory is short. The place is valid until the next call.
 */
int32_t *tn_keymap_put(tn_keymap *map, uint64_t key, bool *is_new);
void tn_keymap_free(tn_keymap *map);

#endif
