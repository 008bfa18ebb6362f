/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calibrate_parts.c - calibrators of a model's parts, and the figures of cross-validation
 */
#include "train/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Another domain is further off than the files are from each other: temperature scaling (C. Guo,
 * G. Pleiss, Y. Sun, K. Weinberger, ICML 2017; docs/models.md).
 */
#define SENTIMENT_TEMPERATURE 1.1

static const double exponents[] = { 0.0, 0.5, 1.0 };

/* The judged rows of a part. */
typedef struct {
    double *decision;
    double *weight; /* within its class: files weigh alike where each of them is a fold */
    int8_t *label;
    size_t *row;
    size_t n;
    int64_t count[TENOR_MAX_CLASSES];
} judged;

static int gather(judged *out, const tn_trainer *t, const tn_part *part, tenor_error *err)
{
    size_t n_pairs = (size_t)t->n_pairs, n_rows = part->rule.n_rows;
    int64_t(*of_file)[TENOR_MAX_CLASSES] = tn_alloc((size_t)t->dataset.n_files, sizeof(*of_file));

    *out = (judged){ .decision = tn_alloc(n_rows, n_pairs * sizeof(double)),
                     .weight = tn_alloc(n_rows, sizeof(double)),
                     .label = tn_alloc(n_rows, 1),
                     .row = tn_alloc(n_rows, sizeof(size_t)) };
    if (!of_file || !out->decision || !out->weight || !out->label || !out->row) {
        free(of_file);
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < n_rows; i++) {
        const tn_sample *row = &t->dataset.row[part->row[i]];

        if (row->fold == TN_NO_FOLD)
            continue;
        memcpy(out->decision + out->n * n_pairs, part->decision + i * n_pairs,
               n_pairs * sizeof(double));
        out->label[out->n] = row->label;
        out->row[out->n++] = (size_t)part->row[i];
        out->count[row->label]++;
        of_file[row->file][row->label]++;
    }
    for (size_t i = 0; i < out->n; i++) {
        const tn_sample *row = &t->dataset.row[out->row[i]];

        out->weight[i] =
            t->options->leave_files_out ? 1.0 / (double)of_file[row->file][row->label] : 1.0;
    }
    free(of_file);
    return 0;
}

static void judged_free(judged *s)
{
    free(s->decision);
    free(s->weight);
    free(s->label);
    free(s->row);
}

/* NaN without rows */
static double macro_f1_of(const tn_calibrator *calibrator, const judged *s)
{
    size_t n_pairs = (size_t)tn_n_pairs(calibrator->n_classes);
    tenor_evaluation e = { .n_classes = calibrator->n_classes };

    for (size_t i = 0; i < s->n; i++) {
        double p[TENOR_MAX_CLASSES];

        tn_calibrator_apply(calibrator, s->decision + i * n_pairs, 0, p);
        e.confusion[s->label[i]][tn_most_probable(p, e.n_classes)]++;
    }
    tn_evaluation_finish(&e);
    return e.macro_f1;
}

static void choose_prior(tn_calibrator *calibrator, const judged *s)
{
    double best_f1 = -1.0, best = 0.0;

    for (size_t i = 0; i < sizeof(exponents) / sizeof(exponents[0]); i++) {
        double f1;

        tn_calibrator_set_prior(calibrator, s->count, exponents[i]);
        f1 = macro_f1_of(calibrator, s);
        if (f1 > best_f1) {
            best_f1 = f1;
            best = exponents[i];
        }
    }
    tn_calibrator_set_prior(calibrator, s->count, best);
}

/* A level is its target's: those of the files' targets say nothing of another one's. */
static bool has_offsets(const tn_trainer *t, const tn_part *part)
{
    return t->head != TENOR_STANCE || part->rule.domain >= 0 || !t->options->leave_files_out;
}

int tn_part_calibrate(tn_trainer *t, tn_part *part, tenor_error *err)
{
    int n_classes = t->dataset.n_classes;
    judged s;
    int rc;

    if ((rc = gather(&s, t, part, err)) < 0 ||
        (rc = tn_calibrator_fit(&part->calibrator, s.decision, s.label, s.weight, s.n, n_classes,
                                has_offsets(t, part), err)) < 0)
        goto done;
    if (part->rule.domain >= 0)
        choose_prior(&part->calibrator, &s);
    else if (t->head == TENOR_SENTIMENT && t->options->leave_files_out)
        tn_calibrator_adapt(&part->calibrator, 1.0 / SENTIMENT_TEMPERATURE,
                            (double[TENOR_MAX_CLASSES]){ 0.0 },
                            (double[TENOR_MAX_CLASSES]){ 1.0, 1.0, 1.0 });
    for (size_t i = 0; i < s.n; i++) {
        tn_calibrator_apply(&part->calibrator, s.decision + i * (size_t)t->n_pairs, 0,
                            t->posterior + s.row[i] * (size_t)n_classes);
    }
done:
    judged_free(&s);
    return rc;
}

/* over the rows that are judged; NaN if there is no memory for it */
static double calibration_error_of(const tn_trainer *t)
{
    size_t n_rows = t->dataset.n_rows, n_classes = (size_t)t->dataset.n_classes, n = 0;
    const double **prior = tn_alloc(n_rows, sizeof(*prior));
    double *p = tn_alloc(n_rows, n_classes * sizeof(*p));
    int8_t *label = tn_alloc(n_rows, 1);
    double error = NAN;

    for (size_t r = 0; prior && p && label && r < n_rows; r++) {
        if (tn_trainer_judges(t, r)) {
            prior[n] = t->part[t->dataset.row[r].domain + 1].calibrator.prior;
            memcpy(p + n * n_classes, t->posterior + r * n_classes, n_classes * sizeof(*p));
            label[n++] = t->dataset.row[r].label;
        }
    }
    if (prior && p && label)
        error = tn_calibration_error(p, label, prior, n, t->dataset.n_classes);
    free(prior);
    free(p);
    free(label);
    return error;
}

void tn_trainer_evaluate(const tn_trainer *t, tenor_evaluation *out)
{
    int n_classes = t->dataset.n_classes;

    *out = (tenor_evaluation){ .head = t->head, .n_classes = n_classes };
    for (int c = 0; c < n_classes; c++)
        snprintf(out->class_name[c], sizeof(out->class_name[c]), "%s", t->dataset.class_name[c]);
    for (size_t r = 0; r < t->dataset.n_rows; r++) {
        int best = tn_most_probable(t->posterior + r * (size_t)n_classes, n_classes);

        if (tn_trainer_judges(t, r)) {
            out->confusion[t->dataset.row[r].label][best]++;
            out->n_rows++;
        }
    }
    out->skipped = t->dataset.n_skipped;
    out->ece = calibration_error_of(t);
    tn_evaluation_finish(out);
}
