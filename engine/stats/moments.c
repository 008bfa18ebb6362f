/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moments.c - moments and quartiles
 *
 * Two passes in compensated arithmetic: GSL's running mean is in `long
 * double`, and so as good as the machine's happens to be.
 */
#include "stats/stats.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* There is no status to check: a figure that should be defined and is not is the failure */
static int check(double figure, const char *name, size_t n, tenor_error *err)
{
    if (!isfinite(figure))
        return tn_fail(err, TENOR_ERR_NUMERIC, "%s of %zu values is not a finite number", name, n);
    return 0;
}

int tn_moments_of(tn_moments *out, const double *sorted, size_t n, const tn_central *central,
                  tenor_error *err)
{
    double cubes, fourths;
    int rc;

    *out = (tn_moments){ (int64_t)n, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
    if (n == 0)
        return 0;
    out->mean = tn_sum_value(central->mean);
    out->median = gsl_stats_median_from_sorted_data(sorted, 1, n);
    out->q1 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.25);
    out->q3 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.75);
    rc = check(out->mean + out->median + out->q1 + out->q3, "the mean", n, err);
    if (rc < 0 || n == 1)
        return rc;
    out->sd = sqrt(central->squares / (double)(n - 1));
    rc = check(out->sd, "the standard deviation", n, err);
    if (rc < 0 || n < 3 || !(out->sd > 0.0))
        return rc;
    tn_scaled_of(&cubes, &fourths, sorted, n, central->mean, out->sd);
    out->skewness = cubes / (double)n;
    rc = check(out->skewness, "skewness", n, err);
    if (rc < 0 || n < 4)
        return rc;
    out->kurtosis = fourths / (double)n - 3.0;
    return check(out->kurtosis, "kurtosis", n, err);
}
