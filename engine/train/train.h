/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train.h - training and cross-validation, shared by `train` and `evaluate`
 *
 * A model has a shared part, and a stance model a domain for each target that has rows enough. Each
 * part is trained, cross-validated and calibrated on rows of its own: the shared part first, for
 * its decision values are features of the domains'.
 */
#ifndef TN_TRAIN_H
#define TN_TRAIN_H

#include "model/calibrate.h"
#include "model/model_file.h"
#include "train/evaluation.h"
#include "train/matrix.h"
#include "train/solver.h"

/* One part. Weights are at the matrix's scale. */
typedef struct {
    tn_part_rule rule;
    int32_t *row; /* of the data set; the rule's */
    tn_matrix matrix;
    double C;
    tn_vocabulary
        vocabulary;   /* of a domain, until all parts are trained and the model's takes it */
    double *shared;   /* of a domain: the shared part's decision values, n_rows * TN_MAX_PAIRS */
    double *weight;   /* in memory shared with jobs: n_pairs * n_features */
    double *rho;      /* the same: n_pairs */
    double *decision; /* the same: cross-validated, n_rows * n_pairs */
    tn_calibrator calibrator;
} tn_part;

/* All that a training run holds. */
typedef struct {
    const tenor_train_options *options;
    int head;
    int n_pairs, n_folds;
    tn_dataset dataset;
    tn_aux aux[TN_MAX_AUX];
    int n_aux;
    tn_vocabulary vocabulary;
    tn_solver solver;
    tn_part *part; /* the shared one, then the domains' in their order */
    int n_parts;
    double *posterior;    /* of the cross-validated decision values, rows * n_classes; of rows that
                             are not judged 0 */
    const double *place;  /* with share_of_rows: 0..1, of each row in its stratum; see below */
    double share_of_rows; /* rows whose place is below are trained on */
} tn_trainer;

/* Whether a row is trained on: all are, but for those beyond share_of_rows. */
static inline bool tn_trainer_keeps(const tn_trainer *t, size_t row)
{
    return !t->place || t->place[row] < t->share_of_rows;
}

/* The families and scales of a part, for all rows of the data set that belong to it. */
int tn_part_init(tn_part *part, const tn_dataset *dataset, int domain, int min_count,
                 tenor_error *err);
void tn_part_free(tn_part *part, int n_pairs);

/* Memory for what training writes. */
int tn_part_allocate(tn_part *part, int n_pairs, tenor_error *err);

/* Of a domain whose `shared` is filled: choose its vocabulary, build its matrix, allocate. */
int tn_part_build_domain(tn_part *part, int n_pairs, tenor_error *err);

/* Train a part on all its rows and without each fold; without calibrating it. */
int tn_part_train(tn_trainer *t, tn_part *part, tenor_error *err);

/*
 * Fit a part's calibrator to its cross-validated decision values, every class of every fold that
 * is a file alike, and fill the posteriors. The decision prior is uniform; a domain's is
 * proportional to the class counts to the power of 0, 1/2 or 1, whichever has the best
 * cross-validated macro-F1.
 */
int tn_part_calibrate(tn_trainer *t, tn_part *part, tenor_error *err);

/* Tell options->on_notice what is odd about the rows. */
void tn_notice_data(const tenor_train_options *options, const tn_dataset *dataset);

/* The name of the model that is trained: the options', else its folder's. The caller's to free;
 * NULL without memory. */
char *tn_name_of_model(const tenor_train_options *options);

/* Read the data, choose the vocabulary and C, train, cross-validate, calibrate all parts. */
int tn_trainer_prepare(tn_trainer *t, const tenor_train_options *options, tenor_error *err);
void tn_trainer_free(tn_trainer *t);

/* The cross-validated figures of a prepared trainer. */
void tn_trainer_evaluate(const tn_trainer *t, tenor_evaluation *out);

/* Whether a row is judged: it has a fold. */
static inline bool tn_trainer_judges(const tn_trainer *t, size_t row)
{
    return t->dataset.row[row].fold != TN_NO_FOLD;
}

/* Train and calibrate all parts anew, with the trainer's C. */
int tn_trainer_cross_validate(tn_trainer *t, tenor_error *err);

/*
 * Macro-F1 by share of the training rows: fills out->learning_curve. The rows of each fold
 * and class are taken in an order of their texts' hash and the seed, so larger shares hold the
 * smaller ones. Features, C and auxiliary features stay those of all rows. The decision values are
 * lost.
 */
int tn_trainer_learning_curve(tn_trainer *t, tenor_evaluation *out, tenor_error *err);

/*
 * A domain's weights as they are stored: scaled, its character n-grams' moved into its words, and
 * rounded to what the file carries. out: of each pair n_entries + TN_DOMAIN_BLOCK, the block last;
 * `rho` is the model's, of each pair.
 */
int tn_domain_stored(double *out, const tn_part *part, const tn_vocabulary *v, const double *rho,
                     int n_pairs, tenor_error *err);

#endif
