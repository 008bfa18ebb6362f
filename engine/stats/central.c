/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * central.c - sums of powers of deviations, with the processor's fused multiplication where it is
 *
 * Every product is added without its rounding, which takes an fma(). Called for each, it is most of
 * the time; in the code it is one instruction, of the same result.
 */
#include "stats/central.h"

#include "base/wide.h"

TN_INLINE void add_powers(tn_central *out, const double *x, size_t n)
{
    tn_sum mean = out->mean, squares = { 0 }, cubes = { 0 }, fourths = { 0 };

    for (size_t i = 0; i < n; i++) {
        double d = tn_deviation(x[i], mean), square = d * d;

        tn_sum_add_product(&squares, d, d);
        tn_sum_add_product(&cubes, square, d);
        tn_sum_add_product(&fourths, square, square);
    }
    out->squares = tn_sum_value(squares);
    out->cubes = tn_sum_value(cubes);
    out->fourths = tn_sum_value(fourths);
}

TN_INLINE void add_scaled(double *cubes, double *fourths, const double *x, size_t n, tn_sum mean,
                          double sd)
{
    tn_sum third = { 0 }, fourth = { 0 };

    for (size_t i = 0; i < n; i++) {
        double d = tn_deviation(x[i], mean) / sd, square = d * d;

        tn_sum_add_product(&third, square, d);
        tn_sum_add_product(&fourth, square, square);
    }
    *cubes = tn_sum_value(third);
    *fourths = tn_sum_value(fourth);
}

TN_FUSED static void add_powers_fused(tn_central *out, const double *x, size_t n)
{
    add_powers(out, x, n);
}

TN_FUSED static void add_scaled_fused(double *cubes, double *fourths, const double *x, size_t n,
                                      tn_sum mean, double sd)
{
    add_scaled(cubes, fourths, x, n, mean, sd);
}

void tn_central_of(tn_central *out, const double *x, size_t n, bool fused)
{
    out->mean = tn_mean_of(x, n);
    if (fused)
        add_powers_fused(out, x, n);
    else
        add_powers(out, x, n);
}

void tn_scaled_of(double *cubes, double *fourths, const double *x, size_t n, tn_sum mean, double sd,
                  bool fused)
{
    if (fused)
        add_scaled_fused(cubes, fourths, x, n, mean, sd);
    else
        add_scaled(cubes, fourths, x, n, mean, sd);
}
