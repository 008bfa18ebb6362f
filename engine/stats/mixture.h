/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mixture.h - comments of some classes, whose shares are asked for: how likely they are
 */
#ifndef TN_MIXTURE_H
#define TN_MIXTURE_H

#include "base/base.h"

typedef double tn_class_vector[TENOR_MAX_CLASSES];
typedef double tn_class_matrix[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES];

typedef struct {
    const double *likelihood[TENOR_MAX_CLASSES]; /* of each class, that of every comment */
    size_t n;
    int n_classes; /* 2 or 3 */
} tn_mixture;

/* At some shares; sums over comments of q = likelihood / (share . likelihood). */
typedef struct {
    double value;           /* the log-likelihood */
    tn_class_vector first;  /* of q */
    tn_class_matrix second; /* of q q' */
} tn_mixture_sums;

/*
 * Adds `weight` times each comment's posteriors under a prior (NULL: a uniform one). Returns n, or
 * the index of the first comment whose likelihoods are none: negative, not finite or all 0.
 */
size_t tn_mixture_add_posteriors(double *added, const tn_mixture *m, const double *prior,
                                 double weight);

/* The log-likelihood is added to `value`. */
void tn_mixture_add_up(tn_mixture_sums *out, const tn_mixture *m, const double *share,
                       double value);

#endif
