/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift.h - have shares of classes moved? And which of many findings are kept?
 *
 * Pure functions; what is undefined is NaN.
 */
#ifndef TN_DRIFT_H
#define TN_DRIFT_H

#include "base/base.h"

/*
 * Population stability index of counts in the same n_bins bins, sum (q - p) ln(q / p) with
 * p = (count + smoothing) / (n + smoothing * n_bins): the symmetric Kullback-Leibler divergence
 * (H. Jeffreys 1946) of the smoothed shares. >= 0; by custom, below 0.1 is stable and above 0.25 a
 * shift. smoothing is above 0 (0.5: Jeffreys' prior), so that an empty bin is no infinity. For
 * scores the bins are those of tn_score_histogram, for labels the classes. One or two counts a
 * side: defined. NaN if a side has no count, a count is negative, n_bins < 1 or smoothing <= 0.
 */
double tn_psi(const int64_t *before, const int64_t *after, int n_bins, double smoothing);

/*
 * q[i]: the smallest false-discovery rate at which finding i is kept, min over p_(j) >= p_(i) of
 * p_(j) m / j (Y. Benjamini, Y. Hochberg, JRSS B 57 (1995) 289-300; "BH" of R's p.adjust). m counts
 * the p-values that are not NaN; NaN gives NaN. p is 0..1; q[i] is p[i]..1; equal p have equal q.
 * q may be p itself. n = 1: q = p. Fails with TENOR_ERR_MEMORY.
 */
int tn_q_values(double *q, const double *p, size_t n, tenor_error *err);

#endif
