/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target_fit.c - a target of the user's own: weights, calibrator, figures
 */
#include "train/own_target_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BASE_ROWS      200.0 /* rows that the base's calibration weighs */
#define PRIOR_EXPONENT 0.25  /* of the class counts, for the decision prior */

static const double cost_grid[] = { 0.1, 0.3, 1.0, 3.0 };

/* -------------------------------------------------------------- training */

typedef struct {
    int32_t *row;
    double *y, *offset, *cost;
} pair_rows;

static size_t gather_pair(const tn_own_target *t, int pair, int without_fold, pair_rows *out)
{
    int first = 0, second = 0;
    size_t n = 0, n_first = 0;

    tn_pair_classes(t->n_classes, pair, &first, &second);
    for (size_t r = 0; r < t->data.n_rows; r++) {
        const tn_row *row = &t->data.row[r];

        if ((row->label == first || row->label == second) && row->fold != without_fold) {
            out->row[n] = (int32_t)r;
            out->y[n] = row->label == first ? 1.0 : -1.0;
            out->offset[n++] = t->offset[r * (size_t)t->n_pairs + (size_t)pair];
            n_first += row->label == first;
        }
    }
    for (size_t i = 0; i < n; i++) { /* classes weigh alike */
        size_t n_own = out->y[i] > 0 ? n_first : n - n_first;

        out->cost[i] = t->C * 0.5 * (double)n / (double)n_own;
    }
    return n_first > 0 && n_first < n ? n : 0;
}

/* w of one pair; all 0 where one of its classes has no rows */
static int solve_pair(const tn_own_target *t, int pair, int without_fold, double *w,
                      tenor_error *err)
{
    size_t n_rows = t->data.n_rows;
    pair_rows rows = { tn_alloc(n_rows, sizeof(int32_t)), tn_alloc(n_rows, sizeof(double)),
                       tn_alloc(n_rows, sizeof(double)), tn_alloc(n_rows, sizeof(double)) };
    int rc = rows.row && rows.y && rows.offset && rows.cost ? 0 : tn_no_memory(err);

    if (rc == 0) {
        tn_offset_problem problem = { .matrix = &t->matrix,
                                      .row = rows.row,
                                      .y = rows.y,
                                      .offset = rows.offset,
                                      .cost = rows.cost,
                                      .n_rows = gather_pair(t, pair, without_fold, &rows) };

        rc = tn_solve_with_offset(w, &problem, err);
    }
    free(rows.row);
    free(rows.y);
    free(rows.offset);
    free(rows.cost);
    return rc;
}

static int cross_validate_pair(tn_own_target *t, int pair, int fold, double *w, tenor_error *err)
{
    int rc = solve_pair(t, pair, fold, w, err);

    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        size_t at = r * (size_t)t->n_pairs + (size_t)pair;

        if (t->data.row[r].fold == fold) {
            t->decision[at] = t->offset[at] + tn_matrix_decision(&t->matrix, r, w, 0.0);
        }
    }
    return rc;
}

/*
 * The base's calibrator and the rows' own, in the logarithm: with few rows the base's speaks. A
 * class without rows keeps the base's parameters.
 */
static int calibrate(tn_own_target *t, tenor_error *err)
{
    const tn_calibrator *base = &t->base->description.calibrator;
    double own = (double)t->data.n_rows / ((double)t->data.n_rows + BASE_ROWS);
    int8_t *label = tn_alloc(t->data.n_rows, 1);
    int rc = label ? 0 : tn_no_memory(err);

    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        label[r] = t->data.row[r].label;
    }
    if (rc == 0) {
        rc = tn_calibrator_fit(&t->calibrator, t->decision, label, NULL, t->data.n_rows,
                               t->n_classes, err);
    }
    free(label);
    for (int c = 0; rc == 0 && c < t->n_classes; c++) {
        for (int k = 0; k < t->n_pairs; k++) {
            double *slope = &t->calibrator.slope[c][k];

            *slope = own * *slope + (1.0 - own) * base->slope[c][k];
        }
        t->calibrator.offset[c] = own * t->calibrator.offset[c] + (1.0 - own) * base->offset[c];
    }
    if (rc == 0) {
        tn_calibrator_set_prior(&t->calibrator, t->count, PRIOR_EXPONENT);
    }
    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        tn_calibrator_apply(&t->calibrator, t->decision + r * (size_t)t->n_pairs, 0,
                            t->p + r * (size_t)t->n_classes);
    }
    return rc;
}

