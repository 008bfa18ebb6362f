/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prepare.c - from labelled rows to trained, cross-validated and calibrated parts
 */
#include "train/train.h"

#include <stdlib.h>
#include <string.h>

#define LIBSVM_MAX_ROWS   2000 /* above, LIBLINEAR: libsvm's cost grows with the square */
#define KNOWN_DOMAIN_ROWS 200  /* a target with so many rows has a domain of its own */
#define MIN_ROWS_OF_CLASS 5

#define LEXICON_SCALE 1.0
#define VECTOR_SCALE  0.3

static const double cost_grid[] = { 0.05, 0.1, 0.3, 1.0, 3.0 };

/* ------------------------------------------------------------- options */

static int check_options(tn_trainer *t, tenor_error *err)
{
    const tenor_train_options *o = t->options;
    const char *solver = o->solver ? o->solver : "auto";

    t->head = o->task ? tn_head_of_name(o->task) : -1;
    t->n_folds = o->folds;
    if (t->head < 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "task must be sentiment, stance or reply");
    if (strcmp(solver, "auto") != 0 && strcmp(solver, "libsvm") != 0 &&
        strcmp(solver, "liblinear") != 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "solver must be auto, libsvm or liblinear");
    if (o->folds < 2 || o->folds > 100)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "folds must be 2 to 100");
    if (!(o->C >= 0.0) || o->C > 1e6 || o->min_document_count < 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "C or the minimum count is out of range");
    return 0;
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

/* libsvm knows one weight a class: for rows of one file */
static int choose_solver(tn_trainer *t, tenor_error *err)
{
    const char *solver = t->options->solver ? t->options->solver : "auto";
    bool alike = t->dataset.n_files == 1;

    if (strcmp(solver, "libsvm") == 0 && !alike) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "libsvm cannot weigh the rows of several files; LIBLINEAR can");
    }
    t->solver = alike && (strcmp(solver, "libsvm") == 0 ||
                          (strcmp(solver, "auto") == 0 && t->dataset.n_rows <= LIBSVM_MAX_ROWS))
                    ? TN_SOLVER_LIBSVM
                    : TN_SOLVER_LIBLINEAR;
    return 0;
}

/* ----------------------------------------------------------------- input */

void tn_notice_data(const tenor_train_options *o, const tn_dataset *d)
{
    char line[TN_DATASET_LINE_BYTES + 100];

    if (o->on_notice && d->n_conflicts > 0) {
        snprintf(
            line, sizeof(line),
            "%lld rows have a text that stood before with another label (first: %s:%lld); both "
            "are kept",
            (long long)d->n_conflicts, d->conflict_input, (long long)d->conflict_line);
        o->on_notice(o->notice_user, line);
    }
    if (o->on_notice && d->n_unknown > 0) {
        char first[TN_DATASET_LINE_BYTES];

        tn_dataset_describe_unknown(first, d);
        snprintf(line, sizeof(line), "%lld rows with unknown labels are skipped (first: %s)",
                 (long long)d->n_unknown, first);
        o->on_notice(o->notice_user, line);
    }
    if (o->on_notice && d->n_uncertain > 0) {
        snprintf(line, sizeof(line), "%lld rows were not drawn at random and count in no figure",
                 (long long)d->n_uncertain);
        o->on_notice(o->notice_user, line);
    }
}

static int read_rows(tn_trainer *t, tenor_error *err)
{
    const tenor_train_options *o = t->options;
    const tn_dataset_options rows = { .paths = o->paths,
                                      .n_paths = o->n_paths,
                                      .splits = o->splits,
                                      .supporting = o->supporting,
                                      .weights = o->weights,
                                      .shared = o->shared,
                                      .max_rows = o->max_rows_of_file };
    int rc = tn_dataset_read(&t->dataset, t->head, &rows, err);

    if (rc < 0)
        return rc;
    tn_notice_data(o, &t->dataset);
    if ((rc = check_data(&t->dataset, o->folds, err)) < 0)
        return rc;
    if (t->head == TENOR_STANCE &&
        (rc = tn_dataset_find_domains(&t->dataset, KNOWN_DOMAIN_ROWS, err)) < 0)
        return rc;
    rc = tn_dataset_assign_folds(&t->dataset, &t->n_folds, o->leave_files_out, o->seed, err);
    return rc == 0 ? choose_solver(t, err) : rc;
}

