/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target.h - a target of the user's own: what is known of it from its rows to its folder
 */
#ifndef TN_OWN_TARGET_H
#define TN_OWN_TARGET_H

#include "model/engine.h"
#include "train/train.h"

typedef struct {
    const tenor_train_options *options;
    tenor_engine *engine;
    tn_model *base;
    tn_target target;
    int known;    /* the base's domain of this target, TN_SHARED if it has none */
    tn_trainer t; /* of one part, the domain */
    tn_part part;
    double *base_p, *majority_p, *level_p, *stack_p; /* n_rows * n_classes */
    const double *result_p;                          /* the level's or the stack's */
    double *base_label_p, *label_p; /* n_rows * n_classes: labels have the largest */
    bool stacked;
    tn_calibrator calibrator; /* of the result */
} tn_own_target;

/* Write the base and the target as one model: the base's description becomes the result's. */
int tn_own_target_write(tn_own_target *o, tenor_error *err);

#endif
