/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svm_file.h - the trained weights as a libsvm model file
 *
 * A linear model needs one vector for each pair of classes. Three classes are
 * written as three "support vectors" with coefficients `1 0`, `0 1`, `0 1` and
 * nr_sv 2 1 0 (two classes: one vector, nr_sv 1 0), so that any libsvm computes
 * exactly our decision values and votes.
 */
#ifndef TN_SVM_FILE_H
#define TN_SVM_FILE_H

#include "model/task.h"

#define TN_WEIGHT_DIGITS 4 /* significant digits of a stored weight: what training can tell */

/* weight[pair * n_features + index]; zeros are left out. */
int tn_svm_write(tn_buf *out, const double *weight, const double *rho, size_t n_features,
                 int n_classes, tenor_error *err);

/* A weight as the file will carry it: what is folded must be the same number. */
double tn_svm_round(double weight);

/*
 * Read what tn_svm_write writes, and nothing else: libsvm's own reader trusts
 * its input, so a file is held against this first. weight: pairs * n_features,
 * filled; rho: pairs.
 */
int tn_svm_parse(const char *text, size_t bytes, size_t n_features, int n_classes, double *weight,
                 double *rho, tenor_error *err);

#endif
