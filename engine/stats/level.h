/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * level.h - the level of intervals, and the quantiles that they take, each found once
 */
#ifndef TN_LEVEL_H
#define TN_LEVEL_H

#include "base/base.h"

#define TN_LEVEL_DEGREES 1024

typedef struct {
    double confidence;              /* two-sided */
    double normal;                  /* tn_normal_quantile() */
    double t[TN_LEVEL_DEGREES + 1]; /* by degrees of freedom; 0: not found yet */
} tn_level;

/* Of a two-sided level (gsl_cdf_ugaussian_Pinv); not finite outside (0, 1). */
double tn_normal_quantile(double confidence);

void tn_level_begin(tn_level *level, double confidence);

/* Student's (gsl_cdf_tdist_Pinv), of degrees >= 1. Keeps what it finds: one thread at a time. */
double tn_level_student(tn_level *level, size_t degrees);

#endif
