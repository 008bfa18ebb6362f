/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trend.h - do values rise or fall, from the first to the last?
 *
 * A pure function; what is undefined is NaN.
 */
#ifndef TN_TREND_H
#define TN_TREND_H

#include "stats/difference.h"

typedef struct {
    double time, value;
    uint64_t group; /* author, below n_slots */
} tn_point;

typedef struct {
    int64_t n;            /* points */
    tn_difference change; /* of the fitted line, from the first point to the last */
} tn_trend;

/*
 * Least squares of value on place: 0 for the first point in time, 1 for the last, equal times the
 * mean of their places. (Of time itself a few late points would decide everything, and the
 * variance would be too small.) Its variance is the jackknife over groups (stats/people.h;
 * J. MacKinnon, M. Nielsen, M. Webb, J. Appl. Econometrics 38 (2023) 671-694), p Student's with a
 * degree of freedom less than groups. Values are scores, -1..1: the line is cut at a change of +-2.
 * point[n] is sorted on return. n < 2 or all times equal: NaN. Fewer than three groups, or one
 * without which all times are equal: estimate only. Fails with TENOR_ERR_MEMORY.
 */
int tn_trend_of(tn_trend *out, tn_point *point, size_t n, size_t n_slots, tenor_error *err);

#endif
