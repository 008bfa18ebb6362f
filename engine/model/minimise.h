/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * minimise.h - the minimum of a smooth function of a few parameters
 */
#ifndef TN_MINIMISE_H
#define TN_MINIMISE_H

#include "base/base.h"

#include <gsl/gsl_multimin.h>

/*
 * GSL's BFGS from *x, which becomes the minimum. TENOR_ERR_NUMERIC if it does not converge, with
 * `what` in the message.
 */
int tn_minimise(gsl_vector *x, gsl_multimin_function_fdf *function, const char *what,
                tenor_error *err);

#endif
