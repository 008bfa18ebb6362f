/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_train.c - support vectors out of the training matrix, by libsvm
 */
#include "train/parallel.h"
#include "train/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EPSILON  1e-3 /* libsvm's default */
#define CACHE_MB 200

static const double cost_grid[] = { 1.0, 10.0, 100.0 };
static const double gamma_grid[] = { 0.25, 1.0, 4.0 }; /* times one over the rows' variance */

static void print_nothing(const char *text)
{
    (void)text;
}

/* ---------------------------------------------------------------- options */

static bool is_linear(const tenor_train_options *o)
{
    return !o->kernel || strcmp(o->kernel, tn_kernel_name(LINEAR)) == 0;
}

int tn_trainer_check_kernel(tn_trainer *t, tenor_error *err)
{
    const tenor_train_options *o = t->options;

    t->kernel = (tn_kernel){ .type = is_linear(o) ? LINEAR : tn_kernel_of_name(o->kernel),
                             .gamma = o->gamma > 0.0 ? o->gamma : 1.0,
                             .degree = o->degree,
                             .coef0 = o->coef0 };
    if (t->kernel.type < 0) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "kernel must be linear, poly, rbf or sigmoid");
    }
    if (t->kernel.type == LINEAR) {
        return 0;
    }
    if (!(o->gamma >= 0.0) || !tn_kernel_is_sane(&t->kernel)) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "gamma, coef0 or the degree (1 to %d) is out of range",
                       TN_KERNEL_MAX_DEGREE);
    }
    if (o->solver && strcmp(o->solver, "liblinear") == 0) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "LIBLINEAR has no kernels; libsvm has");
    }
    if (o->lexicon || o->unlabelled) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "a lexicon or word vectors are folded into weights of words, and a kernel "
                       "has none");
    }
    if (o->max_features > 0) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "features are pruned by their weights, and a kernel has none");
    }
    return 0;
}

int tn_trainer_check_kernel_rows(const tn_trainer *t, tenor_error *err)
{
    return t->dataset.n_rows <= TN_KERNEL_MAX_ROWS
               ? 0
               : tn_fail(err, TENOR_ERR_INPUT,
                         "%zu rows are too many for a kernel, whose time grows with their square: "
                         "at most %d, or --kernel linear",
                         t->dataset.n_rows, TN_KERNEL_MAX_ROWS);
}

/* ---------------------------------------------------------------- problems */

/* Rows in the order of their classes, which is that of libsvm's labels then. */
typedef struct {
    struct svm_problem problem; /* of rows of the table of kernels */
    size_t *row;                /* of the data set */
    size_t n_of_class[TENOR_MAX_CLASSES];
} sorted_rows;

static void sorted_rows_free(sorted_rows *s)
{
    free(s->problem.y);
    free(s->problem.x);
    free(s->row);
}

static void add_class(sorted_rows *out, const tn_trainer *t, int class, int without_fold)
{
    for (size_t r = 0; r < t->dataset.n_rows; r++) {
        const tn_row *at = &t->dataset.row[r];
        size_t n = (size_t)out->problem.l;

        if (at->label != class || at->fold == without_fold || !tn_trainer_keeps(t, r)) {
            continue;
        }
        out->problem.y[n] = class;
        out->problem.x[n] = tn_kernel_table_row(&t->kernel_table, r);
        out->row[n] = r;
        out->problem.l++;
        out->n_of_class[class]++;
    }
}

/* the rows outside a fold (-1: all rows); release with sorted_rows_free, on failure too */
static int sort_rows(sorted_rows *out, const tn_trainer *t, int without_fold, tenor_error *err)
{
    size_t n_rows = t->dataset.n_rows;

    *out = (sorted_rows){ .row = tn_alloc(n_rows, sizeof(size_t)) };
    out->problem.y = tn_alloc(n_rows, sizeof(double));
    out->problem.x = tn_alloc(n_rows, sizeof(struct svm_node *));
    if (!out->row || !out->problem.y || !out->problem.x) {
        return tn_no_memory(err);
    }
    for (int c = 0; c < t->dataset.n_classes; c++) {
        add_class(out, t, c, without_fold);
        if (out->n_of_class[c] == 0) {
            return tn_fail(err, TENOR_ERR_INPUT, "a fold has no row of class '%s'; use fewer folds",
                           t->dataset.class_name[c]);
        }
    }
    return 0;
}

