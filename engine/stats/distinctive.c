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

typedef struct {
    int64_t n_a, n_b;
    double prior;
} totals;

static int add_up(totals *sum, const int64_t *a, const int64_t *b, const double *prior, size_t n,
                  tenor_error *err)
{
    double *sorted;
    int rc = tn_sorted_copy(&sorted, prior, n, err);

    *sum = (totals){ 0 };
    if (rc < 0)
        return rc;
    for (size_t w = 0; w < n; w++) {
        sum->n_a += a[w];
        sum->n_b += b[w];
    }
    sum->prior = tn_sum_of(sorted, n);
    free(sorted);
    return 0;
}

static tn_log_odds odds_of(const totals *sum, int64_t a, int64_t b, double prior)
{
    double this_a = (double)a + prior, this_b = (double)b + prior, other = sum->prior - prior;
    double rest_a = (double)(sum->n_a - a) + other, rest_b = (double)(sum->n_b - b) + other;
    tn_log_odds out = { NAN, NAN };

    if (a >= 0 && b >= 0 && prior > 0.0 && rest_a > 0.0 && rest_b > 0.0) {
        out.log_odds = log_ratio(this_a, rest_b, rest_a, this_b);
        out.z = out.log_odds / sqrt(1.0 / this_a + 1.0 / this_b);
    }
    return out;
}

int tn_log_odds_of(tn_log_odds *out, const int64_t *a, const int64_t *b, const double *prior,
                   size_t n, tenor_error *err)
{
    totals sum;
    int rc = add_up(&sum, a, b, prior, n, err);

    for (size_t w = 0; rc == 0 && w < n; w++)
        out[w] = odds_of(&sum, a[w], b[w], prior[w]);
    return rc;
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
