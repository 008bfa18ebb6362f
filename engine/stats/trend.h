/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trend.h - do values rise or fall: from the first to the last, from before to after a moment?
 *
 * Pure functions; what is undefined is NaN.
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

/* Means on both sides of a moment. */
typedef struct {
    int64_t n[2], n_groups[2]; /* before and after; a group on both sides counts on each */
    double mean[2];            /* NaN without a value */
    tn_difference difference;  /* after - before */
} tn_change;

/*
 * point[].time is 0 before, 1 after. The variance of the difference is the same jackknife, which
 * leaves a group out on both sides at once, so that what it has in common with itself goes out; but
 * no less than s^2 (1 / n_0 + 1 / n_1), s^2 pooled within the sides, since a few values that happen
 * to agree prove little. p is Student's with a degree of freedom less than groups on the side that
 * has fewer. Nothing on a side: NaN. One group on a side, or fewer than three in all: estimate
 * only. point[].time is undefined on return. Fails with TENOR_ERR_MEMORY.
 */
int tn_change_of(tn_change *out, tn_point *point, size_t n, size_t n_slots, tenor_error *err);

#endif
