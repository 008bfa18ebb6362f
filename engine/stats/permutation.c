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

/* Orders of one subset, by their statistic: count[v - least] for v in least..most. */
typedef struct {
    uint32_t *count;
    int least, most;
} orders;

typedef struct {
    orders *subset; /* 2^n */
    uint32_t *unused;
    int n;
    tn_gain_fn gain;
    void *user;
} counting;

/* counts of `from` move by what comes last adds */
static void add_shifted(orders *to, const orders *from, int gain)
{
    const uint32_t *source = from->count;
    uint32_t *target = to->count + (from->least + gain - to->least);
    int n = from->most - from->least + 1, v = 0;

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
    int gain[TN_EXACT_MAX];

    *to = (orders){ c->unused, INT32_MAX, INT32_MIN };
    for (int j = 0; j < c->n; j++) {
        if (subset >> j & 1u) {
            const orders *from = &c->subset[subset & ~(1u << j)];

            gain[j] = c->gain(c->user, subset & ~(1u << j), j);
            to->least = from->least + gain[j] < to->least ? from->least + gain[j] : to->least;
            to->most = from->most + gain[j] > to->most ? from->most + gain[j] : to->most;
        }
    }
    c->unused += to->most - to->least + 1;
    memset(to->count, 0, (size_t)(to->most - to->least + 1) * sizeof(*to->count));
    for (int j = 0; j < c->n; j++) {
        if (subset >> j & 1u) {
            add_shifted(to, &c->subset[subset & ~(1u << j)], gain[j]);
        }
    }
}

static double share_as_far(const orders *all, int observed)
{
    uint64_t as_far = 0, n = 0;

    for (int v = all->least; v <= all->most; v++) {
        n += all->count[v - all->least];
        as_far += abs(v) >= abs(observed) ? all->count[v - all->least] : 0;
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
    return share_as_far(&c->subset[whole], observed);
}

int tn_exact_two_sided(double *p, int n, int observed, tn_gain_fn gain, void *user,
                       tenor_error *err)
{
    size_t n_subsets = (size_t)1 << n, width = 2 * (size_t)((n * n * n - n) / 3) + 1;
    orders *subset = tn_alloc(n_subsets, sizeof(*subset));
    /* the most there can be, of which only what is reached becomes memory */
    uint32_t *count = tn_resize(NULL, n_subsets * width, sizeof(*count));
    counting c = { subset, count, n, gain, user };
    int rc = subset && count ? 0 : tn_no_memory(err);

    *p = rc == 0 ? two_sided(&c, observed) : NAN;
    free(subset);
    free(count);
    return rc;
}
