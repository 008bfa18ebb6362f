/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * residual.c - what a domain adds to the part that it stands on
 */
#include "train/residual.h"

#include "train/own_target.h"

#include <stdlib.h>

typedef struct {
    const tn_trainer *t;
    int domain;
    tn_matrix own; /* the rows with the domain's own features alone */
    int32_t *row;  /* of `own`: 0, 1, … */
    double *y, *offset, *cost;
    size_t n_rows, n_of[2]; /* of the pair's first and second class */
} residual;

static bool is_own(const residual *r, size_t index)
{
    const tn_trainer *t = r->t;
    const tn_task *task = tn_task_of(t->head);
    size_t dense = tn_dense_start(task, t->vocabulary.n_entries, r->domain);

    if (index < t->vocabulary.n_entries) {
        return t->vocabulary.entry[index].domain == r->domain;
    }
    return index >= dense && index <= dense + (size_t)task->n_dense;
}

static int push(tn_matrix *m, struct feature_node node, tenor_error *err)
{
    int rc = tn_grow((void **)&m->nodes, &m->capacity, m->n_nodes + 1, sizeof(*m->nodes), err);

    if (rc == 0) {
        m->nodes[m->n_nodes++] = node;
    }
    return rc;
}

static int push_row(residual *r, size_t row, bool is_second, double offset, tenor_error *err)
{
    const struct feature_node *x = tn_matrix_row(&r->t->matrix, row);
    size_t at = r->n_rows++;
    int rc = 0;

    r->row[at] = (int32_t)at;
    r->y[at] = is_second ? -1.0 : 1.0;
    r->offset[at] = offset;
    r->n_of[is_second]++;
    r->own.start[at] = r->own.n_nodes;
    for (; rc == 0 && x->index > 0; x++) {
        rc = is_own(r, (size_t)x->index - 1) ? push(&r->own, *x, err) : 0;
    }
    return rc == 0 ? push(&r->own, (struct feature_node){ -1, 0.0 }, err) : rc;
}

static int gather(residual *r, const double *w, double rho, int pair, int without_fold,
                  tenor_error *err)
{
    const tn_dataset *data = &r->t->dataset;
    int first = 0, second = 0, rc = 0;

    r->own = (tn_matrix){ .n_features = r->t->matrix.n_features,
                          .start = tn_alloc(data->n_rows, sizeof(size_t)) };
    r->row = tn_alloc(data->n_rows, sizeof(*r->row));
    r->y = tn_alloc(data->n_rows, sizeof(*r->y));
    r->offset = tn_alloc(data->n_rows, sizeof(*r->offset));
    r->cost = tn_alloc(data->n_rows, sizeof(*r->cost));
    if (!r->own.start || !r->row || !r->y || !r->offset || !r->cost) {
        return tn_no_memory(err);
    }
    tn_pair_classes(data->n_classes, pair, &first, &second);
    for (size_t row = 0; rc == 0 && row < data->n_rows; row++) {
        const tn_row *at = &data->row[row];

        if (at->domain == r->domain && (at->label == first || at->label == second) &&
            at->fold != without_fold && tn_trainer_keeps(r->t, row)) {
            rc = push_row(r, row, at->label == second,
                          tn_matrix_decision(&r->t->matrix, row, w, rho), err);
        }
    }
    return rc;
}

static int add_weights(const residual *r, double *w, tenor_error *err)
{
    const tn_offset_problem problem = { .matrix = &r->own,
                                        .row = r->row,
                                        .y = r->y,
                                        .offset = r->offset,
                                        .cost = r->cost,
                                        .n_rows = r->n_rows };
    double *own = tn_alloc(r->own.n_features, sizeof(*own));
    int rc = own ? 0 : tn_no_memory(err);

    for (size_t i = 0; rc == 0 && i < r->n_rows; i++) {
        r->cost[i] = 0.5 * r->t->C * (double)r->n_rows / (double)r->n_of[r->y[i] < 0.0];
    }
    if (rc == 0) {
        rc = tn_solve_with_offset(own, &problem, err);
    }
    for (size_t i = 0; rc == 0 && i < r->own.n_features; i++) {
        w[i] += own[i];
    }
    free(own);
    return rc;
}

int tn_solve_residual(double *w, double rho, const tn_trainer *t, int domain, int pair,
                      int without_fold, tenor_error *err)
{
    residual r = { .t = t, .domain = domain };
    int rc = gather(&r, w, rho, pair, without_fold, err);

    if (rc == 0 && r.n_of[0] > 0 && r.n_of[1] > 0) {
        rc = add_weights(&r, w, err);
    }
    tn_matrix_free(&r.own);
    free(r.row);
    free(r.y);
    free(r.offset);
    free(r.cost);
    return rc;
}