/* classes weigh alike; *out points into `rows`, which must stay until it is destroyed */
static int learn(struct svm_model **out, const tn_trainer *t, const sorted_rows *rows,
                 tenor_error *err)
{
    int n_classes = t->dataset.n_classes, label[TENOR_MAX_CLASSES];
    double weight[TENOR_MAX_CLASSES];
    struct svm_parameter parameter;
    const char *fault;

    for (int c = 0; c < n_classes; c++) {
        label[c] = c;
        weight[c] = (double)rows->problem.l / (n_classes * (double)rows->n_of_class[c]);
    }
    tn_kernel_parameter(&parameter, &t->kernel);
    parameter.kernel_type = PRECOMPUTED;
    parameter.C = t->C;
    parameter.eps = EPSILON;
    parameter.cache_size = CACHE_MB;
    parameter.shrinking = 1;
    parameter.nr_weight = n_classes;
    parameter.weight_label = label;
    parameter.weight = weight;
    fault = svm_check_parameter(&rows->problem, &parameter);
    if (fault) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "libsvm: %s", fault);
    }
    svm_set_print_string_function(print_nothing);
    srand(t->options->seed);
    *out = svm_train(&rows->problem, &parameter);
    return *out ? 0 : tn_no_memory(err);
}

int tn_kernel_fold_job(void *trainer, int fold, tenor_error *err)
{
    const tn_trainer *t = trainer;
    struct svm_model *model = NULL;
    sorted_rows rows;
    int rc = sort_rows(&rows, t, fold, err);

    if (rc == 0) {
        rc = learn(&model, t, &rows, err);
    }
    for (size_t r = 0; rc == 0 && r < t->dataset.n_rows; r++) {
        if (t->dataset.row[r].fold == fold) {
            (void)svm_predict_values(model, tn_kernel_table_row(&t->kernel_table, r),
                                     t->decision + r * (size_t)t->n_pairs);
        }
    }
    svm_free_and_destroy_model(&model); /* NULL is fine */
    sorted_rows_free(&rows);
    return rc;
}

/* ------------------------------------------------------------ the parameters */

/* the mean squared distance of the rows from their mean; 1 where they are all alike */
static int variance_of(const tn_matrix *m, double *out, tenor_error *err)
{
    double *mean = tn_alloc(m->n_features, sizeof(*mean));
    double squares = 0.0, of_mean = 0.0, n = (double)m->n_rows;

    if (!mean) {
        return tn_no_memory(err);
    }
    for (size_t r = 0; r < m->n_rows; r++) {
        for (const struct feature_node *x = tn_matrix_row(m, r); x->index > 0; x++) {
            if ((size_t)x->index <= m->n_features) {
                squares += x->value * x->value / n;
                mean[x->index - 1] += x->value / n;
            }
        }
    }
    for (size_t i = 0; i < m->n_features; i++) {
        of_mean += mean[i] * mean[i];
    }
    free(mean);
    *out = squares - of_mean > 1e-9 * squares ? squares - of_mean : 1.0;
    return 0;
}

static void set_gamma(tn_trainer *t, double gamma)
{
    t->kernel.gamma = gamma;
    tn_kernel_table_fill(&t->kernel_table, &t->kernel);
}

