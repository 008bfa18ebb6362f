/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evaluate.c - how well labels are found: a model on labelled rows, or training by cross-validation
 */
#include "model/engine.h"
#include "model/train.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void tenor_evaluate_options_init(tenor_evaluate_options *options)
{
    *options = (tenor_evaluate_options){ 0 };
    tenor_train_options_init(&options->train);
}

static double ratio(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : NAN;
}

/* precision, recall, F1 of each class; a class nobody predicts has precision NaN and F1 0 */
void tn_evaluation_finish(tenor_evaluation *e)
{
    int64_t correct = 0, total = 0;
    double f1_sum = 0.0, recall_sum = 0.0;
    int n_present = 0;

    for (int c = 0; c < e->n_classes; c++) {
        int64_t truth = 0, predicted = 0;

        for (int k = 0; k < e->n_classes; k++) {
            truth += e->confusion[c][k];
            predicted += e->confusion[k][c];
        }
        e->precision[c] = ratio(e->confusion[c][c], predicted);
        e->recall[c] = ratio(e->confusion[c][c], truth);
        e->f1[c] = ratio(2 * e->confusion[c][c], truth + predicted);
        correct += e->confusion[c][c];
        total += truth;
        if (truth > 0) { /* a class without rows has no recall to average */
            f1_sum += e->f1[c];
            recall_sum += e->recall[c];
            n_present++;
        }
    }
    e->macro_f1 = n_present ? f1_sum / n_present : NAN;
    e->macro_recall = n_present ? recall_sum / n_present : NAN;
    e->f1_outer = 0.5 * (e->f1[0] + e->f1[e->n_classes - 1]);
    e->accuracy = ratio(correct, total);
}

/* ------------------------------------------------- a model on labelled rows */

typedef struct {
    const tenor_engine *engine;
    tenor_scorer *scorer;
    tn_label_mask mask;
    tenor_evaluation *out;
    int8_t *label;     /* class of each row that was counted, for calibration */
    double *posterior; /* of the same */
    size_t n_counted;
} tester;

/* the row's class as a class of the evaluation, -1 if the model does not know it */
static int class_of_row(const tester *t, const tn_dataset *data, const tn_row *row)
{
    for (int c = 0; c < t->out->n_classes; c++) {
        if (strcmp(t->out->class_name[c], data->class_name[row->label]) == 0) {
            return c;
        }
    }
    return -1;
}

/* an abstention counts as the middle class; with two classes there is none, so it is wrong */
static int abstention(int truth, int n_classes)
{
    return n_classes == 3 ? 1 : 1 - truth;
}

/* posteriors and label in terms of the evaluation's classes, which may be fewer than the model's */
static int label_of(const tester *t, const tenor_label *label, double *p)
{
    const tn_model_description *d = &t->engine->head[t->out->head]->description;

    for (int c = 0; c < t->out->n_classes; c++) {
        p[c] = 0.0;
        for (int k = 0; k < d->n_classes; k++) {
            if (strcmp(d->class_name[k], t->out->class_name[c]) == 0) {
                p[c] = label->p[k];
            }
        }
    }
    return tn_most_probable(p, t->out->n_classes);
}

static int test_row(tester *t, const tn_dataset *data, const tn_row *row, tenor_error *err)
{
    tenor_evaluation *e = t->out;
    tenor_str none = { 0 };
    tenor_result result;
    int truth = class_of_row(t, data, row);
    int rc;

    if (truth < 0) {
        e->skipped++;
        return 0;
    }
    rc = tn_score_masked(t->scorer, row->text, e->head == TENOR_STANCE ? row->other : none,
                         TENOR_TARGET_ARTICLE, e->head == TENOR_REPLY ? row->other : none, &t->mask,
                         &result, err);
    if (rc < 0) {
        return rc;
    }
    e->n_rows++;
    if (!result.head[e->head].present) {
        e->abstained++;
        e->confusion[truth][abstention(truth, e->n_classes)]++;
        return 0;
    }
    e->confusion[truth][label_of(t, &result.head[e->head],
                                 t->posterior + t->n_counted * (size_t)e->n_classes)]++;
    t->label[t->n_counted++] = (int8_t)truth;
    return 0;
}

