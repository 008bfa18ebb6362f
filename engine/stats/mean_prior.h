/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mean_prior.h - articles' means beside each other: shrunk means, and which articles are unusual
 */
#ifndef TN_MEAN_PRIOR_H
#define TN_MEAN_PRIOR_H

#include "base/base.h"

/* One article's mean of scores. */
typedef struct {
    int64_t n;       /* scores it is of */
    double mean, sd; /* sd may be NaN (n < 2) */
} tn_mean_of_n;

/* What the articles' means have in common; NaN where fewer than TN_MEAN_PRIOR_ARTICLES count. */
typedef struct {
    int64_t n_articles; /* with at least two scores */
    double mean;        /* of the articles, weighted by 1 / (between + own variance) */
    double between;     /* variance of the articles' true means; >= 0 */
    double within;      /* pooled variance of one score about its article's mean */
} tn_mean_prior;

#define TN_MEAN_PRIOR_ARTICLES 5

/*
 * Normal-normal empirical Bayes (C. Morris, JASA 78 (1983) 47-55): the variance of an article's
 * mean is within / n, and `between` is that of DerSimonian and Laird's method of moments (Control.
 * Clin. Trials 7 (1986) 177-188), not below 0. Articles are read in the order given.
 */
void tn_mean_prior_of(tn_mean_prior *out, const tn_mean_of_n *article, size_t n_articles);

typedef struct {
    double mean, low, high; /* drawn toward the site's; interval of the posterior */
    double z;               /* (own mean - site's) / sqrt(between + within / n) */
    double p_value;         /* two-sided, of z under the normal distribution, 0..1 */
} tn_shrunk_mean;

/*
 * Posterior of an article's mean: w own + (1 - w) site, w = between / (between + within / n),
 * variance w within / n. n = 0: the site's mean, z and p NaN. All NaN without a prior.
 */
void tn_shrink_mean(tn_shrunk_mean *out, const tn_mean_of_n *article, const tn_mean_prior *prior,
                    double z);

#endif
