/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offset_solver.c - a linear SVM whose rows start at given decision values
 */
#include "train/own_target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PASSES 300
#define TOLERANCE  1e-2 /* largest projected gradient of a pass */

static double squared_norm(const tn_matrix *m, size_t row)
{
    double sum = 0.0;

    for (const struct feature_node *x = tn_matrix_row(m, row); x->index > 0; x++) {
        sum += (size_t)x->index <= m->n_features ? x->value * x->value : 0.0;
    }
    return sum;
}

static void add_row(const tn_matrix *m, size_t row, double factor, double *w)
{
    for (const struct feature_node *x = tn_matrix_row(m, row); x->index > 0; x++) {
        if ((size_t)x->index <= m->n_features) {
            w[x->index - 1] += factor * x->value;
        }
    }
}

/* one pass over all rows; returns the largest projected gradient */
static double pass(double *w, double *alpha, const double *curvature, const tn_offset_problem *p)
{
    double largest = 0.0;

    for (size_t i = 0; i < p->n_rows; i++) {
        size_t row = (size_t)p->row[i];
        double decision = p->offset[i] + tn_matrix_decision(p->matrix, row, w, 0.0);
        double gradient = p->y[i] * decision - 1.0 + alpha[i] / (2.0 * p->cost[i]);
        double projected = alpha[i] > 0.0 ? gradient : fmin(gradient, 0.0);

        if (projected != 0.0) {
            double next = fmax(alpha[i] - gradient / curvature[i], 0.0);

            add_row(p->matrix, row, (next - alpha[i]) * p->y[i], w);
            alpha[i] = next;
        }
        largest = fmax(largest, fabs(projected));
    }
    return largest;
}

int tn_solve_with_offset(double *w, const tn_offset_problem *p, tenor_error *err)
{
    double *alpha = tn_alloc(p->n_rows, sizeof(*alpha));
    double *curvature = tn_alloc(p->n_rows, sizeof(*curvature));
    int rc = alpha && curvature ? 0 : tn_no_memory(err);

    memset(w, 0, p->matrix->n_features * sizeof(*w));
    for (size_t i = 0; rc == 0 && i < p->n_rows; i++) {
        curvature[i] = squared_norm(p->matrix, (size_t)p->row[i]) + 1.0 / (2.0 * p->cost[i]);
    }
    for (int n = 0; rc == 0 && n < MAX_PASSES; n++) {
        if (pass(w, alpha, curvature, p) < TOLERANCE) {
            break;
        }
    }
    free(alpha);
    free(curvature);
    return rc;
}
