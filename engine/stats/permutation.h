/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * permutation.h - the exact distribution of a sum over all orders of a few values
 */
#ifndef TN_PERMUTATION_H
#define TN_PERMUTATION_H

#include "base/base.h"

#define TN_EXACT_MAX 9 /* values: 9! orders */

/* Some values, equal ones together: which of these comes first makes no other order. */
typedef struct {
    int n_groups, size[TN_EXACT_MAX]; /* of n values in all */
    double value[TN_EXACT_MAX];
} tn_ties;

void tn_ties_of(tn_ties *out, const double *value, int n); /* 1 <= n <= TN_EXACT_MAX */
int tn_ties_states(const tn_ties *ties); /* numbers of each that can be taken: 2^n without ties */

/*
 * What a value of group `j` adds to the statistic when `n_before` values, before[g] of each group,
 * stand before it. It may depend on nothing else, and no partial sum may leave -(n^3 - n) / 3 to
 * (n^3 - n) / 3, the bound of rank statistics.
 */
typedef int (*tn_gain_fn)(void *user, const int *before, int n_before, int j);

/*
 * *p: share of the orders of 2 <= n <= TN_EXACT_MAX values whose statistic is at least as far
 * from 0 as `observed`. Exact: a dynamic program over what stands before counts the orders
 * (integers). All orders of the same values differ by multiples of `step` >= 1: the time goes
 * with 1 / step.
 */
int tn_exact_two_sided(double *p, const tn_ties *ties, int observed, int step, tn_gain_fn gain,
                       void *user, tenor_error *err);

#endif
