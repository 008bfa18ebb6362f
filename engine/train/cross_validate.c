/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cross_validate.c - from labelled rows to calibrated, cross-validated decision values
 */
#include "train/parallel.h"
#include "train/residual.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LIBSVM_MAX_ROWS   2000 /* above, LIBLINEAR: libsvm's cost grows with the square */
#define KNOWN_DOMAIN_ROWS 200  /* a domain with so many rows has features of its own */
#define MIN_ROWS_OF_CLASS 5

#define LEXICON_SCALE 1.0
#define VECTOR_SCALE  0.5

static const double cost_grid[] = { 0.1, 0.3, 1.0, 3.0 };

/* what pays for each task, measured on development splits (see the model cards) */
static const tn_matrix_rule matrix_rules[TENOR_N_HEADS] = {
    [TENOR_SENTIMENT] = { .features = { .char_min = 3,
                                        .char_max = 5,
                                        .ngram_max = 3,
                                        .contrast = 1 },
                          .family_scale = { 1.0, 0.7, 0.5, 0.35, 0.3, 0.8, 0.6, 0.0, 0.7 },
                          .copy_scale = 1.0,
                          .parent_scale = 1.0 },
    [TENOR_STANCE] = { .features = { .char_min = 3, .char_max = 5, .ngram_max = 3 },
                       .family_scale = { 1.0, 0.7, 0.5, 0.35, 0.3, 0.8, 0.6 },
                       .small_scale = { 1.0, 0.7, 0.5, 0.7, 0.3, 0.6, 0.4 },
                       .copy_scale = 1.0,
                       .parent_scale = 1.0 },
    [TENOR_REPLY] = { .features = { .char_min = 3, .char_max = 5, .ngram_max = 3, .opener_max = 3 },
                      .family_scale = { 1.0, 0.7, 0.5, 0.35, 0.3, 0.8, 0.6, 3.0 },
                      .copy_scale = 1.0,
                      .parent_scale = 0.3 },
};

void tn_rules_of(int head, int min_count, tn_vocabulary_rule *vocabulary, tn_matrix_rule *matrix)
{
    int n = min_count > 0 ? min_count : 1;

    *matrix = matrix_rules[head];
    *vocabulary = (tn_vocabulary_rule){ .features = matrix->features };
    for (int family = 0; family < TN_N_FAMILIES; family++) {
        vocabulary->min_count[family] = n;
    }
    vocabulary->min_count[TN_FAMILY_WORD] = n > 1 ? n - 1 : 1;
    vocabulary->min_count[TN_FAMILY_KIND] = 1;
    vocabulary->min_count[TN_FAMILY_CHAR] = 2 * n;
    vocabulary->min_count[TN_FAMILY_TRIGRAM] = n + 1;
}

/* ------------------------------------------------------------------ jobs */

/* The part whose problem a row belongs to: no feature is in two of them. */
static int base_of(const tn_domains *domains, int own)
{
    while (!tn_domains_is_base(domains, own)) {
        own = domains->item[own].base;
    }
    return own;
}

/* One job: a pair of classes in one part. */
typedef struct {
    int pair;
    int base;         /* TN_SHARED or a domain that stands alone */
    int without_fold; /* -1: all rows */
} job_of;

/* parts that are no problem of their own have jobs that do nothing */
static job_of job_at(const tn_trainer *t, int job, bool with_folds)
{
    int n_parts = (int)t->dataset.domains.n + 1;

    return (job_of){ .pair = job % t->n_pairs,
                     .base = job / t->n_pairs % n_parts - 1,
                     .without_fold = with_folds ? job / t->n_pairs / n_parts : -1 };
}

static int n_jobs(const tn_trainer *t)
{
    return t->n_pairs * ((int)t->dataset.domains.n + 1);
}

static bool is_job_of_row(const tn_trainer *t, const job_of *job, size_t row)
{
    return base_of(&t->dataset.domains, t->dataset.row[row].domain) == job->base;
}

