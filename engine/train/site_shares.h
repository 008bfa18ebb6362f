/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_shares.h - a site's share of each class: by labels, by posteriors, by both
 */
#ifndef TN_SITE_SHARES_H
#define TN_SITE_SHARES_H

#include "tenor_run.h"
#include "train/site_fit.h"

/* Sums over the posteriors of comments without labels. All zero is none. */
typedef struct {
    int64_t n;
    double sum[TENOR_MAX_CLASSES], squares[TENOR_MAX_CLASSES];
} tn_population;

void tn_population_add(tn_population *sums, const double *p, int n_classes);

/*
 * Do posteriors rise with the labels? One-sided test at 10 % of the covariance of a class's
 * posterior with its label, added over the classes, by its normal approximation. 2 rows at least.
 */
bool tn_scores_go_with_labels(const tn_site_rows *rows);

/*
 * by_labels, by_models, by_both and lambda of *out. Both: the difference estimator lambda mean(p of
 * the population) + mean(label - lambda p of the labelled), with one lambda for all classes, that
 * of the smallest variance (PPI++; A. Angelopoulos, J. Duchi, T. Zrnic 2023), within 0 and 1; 0
 * where goes_with is false. Its interval is Wilson's, for as many trials as have its variance.
 */
void tn_site_shares(tenor_head_calibration *out, const tn_site_rows *rows, bool goes_with,
                    const tn_population *population);

#endif
