/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target.h - a target of the user's own, on top of a stance model
 *
 * The base's shared part has learnt from many targets what speaks for and against; a few dozen
 * labels say what it cannot know of this one. Its decision values stand, and the target's own
 * features are trained on what is left: an SVM with the base's decision as a fixed offset (the
 * adaptive SVM of J. Yang, R. Yan, A. G. Hauptmann, "Cross-domain video concept detection using
 * adaptive SVMs", ACM Multimedia 2007). The result is a domain like any other, so it folds.
 */
#ifndef TN_OWN_TARGET_H
#define TN_OWN_TARGET_H

#include "train/matrix.h"

#define TN_OWN_TARGET_ROWS 20 /* at least, to be of any use */

/* One pair's rows; w . x is added to their offset. */
typedef struct {
    const tn_matrix *matrix;
    const int32_t *row;
    const double *y;      /* +1 or -1 */
    const double *offset; /* of each of these rows */
    const double *cost;   /* of each of these rows, > 0 */
    size_t n_rows;
} tn_offset_problem;

/*
 * min |w|^2 / 2 + sum cost max(0, 1 - y (offset + w . x))^2 by dual coordinate descent (C.-J. Hsieh
 * et al., ICML 2008, algorithm 1; LIBLINEAR has no offsets). Rows are visited in their order. w:
 * matrix->n_features values, overwritten; the matrix's bias node is left out.
 */
int tn_solve_with_offset(double *w, const tn_offset_problem *problem, tenor_error *err);

#endif
