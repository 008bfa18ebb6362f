/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * permutation.c - counting orders by their statistic, subset by subset
 *
 * 2^n subsets times the values of the statistic, instead of n! orders: nine
 * values take a tenth of a millisecond.
 */
#include "stats/permutation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LANES 4

/* four counts at a time, wherever they stand */
typedef uint32_t lanes
    __attribute__((vector_size(LANES * sizeof(uint32_t)), aligned(4), may_alias));

/* Orders of one subset, by their statistic v: count[(v - least) / step] for v in least..most. */
typedef struct {
    uint32_t *count;
    int least, most;
} orders;

typedef struct {
    orders *subset; /* 2^n */
    uint32_t *unused;
    int n, step;
    tn_gain_fn gain;
    void *user;
} counting;

static int n_counts(const orders *o, int step)
{
    return (o->most - o->least) / step + 1;
}

/* counts of `from` move by what comes last adds */
static void add_shifted(orders *to, const orders *from, int gain, int step)
{
    const uint32_t *source = from->count;
    uint32_t *target = to->count + (from->least + gain - to->least) / step;
    int n = n_counts(from, step), v = 0;

    for (; v + LANES <= n; v += LANES) {
        *(lanes *)(void *)&target[v] += *(const lanes *)(const void *)&source[v];
    }
    for (; v < n; v++) {
        target[v] += source[v];
    }
}

/* One of the subset's values comes last, the others, whose orders are counted, before it. */
static void count_subset(counting *c, unsigned subset)
{
    orders *to = &c->subset[subset];
    int gain[TN_EXACT_MAX], n_before = -1;

    *to = (orders){ c->unused, INT32_MAX, INT32_MIN };
    for (unsigned left = subset; left != 0; left &= left - 1) {
        n_before++;
    }
    for (unsigned left = subset; left != 0; left &= left - 1) {
        int j = __builtin_ctz(left);
        unsigned before = subset & ~(1u << j);
        const orders *from = &c->subset[before];

        gain[j] = c->gain(c->user, before, n_before, j);
        to->least = from->least + gain[j] < to->least ? from->least + gain[j] : to->least;
        to->most = from->most + gain[j] > to->most ? from->most + gain[j] : to->most;
    }
    c->unused += n_counts(to, c->step);
    memset(to->count, 0, (size_t)n_counts(to, c->step) * sizeof(*to->count));
    for (unsigned left = subset; left != 0; left &= left - 1) {
        int j = __builtin_ctz(left);

        add_shifted(to, &c->subset[subset & ~(1u << j)], gain[j], c->step);
    }
}

static double share_as_far(const orders *all, int observed, int step)
{
    uint64_t as_far = 0, n = 0;

    for (int i = 0; i < n_counts(all, step); i++) {
        n += all->count[i];
        as_far += abs(all->least + i * step) >= abs(observed) ? all->count[i] : 0;
    }
    return (double)as_far / (double)n;
}

static double two_sided(counting *c, int observed)
{
    unsigned whole = (1u << c->n) - 1;

    c->subset[0] = (orders){ c->unused++, 0, 0 };
    c->subset[0].count[0] = 1;
    for (unsigned subset = 1; subset <= whole; subset++) {
        count_subset(c, subset);
    }
    return share_as_far(&c->subset[whole], observed, c->step);
}

int tn_exact_two_sided(double *p, int n, int observed, int step, tn_gain_fn gain, void *user,
                       tenor_error *err)
{
    size_t n_subsets = (size_t)1 << n, width = (size_t)(2 * (n * n * n - n) / 3 / step) + 1;
    orders *subset = tn_alloc(n_subsets, sizeof(*subset));
    /* the most there can be, of which only what is reached becomes memory */
    uint32_t *count = tn_resize(NULL, n_subsets * width, sizeof(*count));
    counting c = { subset, count, n, step, gain, user };
    int rc = subset && count ? 0 : tn_no_memory(err);

    *p = rc == 0 ? two_sided(&c, observed) : NAN;
    free(subset);
    free(count);
    return rc;
}