static int read_lexicon(tn_trainer *t, tenor_str path, tenor_error *err)
{
    char *copy;
    int rc;

    if (t->n_aux == TN_MAX_AUX - 1) /* the last place is the vectors' */
        return tn_fail(err, TENOR_ERR_ARGUMENT, "more than %d lexicons", TN_MAX_AUX - 1);
    copy = tn_strndup(path.data, path.bytes);
    if (!copy)
        return tn_no_memory(err);
    rc = tn_aux_read_lexicon(&t->aux[t->n_aux], copy, err);
    free(copy);
    if (rc == 0)
        t->aux[t->n_aux++].scale = LEXICON_SCALE;
    return rc;
}

static int read_aux(tn_trainer *t, tenor_error *err)
{
    const char *lexicons = t->options->lexicons;
    tenor_str path;
    int rc;

    while (tn_list_next(&lexicons, &path))
        if ((rc = read_lexicon(t, path, err)) < 0)
            return rc;
    if (!t->options->vectors)
        return 0;
    rc = tn_aux_read_vectors(&t->aux[t->n_aux], t->options->vectors, err);
    if (rc == 0)
        t->aux[t->n_aux++].scale = VECTOR_SCALE;
    return rc;
}

/* ----------------------------------------------------------------- parts */

/* its rows may be few, where all others are of known targets: then it learns from these too */
static int init_shared(tn_trainer *t, tn_part *part, tenor_error *err)
{
    int64_t of_class[TENOR_MAX_CLASSES] = { 0 };
    int rc = tn_part_init(part, &t->dataset, TN_SHARED, t->options->min_document_count, err);
    bool enough = true;

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < part->rule.n_rows; i++)
        of_class[t->dataset.row[part->row[i]].label]++;
    for (int c = 0; c < t->dataset.n_classes; c++)
        enough &= of_class[c] >= MIN_ROWS_OF_CLASS;
    if (enough)
        return 0;
    for (size_t r = 0; r < t->dataset.n_rows; r++) /* known targets alone: all are judged by it */
        t->dataset.row[r].domain = TN_SHARED;
    tn_domains_free(&t->dataset.domains);
    tn_part_free(part, t->n_pairs);
    return tn_part_init(part, &t->dataset, TN_SHARED, t->options->min_document_count, err);
}

static int build_shared(tn_trainer *t, tenor_error *err)
{
    tn_part *part = &t->part[0];
    int rc = tn_vocabulary_select(&t->vocabulary, &part->rule, err);

    for (int aux = 0; rc == 0 && aux < t->n_aux; aux++)
        rc = tn_aux_extend(&t->aux[aux], &t->vocabulary, err);
    if (rc < 0)
        return rc;
    rc = tn_matrix_build(&part->matrix, &part->rule, &t->vocabulary, t->aux, t->n_aux, NULL, err);
    return rc == 0 ? tn_part_allocate(part, t->n_pairs, err) : rc;
}

/* what the shared part says of a domain's rows, none of which it has learnt from */
static int ask_shared(tn_trainer *t, tn_part *part, tenor_error *err)
{
    const tn_part *shared = &t->part[0];
    tn_part_rule rule = shared->rule;
    tn_matrix rows;
    int rc;

    part->shared = tn_alloc(part->rule.n_rows, TN_MAX_PAIRS * sizeof(double));
    if (!part->shared)
        return tn_no_memory(err);
    rule.row = part->row;
    rule.n_rows = part->rule.n_rows;
    rule.n_documents = (int64_t)shared->rule.n_rows;
    rc = tn_matrix_build(&rows, &rule, &t->vocabulary, t->aux, t->n_aux, NULL, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < rule.n_rows; i++) {
        for (size_t pair = 0; pair < (size_t)t->n_pairs; pair++) {
            part->shared[i * TN_MAX_PAIRS + pair] = tn_matrix_decision(
                &rows, i, shared->weight + pair * shared->matrix.n_features, shared->rho[pair]);
        }
    }
    tn_matrix_free(&rows);
    return 0;
}

