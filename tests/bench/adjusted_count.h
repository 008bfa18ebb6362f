/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * adjusted_count.h - the shares that explain what a classifier's errors made of them
 *
 * What corrected shares are measured against; the product has no use for it.
 */
#ifndef ADJUSTED_COUNT_H
#define ADJUSTED_COUNT_H

#include "base/base.h"

#include <gsl/gsl_linalg.h>
#include <math.h>

#define ADJUSTED_SIZE (TENOR_MAX_CLASSES + 1) /* with the multiplier of "sum 1" */
#define NO_NEGATIVE   (-1e-12)

typedef struct {
    const double *rate, *observed;
    int n_classes;
} adjusted_problem;

static inline double adjusted_product(const adjusted_problem *p, int a, int b)
{
    double sum = 0.0;

    for (int c = 0; c < p->n_classes; c++)
        sum += p->rate[a * p->n_classes + c] * p->rate[b * p->n_classes + c];
    return sum;
}

static inline double adjusted_against_observed(const adjusted_problem *p, int a)
{
    double sum = 0.0;

    for (int c = 0; c < p->n_classes; c++)
        sum += p->rate[a * p->n_classes + c] * p->observed[c];
    return sum;
}

/* least squares over the classes of a bit set, shares summing to 1; false if there is no solution
 */
static inline bool adjusted_solve(const adjusted_problem *p, unsigned set, double *share)
{
    int chosen[TENOR_MAX_CLASSES], n = 0, sign;
    double a[ADJUSTED_SIZE * ADJUSTED_SIZE] = { 0 }, b[ADJUSTED_SIZE] = { 0 }, x[ADJUSTED_SIZE];
    size_t order[ADJUSTED_SIZE];

    for (int c = 0; c < p->n_classes; c++) {
        share[c] = 0.0;
        if (set & (1u << c))
            chosen[n++] = c;
    }
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            a[i * (n + 1) + j] = adjusted_product(p, chosen[i], chosen[j]);
        a[i * (n + 1) + n] = a[n * (n + 1) + i] = 1.0;
        b[i] = adjusted_against_observed(p, chosen[i]);
    }
    b[n] = 1.0;

    gsl_matrix_view matrix = gsl_matrix_view_array(a, (size_t)n + 1, (size_t)n + 1);
    gsl_vector_view right = gsl_vector_view_array(b, (size_t)n + 1);
    gsl_vector_view left = gsl_vector_view_array(x, (size_t)n + 1);
    gsl_permutation permutation = { (size_t)n + 1, order };

    if (gsl_linalg_LU_decomp(&matrix.matrix, &permutation, &sign) != 0 ||
        gsl_linalg_LU_solve(&matrix.matrix, &permutation, &right.vector, &left.vector) != 0)
        return false;
    for (int i = 0; i < n; i++) {
        if (!(x[i] >= NO_NEGATIVE) || !isfinite(x[i]))
            return false;
        share[chosen[i]] = fmax(x[i], 0.0);
    }
    return true;
}

static inline double adjusted_distance(const adjusted_problem *p, const double *share)
{
    double sum = 0.0;

    for (int c = 0; c < p->n_classes; c++) {
        double d = -p->observed[c];

        for (int t = 0; t < p->n_classes; t++)
            d += share[t] * p->rate[t * p->n_classes + c];
        sum += d * d;
    }
    return sum;
}

static inline int adjusted_n_bits(unsigned set)
{
    int n = 0;

    for (; set; set &= set - 1)
        n++;
    return n;
}

/*
 * Adjusted count: the shares on the simplex whose expected observation is nearest to the one made,
 * min |sum_t share[t] rate[t * n_classes + .] - observed|^2. With rate[t][p] the share of class t
 * that is labelled p and `observed` the shares of labels, this is ACC (G. Forman, "Quantifying
 * counts and costs via classification", Data Mining and Knowledge Discovery 17 (2008) 164-206);
 * with mean posteriors in both places, PACC (A. Bella et al., ICDM 2010). Exact: the best of the
 * constrained least-squares solutions over all subsets of classes (gsl_linalg_LU_solve); of equals
 * the one with fewer classes. Fails with TENOR_ERR_ARGUMENT or TENOR_ERR_NUMERIC.
 */
static inline int adjusted_count(double *share, const double *rate, const double *observed,
                                 int n_classes, tenor_error *err)
{
    adjusted_problem p = { rate, observed, n_classes };
    double least = INFINITY;

    if (n_classes < 2 || n_classes > TENOR_MAX_CLASSES) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "shares of %d classes cannot be adjusted",
                       n_classes);
    }
    for (int size = 1; size <= n_classes; size++) {
        for (unsigned set = 1; set < 1u << n_classes; set++) {
            double tried[TENOR_MAX_CLASSES], d;

            if (adjusted_n_bits(set) != size || !adjusted_solve(&p, set, tried))
                continue;
            d = adjusted_distance(&p, tried);
            if (d < least) {
                least = d;
                for (int c = 0; c < n_classes; c++)
                    share[c] = tried[c];
            }
        }
    }
    return isfinite(least) ? 0 : tn_fail(err, TENOR_ERR_NUMERIC, "no adjusted shares found");
}

#endif
