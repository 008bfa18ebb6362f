/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * difference.c - how far apart two means are, and what could have been seen
 */
#include "stats/difference.h"

#include "stats/drift.h"
#include "stats/stats.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define POWER 0.8

static double quantile(double p, double degrees)
{
    return isinf(degrees) ? gsl_cdf_ugaussian_Pinv(p) : gsl_cdf_tdist_Pinv(p, degrees);
}

void tn_difference_of(tn_difference *out, const tn_estimate *a, const tn_estimate *b)
{
    double variance = a->variance + b->variance, error = sqrt(variance);
    double degrees =
        variance * variance /
        (a->variance * a->variance / a->degrees + b->variance * b->variance / b->degrees);
    double t, reach;

    *out = (tn_difference){ a->mean - b->mean, NAN, NAN, NAN, NAN, NAN };
    if (isnan(out->estimate) || !(variance > 0.0) || !(degrees >= 1.0))
        return;
    t = fabs(out->estimate) / error;
    reach = quantile(0.5 + TN_CONFIDENCE / 2.0, degrees);
    out->low = out->estimate - reach * error;
    out->high = out->estimate + reach * error;
    out->p_value = 2.0 * (isinf(degrees) ? gsl_cdf_ugaussian_Q(t) : gsl_cdf_tdist_Q(t, degrees));
    out->smallest = (reach + quantile(POWER, degrees)) * error;
}

int tn_difference_q_values(tn_difference *difference, size_t n, tenor_error *err)
{
    double *q = tn_alloc(n, sizeof(*q));
    int rc;

    if (!q)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++)
        q[i] = difference[i].p_value;
    rc = tn_q_values(q, q, n, err);
    for (size_t i = 0; rc == 0 && i < n; i++)
        difference[i].q_value = q[i];
    free(q);
    return rc;
}
