/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * distribution.h - the shape of a distribution of labels or scores
 *
 * Pure functions; what is undefined is NaN. Values are finite.
 */
#ifndef TN_DISTRIBUTION_H
#define TN_DISTRIBUTION_H

#include "base/base.h"

#define TN_SCORE_BINS 20 /* of 0.1 each, from -1 to 1 */

typedef struct {
    int64_t count[TN_SCORE_BINS]; /* bin i: edge(i) <= score < edge(i + 1); the last holds 1 too */
    int64_t outside;              /* below -1, above 1, or NaN */
} tn_score_histogram;

/* Edge i of the histogram, 0..TN_SCORE_BINS: (2i - bins) / bins, rounded once. */
double tn_score_edge(int i);

void tn_score_histogram_add(tn_score_histogram *histogram, double score);

/* Scores in any order; the counts do not depend on it. n = 0: all 0. */
void tn_score_histogram_of(tn_score_histogram *out, const double *score, size_t n);

/*
 * Agreement A of counts in `n_classes` >= 2 ordered classes (C. van der Eijk, "Measuring agreement
 * in ordered rating scales", Quality & Quantity 35 (2001) 325-341): -1 (half at each end) over
 * 0 (uniform) to 1 (all in one class). With two classes, 0 to 1. NaN if all counts are 0 (n = 0),
 * or one is negative; n = 1: 1; n = 2: 1 where both are in one class, otherwise less.
 */
double tn_agreement(const int64_t *count, int n_classes);

/* (1 - A) / 2: 0 (all in one class), 0.5 (uniform), 1 (half at each end). NaN as above. */
double tn_polarization(const int64_t *count, int n_classes);

/* min / max of the two sides: 0 (one side only) to 1 (as many). NaN if both are 0. */
double tn_balance(int64_t for_it, int64_t against_it);

#endif
