/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moments.c - moments, quartiles and the interval of a mean
 *
 * Two passes in compensated arithmetic: GSL's running mean is in `long
 * double`, and so as good as the machine's happens to be.
 */
#include "stats/numeric.h"
#include "stats/stats.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* There is no status to check: a figure that should be defined and is not is the failure */
static int check(double figure, const char *name, size_t n, tenor_error *err)
{
    if (!isfinite(figure)) {
        return tn_fail(err, TENOR_ERR_NUMERIC, "%s of %zu values is not a finite number", name, n);
    }
    return 0;
}

static int interval_of_mean(tn_moments *out, size_t n, double confidence, tenor_error *err)
{
    double t = gsl_cdf_tdist_Pinv(0.5 + confidence / 2.0, (double)(n - 1));
    double half = t * out->sd / sqrt((double)n);
    int rc = check(half, "the interval of the mean", n, err);

    if (rc == 0) {
        out->mean_low = out->mean - half;
        out->mean_high = out->mean + half;
    }
    return rc;
}

static double sum_of_squares(const double *x, size_t n, tn_sum mean)
{
    tn_sum sum = { 0 };

    for (size_t i = 0; i < n; i++) {
        double d = tn_deviation(x[i], mean);

        tn_sum_add_product(&sum, d, d);
    }
    return tn_sum_value(sum);
}

/* n >= 3 values that differ */
static int shape(tn_moments *out, const double *sorted, size_t n, tn_sum mean, tenor_error *err)
{
    tn_sum cubes = { 0 }, fourths = { 0 };
    int rc;

    for (size_t i = 0; i < n; i++) {
        double d = tn_deviation(sorted[i], mean) / out->sd, square = d * d;

        tn_sum_add_product(&cubes, square, d);
        tn_sum_add_product(&fourths, square, square);
    }
    out->skewness = tn_sum_value(cubes) / (double)n;
    rc = check(out->skewness, "skewness", n, err);
    if (rc == 0 && n >= 4) {
        out->kurtosis = tn_sum_value(fourths) / (double)n - 3.0;
        rc = check(out->kurtosis, "kurtosis", n, err);
    }
    return rc;
}

int tn_moments_of(tn_moments *out, const double *sorted, size_t n, double confidence,
                  tenor_error *err)
{
    tn_sum mean;
    int rc;

    *out = (tn_moments){ (int64_t)n, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
    if (n == 0) {
        return 0;
    }
    mean = tn_mean_of(sorted, n);
    out->mean = tn_sum_value(mean);
    out->median = gsl_stats_median_from_sorted_data(sorted, 1, n);
    out->q1 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.25);
    out->q3 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.75);
    rc = check(out->mean + out->median + out->q1 + out->q3, "the mean", n, err);
    if (rc < 0 || n == 1) {
        return rc;
    }
    out->sd = sqrt(sum_of_squares(sorted, n, mean) / (double)(n - 1));
    rc = check(out->sd, "the standard deviation", n, err);
    if (rc == 0) {
        rc = interval_of_mean(out, n, confidence, err);
    }
    return rc == 0 && n >= 3 && out->sd > 0.0 ? shape(out, sorted, n, mean, err) : rc;
}
