/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_fit.h - a slope and biases that fit a model's posteriors to a site's labels
 *
 * p(class | comment) is proportional to p_model^slope exp(bias of the class): bias-corrected
 * temperature scaling (Alexandari, Kundaje & Shrikumar 2020), by maximum a posteriori.
 */
#ifndef TN_SITE_FIT_H
#define TN_SITE_FIT_H

#include "base/base.h"

/* Labelled comments as a model judges them, and which of them are meant. */
typedef struct {
    const double *log_p; /* n_classes of each comment: the logarithms of its posteriors */
    const int8_t *label; /* of each comment */
    const size_t *row;   /* n_rows comments; one may stand there several times */
    size_t n_rows;
    int n_classes;
} tn_site_rows;

/* Normal prior of the slope. The biases' is centred on 0 with TN_BIAS_DEVIATION. */
typedef struct {
    double mean, deviation;
} tn_slope_prior;

/*
 * Chosen on eight sets of comments and sentences that the sentiment model has not seen, 50 to 200
 * labels each: log loss over deviations of .1 to 2 of the slope and .25 to 2 of the biases, around
 * 0 or around the logarithms of the labels' shares, has its flat minimum here. With the deviations
 * that are best on the other sets a set's log loss is the same to .003 (`make bench-shares`).
 */
#define TN_SLOPE_FITTED   ((tn_slope_prior){ 1.0, 0.25 })
#define TN_BIAS_DEVIATION 1.0

/* Where scores do not go with the labels: the posteriors fall back to the labels' shares. */
#define TN_SLOPE_HELD ((tn_slope_prior){ 0.1, 0.01 })

typedef struct {
    double slope;                   /* at least 0 */
    double bias[TENOR_MAX_CLASSES]; /* sum 0 */
} tn_site_parameters;

/*
 * Minus the logarithm of the posterior density of parameters x (the slope, then the biases) per
 * row, and its gradient (n_classes + 1 values; NULL: not wanted).
 */
double tn_site_loss(const tn_site_rows *rows, const tn_slope_prior *prior, const double *x,
                    double *gradient);

/* Its minimum, by BFGS. At least one row. */
int tn_site_fit(tn_site_parameters *out, const tn_site_rows *rows, const tn_slope_prior *prior,
                tenor_error *err);

/* Covariance of slope and biases over 200 resamples of the rows, by a Mersenne twister. */
int tn_site_covariance(double out[TENOR_MAX_CLASSES + 1][TENOR_MAX_CLASSES + 1],
                       const tn_site_rows *rows, const tn_slope_prior *prior, uint32_t seed,
                       tenor_error *err);

/* What the parameters make of a comment's logarithms of posteriors. */
void tn_site_posteriors(double *p, const double *log_p, const tn_site_parameters *parameters,
                        int n_classes);

#endif
