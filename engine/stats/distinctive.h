/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * distinctive.h - the words that tell one body of text from another
 *
 * Pure functions over counts of words; what is undefined is NaN.
 */
#ifndef TN_DISTINCTIVE_H
#define TN_DISTINCTIVE_H

#include "base/base.h"

typedef struct {
    double log_odds; /* > 0: more usual in a; < 0: in b */
    double z;        /* log_odds by its standard deviation */
} tn_log_odds;

/*
 * Log-odds ratio with an informative Dirichlet prior (B. Monroe, M. Colaresi, K. Quinn, "Fightin'
 * words", Political Analysis 16 (2008) 372-403, equations 16, 20 and 22). With y = a[w] + prior[w]
 * and Y = n_a + sum of prior: log_odds = ln(y_a / (Y_a - y_a)) - ln(y_b / (Y_b - y_b)), variance
 * 1 / y_a + 1 / y_b. prior[w] > 0 are pseudo-counts: the site's shares times the strength wanted.
 *
 * out[w] for each of n words. A word with a negative count or without prior, and one that is all
 * there is on a side, gets NaN. n = 0 writes nothing. Both texts empty: 0. Fails with
 * TENOR_ERR_MEMORY.
 */
int tn_log_odds_of(tn_log_odds *out, const int64_t *a, const int64_t *b, const double *prior,
                   size_t n, tenor_error *err);

/*
 * best[0..]: the at most k words with the largest z >= min_z, descending; equal z by the smaller
 * index. Returns their number.
 */
size_t tn_log_odds_top(size_t *best, size_t k, double min_z, const tn_log_odds *words, size_t n);

#endif
