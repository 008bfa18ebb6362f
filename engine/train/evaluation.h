/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evaluation.h - figures of labelled rows, out of what was said of each
 */
#ifndef TN_EVALUATION_H
#define TN_EVALUATION_H

#include "train/dataset.h"
#include "tenor_run.h"

/* What was said of one row of a data set. */
typedef struct {
    size_t row; /* of the data set */
    int8_t truth, prediction;
    bool scored;    /* else an abstention: the prediction is what it counts as */
    int calibrated; /* whose calibrator gave p: a domain, TN_SHARED */
} tn_judgement;

/* All zero is empty. */
typedef struct {
    tn_judgement *row;
    double *p; /* n_rows * n_classes posteriors; of abstentions all 0 */
    size_t n_rows;
    int n_classes;
} tn_judgements;

/* Room for n_rows judgements; none stand in it yet. */
int tn_judgements_init(tn_judgements *out, size_t n_rows, int n_classes, tenor_error *err);
void tn_judgements_free(tn_judgements *judged);

/* Derived figures of a confusion; see tenor_evaluation. */
void tn_evaluation_finish(tenor_evaluation *e);

/* Rows, abstentions, confusion and what derives from it. */
void tn_evaluation_tally(tenor_evaluation *e, const tn_judgements *judged);

void tn_evaluation_reliability(tenor_evaluation *e, const tn_judgements *judged);

/* The five intervals, by a Mersenne twister with this seed. */
int tn_evaluation_bootstrap(tenor_evaluation *e, const tn_judgements *judged, uint32_t seed,
                            tenor_error *err);

/* Exact or by chi-square: fills exact, chi_square and p_value from the discordant counts. */
void tn_mcnemar(tenor_comparison *out, int64_t n_only_this, int64_t n_only_other);

/* out->against; both judged the same rows in the same order. */
int tn_evaluation_compare(tenor_evaluation *out, const tn_judgements *judged,
                          const tn_judgements *other, uint32_t seed, tenor_error *err);

/* The pairs, and the n_listed worst mistakes with their texts. */
int tn_evaluation_mistakes(tenor_evaluation *e, const tn_judgements *judged, const tn_dataset *data,
                           size_t n_listed, tenor_error *err);

#endif
