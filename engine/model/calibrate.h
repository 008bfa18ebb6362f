/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calibrate.h - from pairwise decision values to posterior probabilities
 *
 * Multinomial logistic regression on the decision values of all pairs, fitted on
 * cross-validated values with every class weighted alike: the posteriors hold
 * under a uniform prior, which is then changed to the decision prior by
 * Bayes' rule. (libsvm's own -b 1 is random and contradicts its labels.)
 */
#ifndef TN_CALIBRATE_H
#define TN_CALIBRATE_H

#include "model/task.h"

typedef struct {
    int n_classes;
    double slope[TENOR_MAX_CLASSES][TN_MAX_PAIRS];
    double offset[TENOR_MAX_CLASSES];
    double prior[TENOR_MAX_CLASSES];        /* decision prior, sums to 1 */
    double label_weight[TENOR_MAX_CLASSES]; /* the label has the largest p times this; mostly 1 */
} tn_calibrator;

/*
 * decision: n_rows * pairs, row after row; weight: of each row within its class, NULL for 1. A
 * class without rows is left to the penalty, which makes it improbable. Without offsets classes are
 * equally probable where all decision values are 0. The decision prior is set uniform, and labels
 * are the most probable classes. Minimised by GSL's BFGS; TENOR_ERR_NUMERIC if it does not
 * converge.
 */
int tn_calibrator_fit(tn_calibrator *out, const double *decision, const int8_t *label,
                      const double *weight, size_t n_rows, int n_classes, bool has_offsets,
                      tenor_error *err);

/* p: n_classes posteriors that sum to 1; classes outside `allowed` (bits; 0 = all) get 0. */
void tn_calibrator_apply(const tn_calibrator *calibrator, const double *decision, unsigned allowed,
                         double *p);

/*
 * The decision prior becomes proportional to count^exponent, no class below 0.001: 0 is uniform,
 * which macro-recall wants; macro-F1 is highest somewhere below 1, the classes' own frequencies.
 */
void tn_calibrator_set_prior(tn_calibrator *calibrator, const int64_t *count, double exponent);

/*
 * Other posteriors of the same decision values: proportional to p^slope exp(bias), where p were
 * those of before (bias-corrected temperature scaling; A. Alexandari, A. Kundaje, A. Shrikumar,
 * "Maximum likelihood with bias-corrected calibration is hard-to-beat at label shift adaptation",
 * 2020). The decision prior is multiplied by `factor`, and no class falls below 0.001: what the
 * posteriors over it say of a comment alone is meant to stay what it was, to the power of slope.
 * Labels become the most probable classes.
 */
void tn_calibrator_adapt(tn_calibrator *calibrator, double slope, const double *bias,
                         const double *factor);

/* The class with the largest p times the label's weight; the first of equals. */
int tn_calibrator_label(const tn_calibrator *calibrator, const double *p);

/* The most probable class; the first of equals. */
int tn_most_probable(const double *p, int n_classes);

/*
 * Expected calibration error: mean |confidence - accuracy| over 15 equal-width
 * bins of the label's probability (Naeini et al. 2015), rows weighted to the decision prior under
 * which they were decided: prior[r] points to that of row r, and rows of one pointer are one group,
 * in which each class weighs what the prior says, and each group as many rows as it has.
 * p: n_rows * n_classes. NaN without rows.
 */
double tn_calibration_error(const double *p, const int8_t *label, const double *const *prior,
                            size_t n_rows, int n_classes);

#endif
