/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moments.c - moments, quartiles and the interval of a mean, by GSL
 */
#include "stats/stats.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* GSL's statistics have no status: a figure that should be defined and is not is the failure */
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

static int shape(tn_moments *out, const double *sorted, size_t n, tenor_error *err)
{
    int rc = 0;

    if (n >= 3 && out->sd > 0.0) {
        out->skewness = gsl_stats_skew_m_sd(sorted, 1, n, out->mean, out->sd);
        rc = check(out->skewness, "skewness", n, err);
    }
    if (rc == 0 && n >= 4 && out->sd > 0.0) {
        out->kurtosis = gsl_stats_kurtosis_m_sd(sorted, 1, n, out->mean, out->sd);
        rc = check(out->kurtosis, "kurtosis", n, err);
    }
    return rc;
}

int tn_moments_of(tn_moments *out, const double *sorted, size_t n, double confidence,
                  tenor_error *err)
{
    int rc;

    *out = (tn_moments){ (int64_t)n, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
    if (n == 0) {
        return 0;
    }
    out->mean = gsl_stats_mean(sorted, 1, n);
    out->median = gsl_stats_median_from_sorted_data(sorted, 1, n);
    out->q1 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.25);
    out->q3 = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.75);
    rc = check(out->mean + out->median + out->q1 + out->q3, "the mean", n, err);
    if (rc < 0 || n == 1) {
        return rc;
    }
    out->sd = gsl_stats_sd_m(sorted, 1, n, out->mean);
    rc = check(out->sd, "the standard deviation", n, err);
    if (rc == 0) {
        rc = interval_of_mean(out, n, confidence, err);
    }
    return rc == 0 ? shape(out, sorted, n, err) : rc;
}
