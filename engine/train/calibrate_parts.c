/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calibrate_parts.c - calibrators of a model's parts, and the figures of cross-validation
 */
#include "train/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * In calibration all supporting rows together weigh this share of the others: they are plainer than
 * what is judged, so that more of them would make the model too sure of itself.
 */
#define SUPPORTING_SHARE 0.15

static const double exponents[] = { 0.0, 0.25, 0.5, 0.75, 1.0 };

/* The rows that one calibrator serves. */
typedef struct {
    size_t *row;
    double *decision;
    double *weight;
    int8_t *label;
    size_t n;
    int64_t count[TENOR_MAX_CLASSES];
} served;

static int gather(served *out, const tn_trainer *t, int calibrated, tenor_error *err)
{
    size_t n_pairs = (size_t)t->n_pairs, n_supporting = t->dataset.n_supporting;
    double weight_of_supporting =
        n_supporting
            ? SUPPORTING_SHARE * (double)(t->dataset.n_rows - n_supporting) / (double)n_supporting
            : 0.0;

    *out = (served){ .row = tn_alloc(t->dataset.n_rows, sizeof(size_t)),
                     .decision = tn_alloc(t->dataset.n_rows, n_pairs * sizeof(double)),
                     .weight = tn_alloc(t->dataset.n_rows, sizeof(double)),
                     .label = tn_alloc(t->dataset.n_rows, 1) };
    if (!out->row || !out->weight || !out->decision || !out->label) {
        return tn_no_memory(err);
    }
    for (size_t r = 0; r < t->dataset.n_rows; r++) {
        const tn_row *row = &t->dataset.row[r];

        if (tn_domains_calibrated(&t->dataset.domains, row->domain) != calibrated) {
            continue;
        }
        for (size_t pair = 0; pair < n_pairs; pair++) {
            out->decision[out->n * n_pairs + pair] = t->decision[r * n_pairs + pair];
        }
        out->label[out->n] = row->label;
        out->weight[out->n] = row->supporting ? weight_of_supporting : 1.0;
        out->row[out->n++] = r;
        out->count[row->label] += !row->supporting;
    }
    return 0;
}

static void served_free(served *s)
{
    free(s->row);
    free(s->decision);
    free(s->weight);
    free(s->label);
}

/* over the classes that have rows, and the rows that count */
static double macro_f1_of(const tn_trainer *t, const tn_calibrator *calibrator, const served *s)
{
    int n_classes = calibrator->n_classes, n_present = 0;
    size_t n_pairs = (size_t)tn_n_pairs(n_classes);
    int64_t hit[TENOR_MAX_CLASSES] = { 0 }, given[TENOR_MAX_CLASSES] = { 0 };
    double sum = 0.0;

    for (size_t i = 0; i < s->n; i++) {
        double p[TENOR_MAX_CLASSES];
        int best;

        if (t->dataset.row[s->row[i]].supporting) {
            continue;
        }
        tn_calibrator_apply(calibrator, s->decision + i * n_pairs, 0, p);
        best = tn_most_probable(p, n_classes);
        given[best]++;
        hit[best] += best == s->label[i];
    }
    for (int c = 0; c < n_classes; c++) {
        if (s->count[c] > 0) {
            n_present++;
            sum += 2.0 * (double)hit[c] / (double)(given[c] + s->count[c]);
        }
    }
    return n_present ? sum / n_present : 0.0;
}

static void choose_prior(const tn_trainer *t, tn_calibrator *calibrator, const served *s)
{
    double best_f1 = -1.0, best = 0.0;

    for (size_t i = 0; i < sizeof(exponents) / sizeof(exponents[0]); i++) {
        double f1;

        tn_calibrator_set_prior(calibrator, s->count, exponents[i]);
        f1 = macro_f1_of(t, calibrator, s);
        if (f1 > best_f1) {
            best_f1 = f1;
            best = exponents[i];
        }
    }
    tn_calibrator_set_prior(calibrator, s->count, best);
}

static int calibrate_part(tn_trainer *t, int domain, tenor_error *err)
{
    tn_calibrator *calibrator =
        domain < 0 ? &t->calibrator : &t->dataset.domains.item[domain].calibrator;
    int n_classes = t->dataset.n_classes;
    served s;
    int rc = gather(&s, t, domain, err);

    if (rc == 0) {
        rc = tn_calibrator_fit(calibrator, s.decision, s.label, s.weight, s.n, n_classes, err);
    }
    if (rc == 0 && t->head != TENOR_SENTIMENT) {
        choose_prior(t, calibrator, &s);
    }
    for (size_t i = 0; rc == 0 && i < s.n; i++) {
        tn_calibrator_apply(calibrator, s.decision + i * (size_t)t->n_pairs, 0,
                            t->posterior + s.row[i] * (size_t)n_classes);
    }
    served_free(&s);
    return rc;
}

int tn_trainer_calibrate(tn_trainer *t, tenor_error *err)
{
    int rc = calibrate_part(t, TN_SHARED, err);

    for (size_t d = 0; rc == 0 && d < t->dataset.domains.n; d++) {
        if (t->dataset.domains.item[d].calibrated) {
            rc = calibrate_part(t, (int)d, err);
        }
    }
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
        const tn_row *row = &t->dataset.row[r];
        int domain = tn_domains_calibrated(&t->dataset.domains, row->domain);

        if (!row->supporting) {
            prior[n] =
                domain < 0 ? t->calibrator.prior : t->dataset.domains.item[domain].calibrator.prior;
            memcpy(p + n * n_classes, t->posterior + r * n_classes, n_classes * sizeof(*p));
            label[n++] = row->label;
        }
    }
    if (prior && p && label) {
        error = tn_calibration_error(p, label, prior, n, t->dataset.n_classes);
    }
    free(prior);
    free(p);
    free(label);
    return error;
}

void tn_trainer_evaluate(const tn_trainer *t, tenor_evaluation *out)
{
    int n_classes = t->dataset.n_classes;

    *out = (tenor_evaluation){ .head = t->head, .n_classes = n_classes };
    for (int c = 0; c < n_classes; c++) {
        snprintf(out->class_name[c], sizeof(out->class_name[c]), "%s", t->dataset.class_name[c]);
    }
    for (size_t r = 0; r < t->dataset.n_rows; r++) {
        int best = tn_most_probable(t->posterior + r * (size_t)n_classes, n_classes);

        if (!t->dataset.row[r].supporting) {
            out->confusion[t->dataset.row[r].label][best]++;
        }
    }
    out->n_rows = (int64_t)(t->dataset.n_rows - t->dataset.n_supporting);
    out->skipped = t->dataset.n_skipped;
    out->ece = calibration_error_of(t);
    tn_evaluation_finish(out);
}
