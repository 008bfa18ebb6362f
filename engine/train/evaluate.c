/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evaluate.c - how well labels are found: a model on labelled rows, or training by cross-validation
 */
#include "model/engine.h"
#include "train/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void tenor_evaluate_options_init(tenor_evaluate_options *options)
{
    *options = (tenor_evaluate_options){ 0 };
    tenor_train_options_init(&options->train);
}

/* ------------------------------------------------- a model on labelled rows */

/* One model at work. Its classes and head are the evaluation's. */
typedef struct {
    tenor_engine *engine;
    tenor_scorer *scorer;
    tn_label_mask mask;
    tenor_evaluation *out;
    tn_judgements judged;
    double (*prior)[TENOR_MAX_CLASSES]; /* of the shared part, then of each domain */
} tester;

/* the row's class as a class of the evaluation, -1 if the model does not know it */
static int class_of_row(const tester *t, const tn_dataset *data, const tn_sample *row)
{
    for (int c = 0; c < t->out->n_classes; c++)
        if (strcmp(t->out->class_name[c], data->class_name[row->label]) == 0)
            return c;
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
    int own = 0;

    for (int c = 0; c < t->out->n_classes; c++) {
        p[c] = 0.0;
        for (int k = 0; k < d->n_classes; k++) {
            if (strcmp(d->class_name[k], t->out->class_name[c]) == 0) {
                p[c] = label->p[k];
                own = k == label->label ? c : own;
            }
        }
    }
    return own;
}

static int test_row(tester *t, const tn_dataset *data, size_t index, tenor_error *err)
{
    const tn_sample *row = &data->row[index];
    tenor_evaluation *e = t->out;
    tenor_str none = { 0 };
    tenor_result result;
    tn_judgement judgement = { .row = index };
    int truth = class_of_row(t, data, row);
    int rc;

    if (truth < 0) {
        e->skipped++;
        return 0;
    }
    rc = tn_score_masked(
        t->scorer,
        &(tn_score_input){ .text = row->text,
                           .target = e->head == TENOR_STANCE ? row->other : none,
                           .parent_text = e->head == TENOR_REPLY ? row->other : none,
                           .target_source = TENOR_TARGET_ARTICLE,
                           .labels = &t->mask },
        &result, err);
    if (rc < 0)
        return rc;
    judgement.truth = (int8_t)truth;
    judgement.calibrated = result.head[e->head].present ? result.head[e->head].part : TN_SHARED;
    judgement.scored = result.head[e->head].present;
    judgement.prediction =
        (int8_t)(judgement.scored ? label_of(t, &result.head[e->head],
                                             t->judged.p + t->judged.n_rows * (size_t)e->n_classes)
                                  : abstention(truth, e->n_classes));
    t->judged.row[t->judged.n_rows++] = judgement;
    return 0;
}

static int name_classes(tester *t, const char *labels, tenor_error *err)
{
    tenor_evaluation *e = t->out;
    const tn_model_description *d = &t->engine->head[e->head]->description;
    int rc = tn_label_mask_parse(&t->mask, t->engine, labels, err);

    if (rc < 0)
        return rc;
    if (labels && !t->mask.allowed[e->head]) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "the labels '%s' are not the %s head's", labels,
                       tenor_head_name(e->head));
    }
    for (int c = 0; c < d->n_classes; c++) {
        if (!t->mask.allowed[e->head] || (t->mask.allowed[e->head] >> c & 1)) {
            snprintf(e->class_name[e->n_classes++], sizeof(e->class_name[0]), "%s",
                     d->class_name[c]);
        }
    }
    return e->n_classes >= 2 ? 0
                             : tn_fail(err, TENOR_ERR_ARGUMENT, "at least two labels are needed");
}

static int test_rows(tester *t, const tn_dataset *data, const tenor_evaluate_options *options,
                     tenor_error *err)
{
    int rc = tn_judgements_init(&t->judged, data->n_rows, t->out->n_classes, err);

    for (size_t r = 0; rc == 0 && r < data->n_rows; r++) {
        if ((rc = test_row(t, data, r, err)) < 0)
            return rc;
        if (options->progress && r % 1024 == 0 &&
            options->progress(options->progress_user, "evaluating", (int64_t)r,
                              (int64_t)data->n_rows, "comments") != 0)
            return tn_fail(err, TENOR_ERR_CANCELLED, "stopped on request");
    }
    return rc;
}

