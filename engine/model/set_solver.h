/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set_solver.h - one linear SVM over several targets, each with its classes weighted alike
 *
 * The targets of a set share features, but not how rare a class is: weighted by the classes
 * of all, a class that is rare toward one target would hardly count there.
 */
#ifndef TN_SET_SOLVER_H
#define TN_SET_SOLVER_H

#include "model/train.h"

/*
 * p is a problem on the rows of a set: w takes its weights. The rows' domains have
 * constants, which are the bias.
 */
int tn_solve_set(double *w, const tn_trainer *t, const tn_binary_problem *p, tenor_error *err);

#endif
