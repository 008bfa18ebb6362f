/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target_state.h - a target of the user's own, while it is trained: what its three files share
 */
#ifndef TN_OWN_TARGET_STATE_H
#define TN_OWN_TARGET_STATE_H

#include "model/engine.h"
#include "train/own_target.h"
#include "train/train.h"

typedef struct {
    const tenor_train_options *options;
    tenor_engine *engine;
    tn_model *base;
    const tn_vocabulary *base_vocabulary;
    double *base_weight;
    double base_rho[TN_MAX_PAIRS];
    tn_name target;
    tn_dataset data; /* its labels are the base's classes */
    int64_t count[TENOR_MAX_CLASSES];
    tn_vocabulary_rule vocabulary_rule;
    tn_matrix_rule matrix_rule;
    tn_vocabulary vocabulary;
    tn_matrix matrix;
    int n_classes, n_pairs;
    double C;
    double *offset;   /* the base's decision values, n_rows * n_pairs */
    double *decision; /* cross-validated */
    double *weight;   /* on all rows, n_pairs * n_features */
    double *p;        /* posteriors of the cross-validated decision values */
    double *base_p;   /* the base's own */
    tn_calibrator calibrator;
} tn_own_target;

/* Cross-validated decision values and posteriors, their calibrator, and the weights on all rows;
 * the cost is chosen where the options give none. */
int tn_own_target_fit(tn_own_target *t, tenor_error *err);

/* The cross-validated figures, beside the base's own. */
int tn_own_target_evaluate(const tn_own_target *t, tenor_evaluation *out, tenor_error *err);

/* The base with the target in a part of its own; the base's description becomes the new model's. */
int tn_own_target_write(tn_own_target *t, const tenor_evaluation *e, tenor_error *err);

#endif
