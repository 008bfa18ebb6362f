/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timeline.c - buckets of time that fit the length of a discussion
 */
#include "stats/timeline.h"

#include "stats/numeric.h"

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
    if (n == 0)
        return grid;
    grid = grid_of_width(first, last, HOUR);
    if (grid.n_buckets > TN_HOUR_BUCKETS_MAX) {
        grid = grid_of_width(first, last, DAY);
        /* where the multiples of the width fall decides between this and one day more */
        days = (grid.n_buckets + TN_TIME_BUCKETS_MAX - 1) / TN_TIME_BUCKETS_MAX;
        while (grid.n_buckets > TN_TIME_BUCKETS_MAX)
            grid = grid_of_width(first, last, days++ * DAY);
    }
    return grid;
}

/* counts comments, and those with a score */
static void count_comments(tn_time_bucket *out, const tn_time_grid *grid, const int64_t *time_s,
                           const double *score, size_t n)
{
    for (int64_t b = 0; b < grid->n_buckets; b++)
        out[b] = (tn_time_bucket){ 0, 0, NAN };
    for (size_t i = 0; i < n; i++) {
        tn_time_bucket *bucket = &out[(time_s[i] - grid->start_s) / grid->width_s];

        bucket->n_comments++;
        bucket->n_scored += !isnan(score[i]);
    }
}

/* scores[end[b]...]: those of bucket b, whose place each of them moves on */
static void gather_scores(double *scores, size_t *end, const tn_time_bucket *bucket,
                          const tn_time_grid *grid, const int64_t *time_s, const double *score,
                          size_t n)
{
    size_t first = 0;

    for (int64_t b = 0; b < grid->n_buckets; b++) {
        end[b] = first;
        first += (size_t)bucket[b].n_scored;
    }
    for (size_t i = 0; i < n; i++)
        if (!isnan(score[i]))
            scores[end[(time_s[i] - grid->start_s) / grid->width_s]++] = score[i];
}

/* Scores are sorted: the same bits for every order of the comments. */
static void find_means(tn_time_bucket *out, int64_t n_buckets, double *scores)
{
    for (int64_t b = 0; b < n_buckets; b++) {
        size_t n = (size_t)out[b].n_scored;

        if (n > 0) {
            tn_sort_doubles(scores, n);
            out[b].mean = tn_sum_value(tn_mean_of(scores, n));
            scores += n;
        }
    }
}

int tn_time_buckets_of(tn_time_bucket *out, const tn_time_grid *grid, const int64_t *time_s,
                       const double *score, size_t n, tenor_error *err)
{
    double *scores = tn_resize(NULL, n, sizeof(*scores));
    size_t *end = tn_resize(NULL, (size_t)grid->n_buckets, sizeof(*end));
    int rc = scores && end ? 0 : tn_no_memory(err);

    if (rc == 0) {
        count_comments(out, grid, time_s, score, n);
        gather_scores(scores, end, out, grid, time_s, score, n);
        find_means(out, grid->n_buckets, scores);
    }
    free(scores);
    free(end);
    return rc;
}

/* The k-th smallest, from 0 on, by C. A. R. Hoare's "Algorithm 65: FIND" (CACM 4 (1961) 321). */
static int64_t find_smallest(int64_t *x, int64_t n, int64_t k)
{
    int64_t low = 0, high = n - 1;

    while (low < high) {
        int64_t pivot = x[k], up = low, down = high;

        while (up <= down) {
            while (x[up] < pivot)
                up++;
            while (x[down] > pivot)
                down--;
            if (up <= down) {
                int64_t held = x[up];

                x[up++] = x[down];
                x[down--] = held;
            }
        }
        low = down < k ? up : low;
        high = up > k ? down : high;
    }
    return x[k];
}

int tn_half_life(double *out, const int64_t *time_s, size_t n, tenor_error *err)
{
    int64_t *left, first = INT64_MAX;

    *out = NAN;
    if (n == 0)
        return 0;
    left = tn_resize(NULL, n, sizeof(*left));
    if (!left)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        left[i] = time_s[i];
        first = time_s[i] < first ? time_s[i] : first;
    }
    *out = (double)(find_smallest(left, (int64_t)n, (int64_t)((n + 1) / 2) - 1) - first);
    free(left);
    return 0;
}