/* rows of a pair's two classes outside a fold, as a problem; release it */
static int make_problem(const tn_trainer *t, const job_of *job, tn_binary_problem *out,
                        size_t n_of[2], tenor_error *err)
{
    int first = 0, second = 0;
    int32_t *row = tn_alloc(t->dataset.n_rows, sizeof(*row));
    double *y = tn_alloc(t->dataset.n_rows, sizeof(*y));

    if (!row || !y) {
        free(row);
        free(y);
        return tn_no_memory(err);
    }
    tn_pair_classes(t->dataset.n_classes, job->pair, &first, &second);
    *out = (tn_binary_problem){ .matrix = &t->matrix,
                                .row = row,
                                .y = y,
                                .C = t->C,
                                .solver = t->solver,
                                .seed = t->options->seed };
    for (size_t r = 0; r < t->dataset.n_rows; r++) {
        const tn_row *at = &t->dataset.row[r];

        if ((at->label == first || at->label == second) && at->fold != job->without_fold &&
            tn_trainer_keeps(t, r) && is_job_of_row(t, job, r) &&
            !tn_domain_is_residual(&t->dataset.domains, at->domain)) {
            row[out->n_rows] = (int32_t)r;
            y[out->n_rows++] = at->label == first ? 1.0 : -1.0;
            n_of[at->label == second]++;
        }
    }
    if (n_of[0] > 0 && n_of[1] > 0) {
        out->weight_first = 0.5 * (double)out->n_rows / (double)n_of[0];
        out->weight_second = 0.5 * (double)out->n_rows / (double)n_of[1];
    }
    return 0;
}

/* a domain may lack a class: its pairs are decided, and nothing is learnt */
static int solve(const tn_trainer *t, const job_of *job, double *w, double *rho, tenor_error *err)
{
    tn_binary_problem problem;
    size_t n_of[2] = { 0, 0 };
    int rc = make_problem(t, job, &problem, n_of, err);

    if (rc < 0) {
        return rc;
    }
    if (n_of[0] > 0 && n_of[1] > 0) {
        rc = tn_solve_binary(w, rho, &problem, err);
    } else if (job->base >= 0) {
        *rho = (double)(n_of[1] > 0) - (double)(n_of[0] > 0);
    } else {
        int classes[2] = { 0, 0 };

        tn_pair_classes(t->dataset.n_classes, job->pair, &classes[0], &classes[1]);
        rc = tn_fail(err, TENOR_ERR_INPUT, "a fold has no row of class '%s'; use fewer folds",
                     t->dataset.class_name[classes[n_of[0] > 0]]);
    }
    free((void *)(uintptr_t)problem.row);
    free((void *)(uintptr_t)problem.y);
    for (int d = 0; rc == 0 && job->base < 0 && d < (int)t->dataset.domains.n; d++) {
        if (tn_domain_is_residual(&t->dataset.domains, d)) {
            rc = tn_solve_residual(w, *rho, t, d, job->pair, job->without_fold, err);
        }
    }
    return rc;
}

static bool is_idle(const tn_trainer *t, const job_of *job)
{
    return !tn_domains_is_base(&t->dataset.domains, job->base);
}

static int fold_job(void *context, int job_index, tenor_error *err)
{
    const tn_trainer *t = context;
    const job_of job = job_at(t, job_index, true);
    double *w;
    double rho = 0.0;
    int rc;

    if (is_idle(t, &job)) {
        return 0;
    }
    w = tn_alloc(t->matrix.n_features, sizeof(*w));
    rc = w ? solve(t, &job, w, &rho, err) : tn_no_memory(err);
    for (size_t r = 0; rc == 0 && r < t->dataset.n_rows; r++) {
        if (t->dataset.row[r].fold == job.without_fold && is_job_of_row(t, &job, r)) {
            t->decision[r * (size_t)t->n_pairs + (size_t)job.pair] =
                tn_matrix_decision(&t->matrix, r, w, rho);
        }
    }
    free(w);
    return rc;
}

/* with all rows; the parts' weights do not overlap, so each writes its own */
static int final_job(void *context, int job_index, tenor_error *err)
{
    const tn_trainer *t = context;
    const job_of job = job_at(t, job_index, false);
    double *out = t->weight + (size_t)job.pair * t->matrix.n_features;
    double *w;
    int rc;

    if (is_idle(t, &job)) {
        return 0;
    }
    w = tn_alloc(t->matrix.n_features, sizeof(*w));
    rc = w ? solve(t, &job, w, &t->shared_rho[job_index], err) : tn_no_memory(err);
    for (size_t i = 0; rc == 0 && i < t->matrix.n_features; i++) {
        if (w[i] != 0.0) {
            out[i] = w[i];
        }
    }
    free(w);
    return rc;
}

/* ------------------------------------------------------ cross-validation */

int tn_trainer_cross_validate(tn_trainer *t, tenor_error *err)
{
    bool kernel = t->kernel.type != LINEAR; /* libsvm trains all pairs in one job */
    int rc = tn_parallel_run(t->options->folds * (kernel ? 1 : n_jobs(t)), t->options->threads,
                             kernel ? tn_kernel_fold_job : fold_job, t, "cross-validation",
                             t->options->progress, t->options->progress_user, err);

    return rc == 0 ? tn_trainer_calibrate(t, err) : rc;
}

