/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_fit.c - a slope and biases that fit a model's posteriors to a site's labels
 */
#include "train/site_fit.h"

#include "model/minimise.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#define N_RESAMPLES 200

/* logits are x[0] log_p + x[1 + class]; returns the logarithm of the sum of their exponentials */
static double posteriors(double *p, const double *log_p, const double *x, int n_classes)
{
    double top = -INFINITY, sum = 0.0;

    for (int c = 0; c < n_classes; c++) {
        p[c] = x[0] * log_p[c] + x[1 + c];
        top = fmax(top, p[c]);
    }
    for (int c = 0; c < n_classes; c++) {
        p[c] = exp(p[c] - top);
        sum += p[c];
    }
    for (int c = 0; c < n_classes; c++)
        p[c] /= sum;
    /* cppcheck-suppress invalidFunctionArg; one of the terms is 1 */
    return top + log(sum);
}

double tn_site_loss(const tn_site_rows *rows, const tn_slope_prior *prior, const double *x,
                    double *gradient)
{
    double n = (double)rows->n_rows, off = (x[0] - prior->mean) / prior->deviation;
    double g[TENOR_MAX_CLASSES + 1] = { off / prior->deviation }, loss = 0.5 * off * off;

    for (int c = 0; c < rows->n_classes; c++) {
        g[1 + c] = x[1 + c] / (TN_BIAS_DEVIATION * TN_BIAS_DEVIATION);
        loss += 0.5 * x[1 + c] * g[1 + c];
    }
    for (size_t i = 0; i < rows->n_rows; i++) {
        const double *log_p = rows->log_p + rows->row[i] * (size_t)rows->n_classes;
        int label = rows->label[rows->row[i]];
        double p[TENOR_MAX_CLASSES];

        loss += posteriors(p, log_p, x, rows->n_classes) - x[0] * log_p[label] - x[1 + label];
        for (int c = 0; c < rows->n_classes; c++) {
            double error = p[c] - (c == label);

            g[0] += error * log_p[c];
            g[1 + c] += error;
        }
    }
    for (int k = 0; gradient && k <= rows->n_classes; k++)
        gradient[k] = g[k] / n;
    return loss / n;
}

/* ------------------------------------------------------------ minimising */

typedef struct {
    const tn_site_rows *rows;
    const tn_slope_prior *prior;
} problem;

static void loss_and_gradient(const gsl_vector *x, void *context, double *loss,
                              gsl_vector *gradient)
{
    const problem *p = context;

    *loss = tn_site_loss(p->rows, p->prior, gsl_vector_const_ptr(x, 0),
                         gradient ? gsl_vector_ptr(gradient, 0) : NULL);
}

int tn_site_fit(tn_site_parameters *out, const tn_site_rows *rows, const tn_slope_prior *prior,
                tenor_error *err)
{
    problem p = { rows, prior };
    gsl_vector *x = gsl_vector_calloc((size_t)rows->n_classes + 1);
    double mean = 0.0;
    int rc;

    *out = (tn_site_parameters){ 0 };
    if (!x)
        return tn_no_memory(err);
    gsl_vector_set(x, 0, prior->mean);
    rc = tn_minimise(x, loss_and_gradient, &p, "the site's calibration", err);
    if (rc == 0) {
        out->slope = fmax(gsl_vector_get(x, 0), 0.0); /* below, labels would be turned around */
        for (int c = 0; c < rows->n_classes; c++)
            mean += gsl_vector_get(x, (size_t)c + 1) / rows->n_classes;
        for (int c = 0; c < rows->n_classes; c++)
            out->bias[c] = gsl_vector_get(x, (size_t)c + 1) - mean;
    }
    gsl_vector_free(x);
    return rc;
}

/* ----------------------------------------------------------- uncertainty */

int tn_site_covariance(double out[TENOR_MAX_CLASSES + 1][TENOR_MAX_CLASSES + 1],
                       const tn_site_rows *rows, const tn_slope_prior *prior, uint32_t seed,
                       tenor_error *err)
{
    int n = rows->n_classes + 1, rc = 0;
    double(*x)[TENOR_MAX_CLASSES + 1] = tn_alloc(N_RESAMPLES, sizeof(*x));
    double mean[TENOR_MAX_CLASSES + 1] = { 0 };
    size_t *drawn = tn_alloc(rows->n_rows, sizeof(*drawn));
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    tn_site_rows resample = *rows;

    if (!x || !drawn || !rng) {
        rc = tn_no_memory(err);
        goto done;
    }
    resample.row = drawn;
    gsl_rng_set(rng, seed);
    for (size_t i = 0; i < N_RESAMPLES; i++) {
        tn_site_parameters fitted;

        for (size_t r = 0; r < rows->n_rows; r++)
            drawn[r] = rows->row[gsl_rng_uniform_int(rng, rows->n_rows)];
        if ((rc = tn_site_fit(&fitted, &resample, prior, err)) < 0)
            goto done;
        for (int k = 0; k < n; k++) {
            x[i][k] = k == 0 ? fitted.slope : fitted.bias[k - 1];
            mean[k] += x[i][k] / N_RESAMPLES;
        }
    }
    for (int j = 0; j < n; j++) {
        for (int k = 0; k <= j; k++) {
            double sum = 0.0;

            for (size_t i = 0; i < N_RESAMPLES; i++)
                sum += (x[i][j] - mean[j]) * (x[i][k] - mean[k]);
            out[j][k] = out[k][j] = sum / (N_RESAMPLES - 1);
        }
    }
done:
    if (rng)
        gsl_rng_free(rng);
    free(drawn);
    free(x);
    return rc;
}

void tn_site_posteriors(double *p, const double *log_p, const tn_site_parameters *parameters,
                        int n_classes)
{
    double x[TENOR_MAX_CLASSES + 1] = { parameters->slope };

    for (int c = 0; c < n_classes; c++)
        x[1 + c] = parameters->bias[c];
    posteriors(p, log_p, x, n_classes);
}