/* of equals the first: the wider kernel, the smaller cost */
static int try_each(tn_trainer *t, const double *gamma, size_t n_gammas, const double *cost,
                    size_t n_costs, tenor_error *err)
{
    double best_f1 = -1.0, best_gamma = gamma[0], best_cost = cost[0];
    int rc = 0;

    for (size_t i = 0; n_gammas * n_costs > 1 && rc == 0 && i < n_gammas * n_costs; i++) {
        tenor_evaluation e;

        if (i % n_costs == 0) {
            set_gamma(t, gamma[i / n_costs]);
        }
        t->C = cost[i % n_costs];
        rc = tn_trainer_cross_validate(t, err);
        if (rc == 0) {
            tn_trainer_evaluate(t, &e);
            if (e.macro_f1 > best_f1) {
                best_f1 = e.macro_f1;
                best_gamma = t->kernel.gamma;
                best_cost = t->C;
            }
        }
    }
    set_gamma(t, best_gamma);
    t->C = best_cost;
    return rc;
}

int tn_trainer_choose_kernel(tn_trainer *t, tenor_error *err)
{
    const tenor_train_options *o = t->options;
    double gamma[sizeof(gamma_grid) / sizeof(gamma_grid[0])] = { o->gamma };
    size_t n_gammas = o->gamma > 0.0 ? 1 : sizeof(gamma_grid) / sizeof(gamma_grid[0]);
    size_t n_costs = o->C > 0.0 ? 1 : sizeof(cost_grid) / sizeof(cost_grid[0]);
    double variance = 1.0;
    int rc = variance_of(&t->matrix, &variance, err);

    for (size_t i = 0; o->gamma <= 0.0 && i < n_gammas; i++) {
        gamma[i] = gamma_grid[i] / variance;
    }
    t->kernel.n_rows = t->dataset.n_shared_rows;
    t->kernel.parent_scale = t->matrix_rule.parent_scale;
    memcpy(t->kernel.family_scale, t->matrix_rule.family_scale, sizeof(t->kernel.family_scale));
    if (rc == 0) {
        rc = tn_kernel_table_build(&t->kernel_table, &t->matrix, o->threads, o->progress,
                                   o->progress_user, err);
    }
    return rc == 0 ? try_each(t, gamma, n_gammas, o->C > 0.0 ? &o->C : cost_grid, n_costs, err)
                   : rc;
}

/* -------------------------------------------------------------- all rows */

void tn_kernel_solution_free(tn_kernel_solution *s)
{
    if (s) {
        size_t n_pairs = (size_t)tn_n_pairs(s->n_classes);

        tn_shared_free(s->coefficient, s->n_rows * (size_t)(s->n_classes - 1), sizeof(double));
        tn_shared_free(s->decision, s->n_rows * n_pairs, sizeof(double));
        tn_shared_free(s->rho, n_pairs, sizeof(double));
        free(s);
    }
}

static int solution_new(tn_kernel_solution **out, const tn_trainer *t, tenor_error *err)
{
    size_t n_rows = t->dataset.n_rows, n_pairs = (size_t)t->n_pairs;
    int n_classes = t->dataset.n_classes;
    tn_kernel_solution *s = tn_alloc(1, sizeof(*s));

    *out = s;
    if (!s) {
        return tn_no_memory(err);
    }
    s->n_rows = n_rows;
    s->n_classes = n_classes;
    s->coefficient = tn_shared_alloc(n_rows * (size_t)(n_classes - 1), sizeof(double));
    s->decision = tn_shared_alloc(n_rows * n_pairs, sizeof(double));
    s->rho = tn_shared_alloc(n_pairs, sizeof(double));
    return s->coefficient && s->decision && s->rho ? 0 : tn_no_memory(err);
}

