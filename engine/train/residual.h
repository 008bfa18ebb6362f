/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * residual.h - what a domain adds to the part that it stands on
 *
 * Replies with a mention come from another medium, with other shares of the classes: in one
 * problem with all others they pull the shared part their way. So the shared part is trained
 * without them, and their own features on what it leaves (adaptive SVM, see own_target.h).
 */
#ifndef TN_RESIDUAL_H
#define TN_RESIDUAL_H

#include "train/train.h"

/*
 * Train a domain's own features for one pair, on its rows outside a fold (-1: all rows) that the
 * trainer keeps. w and rho are those of the part below; the domain's weights are added to w.
 * Without rows of both classes it adds nothing.
 */
int tn_solve_residual(double *w, double rho, const tn_trainer *t, int domain, int pair,
                      int without_fold, tenor_error *err);

#endif
