/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * permutation.h - the exact distribution of a sum over all orders of a few values
 */
#ifndef TN_PERMUTATION_H
#define TN_PERMUTATION_H

#include "base/base.h"

#define TN_EXACT_MAX 9 /* values: 9! orders */

/*
 * What value `j` adds to the statistic when the `n_before` values of the bit set `before` stand
 * before it (j is not in it). It may depend on nothing else, and no
 * partial sum may leave -(n^3 - n) / 3 to (n^3 - n) / 3, the bound of rank statistics.
 */
typedef int (*tn_gain_fn)(void *user, unsigned before, int n_before, int j);

/*
 * *p: share of the n! orders of 2 <= n <= TN_EXACT_MAX values whose statistic is at least as far
 * from 0 as `observed`. Exact: a dynamic program over subsets counts the orders (integers). All
 * orders of one subset differ by multiples of `step` >= 1: the time goes with 1 / step.
 */
int tn_exact_two_sided(double *p, int n, int observed, int step, tn_gain_fn gain, void *user,
                       tenor_error *err);

#endif
