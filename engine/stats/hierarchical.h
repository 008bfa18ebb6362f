/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hierarchical.h - means beside each other: how they differ, what each is, which one is unlike
 *
 * Pure functions; what is undefined is NaN. An article whose mean is NaN does not count.
 */
#ifndef TN_HIERARCHICAL_H
#define TN_HIERARCHICAL_H

#include "stats/difference.h"
#include "stats/people.h"

/* Pooled variance of one value about its article's mean, of articles with n >= 2: sd[i] of n[i]. */
typedef struct {
    double squares, degrees;
} tn_pooled;

void tn_pool(tn_pooled *pooled, int64_t n, double sd);

/*
 * An article's mean with its variance over authors. That of a few authors is hardly known, so it is
 * averaged, by degrees of freedom, with what the site has seen: `pooled` * overlap (an author's
 * comments say the same), as if on 3 degrees (G. Smyth, Stat. Appl. Genet. Mol. Biol. 3 (2004) 3,
 * with a fixed prior weight). n = 0: NaN.
 */
tn_estimate tn_moderated(const tn_jackknife *own, const tn_pooled *pooled);

#define TN_TAU_POINTS   64
#define TN_MIN_ARTICLES 5

/*
 * theta ~ Normal(mean, tau^2), an article's mean ~ Normal(theta, variance / (1 - 2 / degrees)), the
 * variance that Student's t has; flat priors on mean and on tau in 0..1 (A. Gelman, Bayesian
 * Analysis 1 (2006) 515-534; the scale has length 2). All is averaged over tau's posterior on a
 * grid: (k / 63)^2. Fewer than TN_MIN_ARTICLES: NaN.
 */
typedef struct {
    int64_t n_articles;
    double mean, variance; /* of the articles' distribution; posterior mean, and its variance */
    double between;        /* posterior mean of tau */
    bool differ;   /* tau = 0 is outside its interval of likelihood, 2 ln(L(best) / L(0)) > 2.71 */
    double origin; /* what sums are about */
    double weight[TN_TAU_POINTS], log_weight[TN_TAU_POINTS]; /* of the posterior; sum 1 */
    double w[TN_TAU_POINTS], wd[TN_TAU_POINTS]; /* sums of 1 / (tau^2 + variance), times mean */
} tn_hierarchy;

void tn_hierarchy_of(tn_hierarchy *out, const tn_estimate *article, size_t n);

typedef struct {
    double mean, low, high; /* posterior of theta, of TN_CONFIDENCE by its variance */
    double z, p_value;      /* of the article under what the others say: two-sided, 0..1 */
} tn_placed;

/*
 * One of the articles in its place. z and p are those of its own mean under the posterior of the
 * others alone, so that an outlier does not widen what it is measured by; p has Student's tails,
 * with the degrees that variance + tau^2 has by Satterthwaite. A mean of NaN (n = 0): all NaN.
 */
void tn_hierarchy_place(tn_placed *out, const tn_estimate *article, const tn_hierarchy *hierarchy);

#endif
