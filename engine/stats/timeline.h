/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timeline.h - a discussion in time: volume and mean score by bucket, half-life
 *
 * Pure functions over arrays in any order; what is undefined is NaN. Times are
 * seconds since 1970-01-01 UTC.
 */
#ifndef TN_TIMELINE_H
#define TN_TIMELINE_H

#include "base/base.h"

#define TN_HOUR_BUCKETS_MAX 72  /* up to so many buckets of an hour; then days */
#define TN_TIME_BUCKETS_MAX 366 /* up to so many of a day; then several days each */

typedef struct {
    int64_t start_s; /* of the first bucket, a multiple of width_s */
    int64_t width_s; /* 3600, 86400 or a multiple of 86400; 0 without times */
    int64_t n_buckets;
} tn_time_grid;

/*
 * The narrowest buckets of an hour, a day or whole days that hold all of n times in few enough
 * buckets. Bucket i is start_s + i width_s <= time < start_s + (i + 1) width_s, in UTC. n = 0: no
 * bucket; n = 1: one hour; n = 2: what is between them decides. |time_s| is at most 2^53.
 */
tn_time_grid tn_time_grid_of(const int64_t *time_s, size_t n);

typedef struct {
    int64_t n_comments;
    int64_t n_scored; /* whose score is not NaN */
    double mean;      /* of these; NaN without any */
} tn_time_bucket;

/*
 * out[i]: bucket i of the grid of the same times, for 0 <= i < n_buckets; n = 0 writes nothing.
 * Fails with TENOR_ERR_MEMORY.
 */
int tn_time_buckets_of(tn_time_bucket *out, const tn_time_grid *grid, const int64_t *time_s,
                       const double *score, size_t n, tenor_error *err);

/*
 * *out: seconds from the first comment until half of them (rounded up) had come, the lower median
 * of the waiting times since the first. >= 0. n = 0: NaN; n = 1 and n = 2: 0. Fails with
 * TENOR_ERR_MEMORY.
 */
int tn_half_life(double *out, const int64_t *time_s, size_t n, tenor_error *err);

#endif