static int name_classes(tester *t, const char *labels, tenor_error *err)
{
    tenor_evaluation *e = t->out;
    const tn_model_description *d = &t->engine->head[e->head]->description;
    int rc = tn_label_mask_parse(&t->mask, t->engine, labels, err);

    if (rc == 0 && labels && !t->mask.allowed[e->head]) {
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "the labels '%s' are not the %s head's", labels,
                     tenor_head_name(e->head));
    }
    for (int c = 0; rc == 0 && c < d->n_classes; c++) {
        if (!t->mask.allowed[e->head] || (t->mask.allowed[e->head] >> c & 1)) {
            snprintf(e->class_name[e->n_classes++], sizeof(e->class_name[0]), "%s",
                     d->class_name[c]);
        }
    }
    if (rc == 0 && e->n_classes < 2) {
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "at least two labels are needed");
    }
    return rc;
}

static int test_rows(tester *t, const tn_dataset *data, const tenor_evaluate_options *options,
                     tenor_error *err)
{
    tenor_evaluation *e = t->out;
    double prior[TENOR_MAX_CLASSES];
    int rc = 0;

    t->label = tn_alloc(data->n_rows, 1);
    t->posterior = tn_alloc(data->n_rows * (size_t)e->n_classes, sizeof(double));
    if (!t->label || !t->posterior) {
        return tn_no_memory(err);
    }
    for (size_t r = 0; rc == 0 && r < data->n_rows; r++) {
        rc = test_row(t, data, &data->row[r], err);
        if (rc == 0 && options->progress && r % 1024 == 0 &&
            options->progress(options->progress_user, "evaluating", (int64_t)r,
                              (int64_t)data->n_rows, "comments") != 0) {
            rc = tn_fail(err, TENOR_ERR_CANCELLED, "stopped on request");
        }
    }
    for (int c = 0; c < e->n_classes; c++) {
        prior[c] = 1.0 / e->n_classes;
    }
    e->ece = tn_calibration_error(t->posterior, t->label, t->n_counted, e->n_classes, prior);
    tn_evaluation_finish(e);
    return rc;
}

/* the head named, or the only one of the engine that finds labels of its own in the data */
static int choose_head(const tenor_engine *engine, const tenor_evaluate_options *o,
                       tn_dataset *data, tenor_error *err)
{
    int wanted = o->head ? tn_head_of_name(o->head) : -1;
    int rc = TENOR_ERR_ARGUMENT;

    if (o->head && wanted < 0) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "head must be sentiment, stance or reply");
    }
    if (wanted >= 0 && !engine->head[wanted]) {
        return tn_fail(err, TENOR_ERR_MODEL, "no model of the %s head in '%s'", o->head,
                       o->models_dir);
    }
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        tenor_error cause = { 0 };

        if (!engine->head[head] || (wanted >= 0 && head != wanted)) {
            continue;
        }
        rc = tn_dataset_read(data, head, o->paths, o->n_paths, o->splits, 0, &cause);
        if (rc == 0) {
            return head;
        }
        if (wanted >= 0 || cause.code != TENOR_ERR_INPUT) {
            return tn_fail_line(err, cause.code, cause.line_no, "%s", cause.message);
        }
    }
    return tn_fail(err, TENOR_ERR_INPUT, "no row has a label of any of the models' heads");
}

static int evaluate_model(const tenor_evaluate_options *o, tenor_evaluation *out, tenor_error *err)
{
    tenor_engine *engine = NULL;
    tn_dataset data = { 0 };
    tester t = { .out = out };
    int rc = tenor_engine_load(&engine, o->models_dir, err);

    if (rc == 0) {
        rc = choose_head(engine, o, &data, err);
    }
    if (rc >= 0) {
        out->head = rc;
        out->skipped = data.n_skipped;
        t.engine = engine;
        rc = tenor_scorer_new(&t.scorer, engine, err);
    }
    if (rc == 0) {
        rc = name_classes(&t, o->labels, err);
    }
    if (rc == 0) {
        rc = test_rows(&t, &data, o, err);
    }
    free(t.label);
    free(t.posterior);
    tenor_scorer_free(t.scorer);
    tn_dataset_free(&data);
    tenor_engine_free(engine);
    return rc;
}

