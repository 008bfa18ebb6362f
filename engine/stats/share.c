/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * share.c - the published shares of a head's classes and the mean of its scores, with intervals
 */
#include "stats/stats.h"

#include <math.h>

/*
 * Root mean square errors of the mean posterior and of the mean score over domains that the models
 * have not seen, as `make bench-quantification` prints them. Of two classes, those at the ends.
 */
static const struct {
    double share[TENOR_MAX_CLASSES], mean;
} spread[TENOR_N_HEADS] = {
    [TENOR_SENTIMENT] = { { 0.187, 0.179, 0.147 }, 0.285 },
    [TENOR_STANCE] = { { 0.217, 0.206, 0.194 }, 0.357 },
    [TENOR_REPLY] = { { 0.237, 0.250, 0.173 }, 0.332 },
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

/* what a count out of n can be: outward to multiples of 1 / n, within bounds; n = 1: all of them */
static void interval(double *low, double *high, double centre, double variance, double s, int64_t n,
                     double least)
{
    double half = TN_Z * sqrt(variance / (double)n / (double)n + s * s);

    *low = n == 1 ? least : fmax(least, floor((centre - half) * (double)n) / (double)n);
    *high = n == 1 ? 1.0 : fmin(1.0, ceil((centre + half) * (double)n) / (double)n);
}

void tn_shares_of(tn_share *share, const tn_posterior_sums *sums, int64_t n, int head,
                  int n_classes, const double *site_error)
{
    for (int c = 0; c < n_classes; c++) {
        tn_share *out = &share[c];

        out->counted = out->share = out->low = out->high = NAN;
        if (n == 0)
            continue;
        out->counted = (double)out->count / (double)n;
        out->share = sums->sum[c] / (double)n;
        interval(&out->low, &out->high, out->share, sums->variance[c],
                 site_error ? site_error[c]
                            : spread[head].share[c == n_classes - 1 ? TENOR_MAX_CLASSES - 1 : c],
                 n, 0.0);
    }
}

void tn_mean_interval(double *low, double *high, double mean, const tn_posterior_sums *sums,
                      int64_t n, int head, int n_classes, const double *site_error)
{
    *low = *high = NAN;
    if (n > 0)
        interval(low, high, mean, sums->score_variance,
                 site_error ? site_error[n_classes] : spread[head].mean, n, -1.0);
}
