/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random.c - the Mersenne twister, 624 numbers at once
 */
#include "stats/random.h"

enum { SHIFT = 397 }; /* the paper's m */

void tn_rng_seed(tn_rng *rng, uint64_t seed)
{
    uint32_t *state = rng->state;

    state[0] = (uint32_t)(tn_mix(seed, 0) >> 32) | 1u; /* GSL takes 0 for another number */
    for (uint32_t i = 1; i < TN_RNG_WORDS; i++) {
        state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
    }
    rng->next = TN_RNG_WORDS;
}

/* what the top bit of one word and the others of the next add to a third */
static inline uint32_t twist(uint32_t word, uint32_t next)
{
    uint32_t y = (word & 0x80000000u) | (next & 0x7fffffffu);

    return (y >> 1) ^ (-(y & 1u) & 0x9908b0dfu);
}

static inline uint32_t temper(uint32_t y)
{
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

void tn_rng_refill(tn_rng *rng)
{
    uint32_t *state = rng->state;
    size_t i = 0;

    for (; i < TN_RNG_WORDS - SHIFT; i++) {
        state[i] = state[i + SHIFT] ^ twist(state[i], state[i + 1]);
    }
    for (; i < TN_RNG_WORDS - 1; i++) {
        state[i] = state[i + SHIFT - TN_RNG_WORDS] ^ twist(state[i], state[i + 1]);
    }
    state[i] = state[SHIFT - 1] ^ twist(state[i], state[0]);
    for (i = 0; i < TN_RNG_WORDS; i++) {
        rng->word[i] = temper(state[i]);
    }
    rng->next = 0;
}
