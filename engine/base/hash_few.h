/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash_few.h - the hash of a few bytes, where a call would cost more than the hash
 */
#ifndef TN_HASH_FEW_H
#define TN_HASH_FEW_H

#include <stddef.h>
#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define TN_FEW_BYTES 16

/* tn_hash of 1..TN_FEW_BYTES bytes */
static inline uint64_t tn_hash_few(const void *data, size_t bytes)
{
    if (bytes == 0 || bytes > TN_FEW_BYTES)
        __builtin_unreachable();
    return XXH3_64bits(data, bytes);
}

#endif