static int train_and_calibrate(tn_trainer *t, tn_part *part, tenor_error *err)
{
    int rc = tn_part_train(t, part, err);

    return rc == 0 ? tn_part_calibrate(t, part, err) : rc;
}

static int train_domain(tn_trainer *t, int domain, tenor_error *err)
{
    tn_part *part = &t->part[domain + 1];
    int rc;

    if ((rc = tn_part_init(part, &t->dataset, domain, t->options->min_document_count, err)) < 0 ||
        (rc = ask_shared(t, part, err)) < 0 ||
        (rc = tn_part_build_domain(part, t->n_pairs, err)) < 0)
        return rc;
    return train_and_calibrate(t, part, err);
}

/* the shared part's matrix reads the vocabulary too: it may grow only when all are trained */
static int append_vocabularies(tn_trainer *t, tenor_error *err)
{
    for (int p = 1; p < t->n_parts; p++) {
        tn_vocabulary *own = &t->part[p].vocabulary;

        t->part[p].matrix.first_entry = t->vocabulary.n_entries;
        for (size_t e = 0; e < own->n_entries; e++) {
            int rc =
                tn_vocabulary_add(&t->vocabulary, own->entry[e], tn_vocabulary_name(own, e), err);

            if (rc < 0)
                return rc;
        }
        tn_vocabulary_free(own);
    }
    return 0;
}

/* the C of the grid with the best cross-validated macro-F1; the smaller one of equals */
static int choose_cost(tn_trainer *t, tenor_error *err)
{
    double best_f1 = -1.0, best_cost = cost_grid[0];

    for (size_t i = 0; i < sizeof(cost_grid) / sizeof(cost_grid[0]); i++) {
        tenor_evaluation e;
        int rc;

        t->part[0].C = cost_grid[i];
        if ((rc = train_and_calibrate(t, &t->part[0], err)) < 0)
            return rc;
        tn_trainer_evaluate(t, &e);
        if (e.macro_f1 > best_f1) {
            best_f1 = e.macro_f1;
            best_cost = cost_grid[i];
        }
    }
    t->part[0].C = best_cost;
    return 0;
}

int tn_trainer_cross_validate(tn_trainer *t, tenor_error *err)
{
    int rc = 0;

    for (int p = 0; rc == 0 && p < t->n_parts; p++)
        rc = train_and_calibrate(t, &t->part[p], err);
    return rc;
}

int tn_trainer_prepare(tn_trainer *t, const tenor_train_options *options, tenor_error *err)
{
    int rc;

    *t = (tn_trainer){ .options = options };
    if ((rc = check_options(t, err)) < 0 || (rc = read_rows(t, err)) < 0 ||
        (rc = read_aux(t, err)) < 0)
        return rc;
    t->n_pairs = tn_n_pairs(t->dataset.n_classes);
    t->part = tn_alloc(t->dataset.domains.n + 1, sizeof(*t->part));
    t->posterior = tn_alloc(t->dataset.n_rows * (size_t)t->dataset.n_classes, sizeof(double));
    if (!t->part || !t->posterior)
        return tn_no_memory(err);
    t->n_parts = 1;
    if ((rc = init_shared(t, &t->part[0], err)) < 0)
        return rc;
    t->part[0].C = options->C;
    if ((rc = build_shared(t, err)) < 0 ||
        (!(options->C > 0.0) && (rc = choose_cost(t, err)) < 0) ||
        (rc = train_and_calibrate(t, &t->part[0], err)) < 0)
        return rc;
    for (int d = 0; d < (int)t->dataset.domains.n; d++) {
        t->n_parts++;
        if ((rc = train_domain(t, d, err)) < 0)
            return rc;
    }
    return append_vocabularies(t, err);
}

void tn_trainer_free(tn_trainer *t)
{
    for (int p = 0; p < t->n_parts; p++)
        tn_part_free(&t->part[p], t->n_pairs);
    free(t->part);
    free(t->posterior);
    tn_vocabulary_free(&t->vocabulary);
    for (int aux = 0; aux < t->n_aux; aux++)
        tn_aux_free(&t->aux[aux]);
    tn_dataset_free(&t->dataset);
    *t = (tn_trainer){ 0 };
}
