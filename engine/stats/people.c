/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * people.c - concentration of comments on authors, and one author's influence
 */
#include "stats/people.h"

#include "stats/numeric.h"

#include <math.h>
#include <stdlib.h>

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
    tn_sum deviations; /* of its values from the mean of all */
    size_t count;
} member;

/*
 * mean - mean without the group = (sum of its deviations from the mean) / (values left):
 * no difference of two nearly equal means.
 */
static void leave_each_out(tn_jackknife *out, double *influence, const member *group,
                           size_t n_slots)
{
    size_t n = (size_t)out->n, n_groups = (size_t)out->n_groups, g = 0;
    double groups = (double)n_groups;
    tn_sum mean, squares = { 0 };

    for (size_t slot = 0; slot < n_slots; slot++) {
        if (group[slot].count == 0)
            continue;
        influence[g] = tn_sum_value(group[slot].deviations) / (double)(n - group[slot].count);
        if (g == 0 || fabs(influence[g]) > fabs(out->influence)) {
            out->influence = influence[g];
            out->group_count = (int64_t)group[slot].count;
        }
        g++;
    }
    /* m_g - average m_g = average influence - influence */
    mean = tn_mean_of(influence, n_groups);
    for (g = 0; g < n_groups; g++) {
        double d = tn_deviation(influence[g], mean);

        tn_sum_add_product(&squares, d, d);
    }
    out->variance = (groups - 1.0) / groups * tn_sum_value(squares);
}

int tn_jackknife_of(tn_jackknife *out, const double *value, const uint64_t *group, size_t n,
                    size_t n_slots, tenor_error *err)
{
    member *slot = tn_alloc(n_slots, sizeof(*slot));
    double *influence = tn_resize(NULL, n, sizeof(*influence));
    int rc = slot && influence ? 0 : tn_no_memory(err);
    double squares = 0.0;
    tn_sum mean;

    *out = (tn_jackknife){ (int64_t)n, 0, NAN, NAN, NAN, NAN, 0 };
    if (rc < 0 || n == 0)
        goto done;
    mean = tn_mean_of(value, n);
    out->mean = tn_sum_value(mean);
    for (size_t i = 0; i < n; i++) {
        member *own = &slot[group[i]];

        tn_sum_add(&own->deviations, tn_deviation(value[i], mean));
        squares += (double)(2 * own->count++ + 1); /* to the next square */
        out->n_groups += own->count == 1;
    }
    out->overlap = squares / ((double)n * (double)n);
    if (out->n_groups > 1)
        leave_each_out(out, influence, slot, n_slots);

done:
    free(slot);
    free(influence);
    return rc;
}
