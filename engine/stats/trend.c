/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trend.c - the slope of values over their places in time, and before and after, by author
 */
#include "stats/trend.h"

#include <math.h>
#include <stdlib.h>

#define LARGEST 2.0 /* from -1 to 1 */

/* a group's sums; x and y are centred at the means of all */
typedef struct {
    double n, x, y, xx, xy;
} sums;

static int compare_points(const void *left, const void *right)
{
    const tn_point *a = left, *b = right;

    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->group > b->group) - (a->group < b->group);
}

/* times become places from -1/2 to 1/2, whose mean is 0 */
static void place(tn_point *point, size_t n)
{
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && point[end].time == point[first].time; end++) {
        }
        for (size_t i = end; i > first; i--)
            point[i - 1].time = ((double)(first + end) - (double)n) / (2.0 * (double)(n - 1));
    }
}

/* jackknife: the slopes without each group in turn; NaN where one of them is none */
static tn_estimate slope_of(const sums *group, size_t n_slots, const sums *all)
{
    double n_groups = 0.0, mean = 0.0, squares = 0.0, slope = all->xy / all->xx;

    for (size_t g = 0; g < n_slots; g++) {
        double left = all->n - group[g].n, xx, xy, d;

        if (group[g].n == 0.0)
            continue;
        xx = all->xx - group[g].xx - group[g].x * group[g].x / left;
        xy = all->xy - group[g].xy - group[g].x * group[g].y / left;
        d = (xx > 1e-9 * all->xx ? xy / xx : NAN) - slope - mean;
        n_groups++;
        mean += d / n_groups; /* B. P. Welford, Technometrics 4 (1962) 419-420 */
        squares += d * d * (n_groups - 1.0) / n_groups;
    }
    return (tn_estimate){ slope, n_groups > 2.0 ? (n_groups - 1.0) / n_groups * squares : NAN,
                          n_groups - 1.0 };
}

/* of value on time, whose mean is 0 */
static int fit(tn_estimate *slope, const tn_point *point, size_t n, size_t n_slots,
               tenor_error *err)
{
    sums *group = tn_alloc(n_slots, sizeof(*group)), all = { 0 };
    double mean = 0.0;

    if (!group)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++)
        mean += point[i].value / (double)n;
    for (size_t i = 0; i < n; i++) {
        sums *own[] = { &group[point[i].group], &all };
        double x = point[i].time, y = point[i].value - mean;

        for (int s = 0; s < 2; s++) {
            own[s]->n++;
            own[s]->x += x;
            own[s]->y += y;
            own[s]->xx += x * x;
            own[s]->xy += x * y;
        }
    }
    *slope = slope_of(group, n_slots, &all);
    free(group);
    return 0;
}

static const tn_estimate zero = { 0.0, 0.0, INFINITY };

static double cut(double change)
{
    return isnan(change) ? NAN : fmax(-LARGEST, fmin(LARGEST, change));
}

int tn_trend_of(tn_trend *out, tn_point *point, size_t n, size_t n_slots, tenor_error *err)
{
    tn_estimate slope = { NAN, NAN, NAN };
    int rc = 0;

    *out = (tn_trend){ .n = (int64_t)n };
    qsort(point, n, sizeof(*point), compare_points);
    if (n > 1 && point[0].time < point[n - 1].time) {
        place(point, n);
        rc = fit(&slope, point, n, n_slots, err);
    }
    tn_difference_of(&out->change, &slope, &zero);
    out->change.estimate = cut(out->change.estimate);
    out->change.low = cut(out->change.low);
    out->change.high = cut(out->change.high);
    return rc;
}

/* which groups have how much on which side */
static int count_sides(tn_change *out, const tn_point *point, size_t n, size_t n_slots,
                       tenor_error *err)
{
    bool *seen = tn_alloc(n_slots, 2 * sizeof(*seen));

    if (!seen)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        int side = point[i].time > 0.0;
        bool *own = &seen[2 * point[i].group + (size_t)side];

        out->n_groups[side] += !*own;
        *own = true;
        out->n[side]++;
        out->mean[side] += point[i].value;
    }
    for (int side = 0; side < 2; side++)
        out->mean[side] /= (double)out->n[side];
    free(seen);
    return 0;
}

int tn_change_of(tn_change *out, tn_point *point, size_t n, size_t n_slots, tenor_error *err)
{
    double squares = 0.0, independent;
    tn_estimate slope;
    int rc;

    *out = (tn_change){ 0 };
    if ((rc = count_sides(out, point, n, n_slots, err)) < 0)
        return rc;
    for (size_t i = 0; i < n; i++) {
        int side = point[i].time > 0.0;
        double d = point[i].value - out->mean[side];

        squares += d * d;
        point[i].time -= (double)out->n[1] / (double)n; /* the slope on 0 and 1 is the difference */
    }
    if ((rc = fit(&slope, point, n, n_slots, err)) < 0)
        return rc;
    independent = squares / ((double)n - 2.0) * (1.0 / (double)out->n[0] + 1.0 / (double)out->n[1]);
    if (slope.variance < independent)
        slope.variance = independent;
    slope.mean = out->mean[1] - out->mean[0];
    slope.degrees = (double)(out->n_groups[out->n_groups[1] < out->n_groups[0]] - 1);
    tn_difference_of(&out->difference, &slope, &zero);
    return 0;
}
