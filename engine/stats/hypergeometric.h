/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hypergeometric.h - how many of some balls drawn are white
 *
 * By inversion: a uniform number is counted down by the probabilities of the likeliest count, then
 * of those around it in turn, so that few are computed (W. M. Patefield, "Algorithm AS 159",
 * Applied Statistics 30 (1981) 91-97). gsl_ran_hypergeometric draws the balls one by one.
 */
#ifndef TN_HYPERGEOMETRIC_H
#define TN_HYPERGEOMETRIC_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

/*
 * log_factorial[k] is ln k!, up to white + black. Where only one count is possible, no number is
 * drawn.
 */
int64_t tn_hypergeometric(int64_t white, int64_t black, int64_t drawn, const double *log_factorial,
                          gsl_rng *rng);

#endif
