/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * distinctive.c - log-odds ratios of words under a Dirichlet prior
 */
#include "stats/distinctive.h"

#include "stats/numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ln(a b / (c d)) for positive numbers, without losing a ratio that is close to 1 */
static double log_ratio(double a, double b, double c, double d)
{
    double product = c * d;
    double difference = fma(a, b, -product) - fma(c, d, -product);
    double relative = difference / product;

    return fabs(relative) < 0.5 ? log1p(relative) : log(a / c) + log(b / d);
}

int tn_log_odds_of(tn_log_odds *out, const int64_t *a, const int64_t *b, const double *prior,
                   size_t n, tenor_error *err)
{
    int64_t n_a = 0, n_b = 0;
    double *sorted, sum_of_priors;
    int rc = tn_sorted_copy(&sorted, prior, n, err);

    if (rc < 0)
        return rc;
    sum_of_priors = tn_sum_of(sorted, n);
    free(sorted);
    for (size_t w = 0; w < n; w++) {
        n_a += a[w];
        n_b += b[w];
    }
    for (size_t w = 0; w < n; w++) {
        double this_a = (double)a[w] + prior[w], this_b = (double)b[w] + prior[w];
        double other = sum_of_priors - prior[w];
        double rest_a = (double)(n_a - a[w]) + other, rest_b = (double)(n_b - b[w]) + other;

        out[w] = (tn_log_odds){ NAN, NAN };
        if (a[w] >= 0 && b[w] >= 0 && prior[w] > 0.0 && rest_a > 0.0 && rest_b > 0.0) {
            out[w].log_odds = log_ratio(this_a, rest_b, rest_a, this_b);
            out[w].z = out[w].log_odds / sqrt(1.0 / this_a + 1.0 / this_b);
        }
    }
    return 0;
}

/* behind those that are as large: they have smaller indices */
static size_t rank_of(double z, const size_t *best, size_t n_best, const tn_log_odds *words)
{
    while (n_best > 0 && words[best[n_best - 1]].z < z)
        n_best--;
    return n_best;
}

size_t tn_log_odds_top(size_t *best, size_t k, double min_z, const tn_log_odds *words, size_t n)
{
    size_t n_best = 0;

    for (size_t w = 0; w < n; w++) {
        bool is_listed = words[w].z >= min_z; /* not for NaN */
        size_t rank = is_listed ? rank_of(words[w].z, best, n_best, words) : k;

        if (rank < k) {
            n_best += n_best < k;
            memmove(&best[rank + 1], &best[rank], (n_best - 1 - rank) * sizeof(*best));
            best[rank] = w;
        }
    }
    return n_best;
}
