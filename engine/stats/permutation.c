/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * permutation.c - counting orders by their statistic, by what comes before
 *
 * 2^n subsets times the values of the statistic, instead of n! orders: nine
 * values take a tenth of a millisecond. Equal values are counted, not told
 * apart: comments' likes and depths have few values, and so few states.
 */
#include "stats/permutation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Orders of the same values, by their statistic v: count[(v - least) / step], v in least..most. */
typedef struct {
    uint32_t *count;
    int least, most;
} orders;

typedef struct {
    const tn_ties *ties;
    orders *state; /* of held[g] values of each group: at the sum of held[g] * stride[g] */
    uint32_t *unused;
    int n_states, stride[TN_EXACT_MAX], step;
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
    const uint32_t *restrict source = from->count;
    uint32_t *restrict target = to->count + (from->least + gain - to->least) / step;
    int n = n_counts(from, step);

    for (int v = 0; v < n; v++)
        target[v] += source[v];
}

/* One of the values held comes last, the others, whose orders are counted, before it. */
static void count_state(counting *c, int at, int *held, int n_held)
{
    orders *to = &c->state[at];
    int gain[TN_EXACT_MAX] = { 0 };

    *to = (orders){ c->unused, INT32_MAX, INT32_MIN };
    for (int j = 0; j < c->ties->n_groups; j++) {
        if (held[j] > 0) {
            const orders *from = &c->state[at - c->stride[j]];

            held[j]--;
            gain[j] = c->gain(c->user, held, n_held - 1, j);
            held[j]++;
            to->least = from->least + gain[j] < to->least ? from->least + gain[j] : to->least;
            to->most = from->most + gain[j] > to->most ? from->most + gain[j] : to->most;
        }
    }
    c->unused += n_counts(to, c->step);
    memset(to->count, 0, (size_t)n_counts(to, c->step) * sizeof(*to->count));
    for (int j = 0; j < c->ties->n_groups; j++)
        if (held[j] > 0)
            add_shifted(to, &c->state[at - c->stride[j]], gain[j], c->step);
}

/* the next state: one more of the first group that has more, none of those before it */
static int hold_next(int *held, int n_held, const tn_ties *ties)
{
    int g = 0;

    for (; held[g] == ties->size[g]; g++) {
        n_held -= held[g];
        held[g] = 0;
    }
    held[g]++;
    return n_held + 1;
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
    int held[TN_EXACT_MAX] = { 0 }, n_held = 0;

    c->state[0] = (orders){ c->unused++, 0, 0 };
    c->state[0].count[0] = 1;
    for (int at = 1; at < c->n_states; at++) {
        n_held = hold_next(held, n_held, c->ties);
        count_state(c, at, held, n_held);
    }
    return share_as_far(&c->state[c->n_states - 1], observed, c->step);
}

void tn_ties_of(tn_ties *out, const double *value, int n)
{
    out->n_groups = 0;
    for (int i = 0; i < n; i++) {
        int g = 0;

        while (g < out->n_groups && out->value[g] != value[i])
            g++;
        if (g == out->n_groups) {
            out->value[out->n_groups] = value[i];
            out->size[out->n_groups++] = 0;
        }
        out->size[g]++;
    }
}

int tn_ties_states(const tn_ties *ties)
{
    int n_states = 1;

    for (int g = 0; g < ties->n_groups; g++)
        n_states *= ties->size[g] + 1;
    return n_states;
}

int tn_exact_two_sided(double *p, const tn_ties *ties, int observed, int step, tn_gain_fn gain,
                       void *user, tenor_error *err)
{
    counting c = { .ties = ties, .step = step, .gain = gain, .user = user, .n_states = 1 };
    int n = 0, rc;

    for (int g = 0; g < ties->n_groups; g++) {
        c.stride[g] = c.n_states;
        c.n_states *= ties->size[g] + 1;
        n += ties->size[g];
    }
    size_t width = (size_t)(2 * (n * n * n - n) / 3 / step) + 1;

    c.state = tn_resize(NULL, (size_t)c.n_states, sizeof(*c.state));
    /* the most there can be, of which only what is reached becomes memory */
    uint32_t *count = c.unused = tn_resize(NULL, (size_t)c.n_states * width, sizeof(*count));
    rc = c.state && count ? 0 : tn_no_memory(err);
    *p = rc == 0 ? two_sided(&c, observed) : NAN;
    free(c.state);
    free(count);
    return rc;
}