/* the C of the grid with the best cross-validated macro-F1; the smaller one of equals */
static int choose_cost(tn_trainer *t, tenor_error *err)
{
    double best_f1 = -1.0, best_cost = cost_grid[0];
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof(cost_grid) / sizeof(cost_grid[0]); i++) {
        tenor_evaluation e;

        t->C = cost_grid[i];
        rc = tn_trainer_cross_validate(t, err);
        if (rc == 0) {
            tn_trainer_evaluate(t, &e);
            if (e.macro_f1 > best_f1) {
                best_f1 = e.macro_f1;
                best_cost = t->C;
            }
        }
    }
    t->C = best_cost;
    return rc;
}

/* ----------------------------------------------------------- preparation */

static int check_options(tn_trainer *t, tenor_error *err)
{
    const tenor_train_options *o = t->options;
    const char *solver = o->solver ? o->solver : "auto";

    t->head = o->task ? tn_head_of_name(o->task) : -1;
    if (t->head < 0) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "task must be sentiment, stance or reply");
    }
    if (strcmp(solver, "auto") != 0 && strcmp(solver, "libsvm") != 0 &&
        strcmp(solver, "liblinear") != 0) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "solver must be auto, libsvm or liblinear");
    }
    if (o->folds < 2 || o->folds > 100) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "folds must be 2 to 100");
    }
    if (!(o->C >= 0.0) || o->C > 1e6 || o->min_document_count < 0) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "C or the minimum count is out of range");
    }
    return tn_trainer_check_kernel(t, err);
}

static int check_data(const tn_dataset *d, int folds, tenor_error *err)
{
    if (d->n_classes < 2) {
        return tn_fail(err, TENOR_ERR_INPUT, "all %zu rows have the label '%s': nothing to learn",
                       d->n_rows, d->class_name[0]);
    }
    for (int c = 0; c < d->n_classes; c++) {
        if (d->label_count[c] < MIN_ROWS_OF_CLASS || d->label_count[c] < folds) {
            return tn_fail(err, TENOR_ERR_INPUT,
                           "only %lld rows have the label '%s'; at least %d are needed",
                           (long long)d->label_count[c], d->class_name[c],
                           folds > MIN_ROWS_OF_CLASS ? folds : MIN_ROWS_OF_CLASS);
        }
    }
    return 0;
}

void tn_notice_conflicts(const tenor_train_options *o, const tn_dataset *d)
{
    char line[512];

    if (o->on_notice && d->n_conflicts > 0) {
        snprintf(
            line, sizeof(line),
            "%lld rows have a text that stood before with another label (first: %s:%lld); both "
            "are kept",
            (long long)d->n_conflicts, d->conflict_input, (long long)d->conflict_line);
        o->on_notice(o->notice_user, line);
    }
}

static int read_inputs(tn_trainer *t, tenor_error *err)
{
    const tenor_train_options *o = t->options;
    int rc = tn_dataset_read(&t->dataset, t->head, o->paths, o->n_paths, o->splits, o->supporting,
                             NULL, err);

    if (rc == 0) {
        tn_notice_conflicts(o, &t->dataset);
        rc = check_data(&t->dataset, o->folds, err);
    }
    if (rc == 0 && t->kernel.type != LINEAR) { /* one part, without domains */
        t->dataset.n_shared_rows = (int64_t)t->dataset.n_rows;
        rc = tn_trainer_check_kernel_rows(t, err);
    } else if (rc == 0) {
        rc = tn_dataset_find_domains(&t->dataset, KNOWN_DOMAIN_ROWS, err);
    }
    if (rc == 0) {
        rc = tn_dataset_assign_folds(&t->dataset, o->folds, o->seed, err);
    }
    if (rc == 0 && o->lexicon) {
        rc = tn_aid_read_lexicon(&t->aid[t->n_aids], o->lexicon, err);
        t->aid[t->n_aids].scale = LEXICON_SCALE;
        t->n_aids += rc == 0;
    }
    if (rc == 0 && o->unlabelled) {
        rc = tn_aid_learn_vectors(&t->aid[t->n_aids], &o->unlabelled, 1, err);
        t->aid[t->n_aids].scale = VECTOR_SCALE;
        t->n_aids += rc == 0;
    }
    return rc;
}