int tenor_evaluate_run(const tenor_evaluate_options *options, tenor_evaluation *out,
                       tenor_error *err)
{
    *out = (tenor_evaluation){ 0 };
    if (options->folds > 0) {
        tenor_train_options train = options->train;
        tn_trainer t;
        int rc;

        train.paths = options->paths;
        train.n_paths = options->n_paths;
        train.splits = options->splits;
        train.folds = options->folds;
        if (options->head) {
            train.task = options->head;
        }
        train.progress = options->progress;
        train.progress_user = options->progress_user;
        rc = tn_trainer_prepare(&t, &train, err);
        if (rc == 0) {
            tn_trainer_evaluate(&t, out);
        }
        tn_trainer_free(&t);
        return rc;
    }
    if (!options->models_dir) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no models folder");
    }
    return evaluate_model(options, out, err);
}

/* --------------------------------------------------------------- writing */

static json_t *json_figure(double x)
{
    return isfinite(x) ? json_real(tn_round6(x)) : json_null();
}

static json_t *json_classes(const tenor_evaluation *e)
{
    json_t *array = json_array();

    for (int c = 0; array && c < e->n_classes; c++) {
        json_t *row = json_pack("{s:s, s:o, s:o, s:o}", "label", e->class_name[c], "precision",
                                json_figure(e->precision[c]), "recall", json_figure(e->recall[c]),
                                "f1", json_figure(e->f1[c]));

        if (json_array_append_new(array, row) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *json_confusion(const tenor_evaluation *e)
{
    json_t *array = json_array();

    for (int c = 0; array && c < e->n_classes; c++) {
        for (int k = 0; array && k < e->n_classes; k++) {
            json_t *cell = json_pack("{s:s, s:s, s:I}", "truth", e->class_name[c], "prediction",
                                     e->class_name[k], "count", (json_int_t)e->confusion[c][k]);

            if (json_array_append_new(array, cell) != 0) {
                json_decref(array);
                array = NULL;
            }
        }
    }
    return array;
}

static int write_json(FILE *out, const tenor_evaluation *e, tenor_error *err)
{
    json_t *root = json_pack(
        "{s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
        "tenor/evaluation/1", "head", tenor_head_name(e->head), "rows", (json_int_t)e->n_rows,
        "abstained", (json_int_t)e->abstained, "skipped", (json_int_t)e->skipped, "macro_f1",
        json_figure(e->macro_f1), "macro_recall", json_figure(e->macro_recall), "f1_outer",
        json_figure(e->f1_outer), "accuracy", json_figure(e->accuracy), "calibration_error",
        json_figure(e->ece), "classes", json_classes(e), "confusion", json_confusion(e));
    int rc = 0;

    if (!root) {
        return tn_no_memory(err);
    }
    if (json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) != 0 ||
        fputc('\n', out) == EOF) {
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write the evaluation");
    }
    json_decref(root);
    return rc;
}

static void print_figure(FILE *out, const char *name, double x)
{
    if (isfinite(x)) {
        fprintf(out, "%-18s %.4f\n", name, x);
    } else {
        fprintf(out, "%-18s -\n", name);
    }
}

static int write_table(FILE *out, const tenor_evaluation *e, tenor_error *err)
{
    fprintf(out, "%s: %lld rows, %lld of them not scored, %lld skipped\n\n",
            tenor_head_name(e->head), (long long)e->n_rows, (long long)e->abstained,
            (long long)e->skipped);
    fprintf(out, "%-12s %9s %9s %9s   predicted:", "truth", "precision", "recall", "F1");
    for (int c = 0; c < e->n_classes; c++) {
        fprintf(out, " %9s", e->class_name[c]);
    }
    fputc('\n', out);
    for (int c = 0; c < e->n_classes; c++) {
        fprintf(out, "%-12s %9.4f %9.4f %9.4f             ", e->class_name[c], e->precision[c],
                e->recall[c], e->f1[c]);
        for (int k = 0; k < e->n_classes; k++) {
            fprintf(out, " %9lld", (long long)e->confusion[c][k]);
        }
        fputc('\n', out);
    }
    fputc('\n', out);
    print_figure(out, "macro F1", e->macro_f1);
    print_figure(out, "macro recall", e->macro_recall);
    fprintf(out, "F1 of %s and %s: %.4f\n", e->class_name[0], e->class_name[e->n_classes - 1],
            e->f1_outer);
    print_figure(out, "accuracy", e->accuracy);
    print_figure(out, "calibration error", e->ece);
    return ferror(out) ? tn_fail(err, TENOR_ERR_IO, "cannot write the evaluation") : 0;
}

int tenor_evaluation_write(FILE *out, const tenor_evaluation *evaluation, bool json,
                           tenor_error *err)
{
    return json ? write_json(out, evaluation, err) : write_table(out, evaluation, err);
}
