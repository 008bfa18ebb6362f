/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * level.c - quantiles by level: Student's is a search that takes as long as a head's other figures
 */
#include "stats/level.h"

#include <gsl/gsl_cdf.h>

double tn_normal_quantile(double confidence)
{
    return gsl_cdf_ugaussian_Pinv(0.5 + confidence / 2.0);
}

void tn_level_begin(tn_level *level, double confidence)
{
    *level = (tn_level){ .confidence = confidence, .normal = tn_normal_quantile(confidence) };
}

static double find_student(const tn_level *level, size_t degrees)
{
    return gsl_cdf_tdist_Pinv(0.5 + level->confidence / 2.0, (double)degrees);
}

double tn_level_student(tn_level *level, size_t degrees)
{
    if (degrees > TN_LEVEL_DEGREES)
        return find_student(level, degrees);
    if (level->t[degrees] == 0.0)
        level->t[degrees] = find_student(level, degrees);
    return level->t[degrees];
}
