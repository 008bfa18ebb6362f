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

/* standard error and degrees of freedom of a - b; false where there are none */
static bool welch(double *error, double *degrees, const tn_estimate *a, const tn_estimate *b)
{
    double variance = a->variance + b->variance;

    *error = sqrt(variance);
    *degrees = variance * variance /
               (a->variance * a->variance / a->degrees + b->variance * b->variance / b->degrees);
    return variance > 0.0 && *degrees >= 1.0;
}

static double two_sided(double t, double degrees)
{
    return 2.0 *
           (isinf(degrees) ? gsl_cdf_ugaussian_Q(fabs(t)) : gsl_cdf_tdist_Q(fabs(t), degrees));
}

double tn_difference_p_value(const tn_estimate *a, const tn_estimate *b)
{
    double error, degrees, difference = a->mean - b->mean;

    if (!welch(&error, &degrees, a, b) || isnan(difference))
        return NAN;
    return two_sided(difference / error, degrees);
}

void tn_difference_of(tn_difference *out, const tn_estimate *a, const tn_estimate *b)
{
    double error, degrees, reach;

    *out = (tn_difference){ a->mean - b->mean, NAN, NAN, NAN, NAN, NAN };
    if (isnan(out->estimate) || !welch(&error, &degrees, a, b))
        return;
    reach = quantile(0.5 + TN_CONFIDENCE / 2.0, degrees) * error;
    out->low = out->estimate - reach;
    out->high = out->estimate + reach;
    out->p_value = two_sided(out->estimate / error, degrees);
    out->smallest = reach + quantile(POWER, degrees) * error;
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
