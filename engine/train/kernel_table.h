/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_table.h - the kernel of all pairs of training rows, in place of computing it for each fold
 *
 * Folds, costs and pairs of classes ask for the kernel of the same rows again and again, and that
 * is nearly all that libsvm's training takes. The rows' dot products are computed once, the kernel
 * of each gamma follows from them, and libsvm reads it as a precomputed one.
 */
#ifndef TN_KERNEL_TABLE_H
#define TN_KERNEL_TABLE_H

#include "model/kernel.h"
#include "train/matrix.h"

typedef struct {
    size_t n_rows;
    double *dot;           /* shared memory: of rows i >= j at i * (i + 1) / 2 + j */
    struct svm_node *node; /* n_rows of n_rows + 1: a row as libsvm wants it with PRECOMPUTED */
} tn_kernel_table;

/* Release with tn_kernel_table_free, on failure too. Forks (parallel.h). */
int tn_kernel_table_build(tn_kernel_table *out, const tn_matrix *matrix, int n_processes,
                          tenor_progress_fn progress, void *progress_user, tenor_error *err);

/* Fill the rows' nodes with the values of a kernel. */
void tn_kernel_table_fill(tn_kernel_table *table, const tn_kernel *kernel);

static inline struct svm_node *tn_kernel_table_row(const tn_kernel_table *table, size_t row)
{
    return table->node + row * (table->n_rows + 1);
}

void tn_kernel_table_free(tn_kernel_table *table);

#endif
