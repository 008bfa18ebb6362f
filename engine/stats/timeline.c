/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timeline.c - buckets of time that fit the length of a discussion
 */
#include "stats/timeline.h"

#include "stats/numeric.h"
#include "stats/series.h"

#include <math.h>
#include <stdlib.h>

enum { HOUR = 3600, DAY = 86400 };

static int64_t floor_to(int64_t time_s, int64_t width_s)
{
    int64_t rest = time_s % width_s;

    return time_s - (rest < 0 ? rest + width_s : rest);
}

static tn_time_grid grid_of_width(int64_t first, int64_t last, int64_t width_s)
{
    int64_t start = floor_to(first, width_s);

    return (tn_time_grid){ start, width_s, (floor_to(last, width_s) - start) / width_s + 1 };
}

tn_time_grid tn_time_grid_of(const int64_t *time_s, size_t n)
{
    int64_t first = INT64_MAX, last = INT64_MIN, days;
    tn_time_grid grid = { 0 };

    for (size_t i = 0; i < n; i++) {
        first = time_s[i] < first ? time_s[i] : first;
        last = time_s[i] > last ? time_s[i] : last;
    }
    if (n == 0) {
        return grid;
    }
    grid = grid_of_width(first, last, HOUR);
    if (grid.n_buckets > TN_HOUR_BUCKETS_MAX) {
        grid = grid_of_width(first, last, DAY);
        /* where the multiples of the width fall decides between this and one day more */
        days = (grid.n_buckets + TN_TIME_BUCKETS_MAX - 1) / TN_TIME_BUCKETS_MAX;
        while (grid.n_buckets > TN_TIME_BUCKETS_MAX) {
            grid = grid_of_width(first, last, days++ * DAY);
        }
    }
    return grid;
}

/* Points are sorted by bucket, then score: the same bits for every order of the comments. */
static void find_means(tn_time_bucket *out, const tn_point *scored, double *spare, size_t n)
{
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first; end < n && scored[end].time == scored[first].time; end++) {
            spare[end - first] = scored[end].value;
        }
        tn_time_bucket *bucket = &out[(int64_t)scored[first].time];

        bucket->n_scored = (int64_t)(end - first);
        bucket->mean = tn_sum_value(tn_mean_of(spare, end - first));
    }
}

int tn_time_buckets_of(tn_time_bucket *out, const tn_time_grid *grid, const int64_t *time_s,
                       const double *score, size_t n, tenor_error *err)
{
    double *place = tn_alloc(n, sizeof(*place)), *value = tn_alloc(n, sizeof(*value));
    tn_point *scored = NULL;
    size_t n_scored = 0;
    int rc = place && value ? 0 : tn_no_memory(err);

    for (int64_t b = 0; b < grid->n_buckets; b++) {
        out[b] = (tn_time_bucket){ 0, 0, NAN };
    }
    for (size_t i = 0; rc == 0 && i < n; i++) {
        int64_t bucket = (time_s[i] - grid->start_s) / grid->width_s;

        out[bucket].n_comments++;
        if (!isnan(score[i])) {
            place[n_scored] = (double)bucket;
            value[n_scored++] = score[i];
        }
    }
    rc = rc == 0 ? tn_series_sorted(&scored, place, value, n_scored, err) : rc;
    if (rc == 0) {
        find_means(out, scored, value, n_scored);
    }
    free(scored);
    free(place);
    free(value);
    return rc;
}

int tn_half_life(double *out, const int64_t *time_s, size_t n, tenor_error *err)
{
    int64_t *sorted;
    int rc;

    *out = NAN;
    if (n == 0) {
        return 0;
    }
    rc = tn_sorted_integers(&sorted, time_s, n, err);
    if (rc < 0) {
        return rc;
    }
    *out = (double)(sorted[(n + 1) / 2 - 1] - sorted[0]); /* NOLINT(*integer-division): an index */
    free(sorted);
    return 0;
}
