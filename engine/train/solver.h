/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * solver.h - one linear SVM between two classes
 */
#ifndef TN_SOLVER_H
#define TN_SOLVER_H

#include "train/matrix.h"

typedef enum {
    TN_SOLVER_LIBSVM,   /* C-SVC, linear kernel: cost grows with the square of the rows */
    TN_SOLVER_LIBLINEAR /* dual coordinate descent, squared hinge loss; regularises the bias */
} tn_solver;

typedef struct {
    const tn_matrix *matrix;
    const int32_t *row;   /* rows of the matrix in the problem */
    const double *y;      /* +1 for the pair's first class, -1 for its second */
    const double *weight; /* factor on C of each row; libsvm takes one for each class alone, that
                             of its last row */
    size_t n_rows;
    double C;
    tn_solver solver;
    uint32_t seed;
} tn_binary_problem;

/*
 * w: matrix->n_features values, at the matrix's scale; the decision value is
 * w . x - rho, > 0 for the first class. Seeds the process's rand(): run it in a process of its own
 * (parallel.h).
 */
int tn_solve_binary(double *w, double *rho, const tn_binary_problem *problem, tenor_error *err);

#endif
