/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series.c - Kendall's S by merge sort, with the variance for ties
 */
#include "stats/series.h"

#include <stdlib.h>
#include <string.h>

/* by time, then by value */
static int compare_points(const void *left, const void *right)
{
    const tn_point *a = left, *b = right;

    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    return (a->value > b->value) - (a->value < b->value);
}

int tn_series_sorted(tn_point **out, const double *time, const double *value, size_t n,
                     tenor_error *err)
{
    *out = tn_alloc(n, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++)
        (*out)[i] = (tn_point){ time[i], value[i] };
    qsort(*out, n, sizeof(**out), compare_points);
    return 0;
}

/* What runs of equal neighbours add to the variance. */
typedef struct {
    int64_t pairs;               /* sum of t (t - 1) / 2 */
    double first, second, third; /* sums of t(t-1)(2t+5), t(t-1), t(t-1)(t-2) */
} ties;

static void add_run(ties *sum, int64_t run)
{
    double t = (double)run;

    sum->pairs += run * (run - 1) / 2;
    sum->first += t * (t - 1.0) * (2.0 * t + 5.0);
    sum->second += t * (t - 1.0);
    sum->third += t * (t - 1.0) * (t - 2.0);
}

enum field { BY_TIME, BY_VALUE, BY_BOTH };

static bool is_tied(const tn_point *a, const tn_point *b, enum field field)
{
    return (field == BY_VALUE || a->time == b->time) && (field == BY_TIME || a->value == b->value);
}

/* Runs are short of 2^53 in all their sums, so their order does not matter. */
static ties count_ties(const tn_point *sorted, size_t n, enum field field)
{
    ties sum = { 0 };

    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && is_tied(&sorted[first], &sorted[end], field); end++) {
        }
        add_run(&sum, (int64_t)(end - first));
    }
    return sum;
}

/* Merge two sorted halves; the number of pairs that stood in the wrong order. */
static int64_t merge(tn_point *out, const tn_point *left, size_t n_left, const tn_point *right,
                     size_t n_right)
{
    int64_t swaps = 0;
    size_t l = 0, r = 0;

    while (l < n_left || r < n_right) {
        if (r == n_right || (l < n_left && left[l].value <= right[r].value)) {
            out[l + r] = left[l];
            l++;
        } else {
            out[l + r] = right[r];
            r++;
            swaps += (int64_t)(n_left - l);
        }
    }
    return swaps;
}

static int64_t sort_by_value(tn_point *series, tn_point *spare, size_t n)
{
    int64_t swaps = 0;

    for (size_t width = 1; width < n; width *= 2) {
        for (size_t first = 0; first < n; first += 2 * width) {
            size_t n_left = n - first < width ? n - first : width;
            size_t n_right = n - first - n_left < width ? n - first - n_left : width;

            swaps += merge(spare + first, series + first, n_left, series + first + n_left, n_right);
        }
        memcpy(series, spare, n * sizeof(*series));
    }
    return swaps;
}

static double variance_of(double n, const ties *time, const ties *value)
{
    double variance = (n * (n - 1.0) * (2.0 * n + 5.0) - time->first - value->first) / 18.0;

    variance += time->second * value->second / (2.0 * n * (n - 1.0));
    if (n > 2.0)
        variance += time->third * value->third / (9.0 * n * (n - 1.0) * (n - 2.0));
    return variance;
}

int tn_kendall_count(tn_kendall_counts *out, tn_point *series, size_t n, tenor_error *err)
{
    tn_point *spare = tn_alloc(n, sizeof(*spare));
    ties time, value, both;
    int64_t swaps;

    *out = (tn_kendall_counts){ 0 };
    if (!spare)
        return tn_no_memory(err);
    if (n >= 2) {
        time = count_ties(series, n, BY_TIME);
        both = count_ties(series, n, BY_BOTH);
        swaps = sort_by_value(series, spare, n);
        value = count_ties(series, n, BY_VALUE);
        out->pairs = (int64_t)(n * (n - 1) / 2);
        out->time_ties = time.pairs;
        out->value_ties = value.pairs;
        out->s = out->pairs - time.pairs - value.pairs + both.pairs - 2 * swaps;
        if (time.pairs < out->pairs && value.pairs < out->pairs)
            out->variance = variance_of((double)n, &time, &value);
    }
    free(spare);
    return 0;
}
