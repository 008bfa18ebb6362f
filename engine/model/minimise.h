/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * minimise.h - the minimum of a smooth function of a few parameters
 */
#ifndef TN_MINIMISE_H
#define TN_MINIMISE_H

#include "base/base.h"

#include <gsl/gsl_vector.h>

/* The function at x and, unless gradient is NULL, its gradient there. */
typedef void (*tn_loss_fn)(const gsl_vector *x, void *context, double *loss, gsl_vector *gradient);

/*
 * GSL's BFGS from *x, which becomes the minimum. TENOR_ERR_NUMERIC if it does not converge, with
 * `what` in the message.
 */
int tn_minimise(gsl_vector *x, tn_loss_fn loss, void *context, const char *what, tenor_error *err);

#endif
