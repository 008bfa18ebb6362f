/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash.c - XXH3 hashes and digests
 */
#include "base/base.h"

#define XXH_INLINE_ALL  /* most of what is hashed is a few bytes: a call costs more than the hash  \
                         */
#include <xxhash.h>

uint64_t tn_hash(const void *data, size_t bytes)
{
    return XXH3_64bits(data, bytes);
}

tn_digest tn_digest_of(const void *data, size_t bytes)
{
    XXH128_hash_t h = XXH3_128bits(data, bytes);

    return (tn_digest){ h.high64, h.low64 };
}

void tn_digest_hex(tn_digest digest, char out[33])
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < 16; i++) {
        out[i] = digits[digest.high >> (60 - 4 * i) & 15];
        out[16 + i] = digits[digest.low >> (60 - 4 * i) & 15];
    }
    out[32] = '\0';
}

tn_hasher *tn_hasher_new(void)
{
    XXH3_state_t *state = XXH3_createState();

    if (state && XXH3_128bits_reset(state) != XXH_OK) {
        XXH3_freeState(state);
        state = NULL;
    }
    return (tn_hasher *)state;
}

void tn_hasher_add(tn_hasher *hasher, const void *data, size_t bytes)
{
    if (bytes) /* the only failure that XXH3 knows is a NULL input */
        (void)XXH3_128bits_update((XXH3_state_t *)hasher, data, bytes);
}

tn_digest tn_hasher_digest(const tn_hasher *hasher)
{
    XXH128_hash_t h = XXH3_128bits_digest((const XXH3_state_t *)hasher);

    return (tn_digest){ h.high64, h.low64 };
}

void tn_hasher_free(tn_hasher *hasher)
{
    XXH3_freeState((XXH3_state_t *)hasher);
}