/* over the scored rows; an abstention has no probability */
static int set_calibration_error(const tester *t, tenor_error *err)
{
    tenor_evaluation *e = t->out;
    size_t n_classes = (size_t)e->n_classes, n_scored = 0;
    int8_t *label = tn_alloc(t->judged.n_rows, 1);
    const double **prior = tn_alloc(t->judged.n_rows, sizeof(*prior));
    double *posterior = tn_alloc(t->judged.n_rows * n_classes, sizeof(*posterior));
    int rc = 0;

    if (!label || !prior || !posterior) {
        rc = tn_no_memory(err);
        goto done;
    }
    for (size_t r = 0; r < t->judged.n_rows; r++) {
        if (t->judged.row[r].scored) {
            memcpy(posterior + n_scored * n_classes, t->judged.p + r * n_classes,
                   n_classes * sizeof(*posterior));
            prior[n_scored] = t->prior[t->judged.row[r].calibrated + 1];
            label[n_scored++] = t->judged.row[r].truth;
        }
    }
    e->ece = tn_calibration_error(posterior, label, prior, n_scored, e->n_classes);
done:
    free(label);
    free(prior);
    free(posterior);
    return rc;
}

/* of each part, over the evaluation's classes, which may be fewer than the model's */
static int set_priors(tester *t, tenor_error *err)
{
    const tn_model_description *d = &t->engine->head[t->out->head]->description;

    t->prior = tn_alloc(d->domains.n + 1, sizeof(*t->prior));
    if (!t->prior)
        return tn_no_memory(err);
    for (size_t part = 0; part <= d->domains.n; part++) {
        const double *prior = tn_engine_decision_prior(t->engine, t->out->head, (int)part - 1);

        for (int k = 0; k < d->n_classes; k++) {
            for (int c = 0; c < t->out->n_classes; c++)
                if (strcmp(d->class_name[k], t->out->class_name[c]) == 0)
                    t->prior[part][c] = prior[k];
        }
    }
    return 0;
}

/* the head named, or the only one of the engine that finds labels of its own in the data */
static int choose_head(const tenor_engine *engine, const tenor_evaluate_options *o,
                       tn_dataset *data, tenor_error *err)
{
    int wanted = o->head ? tn_head_of_name(o->head) : -1;
    int rc = TENOR_ERR_ARGUMENT;

    if (o->head && wanted < 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "head must be sentiment, stance or reply");
    if (wanted >= 0 && !engine->head[wanted]) {
        return tn_fail(err, TENOR_ERR_MODEL, "no model of the %s head in '%s'", o->head,
                       o->models_dir);
    }
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        tenor_error cause = { 0 };

        if (!engine->head[head] || (wanted >= 0 && head != wanted))
            continue;
        rc = tn_dataset_read(data, head,
                             &(tn_dataset_options){ .paths = o->paths,
                                                    .n_paths = o->n_paths,
                                                    .splits = o->splits,
                                                    .without_uncertain = true },
                             &cause);
        if (rc == 0)
            return head;
        if (wanted >= 0 || cause.code != TENOR_ERR_INPUT)
            return tn_fail_line(err, cause.code, cause.line_no, "%s", cause.message);
    }
    return tn_fail(err, TENOR_ERR_INPUT,
                   "no row has a label of any of the models' heads; --head HEAD says what is "
                   "wrong");
}

static void tester_free(tester *t)
{
    free(t->prior);
    tn_judgements_free(&t->judged);
    tenor_scorer_free(t->scorer);
    tenor_engine_free(t->engine);
}

/* what follows from the judged rows alone, whoever judged them */
static int describe(tenor_evaluation *e, const tn_judgements *judged, const tn_dataset *data,
                    const tenor_evaluate_options *o, tenor_error *err)
{
    size_t n_listed = o->n_mistakes > 0 ? (size_t)o->n_mistakes : 0;
    int rc = tn_evaluation_bootstrap(e, judged, o->train.seed, err);

    tn_evaluation_reliability(e, judged);
    return rc == 0 ? tn_evaluation_mistakes(e, judged, data, n_listed, err) : rc;
}

/* ------------------------------------------------------- against another one */

static int same_classes(const tenor_evaluation *a, const tenor_evaluation *b, tenor_error *err)
{
    bool same = a->n_classes == b->n_classes;

    for (int c = 0; same && c < a->n_classes; c++)
        same = strcmp(a->class_name[c], b->class_name[c]) == 0;
    return same ? 0
                : tn_fail(err, TENOR_ERR_ARGUMENT,
                          "the two models have different classes; name the common ones as labels");
}

