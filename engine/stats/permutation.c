/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * permutation.c - counting orders by their statistic, subset by subset
 *
 * 2^n subsets times the values of the statistic, instead of n! orders: nine
 * values take a fraction of a millisecond.
 */
#include "stats/permutation.h"

#include <math.h>
#include <stdlib.h>

/* Orders of one subset, by their statistic: count[v + bound], 0 outside of least..most. */
typedef struct {
    uint32_t *count;
    int least, most;
} orders;

/* Orders of `from`, then j: counts move by what j adds. */
static void shift_counts(orders *to, const orders *from, int bound, int gain)
{
    const uint32_t *source = from->count + bound;
    uint32_t *target = to->count + bound + gain;

    for (int v = from->least; v <= from->most; v++) {
        target[v] += source[v];
    }
    to->least = from->least + gain < to->least ? from->least + gain : to->least;
    to->most = from->most + gain > to->most ? from->most + gain : to->most;
}

static double share_as_far(const orders *all, int bound, int observed)
{
    uint64_t as_far = 0, n = 0;

    for (int v = all->least; v <= all->most; v++) {
        n += all->count[v + bound];
        as_far += abs(v) >= abs(observed) ? all->count[v + bound] : 0;
    }
    return (double)as_far / (double)n;
}

static double two_sided(orders *subset, int n, int bound, int observed, tn_gain_fn gain, void *user)
{
    unsigned whole = (1u << n) - 1;

    subset[0].least = subset[0].most = 0;
    subset[0].count[bound] = 1;
    for (unsigned before = 0; before < whole; before++) {
        for (int j = 0; j < n; j++) {
            if (!(before >> j & 1u)) {
                shift_counts(&subset[before | 1u << j], &subset[before], bound,
                             gain(user, before, j));
            }
        }
    }
    return share_as_far(&subset[whole], bound, observed);
}

int tn_exact_two_sided(double *p, int n, int observed, tn_gain_fn gain, void *user,
                       tenor_error *err)
{
    int bound = (n * n * n - n) / 3;
    size_t n_subsets = (size_t)1 << n, width = 2 * (size_t)bound + 1;
    orders *subset = tn_alloc(n_subsets, sizeof(*subset));
    uint32_t *count = tn_alloc(n_subsets * width, sizeof(*count));
    int rc = subset && count ? 0 : tn_no_memory(err);

    *p = NAN;
    if (rc == 0) {
        for (size_t s = 0; s < n_subsets; s++) {
            subset[s] = (orders){ count + s * width, bound, -bound };
        }
        *p = two_sided(subset, n, bound, observed, gain, user);
    }
    free(subset);
    free(count);
    return rc;
}
