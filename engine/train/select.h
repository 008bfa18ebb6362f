/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * select.h - which features of the training rows a model is to know
 */
#ifndef TN_SELECT_H
#define TN_SELECT_H

#include "model/vocabulary.h"
#include "train/dataset.h"

typedef struct {
    tn_feature_config features;
    /* documents a feature must stand in, in a part of at least 10,000 rows; fewer in proportion in
     * smaller ones, down to a quarter */
    int min_count[TN_N_FAMILIES];
} tn_vocabulary_rule;

/*
 * Those that stand in enough rows, in the order of their first occurrence: the same data give the
 * same indices. TENOR_ERR_INPUT if there is none. Release with tn_vocabulary_free; after a failure
 * there is nothing to release.
 */
int tn_vocabulary_select(tn_vocabulary *out, const tn_dataset *dataset,
                         const tn_vocabulary_rule *rule, tenor_error *err);

#endif
