/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shrink.c - a group's share under a prior, with its posterior interval
 */
#include "stats/shrinkage.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

/* parameters above which the expansion is good to 11 digits, and GSL is not */
#define LARGE 20000.0
/* a relative step after which the next, cubed, would be below rounding */
#define CLOSE 1e-6

static int check_arguments(int64_t count, int64_t n, double mean, double strength, tenor_error *err)
{
    if (count < 0 || count > n || !(mean >= 0.0 && mean <= 1.0) || !(strength >= 0.0) ||
        (n == 0 && strength == 0.0)) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "nothing to shrink: %lld of %lld, mean %.6g, strength %.6g",
                       (long long)count, (long long)n, mean, strength);
    }
    return 0;
}

/* Within a bracket; by ratio where it spans orders of magnitude, so that tiny x stay precise. */
static double middle_of(double low, double high)
{
    if (low == 0.0 && high < 0.5) {
        return high * high;
    }
    return low > 0.0 && high > 4.0 * low ? sqrt(low) * sqrt(high) : low + (high - low) / 2.0;
}

/* The normal quantile, corrected for skewness and kurtosis (E. Cornish, R. Fisher 1938). */
static double expanded_quantile(double p, double a, double b)
{
    double n = a + b, z = gsl_cdf_ugaussian_Pinv(p);
    double sd = sqrt(a / n * (b / n) / (n + 1.0));
    double skew = 2.0 * (b - a) / (n + 2.0) * sqrt((n + 1.0) / a / b);
    double excess = 6.0 * ((a - b) / a * ((a - b) / b) * (n + 1.0) - (n + 2.0)) / (n + 2.0);

    excess /= n + 3.0;
    return a / n + sd * (z + (z * z - 1.0) * skew / 6.0 + z * (z * z - 3.0) * excess / 24.0 -
                         z * (2.0 * z * z - 5.0) * skew * skew / 36.0);
}

/* Halley's step: Newton's, corrected by the slope of the density. */
static double halley_step(double x, double miss, double a, double b)
{
    double newton = miss / gsl_ran_beta_pdf(x, a, b);
    double slope = (a - 1.0) / x - (b - 1.0) / (1.0 - x); /* of the density's logarithm */
    double correction = 1.0 - newton * slope / 2.0;

    return correction > 0.5 ? newton / correction : newton;
}

/*
 * Halley's method within a bracket that only shrinks, so it ends whatever the parameters;
 * gsl_cdf_beta_Pinv takes very long for some large or small ones.
 */
static double searched_quantile(double p, double a, double b)
{
    double low = 0.0, high = 1.0, x = fmin(a, b) > 1.0 ? expanded_quantile(p, a, b) : a / (a + b);

    x = x > 0.0 && x < 1.0 ? x : a / (a + b);
    for (int step = 0; step < 200; step++) {
        double miss = gsl_cdf_beta_P(x, a, b) - p, next;

        if (isnan(miss)) {
            return NAN;
        }
        if (miss < 0.0) {
            low = x;
        } else {
            high = x;
        }
        next = x - halley_step(x, miss, a, b);
        if (fabs(next - x) <= CLOSE * fmin(x, 1.0 - x)) {
            return next;
        }
        if (!(next > low && next < high)) {
            next = middle_of(low, high);
        }
        if (next <= low || next >= high) {
            return next;
        }
        x = next;
    }
    return x;
}

static double beta_quantile(double p, double a, double b)
{
    return fmin(a, b) > LARGE ? expanded_quantile(p, a, b) : searched_quantile(p, a, b);
}

int tn_shrink(tn_shrunk *out, int64_t count, int64_t n, double mean, double strength,
              double confidence, tenor_error *err)
{
    double a, b, tail = (1.0 - confidence) / 2.0;
    int rc;

    *out = (tn_shrunk){ NAN, NAN, NAN };
    if (isnan(mean) || isnan(strength)) {
        return 0;
    }
    rc = check_arguments(count, n, mean, strength, err);
    if (rc < 0) {
        return rc;
    }
    a = (double)count + strength * mean;
    b = (double)(n - count) + strength * (1.0 - mean);
    if (isinf(strength) || a == 0.0 || b == 0.0) { /* all of the posterior is in one point */
        double point = isinf(strength) ? mean : a > 0.0 ? 1.0 : 0.0;

        *out = (tn_shrunk){ point, point, point };
        return 0;
    }
    *out = (tn_shrunk){ a / (a + b), beta_quantile(tail, a, b), beta_quantile(1.0 - tail, a, b) };
    if (!isfinite(out->low) || !isfinite(out->high)) {
        return tn_fail(err, TENOR_ERR_NUMERIC, "no quantiles of Beta(%.6g, %.6g)", a, b);
    }
    return 0;
}
