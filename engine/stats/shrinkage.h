/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shrinkage.h - shares of small groups, drawn toward what the groups have in common
 *
 * Empirical Bayes: the site's groups (articles) give the prior, each group's
 * counts update it. Pure functions; what is undefined is NaN.
 */
#ifndef TN_SHRINKAGE_H
#define TN_SHRINKAGE_H

#include "base/base.h"

#define TN_PRIOR_CLASSES 8
#define TN_STRENGTH_MIN  1e-4 /* below it every group is of one class */
#define TN_STRENGTH_MAX  1e6  /* above it groups do not differ in any way that counts would show */

typedef struct {
    int n_classes;
    int64_t n_groups;              /* with at least one observation */
    double mean[TN_PRIOR_CLASSES]; /* sum 1; NaN without any observation */
    /*
     * Pseudo-observations that the prior weighs: from TN_STRENGTH_MIN up; INFINITY where the groups
     * differ no more than chance; NaN where fewer than two groups have two observations or more,
     * since nothing can be said then.
     */
    double strength;
} tn_prior;

/*
 * Dirichlet-multinomial (two classes: beta-binomial) of count[g * n_classes + c] >= 0, fitted by
 * maximum likelihood: the best strength for the pooled mean by bisection, then Newton's method with
 * a Hessian that is diagonal but for one constant (T. Minka, "Estimating a Dirichlet distribution",
 * 2000), damped (Levenberg, Marquardt) where a whole step does not climb. The sums over groups are
 * counts of counts, so their order does not matter. Without overdispersion (R. Tarone's score,
 * Biometrika 66 (1979) 585-590, is not above 0) the mean is the pooled share and the strength
 * INFINITY; for NaN strength the mean is the pooled share too. A class that is nowhere has mean 0.
 * No group: all NaN; one: strength NaN; two: fitted if each has two observations.
 *
 * Fails with TENOR_ERR_ARGUMENT (classes not 2..TN_PRIOR_CLASSES, negative count), TENOR_ERR_MEMORY
 * or TENOR_ERR_NUMERIC (no maximum found).
 */
int tn_prior_fit(tn_prior *out, const int64_t *count, size_t n_groups, int n_classes,
                 tenor_error *err);

typedef struct {
    double share, low, high; /* 0..1 */
} tn_shrunk;

/*
 * Posterior mean (count + strength mean) / (n + strength) of one class, with the equal-tailed
 * interval of its posterior, Beta(count + strength mean, n - count + strength (1 - mean))
 * (gsl_cdf_beta_P, inverted by Halley's method within a bracket; both parameters above
 * 20,000: Cornish and Fisher's expansion). n = 0 gives the prior's mean and interval, n = 1 and
 * n = 2 nearly these; strength INFINITY the mean alone, low = high = mean. NaN for NaN. Fails with
 * TENOR_ERR_ARGUMENT (count not 0..n, mean not 0..1, strength below 0 or 0 with n = 0) or
 * TENOR_ERR_NUMERIC.
 */
int tn_shrink(tn_shrunk *out, int64_t count, int64_t n, double mean, double strength,
              double confidence, tenor_error *err);

#endif