static int cross_validate(tn_own_target *t, tenor_error *err)
{
    double *w = tn_alloc(t->matrix.n_features, sizeof(*w));
    int rc = w ? 0 : tn_no_memory(err);

    for (int fold = 0; rc == 0 && fold < t->options->folds; fold++) {
        for (int pair = 0; rc == 0 && pair < t->n_pairs; pair++) {
            rc = cross_validate_pair(t, pair, fold, w, err);
        }
    }
    free(w);
    return rc == 0 ? calibrate(t, err) : rc;
}

static double log_loss(const tn_own_target *t)
{
    double sum = 0.0;

    for (size_t r = 0; r < t->data.n_rows; r++) {
        sum -= log(fmax(t->p[r * (size_t)t->n_classes + (size_t)t->data.row[r].label], 1e-12));
    }
    return sum / (double)t->data.n_rows;
}

/* the cost with the smallest cross-validated log loss, which is steadier than a macro-F1 */
static int choose_cost(tn_own_target *t, tenor_error *err)
{
    double best = INFINITY, cost = cost_grid[0];
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof(cost_grid) / sizeof(cost_grid[0]); i++) {
        t->C = cost_grid[i];
        rc = cross_validate(t, err);
        if (rc == 0 && log_loss(t) < best) {
            best = log_loss(t);
            cost = t->C;
        }
    }
    t->C = cost;
    return rc;
}

int tn_own_target_fit(tn_own_target *t, tenor_error *err)
{
    int rc = 0;

    t->C = t->options->C;
    if (!(t->C > 0.0)) {
        rc = choose_cost(t, err);
    }
    if (rc == 0) {
        rc = cross_validate(t, err);
    }
    for (int pair = 0; rc == 0 && pair < t->n_pairs; pair++) {
        rc = solve_pair(t, pair, -1, t->weight + (size_t)pair * t->matrix.n_features, err);
    }
    return rc;
}

/* --------------------------------------------------------------- figures */

static int judge(const tn_own_target *t, const double *p, tn_judgements *out, tenor_error *err)
{
    int rc = tn_judgements_init(out, t->data.n_rows, t->n_classes, err);

    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        const double *own = p + r * (size_t)t->n_classes;

        out->row[out->n_rows++] = (tn_judgement){
            .row = r,
            .truth = t->data.row[r].label,
            .prediction = (int8_t)tn_most_probable(own, t->n_classes),
            .scored = true,
            .calibrated = TN_SHARED,
        };
        memcpy(out->p + r * (size_t)t->n_classes, own, (size_t)t->n_classes * sizeof(double));
    }
    return rc;
}

/* NaN without memory for it */
static double calibration_error(const tn_own_target *t)
{
    const double **prior = tn_alloc(t->data.n_rows, sizeof(*prior));
    int8_t *label = tn_alloc(t->data.n_rows, 1);
    double error = NAN;

    for (size_t r = 0; prior && label && r < t->data.n_rows; r++) {
        prior[r] = t->calibrator.prior;
        label[r] = t->data.row[r].label;
    }
    if (prior && label) {
        error = tn_calibration_error(t->p, label, prior, t->data.n_rows, t->n_classes);
    }
    free(prior);
    free(label);
    return error;
}

int tn_own_target_evaluate(const tn_own_target *t, tenor_evaluation *out, tenor_error *err)
{
    tn_judgements ours = { 0 }, base = { 0 };
    int rc = judge(t, t->p, &ours, err);

    *out = (tenor_evaluation){ .head = TENOR_STANCE, .n_classes = t->n_classes, .ece = NAN };
    for (int c = 0; c < t->n_classes; c++) {
        snprintf(out->class_name[c], sizeof(out->class_name[c]), "%s",
                 t->base->description.class_name[c]);
    }
    if (rc == 0) {
        rc = judge(t, t->base_p, &base, err);
    }
    if (rc == 0) {
        out->ece = calibration_error(t);
        tn_evaluation_tally(out, &ours);
        out->skipped = t->data.n_skipped;
        rc = tn_evaluation_bootstrap(out, &ours, t->options->seed, err);
    }
    if (rc == 0) {
        rc = tn_evaluation_compare(out, &ours, &base, t->options->seed, err);
    }
    tn_judgements_free(&ours);
    tn_judgements_free(&base);
    return rc;
}
