/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hypergeometric.c - walks over counts, from the likeliest outward
 */
#include "stats/hypergeometric.h"

#include <math.h>

#define NEAR 1e-3 /* a word, of which there are 2^32: more than all roundings together */

static inline int64_t begin_walk(tn_walk *w, int64_t white, int64_t black, int64_t drawn,
                                 const double *log_factorial)
{
    int64_t n = white + black;
    int64_t likeliest = (int64_t)((double)(drawn + 1) * (double)(white + 1) / (double)(n + 2));

    w->white = white;
    w->spare = black - drawn;
    w->drawn = drawn;
    w->least = drawn > black ? drawn - black : 0;
    w->most = drawn < white ? drawn : white;
    w->up = w->down = likeliest;
    w->p_up = exp(log_factorial[white] - log_factorial[likeliest] -
                  log_factorial[white - likeliest] + log_factorial[black] -
                  log_factorial[drawn - likeliest] - log_factorial[black - drawn + likeliest] -
                  log_factorial[n] + log_factorial[drawn] + log_factorial[n - drawn]);
    w->p_down = w->p_up;
    w->went_up = false;
    return likeliest;
}

/* the next count's probability, above and below in turn; < 0: there is none */
static inline double step(tn_walk *w, int64_t *count)
{
    w->went_up = w->up < w->most && !(w->went_up && w->down > w->least);
    if (w->went_up) {
        w->p_up *= (double)(w->white - w->up) * (double)(w->drawn - w->up);
        w->up++;
        w->p_up /= (double)w->up * (double)(w->spare + w->up);
        *count = w->up;
        return w->p_up;
    }
    if (w->down == w->least)
        return -1.0;
    w->p_down *= (double)w->down * (double)(w->spare + w->down);
    w->down--;
    w->p_down /= (double)(w->white - w->down) * (double)(w->drawn - w->down);
    *count = w->down;
    return w->p_down;
}

/* until the number is used up; what all probabilities leave of it, a rounding, is the likeliest's
 */
static inline int64_t walk_on(tn_walk *w, double left, int64_t likeliest)
{
    int64_t count = likeliest;

    while (left >= 0.0) {
        double p = step(w, &count);

        if (p < 0.0)
            return likeliest;
        left -= p;
    }
    return count;
}

int64_t tn_hypergeometric(int64_t white, int64_t black, int64_t drawn, const double *log_factorial,
                          double uniform)
{
    tn_walk w;
    int64_t likeliest = begin_walk(&w, white, black, drawn, log_factorial);

    return walk_on(&w, uniform - w.p_up, likeliest);
}

/* as the walk itself subtracts, rounding after rounding */
static double left_after(const tn_kept_walk *kept, int64_t n_steps, uint32_t word)
{
    double left = tn_uniform_of(word);

    for (int64_t i = 0; i < n_steps; i++)
        left -= kept->p[i];
    return left;
}

/*
 * The largest word that is used up: the one below the sum, unless this is so near to a word that
 * roundings, of 1e-15 in all, decide.
 */
static uint32_t bound_after(const tn_kept_walk *kept, int64_t n_steps, double sum)
{
    double at = sum * 0x1p32;
    uint32_t bound = at < 0x1p32 ? (uint32_t)at : UINT32_MAX;

    if (at - bound > NEAR && at - bound < 1.0 - NEAR)
        return bound;
    while (left_after(kept, n_steps, bound) >= 0.0)
        bound--;
    while (bound < UINT32_MAX && left_after(kept, n_steps, bound + 1) < 0.0)
        bound++;
    return bound;
}

static void take_steps(tn_kept_walk *kept)
{
    double p = kept->rest.p_up, sum = 0.0;
    int64_t count = kept->rest.up;

    while (p >= 0.0 && kept->n_steps < TN_KEPT_STEPS) {
        kept->p[kept->n_steps] = p;
        kept->count[kept->n_steps] = (int32_t)count;
        sum += p;
        kept->n_steps++;
        kept->bound[kept->n_steps - 1] = bound_after(kept, kept->n_steps, sum);
        if (kept->n_steps < TN_KEPT_STEPS)
            p = step(&kept->rest, &count);
    }
    for (int64_t i = kept->n_steps; i < TN_KEPT_STEPS; i++)
        kept->bound[i] = UINT32_MAX;
    kept->count[kept->n_steps] = kept->count[0];
}

void tn_walk_keep(tn_kept_walk *kept, int64_t white, int64_t black, int64_t drawn,
                  const double *log_factorial)
{
    begin_walk(&kept->rest, white, black, drawn, log_factorial);
    kept->n_steps = 0;
    take_steps(kept);
}

int64_t tn_walk_beyond(const tn_kept_walk *kept, uint32_t word)
{
    tn_walk rest = kept->rest;

    return walk_on(&rest, left_after(kept, TN_KEPT_STEPS, word), kept->count[0]);
}
