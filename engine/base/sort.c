/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sort.c - radix sort
 */
#include "base/sort.h"

#include <string.h>

#define FEW 64 /* keys: counting their bytes would take longer than to insert them */

static void insert_each(uint64_t *key, size_t n, int first)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t held = key[i];
        size_t at = i;

        for (; at > 0 && held >> (8 * first) < key[at - 1] >> (8 * first); at--)
            key[at] = key[at - 1];
        key[at] = held;
    }
}

static void sort_by_bytes(uint64_t *key, uint64_t *spare, size_t n, int first)
{
    size_t next[8][256] = { { 0 } }; /* of a byte's values: how many, then where the next goes */
    uint64_t *from = key, *to = spare;

    for (size_t i = 0; i < n; i++)
        for (int b = first; b < 8; b++)
            next[b][key[i] >> (8 * b) & 0xFF]++;
    for (int b = first; b < 8; b++) {
        uint64_t *sorted = to;
        size_t begin = 0;

        if (next[b][key[0] >> (8 * b) & 0xFF] == n)
            continue;
        for (int value = 0; value < 256; value++) {
            size_t count = next[b][value];

            next[b][value] = begin;
            begin += count;
        }
        for (size_t i = 0; i < n; i++)
            to[next[b][from[i] >> (8 * b) & 0xFF]++] = from[i];
        to = from;
        from = sorted;
    }
    if (from != key)
        memcpy(key, from, n * sizeof(*key));
}

void tn_sort_keys(uint64_t *key, uint64_t *spare, size_t n, int first)
{
    if (n < FEW)
        insert_each(key, n, first);
    else
        sort_by_bytes(key, spare, n, first);
}
