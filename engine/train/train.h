/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train.h - training and cross-validation, shared by `train` and `evaluate`
 */
#ifndef TN_TRAIN_H
#define TN_TRAIN_H

#include "model/calibrate.h"
#include "model/model_file.h"
#include "train/evaluation.h"
#include "train/kernel_table.h"
#include "train/matrix.h"
#include "train/select.h"
#include "train/solver.h"

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
    tn_kernel kernel; /* LINEAR: nothing else of it is set, and there is no table or solution */
    tn_kernel_table kernel_table;
    struct tn_kernel_solution *kernel_solution;
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

/*
 * Kernels (kernel_train.c). Check the options that concern them, and what the others mean with one;
 * fills kernel but for gamma.
 */
int tn_trainer_check_kernel(tn_trainer *t, tenor_error *err);

/* TENOR_ERR_INPUT if a kernel has too many rows to learn from. */
int tn_trainer_check_kernel_rows(const tn_trainer *t, tenor_error *err);

/* gamma and C, where the options leave them open, with the best cross-validated macro-F1. */
int tn_trainer_choose_kernel(tn_trainer *t, tenor_error *err);

/* Job of tn_parallel_run: decision values of one fold's rows by the rest. */
int tn_kernel_fold_job(void *trainer, int fold, tenor_error *err);

/* What libsvm learnt of all rows; shared memory. */
typedef struct tn_kernel_solution {
    size_t n_rows;
    int n_classes;
    double *coefficient; /* [k * n_rows + row]; a row with nothing but zeros is no vector */
    double *decision;    /* of each row, n_rows * n_pairs: what the model must serve */
    double *rho;         /* n_pairs */
} tn_kernel_solution;

/* Train on all rows, in place of tn_trainer_solve: fills kernel_solution and rho. */
int tn_trainer_solve_kernel(tn_trainer *t, tenor_error *err);
void tn_kernel_solution_free(tn_kernel_solution *solution);

/* The solution as a libsvm file; sets the kernel's number of vectors. */
int tn_trainer_write_kernel(tn_trainer *t, tn_buf *out, tenor_error *err);

/* Train on all rows: fills weight (at the matrix's scale) and rho. */
int tn_trainer_solve(tn_trainer *t, tenor_error *err);

#endif
