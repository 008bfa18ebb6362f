/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trend.c - the slope of values over their places in time, by author
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

static double cut(double change)
{
    return isnan(change) ? NAN : fmax(-LARGEST, fmin(LARGEST, change));
}

int tn_trend_of(tn_trend *out, tn_point *point, size_t n, size_t n_slots, tenor_error *err)
{
    static const tn_estimate none = { 0.0, 0.0, INFINITY };
    sums *group = tn_alloc(n_slots, sizeof(*group)), all = { 0 };
    tn_estimate slope = { NAN, NAN, NAN };
    double mean = 0.0;

    *out = (tn_trend){ .n = (int64_t)n };
    if (!group)
        return tn_no_memory(err);
    qsort(point, n, sizeof(*point), compare_points);
    if (n > 1 && point[0].time < point[n - 1].time) {
        place(point, n);
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
        slope = slope_of(group, n_slots, &all);
    }
    free(group);
    tn_difference_of(&out->change, &slope, &none);
    out->change.estimate = cut(out->change.estimate);
    out->change.low = cut(out->change.low);
    out->change.high = cut(out->change.high);
    return 0;
}