static int final_job(void *trainer, int job, tenor_error *err)
{
    const tn_trainer *t = trainer;
    tn_kernel_solution *s = t->kernel_solution;
    struct svm_model *model = NULL;
    sorted_rows rows;
    int rc = sort_rows(&rows, t, -1, err);

    (void)job;
    if (rc == 0) {
        rc = learn(&model, t, &rows, err);
    }
    for (int v = 0; rc == 0 && v < model->l; v++) {
        size_t row = rows.row[model->sv_indices[v] - 1];

        for (int k = 0; k < s->n_classes - 1; k++) {
            s->coefficient[(size_t)k * s->n_rows + row] = model->sv_coef[k][v];
        }
    }
    for (int i = 0; rc == 0 && i < rows.problem.l; i++) {
        (void)svm_predict_values(model, rows.problem.x[i],
                                 s->decision + rows.row[i] * (size_t)t->n_pairs);
    }
    if (rc == 0) {
        memcpy(s->rho, model->rho, (size_t)t->n_pairs * sizeof(double));
    }
    svm_free_and_destroy_model(&model);
    sorted_rows_free(&rows);
    return rc;
}

int tn_trainer_solve_kernel(tn_trainer *t, tenor_error *err)
{
    int rc = solution_new(&t->kernel_solution, t, err);

    if (rc == 0) {
        rc = tn_parallel_run(1, t->options->threads, final_job, t, "training", t->options->progress,
                             t->options->progress_user, err);
    }
    if (rc == 0) {
        memcpy(t->rho, t->kernel_solution->rho, (size_t)t->n_pairs * sizeof(double));
    }
    return rc;
}

/* libsvm's nodes of a row: those of the matrix without the bias and without zeros */
static size_t copy_row(const tn_matrix *m, size_t row, struct svm_node *out)
{
    size_t n = 0;

    for (const struct feature_node *x = tn_matrix_row(m, row); x->index > 0; x++) {
        if ((size_t)x->index <= m->n_features && x->value != 0.0) {
            out[n++] = (struct svm_node){ x->index, x->value };
        }
    }
    out[n++] = (struct svm_node){ -1, 0.0 };
    return n;
}

/* the rows that are vectors, as nodes, with their coefficients one list after another */
static void keep_vectors(const tn_trainer *t, sorted_rows *rows, struct svm_node *node,
                         double *coefficient, int *n_of_class)
{
    const tn_kernel_solution *s = t->kernel_solution;
    int n = 0;

    for (int i = 0; i < rows->problem.l; i++) {
        bool is_vector = false;

        for (int k = 0; k < s->n_classes - 1; k++) {
            double c = s->coefficient[(size_t)k * s->n_rows + rows->row[i]];

            coefficient[(size_t)k * s->n_rows + (size_t)n] = c;
            is_vector |= c != 0.0;
        }
        if (is_vector) {
            rows->problem.x[n++] = node;
            node += copy_row(&t->matrix, rows->row[i], node);
            n_of_class[(int)rows->problem.y[i]]++;
        }
    }
    rows->problem.l = n;
}

int tn_trainer_write_kernel(tn_trainer *t, tn_buf *out, tenor_error *err)
{
    const tn_kernel_solution *s = t->kernel_solution;
    double *coefficient = tn_alloc(s->n_rows * (size_t)(s->n_classes - 1), sizeof(*coefficient));
    struct svm_node *node = tn_alloc(t->matrix.n_nodes, sizeof(*node));
    const double *list[TENOR_MAX_CLASSES - 1];
    int n_of_class[TENOR_MAX_CLASSES] = { 0 };
    sorted_rows rows;
    int rc = sort_rows(&rows, t, -1, err);

    if (rc == 0 && (!coefficient || !node)) {
        rc = tn_no_memory(err);
    }
    if (rc == 0) {
        keep_vectors(t, &rows, node, coefficient, n_of_class);
        t->kernel.n_vectors = rows.problem.l;
        for (int k = 0; k < s->n_classes - 1; k++) {
            list[k] = coefficient + (size_t)k * s->n_rows;
        }
        rc = tn_kernel_write(out, &t->kernel, s->n_classes, t->rho, n_of_class,
                             (const struct svm_node *const *)rows.problem.x, list, err);
    }
    sorted_rows_free(&rows);
    free(node);
    free(coefficient);
    return rc;
}
