/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prevalence.h - the share of each class, corrected for the classifier's errors (quantification)
 *
 * Counting labels is biased: a classifier that errs moves every share toward
 * the ones it errs to. Pure functions; what is undefined is NaN.
 */
#ifndef TN_PREVALENCE_H
#define TN_PREVALENCE_H

#include "base/base.h"

/*
 * How far an article's comments lie, all together, from those that the probabilities were
 * calibrated on: standard deviation of a class's log-likelihood, in natural logarithms. An article
 * has words of its own, and another year too. Measured on topics: `make bench-quantification`.
 */
#define TN_TOPIC_SHIFT 1.3

typedef struct {
    int n_classes;
    int64_t n;
    double share[TENOR_MAX_CLASSES]; /* sum 1; NaN for n = 0 */
    /* of the comments that came: for the classifier's errors alone */
    double low[TENOR_MAX_CLASSES], high[TENOR_MAX_CLASSES];
    /* of the comments that might have come: for sampling too */
    double expected_low[TENOR_MAX_CLASSES], expected_high[TENOR_MAX_CLASSES];
    double variance[TENOR_MAX_CLASSES];       /* of a share, for errors, a shift and sampling */
    double error_variance[TENOR_MAX_CLASSES]; /* the same without sampling */
    double trials; /* perfectly labelled comments that would say as much, but for a shift of all of
                      them; NaN for n = 0 */
} tn_prevalence;

/*
 * Expectation-maximisation over posteriors (EMQ; M. Saerens, P. Latinne, C. Decaestecker,
 * "Adjusting the outputs of a classifier to new a priori probabilities", Neural Computation 14
 * (2002) 21-41): the shares that make the comments most likely. likelihood[c][i] is
 * proportional to p(comment i | class c): its posterior over the prior it was computed under.
 * Added are half a comment of each class, so that no share is 0, and, for caution, a fifth of the
 * comments once more with their mean posterior under `prior` (NULL: a uniform one): what the
 * classifier hardly tells apart stays where it put it. (Measured: `make bench-quantification`.)
 * Maximised by Newton's method, damped (the objective is concave), not by the slower EM.
 *
 * Intervals: Wilson's for as many trials as have the same variance. The variance is the inverse
 * Fisher information of the shares (sampling and errors; less share (1 - share) / n for the errors
 * alone), what was added included, plus that of a shift of TN_TOPIC_SHIFT, by the delta method. n =
 * 0: NaN; n = 1 and n = 2: defined, with intervals that say next to nothing. Likelihoods may come
 * in any order; the bits do depend on it.
 *
 * Fails with TENOR_ERR_ARGUMENT (classes not 2..TENOR_MAX_CLASSES, or a comment that has no
 * positive likelihood) or TENOR_ERR_NUMERIC.
 */
int tn_prevalence_of(tn_prevalence *out, const double *const *likelihood, size_t n, int n_classes,
                     const double *prior, double z, tenor_error *err);

/* Nothing is known: n = 0 and all else NaN. */
void tn_prevalence_unknown(tn_prevalence *out, int n_classes);

/* Both intervals from share, variance and error_variance; `z` is their level's (stats/level.h). */
void tn_prevalence_intervals(tn_prevalence *p, double z);

/* As many perfectly labelled trials as give a share this variance; at least 0.001. */
double tn_trials_of(double share, double variance);

/* What articles of a site have in common. */
typedef struct {
    int n_classes;
    int64_t n_groups;                         /* with at least TN_GROUP_MIN comments */
    double mean[TENOR_MAX_CLASSES];           /* of the groups' corrected shares; NaN without any */
    double error_variance[TENOR_MAX_CLASSES]; /* mean of the groups': errors may be common to all */
    double strength; /* comments that the prior weighs: 1 to the number of groups, at most 100; NaN
                        below 3 groups */
} tn_prevalence_prior;

#define TN_GROUP_MIN 5

/*
 * Method of moments over groups of n >= TN_GROUP_MIN: the variance between their shares is what
 * remains after that of each one's trials, and that of a Dirichlet distribution of this strength.
 * Articles' shifts count as differences between them, so the prior is rather too weak. Groups are
 * read in the order given. NaN strength: nothing can be said.
 */
void tn_prevalence_prior_of(tn_prevalence_prior *out, const tn_prevalence *const *group,
                            size_t n_groups, int n_classes);

typedef struct {
    double share[TENOR_MAX_CLASSES]; /* sum 1 */
    double low[TENOR_MAX_CLASSES], high[TENOR_MAX_CLASSES];
} tn_shrunk_prevalence;

/*
 * The corrected shares drawn toward the prior's mean: w share + (1 - w) mean with w = trials /
 * (trials + strength). The interval is Wilson's, of the comments that might have come, for the
 * variance w^2 variance + (1 - w)^2 (mean (1 - mean) / (strength + 1) + error_variance). n = 0: the
 * prior's mean. NaN where the prior has no strength.
 */
void tn_prevalence_shrink(tn_shrunk_prevalence *out, const tn_prevalence *prevalence,
                          const tn_prevalence_prior *prior, double z);

/*
 * The shares of all comments of many groups together: the mean of the groups' shrunk shares (of
 * their own where the prior has no strength), each group weighing its comments. Sampling averages
 * out over the groups, errors need not: the error variance is the groups' mean. No comment: all
 * NaN. trials: NaN.
 */
void tn_prevalence_pool(tn_prevalence *out, const tn_prevalence *const *group, size_t n_groups,
                        const tn_prevalence_prior *prior, double z);

#endif
