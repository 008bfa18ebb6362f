/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * share.c - the published shares of a head's classes and the mean of its scores, with intervals
 */
#include "stats/stats.h"

#include <math.h>

/*
 * Root mean square errors of the mean posterior and of the mean score over the few domains that the
 * models have not seen, times Student's quantile with as many degrees of freedom over TN_Z, as
 * `make bench-quantification` prints them. Of two classes, those at the ends.
 */
static const struct {
    double share[TENOR_MAX_CLASSES], mean;
} spread[TENOR_N_HEADS] = {
    [TENOR_SENTIMENT] = { { 0.210, 0.204, 0.167 }, 0.320 },
    [TENOR_STANCE] = { { 0.248, 0.238, 0.220 }, 0.404 },
    [TENOR_REPLY] = { { 0.296, 0.345, 0.252 }, 0.428 },
};

void tn_posteriors_add(tn_posterior_sums *sums, const float *p, int n_classes)
{
    double first = (double)p[0], last = (double)p[n_classes - 1];

    for (int c = 0; c < n_classes; c++) {
        double q = (double)p[c];

        sums->sum[c] += q;
        sums->variance[c] += q * (1.0 - q);
    }
    sums->score_variance += first + last - (last - first) * (last - first);
}

/*
 * Around the mean of n comments' posteriors, whose variances of labels drawn by them add up to
 * `variance`; what a count out of n can be: outward to multiples of 1 / n, within bounds, and for
 * n = 1 all of them.
 */
static void interval(double *low, double *high, double mean, double variance, int64_t n,
                     double correlation, double error, double least)
{
    double n_comments = (double)n, design_effect = 1.0 + (n_comments - 1.0) * correlation;
    double half = TN_Z * sqrt(variance * design_effect / n_comments / n_comments + error * error);

    *low = n == 1 ? least : fmax(least, floor((mean - half) * n_comments) / n_comments);
    *high = n == 1 ? 1.0 : fmin(1.0, ceil((mean + half) * n_comments) / n_comments);
}

void tn_shares_of(tn_share *share, const tn_posterior_sums *sums, int64_t n, int head,
                  int n_classes, const double *site_error, double correlation)
{
    for (int c = 0; c < n_classes; c++) {
        tn_share *out = &share[c];
        int end = c == n_classes - 1 ? TENOR_MAX_CLASSES - 1 : c;

        out->counted = out->share = out->low = out->high = NAN;
        if (n == 0)
            continue;
        out->counted = (double)out->count / (double)n;
        out->share = sums->sum[c] / (double)n;
        interval(&out->low, &out->high, out->share, sums->variance[c], n,
                 site_error ? correlation : 0.0,
                 site_error ? site_error[c] : spread[head].share[end], 0.0);
    }
}

void tn_mean_interval(double *low, double *high, double mean, const tn_posterior_sums *sums,
                      int64_t n, int head, int n_classes, const double *site_error,
                      double correlation)
{
    *low = *high = NAN;
    if (n > 0)
        interval(low, high, mean, sums->score_variance, n, site_error ? correlation : 0.0,
                 site_error ? site_error[n_classes] : spread[head].mean, -1.0);
}
