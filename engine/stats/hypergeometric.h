/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hypergeometric.h - large hypergeometric numbers, in a time that does not grow with them
 */
#ifndef TN_HYPERGEOMETRIC_H
#define TN_HYPERGEOMETRIC_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

/*
 * How many of the `drawn` of n_marked + n_others are marked: E. Stadlober, "The ratio of uniforms
 * approach for generating discrete random variates", J. Comput. Appl. Math. 31 (1990) 181-189,
 * its hat a table mountain (HRUA*). log_factorial[k] is ln k! for k up to n_marked +
 * n_others; drawn <= n_marked + n_others. gsl_ran_hypergeometric draws from the same distribution,
 * one by one: faster for a few, and the time goes with their number.
 */
int64_t tn_hypergeometric(gsl_rng *rng, int64_t n_marked, int64_t n_others, int64_t drawn,
                          const double *log_factorial);

#endif
