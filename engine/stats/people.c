/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * people.c - concentration of comments on authors, and one author's influence
 */
#include "stats/people.h"

#include "stats/numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------- concentration */

__extension__ typedef __int128 wide; /* rank times count passes 2^63 on large sites */

static double share_of_top(const int64_t *sorted, size_t n, size_t percent, int64_t total)
{
    size_t n_top = (n * percent + 99) / 100;
    int64_t theirs = 0;

    for (size_t i = n - n_top; i < n; i++)
        theirs += sorted[i];
    return (double)theirs / (double)total;
}

static void concentrate(tn_concentration *out, const int64_t *sorted, size_t n)
{
    wide weighted = 0;
    int64_t total = 0;

    for (size_t i = 0; i < n; i++) {
        weighted += (wide)(2 * (int64_t)i + 1 - (int64_t)n) * sorted[i];
        total += sorted[i];
    }
    if (sorted[0] < 0 || total == 0)
        return;
    out->gini = (double)weighted / (double)((wide)n * total);
    out->top_10 = share_of_top(sorted, n, 10, total);
    out->top_author = (double)sorted[n - 1] / (double)total;
}

int tn_concentration_of(tn_concentration *out, const int64_t *n_comments, size_t n,
                        tenor_error *err)
{
    int64_t *sorted;
    int rc;

    *out = (tn_concentration){ (int64_t)n, NAN, NAN, NAN };
    if (n == 0)
        return 0;
    rc = tn_sorted_integers(&sorted, n_comments, n, err);
    if (rc < 0)
        return rc;
    concentrate(out, sorted, n);
    free(sorted);
    return 0;
}

/* ----------------------------------------------------------- jackknife */

typedef struct {
    uint64_t group;
    double value;
    size_t place;
} member;

/* by group, then by value */
static int compare_members(const void *left, const void *right)
{
    const member *a = left, *b = right;

    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return (a->value > b->value) - (a->value < b->value);
}

static size_t end_of_group(const member *sorted, size_t first, size_t n)
{
    size_t end = first + 1;

    while (sorted[first].group != 0 && end < n && sorted[end].group == sorted[first].group)
        end++;
    return end;
}

/*
 * mean - mean without the group = (sum of its deviations from the mean) / (values left):
 * no difference of two nearly equal means.
 */
static double influence_of(const member *group, size_t count, tn_sum mean, size_t n)
{
    tn_sum sum = { 0 };

    for (size_t i = 0; i < count; i++)
        tn_sum_add(&sum, tn_deviation(group[i].value, mean));
    return tn_sum_value(sum) / (double)(n - count);
}

static void keep_largest(tn_jackknife *out, double influence, uint64_t group, size_t count)
{
    if (isnan(out->influence) || fabs(influence) > fabs(out->influence)) {
        out->influence = influence;
        out->group = group;
        out->group_count = (int64_t)count;
    }
}

/* m_g - average m_g = average influence - influence: two passes over the influences */
static double jackknife_error(const double *influence, size_t n_groups)
{
    double groups = (double)n_groups;
    tn_sum mean = tn_mean_of(influence, n_groups), squares = { 0 };

    for (size_t g = 0; g < n_groups; g++) {
        double d = tn_deviation(influence[g], mean);

        tn_sum_add_product(&squares, d, d);
    }
    return sqrt((groups - 1.0) / groups * tn_sum_value(squares));
}

static void leave_each_out(tn_jackknife *out, double *each_influence, double *by_group,
                           const member *sorted, tn_sum mean, size_t n)
{
    size_t n_groups = 0;

    for (size_t first = 0, end; first < n; first = end) {
        end = end_of_group(sorted, first, n);
        double influence =
            end - first < n ? influence_of(&sorted[first], end - first, mean, n) : NAN;

        for (size_t i = first; each_influence && i < end; i++)
            each_influence[sorted[i].place] = influence;
        if (!isnan(influence))
            keep_largest(out, influence, sorted[first].group, end - first);
        by_group[n_groups++] = influence;
    }
    out->n_groups = (int64_t)n_groups;
    if (n_groups > 1)
        out->std_error = jackknife_error(by_group, n_groups);
}

int tn_jackknife_of(tn_jackknife *out, double *each_influence, const double *value,
                    const uint64_t *group, size_t n, tenor_error *err)
{
    member *sorted = tn_resize(NULL, n, sizeof(*sorted));
    double *spare = tn_resize(NULL, n, sizeof(*spare)); /* the values, then an influence a group */
    int rc = sorted && spare ? 0 : tn_no_memory(err);

    *out = (tn_jackknife){ 0, NAN, NAN, NAN, 0, 0 };
    if (rc == 0 && n > 0) {
        tn_sum mean;

        for (size_t i = 0; i < n; i++)
            sorted[i] = (member){ group[i], value[i], i };
        qsort(sorted, n, sizeof(*sorted), compare_members);
        memcpy(spare, value, n * sizeof(*spare));
        tn_sort_doubles(spare, n);
        mean = tn_mean_of(spare, n);
        out->mean = tn_sum_value(mean);
        leave_each_out(out, each_influence, spare, sorted, mean, n);
    }
    free(sorted);
    free(spare);
    return rc;
}
