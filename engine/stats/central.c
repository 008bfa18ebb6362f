/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * central.c - sums of powers of deviations, each product added without its rounding
 */
#include "stats/central.h"

void tn_central_of(tn_central *out, const double *x, size_t n)
{
    tn_sum mean = tn_mean_of(x, n), squares = { 0 };

    for (size_t i = 0; i < n; i++) {
        double d = tn_deviation(x[i], mean);

        tn_sum_add_product(&squares, d, d);
    }
    *out = (tn_central){ mean, tn_sum_value(squares) };
}

void tn_scaled_of(double *cubes, double *fourths, const double *x, size_t n, tn_sum mean, double sd)
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
