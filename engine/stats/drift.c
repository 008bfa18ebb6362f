/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift.c - population stability, false discoveries
 */
#include "stats/drift.h"

#include "stats/numeric.h"

#include <math.h>
#include <stdlib.h>

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