static int allocate_shared(tn_trainer *t, tenor_error *err)
{
    size_t n_rows = t->dataset.n_rows, n_pairs = (size_t)t->n_pairs;

    t->decision = tn_shared_alloc(n_rows * n_pairs, sizeof(double));
    t->weight = tn_shared_alloc(n_pairs * t->matrix.n_features, sizeof(double));
    t->shared_rho = tn_shared_alloc((size_t)n_jobs(t), sizeof(double));
    t->posterior = tn_alloc(n_rows * (size_t)t->dataset.n_classes, sizeof(double));
    return t->decision && t->weight && t->shared_rho && t->posterior ? 0 : tn_no_memory(err);
}

int tn_trainer_prepare(tn_trainer *t, const tenor_train_options *options, tenor_error *err)
{
    const char *solver = options->solver ? options->solver : "auto";
    int rc;

    *t = (tn_trainer){ .options = options };
    rc = check_options(t, err);
    if (rc == 0) {
        rc = read_inputs(t, err);
    }
    if (rc == 0) {
        tn_rules_of(t->head, options->min_document_count, &t->vocabulary_rule, &t->matrix_rule);
        t->matrix_rule.aid = t->aid;
        t->matrix_rule.n_aids = t->n_aids;
        t->n_pairs = tn_n_pairs(t->dataset.n_classes);
        t->solver = strcmp(solver, "libsvm") == 0 || t->kernel.type != LINEAR ||
                            (strcmp(solver, "auto") == 0 && t->dataset.n_rows <= LIBSVM_MAX_ROWS)
                        ? TN_SOLVER_LIBSVM
                        : TN_SOLVER_LIBLINEAR;
        rc = tn_vocabulary_select(&t->vocabulary, &t->dataset, &t->vocabulary_rule, err);
    }
    for (int aid = 0; rc == 0 && aid < t->n_aids; aid++) {
        rc = tn_aid_extend(&t->aid[aid], &t->vocabulary, &t->matrix_rule.features, err);
    }
    if (rc == 0) {
        rc = tn_matrix_build(&t->matrix, &t->dataset, &t->vocabulary, &t->matrix_rule, err);
    }
    if (rc == 0) {
        rc = allocate_shared(t, err);
    }
    if (rc == 0 && t->kernel.type != LINEAR) {
        rc = tn_trainer_choose_kernel(t, err);
    } else if (rc == 0 && options->C > 0.0) {
        t->C = options->C;
    } else if (rc == 0) {
        rc = choose_cost(t, err);
    }
    return rc == 0 ? tn_trainer_cross_validate(t, err) : rc;
}

/* a model has one bias a pair: what a part's own one differs by is in its constant */
static void move_bias(tn_trainer *t)
{
    const tn_task *task = tn_task_of(t->head);

    for (int pair = 0; pair < t->n_pairs; pair++) {
        t->rho[pair] = t->shared_rho[pair];
    }
    for (int d = 0; d < (int)t->dataset.domains.n; d++) {
        size_t constant = tn_dense_start(task, t->vocabulary.n_entries, d) + (size_t)task->n_dense;

        for (int pair = 0; tn_domains_is_base(&t->dataset.domains, d) && pair < t->n_pairs;
             pair++) {
            t->weight[(size_t)pair * t->matrix.n_features + constant] +=
                t->rho[pair] - t->shared_rho[(d + 1) * t->n_pairs + pair];
        }
    }
}

int tn_trainer_solve(tn_trainer *t, tenor_error *err)
{
    int rc = tn_parallel_run(n_jobs(t), t->options->threads, final_job, t, "training",
                             t->options->progress, t->options->progress_user, err);

    if (rc == 0) {
        move_bias(t);
    }
    return rc;
}

void tn_trainer_free(tn_trainer *t)
{
    size_t n_pairs = (size_t)t->n_pairs;

    tn_shared_free(t->decision, t->dataset.n_rows * n_pairs, sizeof(double));
    tn_shared_free(t->weight, n_pairs * t->matrix.n_features, sizeof(double));
    tn_shared_free(t->shared_rho, (size_t)n_jobs(t), sizeof(double));
    tn_kernel_table_free(&t->kernel_table);
    tn_kernel_solution_free(t->kernel_solution);
    free(t->posterior);
    tn_matrix_free(&t->matrix);
    tn_vocabulary_free(&t->vocabulary);
    for (int aid = 0; aid < t->n_aids; aid++) {
        tn_aid_free(&t->aid[aid]);
    }
    tn_dataset_free(&t->dataset);
    *t = (tn_trainer){ 0 };
}
