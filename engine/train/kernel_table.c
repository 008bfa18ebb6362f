/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_table.c - the kernel of all pairs of training rows
 */
#include "train/kernel_table.h"

#include "train/parallel.h"

#include <math.h>
#include <stdlib.h>

#define N_JOBS 32

typedef struct {
    const tn_matrix *matrix;
    double *dot;
} dotting;

static size_t place_of(size_t i, size_t j)
{
    return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

static size_t n_dots(size_t n_rows)
{
    return n_rows * (n_rows + 1) / 2;
}

/* the bias is no feature: libsvm has rho for it */
static bool is_feature(const tn_matrix *m, const struct feature_node *x)
{
    return x->index > 0 && (size_t)x->index <= m->n_features;
}

/* job: every N_JOBS-th row with all rows before it */
static int dot_job(void *context, int job, tenor_error *err)
{
    const dotting *d = context;
    const tn_matrix *m = d->matrix;
    double *whole = tn_alloc(m->n_features + 1, sizeof(*whole)); /* the row with its zeros */

    if (!whole) {
        return tn_no_memory(err);
    }
    for (size_t i = (size_t)job; i < m->n_rows; i += N_JOBS) {
        const struct feature_node *row = tn_matrix_row(m, i);

        for (const struct feature_node *x = row; is_feature(m, x); x++) {
            whole[x->index] = x->value;
        }
        for (size_t j = 0; j <= i; j++) {
            double sum = 0.0;

            for (const struct feature_node *x = tn_matrix_row(m, j); is_feature(m, x); x++) {
                sum += whole[x->index] * x->value;
            }
            d->dot[place_of(i, j)] = sum;
        }
        for (const struct feature_node *x = row; is_feature(m, x); x++) {
            whole[x->index] = 0.0;
        }
    }
    free(whole);
    return 0;
}

int tn_kernel_table_build(tn_kernel_table *out, const tn_matrix *matrix, int n_processes,
                          tenor_progress_fn progress, void *progress_user, tenor_error *err)
{
    size_t n = matrix->n_rows;
    dotting d = { .matrix = matrix };

    *out = (tn_kernel_table){ .n_rows = n,
                              .dot = tn_shared_alloc(n_dots(n), sizeof(double)),
                              .node = tn_alloc(n * (n + 1), sizeof(struct svm_node)) };
    if (!out->dot || !out->node) {
        return tn_no_memory(err);
    }
    d.dot = out->dot;
    return tn_parallel_run(N_JOBS, n_processes, dot_job, &d, "comparing rows", progress,
                           progress_user, err);
}

/* libsvm's formulas */
static double kernel_of(const tn_kernel *k, double dot, double square_of_one,
                        double square_of_other)
{
    switch (k->type) {
    case POLY:
        return pow(k->gamma * dot + k->coef0, k->degree);
    case RBF:
        return exp(-k->gamma * (square_of_one + square_of_other - 2.0 * dot));
    default:
        return tanh(k->gamma * dot + k->coef0);
    }
}

void tn_kernel_table_fill(tn_kernel_table *table, const tn_kernel *kernel)
{
    const double *dot = table->dot;

    for (size_t i = 0; i < table->n_rows; i++) {
        struct svm_node *row = tn_kernel_table_row(table, i);

        row[0] = (struct svm_node){ 0, (double)(i + 1) };
        for (size_t j = 0; j < table->n_rows; j++) {
            row[j + 1] = (struct svm_node){ (int)j + 1,
                                            kernel_of(kernel, dot[place_of(i, j)],
                                                      dot[place_of(i, i)], dot[place_of(j, j)]) };
        }
    }
}

void tn_kernel_table_free(tn_kernel_table *table)
{
    tn_shared_free(table->dot, n_dots(table->n_rows), sizeof(double));
    free(table->node);
    *table = (tn_kernel_table){ 0 };
}
