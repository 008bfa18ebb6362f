/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * minimise.c - the minimum of a smooth function of a few parameters
 */
#include "model/minimise.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>

#define MAX_ITERATIONS 500

typedef struct {
    tn_loss_fn loss;
    void *context;
} problem;

/* GSL asks for both, or for one of them */
static void loss_and_gradient(const gsl_vector *x, void *of, double *loss, gsl_vector *gradient)
{
    const problem *p = of;

    p->loss(x, p->context, loss, gradient);
}

static double loss_only(const gsl_vector *x, void *of)
{
    double loss;

    loss_and_gradient(x, of, &loss, NULL);
    return loss;
}

static void gradient_only(const gsl_vector *x, void *of, gsl_vector *gradient)
{
    double loss;

    loss_and_gradient(x, of, &loss, gradient);
}

int tn_minimise(gsl_vector *x, tn_loss_fn loss, void *context, const char *what, tenor_error *err)
{
    problem p = { loss, context };
    gsl_multimin_function_fdf function = {
        .f = loss_only, .df = gradient_only, .fdf = loss_and_gradient, .n = x->size, .params = &p
    };
    gsl_multimin_fdfminimizer *minimizer =
        gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, x->size);
    int status, rc = 0;

    if (!minimizer)
        return tn_no_memory(err);
    status = gsl_multimin_fdfminimizer_set(minimizer, &function, x, 0.1, 0.1);
    for (int i = 0; status == GSL_SUCCESS && i < MAX_ITERATIONS; i++) {
        status = gsl_multimin_fdfminimizer_iterate(minimizer);
        if (status == GSL_SUCCESS &&
            gsl_multimin_test_gradient(minimizer->gradient, 1e-6) == GSL_SUCCESS)
            break;
    }
    /* no progress: the loss is flat to the last bits, which is where we wanted to be */
    if ((status == GSL_ENOPROG || status == GSL_SUCCESS) && isfinite(minimizer->f))
        gsl_vector_memcpy(x, minimizer->x);
    else
        rc = tn_fail(err, TENOR_ERR_NUMERIC, "%s did not converge: %s", what, gsl_strerror(status));
    gsl_multimin_fdfminimizer_free(minimizer);
    return rc;
}
