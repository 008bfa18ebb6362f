/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * central.h - sums of powers of deviations from the mean
 */
#ifndef TN_CENTRAL_H
#define TN_CENTRAL_H

#include "stats/numeric.h"

/* Of n >= 1 values, compensated. */
typedef struct {
    tn_sum mean;
    double squares; /* of deviations from it */
} tn_central;

void tn_central_of(tn_central *out, const double *x, size_t n);

/* Cubes and fourth powers of deviations over `sd`: scaled before they are multiplied. */
void tn_scaled_of(double *cubes, double *fourths, const double *x, size_t n, tn_sum mean,
                  double sd);

#endif
