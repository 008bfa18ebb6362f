/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train.h - training and cross-validation, shared by `train` and `evaluate`
 */
#ifndef TN_TRAIN_H
#define TN_TRAIN_H

#include "model/calibrate.h"
#include "model/evaluation.h"
#include "model/matrix.h"
#include "model/model_file.h"
#include "model/solver.h"

#define TN_MAX_AIDS 2 /* a lexicon and word vectors */

/* All that a training run holds. */
typedef struct {
    const tenor_train_options *options;
    int head;
    tn_dataset dataset;
    tn_aid aid[TN_MAX_AIDS];
    int n_aids;
    tn_vocabulary_rule vocabulary_rule;
    tn_matrix_rule matrix_rule;
    tn_vocabulary vocabulary;
    tn_matrix matrix;
    int n_pairs;
    tn_solver solver;
    double C;
    double *decision; /* shared: cross-validated, n_rows * n_pairs */
    double *weight;   /* shared: n_pairs * matrix.n_features */
    double rho[TN_MAX_PAIRS];
    double *shared_rho; /* shared: n_pairs of each part, the shared one's first */
    tn_calibrator calibrator;
    double *posterior;    /* of the cross-validated decision values, n_rows * n_classes */
    const double *place;  /* with share_of_rows: 0..1, of each row in its stratum; see below */
    double share_of_rows; /* rows whose place is below are trained on */
} tn_trainer;

/* Whether a row is trained on: all are, but for those beyond share_of_rows. */
static inline bool tn_trainer_keeps(const tn_trainer *t, size_t row)
{
    return !t->place || t->place[row] < t->share_of_rows;
}

/* Which features a task has, and how they are scaled; min_count as in the options. */
void tn_rules_of(int head, int min_count, tn_vocabulary_rule *vocabulary, tn_matrix_rule *matrix);

/* Tell options->on_notice of texts that stand with two labels. */
void tn_notice_conflicts(const tenor_train_options *options, const tn_dataset *dataset);

/* The last part of a folder's path: a model's name. */
void tn_name_of_folder(char *out, size_t size, const char *path);

/* Read the data, choose the vocabulary, build the matrix, choose C, cross-validate, calibrate. */
int tn_trainer_prepare(tn_trainer *t, const tenor_train_options *options, tenor_error *err);
void tn_trainer_free(tn_trainer *t);

/* The cross-validated figures of a prepared trainer. */
void tn_trainer_evaluate(const tn_trainer *t, tenor_evaluation *out);

/*
 * Fit the calibrators of all parts to the cross-validated decision values, choose their
 * decision priors (uniform for sentiment; for the others the exponent of tn_calibrator_set_prior
 * with the best cross-validated macro-F1), and fill the posteriors.
 */
int tn_trainer_calibrate(tn_trainer *t, tenor_error *err);

/* Decision values of each fold by the rest, with the trainer's C; calibrated on them. */
int tn_trainer_cross_validate(tn_trainer *t, tenor_error *err);

/*
 * Macro-F1 by share of the training rows: fills out->learning_curve. The rows of each fold
 * and class are taken in an order of their texts' hash and the seed, so larger shares hold the
 * smaller ones. Features, C and aids stay those of all rows. The decision values are lost.
 */
int tn_trainer_learning_curve(tn_trainer *t, tenor_evaluation *out, tenor_error *err);

/* Train on all rows: fills weight (at the matrix's scale) and rho. */
int tn_trainer_solve(tn_trainer *t, tenor_error *err);

#endif
