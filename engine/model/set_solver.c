/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set_solver.c - one linear SVM over several targets, each with its classes weighted alike
 */
#include "model/set_solver.h"

#include "model/own_target.h"

#include <math.h>
#include <stdlib.h>

#define MAX_CLASS_WEIGHT 6.0 /* a dozen rows of a class must not outweigh hundreds */
#define TOLERANCE        0.1 /* as LIBLINEAR's */

static size_t cell_of(const tn_trainer *t, const tn_binary_problem *p, size_t i)
{
    return (size_t)(t->dataset.row[p->row[i]].domain + 1) * 2 + (p->y[i] < 0.0);
}

/* count: rows of each domain and sign */
static void set_costs(double *cost, double *count, const tn_trainer *t, const tn_binary_problem *p)
{
    for (size_t i = 0; i < p->n_rows; i++) {
        count[cell_of(t, p, i)] += 1.0;
    }
    for (size_t i = 0; i < p->n_rows; i++) {
        size_t own = cell_of(t, p, i);

        cost[i] = p->C * fmin(0.5 * (count[own] + count[own ^ 1]) / count[own], MAX_CLASS_WEIGHT);
    }
}

typedef struct {
    uint64_t place;
    size_t at;
} shuffled;

static int by_place(const void *a, const void *b)
{
    const shuffled *x = a, *y = b;

    return x->place < y->place ? -1 : x->place > y->place;
}

/* coordinate descent crawls where rows of a kind stand together: row and y in another order */
static int shuffle(int32_t *row, double *y, const tn_binary_problem *p, tenor_error *err)
{
    shuffled *order = tn_alloc(p->n_rows, sizeof(*order));

    if (!order) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < p->n_rows; i++) {
        order[i] = (shuffled){ tn_mix(p->seed, (uint64_t)i + 1), i };
    }
    qsort(order, p->n_rows, sizeof(*order), by_place);
    for (size_t i = 0; i < p->n_rows; i++) {
        row[i] = p->row[order[i].at];
        y[i] = p->y[order[i].at];
    }
    free(order);
    return 0;
}

static int solve_shuffled(double *w, const tn_trainer *t, const tn_binary_problem *p,
                          tenor_error *err)
{
    double *offset = tn_alloc(p->n_rows, sizeof(*offset));
    double *cost = tn_alloc(p->n_rows, sizeof(*cost));
    double *count = tn_alloc((t->dataset.domains.n + 1) * 2, sizeof(*count));
    int rc = offset && cost && count ? 0 : tn_no_memory(err);

    if (rc == 0) {
        const tn_offset_problem problem = { .matrix = p->matrix,
                                            .row = p->row,
                                            .y = p->y,
                                            .offset = offset,
                                            .cost = cost,
                                            .n_rows = p->n_rows,
                                            .tolerance = TOLERANCE };

        set_costs(cost, count, t, p);
        rc = tn_solve_with_offset(w, &problem, err);
    }
    free(offset);
    free(cost);
    free(count);
    return rc;
}

int tn_solve_set(double *w, const tn_trainer *t, const tn_binary_problem *p, tenor_error *err)
{
    int32_t *row = tn_alloc(p->n_rows, sizeof(*row));
    double *y = tn_alloc(p->n_rows, sizeof(*y));
    int rc = row && y ? shuffle(row, y, p, err) : tn_no_memory(err);

    if (rc == 0) {
        tn_binary_problem shuffled_problem = *p;

        shuffled_problem.row = row;
        shuffled_problem.y = y;
        rc = solve_shuffled(w, t, &shuffled_problem, err);
    }
    free(row);
    free(y);
    return rc;
}
