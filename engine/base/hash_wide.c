/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash_wide.c - digests with AVX2: of what is long, the same bits in half the steps
 *
 * xxhash chooses its code when it is compiled, so it is compiled once more. Clang has no such
 * pragma: there this is what hash.c is, and not asked.
 */
#include "base/hash_wide.h"

#if defined(__x86_64__) && !defined(__clang__)
#pragma GCC target("avx2")
#define IS_WIDE __builtin_cpu_supports("avx2")
#else
#define IS_WIDE 0
#endif

#define XXH_INLINE_ALL
#include <xxhash.h>

bool tn_hash_is_wide(void)
{
    return IS_WIDE;
}

tn_digest tn_digest_wide(const void *data, size_t bytes)
{
    XXH128_hash_t h = XXH3_128bits(data, bytes);

    return (tn_digest){ h.high64, h.low64 };
}

void tn_hasher_add_wide(tn_hasher *hasher, const void *data, size_t bytes)
{
    (void)XXH3_128bits_update((XXH3_state_t *)hasher, data, bytes);
}