static int compare(tenor_evaluation *out, const tn_judgements *judged, const tn_dataset *data,
                   const tenor_evaluate_options *o, tenor_error *err)
{
    tenor_evaluation theirs = { .head = out->head };
    tester t = { .out = &theirs };
    int rc = tenor_engine_load(&t.engine, o->against, err);

    if (rc < 0)
        goto done;
    if (!t.engine->head[out->head]) {
        rc = tn_fail(err, TENOR_ERR_MODEL, "no model of the %s head in '%s'",
                     tenor_head_name(out->head), o->against);
        goto done;
    }
    if ((rc = tenor_scorer_new(&t.scorer, t.engine, err)) < 0 ||
        (rc = name_classes(&t, o->labels, err)) < 0 || (rc = same_classes(out, &theirs, err)) < 0 ||
        (rc = test_rows(&t, data, o, err)) < 0)
        goto done;
    rc = tn_evaluation_compare(out, judged, &t.judged, o->train.seed, err);
done:
    tester_free(&t);
    return rc;
}

/* ------------------------------------------------------------------ public */

static int evaluate_model(const tenor_evaluate_options *o, tenor_evaluation *out, tenor_error *err)
{
    tn_dataset data = { 0 };
    tester t = { .out = out };
    int rc;

    if ((rc = tenor_engine_load(&t.engine, o->models_dir, err)) < 0 ||
        (rc = choose_head(t.engine, o, &data, err)) < 0)
        goto done;
    out->head = rc;
    out->skipped = data.n_skipped;
    out->uncertain = data.n_uncertain;
    if ((rc = tenor_scorer_new(&t.scorer, t.engine, err)) < 0 ||
        (rc = name_classes(&t, o->labels, err)) < 0 || (rc = test_rows(&t, &data, o, err)) < 0)
        goto done;
    tn_evaluation_tally(out, &t.judged);
    if ((rc = set_priors(&t, err)) < 0 || (rc = set_calibration_error(&t, err)) < 0 ||
        (rc = describe(out, &t.judged, &data, o, err)) < 0)
        goto done;
    if (o->against)
        rc = compare(out, &t.judged, &data, o, err);
done:
    tester_free(&t);
    tn_dataset_free(&data);
    return rc;
}

static int evaluate_folds(const tenor_evaluate_options *o, tenor_evaluation *out, tenor_error *err)
{
    tenor_train_options train = o->train;
    tn_judgements judged = { 0 };
    tn_trainer t;
    int rc;

    train.paths = o->paths;
    train.n_paths = o->n_paths;
    train.splits = o->splits;
    train.folds = o->folds;
    train.task = o->head ? o->head : train.task;
    train.progress = o->progress;
    train.progress_user = o->progress_user;
    if ((rc = tn_trainer_prepare(&t, &train, err)) < 0)
        goto done;
    tn_trainer_evaluate(&t, out);
    out->uncertain = t.dataset.n_uncertain;
    if ((rc = tn_judgements_of_folds(&judged, &t.dataset, t.posterior, err)) < 0 ||
        (rc = describe(out, &judged, &t.dataset, o, err)) < 0)
        goto done;
    if (o->learning_curve)
        rc = tn_trainer_learning_curve(&t, out, err);
done:
    tn_judgements_free(&judged);
    tn_trainer_free(&t);
    return rc;
}

static int check_options(const tenor_evaluate_options *o, tenor_error *err)
{
    const char *const of_training[] = { o->train.lexicons, o->train.vectors, o->train.supporting,
                                        o->train.weights, o->train.shared };

    for (size_t i = 0; o->folds <= 0 && i < sizeof(of_training) / sizeof(*of_training); i++)
        if (of_training[i])
            return tn_fail(err, TENOR_ERR_ARGUMENT, "'%.200s' is for training, which needs folds",
                           of_training[i]);
    if (o->folds > 0 && o->against)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "folds train models; there is none to compare");
    if (o->folds <= 0 && o->learning_curve)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "a learning curve needs folds");
    if (o->folds <= 0 && !o->models_dir)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no models folder");
    if (o->n_mistakes < 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "the number of mistakes is negative");
    return 0;
}

int tenor_evaluate_run(const tenor_evaluate_options *options, tenor_evaluation *out,
                       tenor_error *err)
{
    int rc = check_options(options, err);

    *out = (tenor_evaluation){ 0 };
    if (rc < 0)
        return rc;
    rc = options->folds > 0 ? evaluate_folds(options, out, err) : evaluate_model(options, out, err);
    if (rc < 0)
        tenor_evaluation_free(out);
    return rc;
}
