/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trend.c - the Mann-Kendall test and the Theil-Sen slope
 */
#include "stats/trend.h"

#include "stats/numeric.h"
#include "stats/permutation.h"
#include "stats/series.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

/* -------------------------------------------------------- Mann-Kendall */

/* a value of group j after those before it: how many it rises above, minus how many below */
static int rises_minus_falls(void *user, const int *before, int n_before, int j)
{
    const tn_ties *ties = user;
    int sum = 0;

    (void)n_before;
    for (int g = 0; g < ties->n_groups; g++) {
        int sign = (ties->value[j] > ties->value[g]) - (ties->value[j] < ties->value[g]);

        sum += sign * before[g];
    }
    return sum;
}

static int exact_p(tn_mann_kendall *out, const tn_point *series, tenor_error *err)
{
    double value[TN_EXACT_MAX];
    tn_ties ties;

    for (int64_t i = 0; i < out->n; i++)
        value[i] = series[i].value;
    tn_ties_of(&ties, value, (int)out->n);
    out->exact = true;
    /* two values next to each other that change places turn one 1 into a -1, or a 0 into a 0 */
    return tn_exact_two_sided(&out->p_value, &ties, (int)out->s, 2, rises_minus_falls, &ties, err);
}

int tn_mann_kendall_of(tn_mann_kendall *out, const double *time, const double *value, size_t n,
                       tenor_error *err)
{
    tn_kendall_counts counts;
    tn_point *series;
    int rc = tn_series_sorted(&series, time, value, n, err);

    *out = (tn_mann_kendall){ (int64_t)n, 0, NAN, NAN, NAN, NAN, false };
    if (rc < 0)
        return rc;
    rc = tn_kendall_count(&counts, series, n, err);
    if (rc < 0 || !(counts.variance > 0.0))
        goto done;
    out->s = counts.s;
    out->variance = counts.variance;
    out->tau = (double)counts.s / (sqrt((double)(counts.pairs - counts.time_ties)) *
                                   sqrt((double)(counts.pairs - counts.value_ties)));
    out->tau = fmax(-1.0, fmin(1.0, out->tau));
    out->z = ((double)out->s - (double)((out->s > 0) - (out->s < 0))) / sqrt(out->variance);
    if (out->n <= TN_EXACT_MAX && counts.time_ties == 0)
        rc = exact_p(out, series, err);
    else
        out->p_value = fmin(1.0, 2.0 * gsl_cdf_ugaussian_Q(fabs(out->z)));

done:
    free(series);
    return rc;
}

/* ----------------------------------------------------------- Theil-Sen */

static double mean_time(const tn_point *point, size_t n)
{
    tn_sum sum = { 0 };

    for (size_t i = 0; i < n; i++)
        tn_sum_add(&sum, point[i].time);
    /* a mean of equal times must not differ from them by a rounding: slopes divide by the gap */
    return point[0].time == point[n - 1].time ? point[0].time : tn_sum_value(sum) / (double)n;
}

static double median_value(double *scratch, const tn_point *point, size_t n)
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = point[i].value;
    tn_sort_doubles(scratch, n);
    return gsl_stats_median_from_sorted_data(scratch, 1, n);
}

/* Fewer points in place: group g of `groups` holds points g n / groups up to the next. */
static int pool(tn_point *series, size_t n, size_t groups, tenor_error *err)
{
    double *scratch = tn_alloc(n / groups + 1, sizeof(*scratch));

    if (!scratch)
        return tn_no_memory(err);
    for (size_t g = 0; g < groups; g++) {
        size_t first = g * n / groups, end = (g + 1) * n / groups;
        double time = mean_time(series + first, end - first);

        series[g] = (tn_point){ time, median_value(scratch, series + first, end - first) };
    }
    free(scratch);
    return 0;
}

static size_t find_slopes(double *slope, const tn_point *series, size_t n)
{
    size_t n_slopes = 0;

    for (size_t i = 0; i + 1 < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            double span = series[j].time - series[i].time;

            if (span > 0.0)
                slope[n_slopes++] = (series[j].value - series[i].value) / span;
        }
    }
    tn_sort_doubles(slope, n_slopes);
    return n_slopes;
}

/* Sen's ranks, with NaN where one of them is beyond the slopes. */
static void sen_interval(tn_theil_sen *out, const double *slope, size_t n_slopes, double variance,
                         double confidence)
{
    double z = gsl_cdf_ugaussian_Pinv(0.5 + confidence / 2.0);
    double n = (double)n_slopes, reach = z * sqrt(variance);
    double low = nearbyint((n - reach) / 2.0) - 1.0, high = nearbyint((n + reach) / 2.0);

    if (low >= 0.0 && high < n) {
        out->slope_low = slope[(size_t)low];
        out->slope_high = slope[(size_t)high];
    }
}

static int slope_of(tn_theil_sen *out, tn_point *series, double confidence, tenor_error *err)
{
    size_t n = (size_t)out->n_points, n_slopes;
    double *slope = tn_alloc(n * (n - 1) / 2, sizeof(*slope));
    tn_kendall_counts counts;
    int rc;

    if (!slope)
        return tn_no_memory(err);
    n_slopes = find_slopes(slope, series, n);
    rc = tn_kendall_count(&counts, series, n, err);
    if (rc == 0 && n_slopes > 0) {
        out->slope = gsl_stats_median_from_sorted_data(slope, 1, n_slopes);
        sen_interval(out, slope, n_slopes, counts.variance, confidence);
    }
    free(slope);
    return rc;
}

int tn_theil_sen_of(tn_theil_sen *out, const double *time, const double *value, size_t n,
                    double confidence, tenor_error *err)
{
    tn_point *series;
    int rc = tn_series_sorted(&series, time, value, n, err);

    *out = (tn_theil_sen){ (int64_t)n, (int64_t)n, NAN, NAN, NAN };
    if (rc == 0 && n > TN_THEIL_SEN_MAX) {
        rc = pool(series, n, TN_THEIL_SEN_MAX, err);
        out->n_points = TN_THEIL_SEN_MAX;
    }
    if (rc == 0 && n >= 2)
        rc = slope_of(out, series, confidence, err);
    free(series);
    return rc;
}
