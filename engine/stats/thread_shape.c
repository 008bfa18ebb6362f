/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread_shape.c - a tree of replies, walked from its leaves by loops
 */
#include "stats/thread_shape.h"

#include <math.h>
#include <stdlib.h>

enum { UNKNOWN = -2, ON_PATH = -3 };

/* --------------------------------------------------------------- depth */

/* Walk up from i to what is known; the number of comments met, the last of them in *top. */
static size_t climb(size_t *top, int64_t *depth, const size_t *parent, size_t n, size_t i)
{
    size_t steps = 0;

    for (; depth[i] == UNKNOWN; i = parent[i]) {
        depth[i] = ON_PATH;
        *top = i;
        steps++;
        if (parent[i] >= n)
            break;
    }
    return steps;
}

void tn_thread_depths(int64_t *depth, const size_t *parent, size_t n)
{
    for (size_t i = 0; i < n; i++)
        depth[i] = UNKNOWN;
    for (size_t i = 0; i < n; i++) {
        size_t top = i, steps = climb(&top, depth, parent, n, i);
        /* of the first comment above the path; -1 (so that a root gets 0) above a root */
        int64_t base = parent[top] >= n ? -1 : depth[parent[top]];
        bool rooted = parent[top] >= n || base >= 0;

        for (size_t at = i; steps > 0; at = parent[at], steps--)
            depth[at] = rooted ? base + (int64_t)steps : TN_NO_DEPTH;
    }
}

/* -1 if none has a depth */
static int64_t deepest(const int64_t *depth, size_t n)
{
    int64_t most = -1;

    for (size_t i = 0; i < n; i++)
        most = depth[i] > most ? depth[i] : most;
    return most;
}

/* --------------------------------------------------------------- shape */

static void count_depths(tn_thread_shape *out, const int64_t *depth, size_t n)
{
    double sum = 0.0; /* of integers: exact, whatever the order */

    for (size_t i = 0; i < n; i++) {
        if (depth[i] < 0) {
            out->skipped++;
            continue;
        }
        out->at_depth[depth[i]]++;
        sum += (double)depth[i];
    }
    if ((size_t)out->skipped < n)
        out->mean_depth = sum / (double)((int64_t)n - out->skipped);
    for (int64_t d = 0; d <= out->max_depth; d++) {
        int64_t level = d + 1, here = out->at_depth[d];

        out->h_index = here >= level ? level : out->h_index;
        out->max_breadth = here > out->max_breadth ? here : out->max_breadth;
    }
}

int tn_thread_shape_of(tn_thread_shape *out, const int64_t *depth, size_t n, tenor_error *err)
{
    *out = (tn_thread_shape){ .max_depth = deepest(depth, n), .mean_depth = NAN };
    out->at_depth = tn_alloc((size_t)(out->max_depth + 1), sizeof(*out->at_depth));
    if (!out->at_depth)
        return tn_no_memory(err);
    count_depths(out, depth, n);
    return 0;
}

/* ------------------------------------------------------------ exchanges */

typedef struct {
    uint64_t smaller, larger; /* the two authors */
    bool upward;              /* the smaller key answered the larger */
} answer;

static int compare_answers(const void *left, const void *right)
{
    const answer *a = left, *b = right;

    if (a->smaller != b->smaller)
        return a->smaller < b->smaller ? -1 : 1;
    if (a->larger != b->larger)
        return a->larger < b->larger ? -1 : 1;
    return a->upward - b->upward;
}

static bool is_answer(const int64_t *depth, const size_t *parent, const uint64_t *author, size_t i)
{
    return depth[i] > 0 && author[i] != 0 && author[parent[i]] != 0 &&
           author[i] != author[parent[i]];
}

static void count_pairs(tn_exchanges *out, const answer *sorted, size_t n)
{
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && sorted[end].smaller == sorted[first].smaller &&
                              sorted[end].larger == sorted[first].larger;
             end++) {
        }
        out->pairs++;
        out->reciprocal += sorted[first].upward != sorted[end - 1].upward;
    }
    out->reciprocity = out->pairs > 0 ? (double)out->reciprocal / (double)out->pairs : NAN;
}

static int find_pairs(tn_exchanges *out, const int64_t *depth, const size_t *parent,
                      const uint64_t *author, size_t n, tenor_error *err)
{
    answer *answers = tn_resize(NULL, n, sizeof(*answers));
    size_t n_answers = 0;

    if (!answers)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        if (is_answer(depth, parent, author, i)) {
            uint64_t from = author[i], to = author[parent[i]];

            answers[n_answers++] =
                from < to ? (answer){ from, to, true } : (answer){ to, from, false };
        }
    }
    qsort(answers, n_answers, sizeof(*answers), compare_answers);
    count_pairs(out, answers, n_answers);
    free(answers);
    return 0;
}

/* *order: the comments with a depth, parents before replies (a counting sort by depth) */
static int order_by_depth(size_t **order, size_t *n_ordered, const int64_t *depth, size_t n,
                          tenor_error *err)
{
    int64_t n_depths = deepest(depth, n) + 1;
    size_t *next = tn_alloc((size_t)n_depths + 1, sizeof(*next));

    *n_ordered = 0;
    *order = next ? tn_resize(NULL, n, sizeof(**order)) : NULL;
    if (!*order) {
        free(next);
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        if (depth[i] >= 0) {
            next[depth[i] + 1]++;
            (*n_ordered)++;
        }
    }
    for (int64_t d = 1; d <= n_depths; d++)
        next[d] += next[d - 1];
    for (size_t i = 0; i < n; i++)
        if (depth[i] >= 0)
            (*order)[next[depth[i]]++] = i;
    free(next);
    return 0;
}

/* length[i]: comments in the exchange that ends with i */
static int find_longest(tn_exchanges *out, const int64_t *depth, const size_t *parent,
                        const uint64_t *author, size_t n, tenor_error *err)
{
    int64_t *length = tn_resize(NULL, n, sizeof(*length));
    size_t *order = NULL, n_ordered = 0;
    int rc = length ? order_by_depth(&order, &n_ordered, depth, n, err) : tn_no_memory(err);

    if (rc < 0)
        goto done;
    for (size_t k = 0; k < n_ordered; k++) {
        size_t i = order[k];

        length[i] = 1;
        if (is_answer(depth, parent, author, i)) {
            size_t above = parent[i];
            bool goes_on = length[above] > 1 && author[parent[above]] == author[i];

            length[i] = goes_on ? length[above] + 1 : 2;
            out->longest_exchange =
                length[i] > out->longest_exchange ? length[i] : out->longest_exchange;
        }
    }

done:
    free(order);
    free(length);
    return rc;
}

int tn_exchanges_of(tn_exchanges *out, const int64_t *depth, const size_t *parent,
                    const uint64_t *author, size_t n, tenor_error *err)
{
    int rc;

    *out = (tn_exchanges){ .reciprocity = NAN };
    rc = find_pairs(out, depth, parent, author, n, err);
    if (rc < 0)
        return rc;
    return find_longest(out, depth, parent, author, n, err);
}
