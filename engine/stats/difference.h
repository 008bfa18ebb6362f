/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * difference.h - how far apart two means are, and what could have been seen
 *
 * Pure functions; what is undefined is NaN.
 */
#ifndef TN_DIFFERENCE_H
#define TN_DIFFERENCE_H

#include "base/base.h"

/* A mean, or anything else that is normal about what it estimates, with its error. */
typedef struct {
    double mean;
    double variance; /* of the mean itself: its standard error squared; NaN for n < 2 */
    double degrees;  /* of freedom of the variance, >= 1; INFINITY where it is as good as known */
} tn_estimate;

typedef struct {
    double estimate;  /* a - b */
    double low, high; /* two-sided, of TN_CONFIDENCE */
    double p_value;   /* two-sided, of no difference, 0..1 */
    double q_value;   /* of p among others, by tn_difference_q_values; NaN before */
    double smallest;  /* true difference that comes out beyond 0 (its interval does not hold 0) in
                         80 % of such samples; > 0 */
} tn_difference;

/*
 * Welch's t: SE^2 = a.variance + b.variance, degrees by Welch and Satterthwaite (B. L. Welch,
 * Biometrika 34 (1947) 28-35), p by gsl_cdf_tdist_Q (gsl_cdf_ugaussian_Q without end of degrees).
 * smallest: (t_0.95 + t_0.8) SE (H. Bloom, Evaluation Review 19 (1995) 547-556). a and b share no
 * value. A mean is NaN (n = 0): all NaN. A variance is NaN (n = 1), or both are 0: estimate only.
 */
void tn_difference_of(tn_difference *out, const tn_estimate *a, const tn_estimate *b);

/* The same p alone, at a tenth of the time. */
double tn_difference_p_value(const tn_estimate *a, const tn_estimate *b);

/* q_value of each of n, by tn_q_values over them all. Fails with TENOR_ERR_MEMORY. */
int tn_difference_q_values(tn_difference *difference, size_t n, tenor_error *err);

#endif
