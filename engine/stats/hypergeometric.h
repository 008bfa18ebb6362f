/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hypergeometric.h - how many of some balls drawn are white
 *
 * By inversion: a uniform number is counted down by the probabilities of the likeliest count, then
 * of those around it in turn, so that few are computed (W. M. Patefield, "Algorithm AS 159",
 * Applied Statistics 30 (1981) 91-97). gsl_ran_hypergeometric draws the balls one by one.
 *
 * log_factorial[k] is ln k!, up to white + black; more than one count is possible.
 */
#ifndef TN_HYPERGEOMETRIC_H
#define TN_HYPERGEOMETRIC_H

#include "base/base.h"

/* Of a generator's 32 bits: 0 <= x < 1, as gsl_rng_uniform() makes it of them. */
static inline double tn_uniform_of(uint32_t word)
{
    return word * 0x1p-32;
}

int64_t tn_hypergeometric(int64_t white, int64_t black, int64_t drawn, const double *log_factorial,
                          double uniform);

/* ------------------------------------------- numbers for the same balls, again and again */

#define TN_KEPT_STEPS 12

/* Counts of white ones among `drawn` balls, from the likeliest outward: where to go on. */
typedef struct {
    int64_t white, spare; /* spare: black ones beyond those drawn; may be below 0 */
    int64_t drawn, least, most, up, down;
    double p_up, p_down;
    bool went_up;
} tn_walk;

/*
 * A walk's first steps: a word beyond bound[k] is not used up by k + 1 probabilities. Where it lies
 * among the bounds says where the walk ends, and no processor has to guess it step by step.
 */
typedef struct {
    int64_t n_steps;
    uint32_t bound[TN_KEPT_STEPS];
    int32_t count[TN_KEPT_STEPS + 1]; /* behind the last, if no more are possible, the first */
    double p[TN_KEPT_STEPS];
    tn_walk rest;
} tn_kept_walk;

void tn_walk_keep(tn_kept_walk *kept, int64_t white, int64_t black, int64_t drawn,
                  const double *log_factorial);
int64_t tn_walk_beyond(const tn_kept_walk *kept, uint32_t word); /* all steps */

/* tn_hypergeometric() of a word as tn_uniform_of() has it */
static inline int64_t tn_walk_count(const tn_kept_walk *kept, uint32_t word)
{
    uint32_t n_steps = 0;

    for (int i = 0; i < TN_KEPT_STEPS; i++)
        n_steps += word > kept->bound[i];
    return n_steps < TN_KEPT_STEPS ? kept->count[n_steps] : tn_walk_beyond(kept, word);
}

#endif
