/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numeric.h - exact-as-doubles-allow sums and sorted copies for the statistics
 *
 * Functions over plain arrays take their values in any order and give the
 * same bits for every order: they sort a copy, or add up integers.
 */
#ifndef TN_NUMERIC_H
#define TN_NUMERIC_H

#include "base/base.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

/*
 * An unevaluated sum of two doubles, good for about 31 digits (Knuth's two-sum; T. Ogita,
 * S. M. Rump, S. Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26 (2005)).
 * All zero is the empty sum.
 */
typedef struct {
    double high, low;
} tn_sum;

static inline void tn_sum_add(tn_sum *sum, double x)
{
    double high = sum->high + x;
    double part = high - sum->high;
    double error = (sum->high - (high - part)) + (x - part);

    sum->high = high;
    sum->low += error;
}

/* a * b without its rounding */
static inline void tn_sum_add_product(tn_sum *sum, double a, double b)
{
    double product = a * b;

    tn_sum_add(sum, product);
    sum->low += fma(a, b, -product);
}

static inline double tn_sum_value(tn_sum sum)
{
    return sum.high + sum.low;
}

double tn_sum_of(const double *x, size_t n); /* 0 for n = 0 */

/* The mean of n >= 1 values as an unevaluated sum, right to about twice double precision. */
tn_sum tn_mean_of(const double *x, size_t n);

/* x - mean, rounded once. */
static inline double tn_deviation(double x, tn_sum mean)
{
    tn_sum difference = { x, 0.0 };

    tn_sum_add(&difference, -mean.high);
    difference.low -= mean.low;
    return tn_sum_value(difference);
}

bool tn_is_ascending(const double *x, size_t n);
void tn_sort_doubles(double *x, size_t n); /* ascending; no NaN */

/* Unsigned integers in the order of the floats: the sign turned, of a negative one all bits. */
static inline uint32_t tn_float_order(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof(bits));
    return bits ^ (bits >> 31 ? UINT32_MAX : UINT32_C(1) << 31);
}

static inline float tn_float_of_order(uint32_t order)
{
    uint32_t bits = order ^ (order >> 31 ? UINT32_C(1) << 31 : UINT32_MAX);
    float x;

    memcpy(&x, &bits, sizeof(x));
    return x;
}

/* *out: an ascending copy of x, for the caller to free; NULL on failure. */
int tn_sorted_copy(double **out, const double *x, size_t n, tenor_error *err);
int tn_sorted_integers(int64_t **out, const int64_t *x, size_t n, tenor_error *err);

/*
 * GSL's Mersenne twister (gsl_rng_mt19937), which takes 32 bits of seed: both halves of `seed` are
 * mixed into them. Released with gsl_rng_free(); NULL when memory is short.
 */
gsl_rng *tn_rng_new(uint64_t seed);

#endif
