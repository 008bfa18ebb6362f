/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random.h - the Mersenne twister, for draws that are the same for the same seed
 *
 * M. Matsumoto, T. Nishimura, ACM Transactions on Modeling and Computer Simulation 8 (1998) 3-30,
 * with the seeding of 2002: gsl_rng_mt19937's numbers, without a call for each.
 */
#ifndef TN_RANDOM_H
#define TN_RANDOM_H

#include "base/base.h"

#define TN_RNG_WORDS 624

typedef struct {
    uint32_t state[TN_RNG_WORDS], word[TN_RNG_WORDS];
    size_t next; /* of `word` */
} tn_rng;

/* The twister takes 32 bits of seed: both halves of `seed` are mixed into them. */
void tn_rng_seed(tn_rng *rng, uint64_t seed);
void tn_rng_refill(tn_rng *rng);

static inline uint32_t tn_rng_word(tn_rng *rng)
{
    if (rng->next == TN_RNG_WORDS) {
        tn_rng_refill(rng);
    }
    return rng->word[rng->next++];
}

/* 0 <= x < 1 */
static inline double tn_uniform_of(uint32_t word)
{
    return word * 0x1p-32;
}

static inline double tn_rng_uniform(tn_rng *rng)
{
    return tn_uniform_of(tn_rng_word(rng));
}

#endif
