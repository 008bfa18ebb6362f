/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift.c - Kolmogorov-Smirnov, population stability, false discoveries
 */
#include "stats/drift.h"

#include "stats/numeric.h"

#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>

/* -------------------------------------------------- Kolmogorov-Smirnov */

/* For small L the alternating series needs many terms; its theta transform a few. */
static double kolmogorov_p_small(double lambda)
{
    double step = -M_PI * M_PI / (8.0 * lambda * lambda), sum = 0.0;

    for (int k = 7; k >= 1; k -= 2) /* smallest terms first */
        sum += exp(k * k * step);
    return sqrt(2.0 * M_PI) / lambda * sum;
}

double tn_kolmogorov_q(double lambda)
{
    double sum = 0.0;

    if (isnan(lambda))
        return NAN;
    if (lambda < 1.0)
        return lambda > 0.04 ? 1.0 - kolmogorov_p_small(lambda) : 1.0; /* 1 - 1e-330 */
    for (int k = 6; k >= 1; k--)
        sum += (k % 2 ? 1.0 : -1.0) * exp(-2.0 * k * k * lambda * lambda);
    return 2.0 * sum;
}

/* d as an exact fraction of n_a n_b while that is below 2^53 */
static double largest_distance(const double *a, size_t n_a, const double *b, size_t n_b)
{
    size_t i = 0, j = 0;
    double largest = 0.0;

    while (i < n_a && j < n_b) {
        double x = fmin(a[i], b[j]);

        while (i < n_a && a[i] <= x)
            i++;
        while (j < n_b && b[j] <= x)
            j++;
        largest = fmax(largest, fabs((double)i * (double)n_b - (double)j * (double)n_a));
    }
    return largest / ((double)n_a * (double)n_b);
}

int tn_ks_of(tn_ks *out, const double *a, size_t n_a, const double *b, size_t n_b, tenor_error *err)
{
    double *sorted_a = NULL, *sorted_b = NULL, m = (double)n_a, n = (double)n_b;
    int rc;

    *out = (tn_ks){ NAN, NAN };
    if (n_a == 0 || n_b == 0)
        return 0;
    rc = tn_sorted_copy(&sorted_a, a, n_a, err);
    if (rc < 0)
        goto done;
    rc = tn_sorted_copy(&sorted_b, b, n_b, err);
    if (rc < 0)
        goto done;
    out->d = largest_distance(sorted_a, n_a, sorted_b, n_b);
    out->p_value = tn_kolmogorov_q(out->d * sqrt(m * n / (m + n)));

done:
    free(sorted_a);
    free(sorted_b);
    return rc;
}

/* ------------------------------------------------ population stability */

static bool add_counts(int64_t *sum, const int64_t *count, int n_bins)
{
    *sum = 0;
    for (int i = 0; i < n_bins; i++) {
        if (count[i] < 0)
            return false;
        *sum += count[i];
    }
    return *sum > 0;
}

double tn_psi(const int64_t *before, const int64_t *after, int n_bins, double smoothing)
{
    int64_t n_before, n_after;
    tn_sum sum = { 0 };

    if (n_bins < 1 || !(smoothing > 0.0) || !add_counts(&n_before, before, n_bins) ||
        !add_counts(&n_after, after, n_bins))
        return NAN;
    for (int i = 0; i < n_bins; i++) {
        double extra = smoothing * (double)n_bins;
        double p = ((double)before[i] + smoothing) / ((double)n_before + extra);
        double q = ((double)after[i] + smoothing) / ((double)n_after + extra);

        tn_sum_add(&sum, (q - p) * log1p((q - p) / p));
    }
    return fmax(0.0, tn_sum_value(sum));
}

/* --------------------------------------------------- false discoveries */

typedef struct {
    double p;
    size_t place;
} finding;

static int compare_findings(const void *left, const void *right)
{
    const finding *a = left, *b = right;

    return (a->p > b->p) - (a->p < b->p);
}

/* From the largest p down: the best rate that is reached by it or by a larger one. */
static void step_up(double *q, const finding *sorted, size_t n)
{
    double best = 1.0;

    for (size_t first = n, end = n; end > 0; end = first) {
        for (first = end - 1; first > 0 && sorted[first - 1].p == sorted[end - 1].p; first--) {
        }
        best = fmin(best, sorted[end - 1].p * ((double)n / (double)end));
        for (size_t i = first; i < end; i++)
            q[sorted[i].place] = best;
    }
}

int tn_q_values(double *q, const double *p, size_t n, tenor_error *err)
{
    finding *sorted = tn_alloc(n, sizeof(*sorted));
    size_t n_findings = 0;

    if (!sorted)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++)
        if (!isnan(p[i]))
            sorted[n_findings++] = (finding){ p[i], i };
        else
            q[i] = NAN;
    if (n_findings > 0) {
        qsort(sorted, n_findings, sizeof(*sorted), compare_findings);
        step_up(q, sorted, n_findings);
    }
    free(sorted);
    return 0;
}
