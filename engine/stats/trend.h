/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trend.h - does a series rise or fall, and how steeply?
 *
 * Pure functions over (time, value) pairs in any order; what is undefined is NaN.
 */
#ifndef TN_TREND_H
#define TN_TREND_H

#include "base/base.h"

typedef struct {
    int64_t n;
    int64_t s;       /* pairs that rise in time minus pairs that fall */
    double variance; /* of s without a trend, corrected for ties; NaN for n < 2 */
    double tau;      /* Kendall's tau-b, -1..1 */
    double z;        /* (s - sign(s)) / sqrt(variance): with continuity correction */
    double p_value;  /* two-sided, 0..1 */
    bool exact;      /* over all orders: n <= TN_EXACT_MAX and no two times equal */
} tn_mann_kendall;

/*
 * Mann's test against trend (Econometrica 13 (1945)) with Kendall's variance for ties in value and
 * in time (Rank Correlation Methods, 1970). p from the normal distribution (gsl_cdf_ugaussian_Q),
 * or over all orders of a short series. n < 2, or all values or all times equal: s = 0, the rest
 * NaN. n = 2: p is 1. O(n log n). Fails with TENOR_ERR_MEMORY.
 */
int tn_mann_kendall_of(tn_mann_kendall *out, const double *time, const double *value, size_t n,
                       tenor_error *err);

#define TN_THEIL_SEN_MAX 1500 /* points whose pairs are all compared: some 9 MB of slopes */

typedef struct {
    int64_t n;                    /* points given */
    int64_t n_points;             /* points compared: fewer than n if they were pooled */
    double slope;                 /* change of value per unit of time */
    double slope_low, slope_high; /* NaN where the series is too short for the level */
} tn_theil_sen;

/*
 * The median of the slopes of all pairs with different times (H. Theil 1950), with the interval of
 * P. K. Sen, JASA 63 (1968) 1379-1389: of N sorted slopes (counted from 0) those at
 * round((N - C)/2) - 1 and round((N + C)/2), C = z sqrt(variance of Mann-Kendall's s), halves to
 * even. Where one of these is beyond the slopes, the interval is NaN: no slope can be excluded at
 * that level. More than TN_THEIL_SEN_MAX points are first pooled, in order of time, into that many
 * groups of nearly equal size: mean time, median value. n < 2 or all times equal: NaN; n = 2: the
 * slope of the two, no interval. Fails with TENOR_ERR_MEMORY.
 */
int tn_theil_sen_of(tn_theil_sen *out, const double *time, const double *value, size_t n,
                    double confidence, tenor_error *err);

#endif
