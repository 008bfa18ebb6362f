/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * solver.c - one linear SVM between two classes, by libsvm or LIBLINEAR
 */
#include "train/solver.h"

#include <libsvm/svm.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LIBLINEAR_EPSILON 0.1  /* its default for dual solvers */
#define LIBSVM_EPSILON    1e-3 /* its default */
#define LIBSVM_CACHE_MB   200

static void print_nothing(const char *text)
{
    (void)text;
}

/* ------------------------------------------------------------- LIBLINEAR */

#define HARD_MARGIN 1e10 /* as good as infinite */

/*
 * LIBLINEAR has a cost for each class and none for each row. But a row's squared hinge loss of
 * cost C is a hard margin with one more feature that no other row has, of value 1 / sqrt(2 C)
 * (N. Cristianini, J. Shawe-Taylor, An Introduction to Support Vector Machines, 2000, 6.1.2): the
 * dual problem is the same, and so are its steps. So each row is copied, with the bias and this
 * feature behind its own.
 */
static struct feature_node *rows_with_slack(const tn_binary_problem *p, struct feature_node **row)
{
    const tn_matrix *m = p->matrix;
    size_t n_nodes = 0, at = 0;
    struct feature_node *nodes;

    for (size_t r = 0; r < p->n_rows; r++)
        n_nodes += tn_matrix_row_nodes(m, (size_t)p->row[r]) + 3;
    nodes = tn_alloc(n_nodes, sizeof(*nodes));
    for (size_t r = 0; nodes && r < p->n_rows; r++) {
        size_t n = tn_matrix_row_nodes(m, (size_t)p->row[r]);
        int bias = (int)m->n_features + 1, slack = bias + 1 + (int)r;

        row[r] = nodes + at;
        memcpy(row[r], tn_matrix_row(m, (size_t)p->row[r]), n * sizeof(*nodes));
        row[r][n] = (struct feature_node){ bias, 1.0 };
        row[r][n + 1] = (struct feature_node){ slack, 1.0 / sqrt(2.0 * p->C * p->weight[r]) };
        row[r][n + 2] = (struct feature_node){ -1, 0.0 };
        at += n + 3;
    }
    return nodes;
}

static int solve_liblinear(double *w, double *rho, const tn_binary_problem *p, tenor_error *err)
{
    struct parameter parameter = { .solver_type = L2R_L1LOSS_SVC_DUAL,
                                   .eps = LIBLINEAR_EPSILON,
                                   .C = HARD_MARGIN };
    struct problem problem = { .l = (int)p->n_rows,
                               .n = (int)(p->matrix->n_features + 1 + p->n_rows),
                               .bias = 1.0 };
    struct feature_node *nodes = NULL;
    struct model *model = NULL;
    const char *fault;
    double sign;

    problem.y = tn_alloc(p->n_rows, sizeof(*problem.y));
    problem.x = tn_alloc(p->n_rows, sizeof(*problem.x));
    if (problem.y && problem.x)
        nodes = rows_with_slack(p, problem.x);
    if (!nodes) {
        free(problem.y);
        free(problem.x);
        return tn_no_memory(err);
    }
    memcpy(problem.y, p->y, p->n_rows * sizeof(*problem.y));
    fault = check_parameter(&problem, &parameter);
    if (!fault) {
        set_print_string_function(print_nothing);
        srand(p->seed);
        model = train(&problem, &parameter);
    }
    free(nodes);
    free(problem.y);
    free(problem.x);
    if (!model)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "LIBLINEAR: %s", fault ? fault : "no model");
    sign = model->label[0] == 1 ? 1.0 : -1.0; /* w points to the class that came first */
    for (size_t i = 0; i < p->matrix->n_features; i++)
        w[i] = sign * model->w[i];
    *rho = -sign * model->w[p->matrix->n_features];
    free_and_destroy_model(&model);
    return 0;
}

/* ---------------------------------------------------------------- libsvm */

/* libsvm learns the bias as rho, and takes its nodes by another name */
static struct svm_node *rows_for_libsvm(const tn_binary_problem *p, struct svm_node **row)
{
    size_t n_nodes = 0, at = 0;
    struct svm_node *nodes;

    for (size_t r = 0; r < p->n_rows; r++)
        n_nodes += tn_matrix_row_nodes(p->matrix, (size_t)p->row[r]) + 1;
    nodes = tn_alloc(n_nodes, sizeof(*nodes));
    for (size_t r = 0; nodes && r < p->n_rows; r++) {
        const struct feature_node *x = tn_matrix_row(p->matrix, (size_t)p->row[r]);

        row[r] = nodes + at;
        for (; x->index != -1; x++)
            nodes[at++] = (struct svm_node){ x->index, x->value };
        nodes[at++] = (struct svm_node){ -1, 0.0 };
    }
    return nodes;
}

static int solve_libsvm(double *w, double *rho, const tn_binary_problem *p, tenor_error *err)
{
    int labels[2] = { 1, -1 };
    double weights[2] = { 1.0, 1.0 };
    struct svm_parameter parameter = { .svm_type = C_SVC,
                                       .kernel_type = LINEAR,
                                       .cache_size = LIBSVM_CACHE_MB,
                                       .eps = LIBSVM_EPSILON,
                                       .C = p->C,
                                       .nr_weight = 2,
                                       .weight_label = labels,
                                       .weight = weights,
                                       .shrinking = 1 };
    struct svm_problem problem = { .l = (int)p->n_rows };
    struct svm_node *nodes = NULL;
    struct svm_model *model = NULL;
    const char *fault = "out of memory";

    for (size_t r = 0; r < p->n_rows; r++)
        weights[p->y[r] < 0.0] = p->weight[r];
    problem.y = tn_alloc(p->n_rows, sizeof(*problem.y));
    problem.x = tn_alloc(p->n_rows, sizeof(*problem.x));
    if (problem.y && problem.x)
        nodes = rows_for_libsvm(p, problem.x);
    if (nodes) {
        memcpy(problem.y, p->y, p->n_rows * sizeof(*problem.y));
        fault = svm_check_parameter(&problem, &parameter);
        if (!fault) {
            svm_set_print_string_function(print_nothing);
            srand(p->seed);
            model = svm_train(&problem, &parameter);
        }
    }
    if (model) {
        double sign = model->label[0] == 1 ? 1.0 : -1.0;

        memset(w, 0, p->matrix->n_features * sizeof(*w));
        for (int sv = 0; sv < model->l; sv++)
            for (const struct svm_node *x = model->SV[sv]; x->index != -1; x++)
                w[x->index - 1] += sign * model->sv_coef[0][sv] * x->value;
        *rho = sign * model->rho[0];
        svm_free_and_destroy_model(&model);
        fault = NULL;
    }
    free(nodes); /* after the model, which points into it */
    free(problem.y);
    free(problem.x);
    return fault ? tn_fail(err, TENOR_ERR_ARGUMENT, "libsvm: %s", fault) : 0;
}

int tn_solve_binary(double *w, double *rho, const tn_binary_problem *problem, tenor_error *err)
{
    return problem->solver == TN_SOLVER_LIBSVM ? solve_libsvm(w, rho, problem, err)
                                               : solve_liblinear(w, rho, problem, err);
}
