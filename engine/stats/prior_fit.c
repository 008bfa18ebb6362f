/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prior_fit.c - maximum likelihood of the Dirichlet-multinomial
 *
 * With above[j] the number of groups whose count is larger than j, a sum of
 * log-gamma differences over groups is a sum of above[j] log(alpha + j): the
 * cost of a step is the largest count, whatever the number of groups.
 */
#include "stats/shrinkage.h"

#include "stats/numeric.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_STEPS = 200 };

/* largest relative change of a parameter */
#define CONVERGED    1e-13
#define LONGEST_STEP 2.0 /* of Newton's, in log alpha */
#define STALLED      1e-6
#define DAMPED_MIN   1e-6
#define DAMPED_MAX   1e3

/* Column TN_PRIOR_CLASSES is the groups' totals. */
typedef struct {
    int n_classes;
    int64_t *above[TN_PRIOR_CLASSES + 1];
    int64_t largest[TN_PRIOR_CLASSES + 1];
    int64_t sum[TN_PRIOR_CLASSES + 1];
} counts_of_counts;

enum { TOTAL = TN_PRIOR_CLASSES };

typedef struct {
    double value, first, second; /* sums of log(a + j), 1 / (a + j), -1 / (a + j)^2 */
} log_terms;

/* ------------------------------------------------------ counts of counts */

static void free_counts(counts_of_counts *c)
{
    for (int k = 0; k <= TOTAL; k++) {
        free(c->above[k]);
    }
}

/* A group's count in column k, TOTAL for its sum. */
static int64_t count_at(const int64_t *group, int n_classes, int k)
{
    int64_t sum = 0;

    if (k != TOTAL) {
        return group[k];
    }
    for (int i = 0; i < n_classes; i++) {
        sum += group[i];
    }
    return sum;
}

static int count_column(counts_of_counts *c, int k, const int64_t *count, size_t n_groups,
                        tenor_error *err)
{
    for (size_t g = 0; g < n_groups; g++) {
        int64_t here = count_at(count + g * (size_t)c->n_classes, c->n_classes, k);

        if (here < 0) {
            return tn_fail(err, TENOR_ERR_ARGUMENT, "group %zu has a negative count", g);
        }
        c->largest[k] = here > c->largest[k] ? here : c->largest[k];
        c->sum[k] += here;
    }
    c->above[k] = tn_alloc((size_t)c->largest[k] + 1, sizeof(*c->above[k]));
    if (!c->above[k]) {
        return tn_no_memory(err);
    }
    for (size_t g = 0; g < n_groups; g++) {
        c->above[k][count_at(count + g * (size_t)c->n_classes, c->n_classes, k)]++;
    }
    /* from "exactly j" to "more than j" */
    for (int64_t j = c->largest[k], above = 0; j >= 0; j--) {
        int64_t exactly = c->above[k][j];

        c->above[k][j] = above;
        above += exactly;
    }
    return 0;
}

static int count_columns(counts_of_counts *c, const int64_t *count, size_t n_groups,
                         tenor_error *err)
{
    int rc = 0;

    for (int k = 0; rc == 0 && k < c->n_classes; k++) {
        rc = count_column(c, k, count, n_groups, err);
    }
    return rc == 0 ? count_column(c, TOTAL, count, n_groups, err) : rc;
}

/* ------------------------------------------------------------ likelihood */

static log_terms terms_at(const counts_of_counts *c, int k, double alpha)
{
    tn_sum value = { 0 }, first = { 0 }, second = { 0 };

    for (int64_t j = 0; j < c->largest[k]; j++) {
        double weight = (double)c->above[k][j], at = alpha + (double)j, part = weight / at;

        tn_sum_add(&value, weight * log(at));
        tn_sum_add(&first, part);
        tn_sum_add(&second, -part / at);
    }
    return (log_terms){ tn_sum_value(value), tn_sum_value(first), tn_sum_value(second) };
}

typedef struct {
    double alpha[TN_PRIOR_CLASSES], strength;
    log_terms term[TN_PRIOR_CLASSES], total;
    double log_likelihood;
    double rounding; /* of the log-likelihood, a difference of large sums */
} estimate;

static void evaluate(estimate *e, const counts_of_counts *c)
{
    tn_sum likelihood = { 0 };

    e->strength = e->rounding = 0.0;
    for (int k = 0; k < c->n_classes; k++) {
        e->strength += e->alpha[k];
        e->term[k] = terms_at(c, k, e->alpha[k]);
        tn_sum_add(&likelihood, e->term[k].value);
        e->rounding += 1e-15 * fabs(e->term[k].value);
    }
    e->total = terms_at(c, TOTAL, e->strength);
    tn_sum_add(&likelihood, -e->total.value);
    e->log_likelihood = tn_sum_value(likelihood);
}

/*
 * Newton's step in log alpha, whose Hessian is diagonal but for one constant times alpha alpha'
 * (Sherman and Morrison invert that); damping makes it shorter and turns it uphill (K. Levenberg
 * 1944, D. Marquardt 1963). A class that is nowhere has alpha 0 and takes no part. false where the
 * damped likelihood is not concave.
 */
static bool newton_step(estimate *next, const estimate *e, const counts_of_counts *c,
                        double damping)
{
    double gradient[TN_PRIOR_CLASSES] = { 0 }, diagonal[TN_PRIOR_CLASSES] = { 0 };
    double across = 0.0, along = 0.0;

    for (int k = 0; k < c->n_classes; k++) {
        double a = e->alpha[k];

        if (c->sum[k] > 0) {
            gradient[k] = a * (e->term[k].first - e->total.first);
            diagonal[k] = a * a * e->term[k].second + gradient[k] - damping * a * e->term[k].first;
            if (!(diagonal[k] < 0.0)) {
                return false;
            }
            across += a * gradient[k] / diagonal[k];
            along += a * a / diagonal[k];
        }
    }
    double rest = along - 1.0 / e->total.second;

    if (!(rest > 0.0)) {
        return false;
    }
    for (int k = 0; k < c->n_classes; k++) {
        if (c->sum[k] > 0) {
            double step = (gradient[k] - across / rest * e->alpha[k]) / diagonal[k];

            if (!(fabs(step) < LONGEST_STEP)) {
                return false;
            }
            next->alpha[k] = e->alpha[k] * exp(-step);
        }
    }
    return true;
}

static void fixed_point_step(estimate *next, const estimate *e, const counts_of_counts *c)
{
    for (int k = 0; k < c->n_classes; k++) {
        next->alpha[k] = e->alpha[k] * e->term[k].first / e->total.first;
    }
    evaluate(next, c);
}

/* d log-likelihood / d log strength, the mean staying as it is */
static double slope_in_strength(estimate *e, const counts_of_counts *c, double log_strength,
                                const double *mean)
{
    tn_sum slope = { 0 };

    for (int k = 0; k < c->n_classes; k++) {
        e->alpha[k] = mean[k] * exp(log_strength);
    }
    evaluate(e, c);
    for (int k = 0; k < c->n_classes; k++) {
        tn_sum_add_product(&slope, e->alpha[k], e->term[k].first - e->total.first);
    }
    return tn_sum_value(slope);
}

/* The best strength for a given mean, to a few digits, by bisection of its logarithm. */
static void start_at(estimate *e, const counts_of_counts *c, const double *mean)
{
    double low = log(TN_STRENGTH_MIN), high = log(TN_STRENGTH_MAX);

    while (high - low > 0.01) {
        double middle = (low + high) / 2.0;

        if (slope_in_strength(e, c, middle, mean) > 0.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

static double largest_change(const estimate *a, const estimate *b, int n_classes)
{
    double change = 0.0;

    for (int k = 0; k < n_classes; k++) {
        if (a->alpha[k] > 0.0) {
            change = fmax(change, fabs(a->alpha[k] - b->alpha[k]) / a->alpha[k]);
        }
    }
    return change;
}

static bool is_outside(const estimate *e)
{
    return e->strength > TN_STRENGTH_MAX || e->strength < TN_STRENGTH_MIN;
}

/* true: the next estimate is a whole step of Newton's; false: a shorter one that climbs. */
static bool climb(estimate *next, const estimate *e, const counts_of_counts *c)
{
    double damping = 0.0;

    while (damping < DAMPED_MAX) {
        if (newton_step(next, e, c, damping)) {
            evaluate(next, c);
            if (next->log_likelihood >= e->log_likelihood - e->rounding) {
                return damping == 0.0;
            }
        }
        damping = fmax(DAMPED_MIN, 4.0 * damping);
    }
    fixed_point_step(next, e, c);
    return false;
}

/* From a start near the maximum, until a step is a rounding or Newton's no longer get smaller. */
static int maximise(estimate *e, const counts_of_counts *c, tenor_error *err)
{
    double last_change = INFINITY;

    for (int step = 0; step < MAX_STEPS; step++) {
        estimate next = { 0 };
        bool newton = climb(&next, e, c);
        double change = largest_change(e, &next, c->n_classes);

        *e = next;
        if (change < CONVERGED || is_outside(e) ||
            (newton && change < STALLED && change > last_change / 2.0)) {
            return 0;
        }
        last_change = newton ? change : INFINITY;
    }
    return tn_fail(err, TENOR_ERR_NUMERIC, "no prior found in %d steps", (int)MAX_STEPS);
}

/* ------------------------------------------------------------------- fit */

/* sum n (n - 1) over groups, from the counts of counts: 2 j for each group above j */
static double ordered_pairs(const counts_of_counts *c, int k)
{
    double sum = 0.0;

    for (int64_t j = 1; j < c->largest[k]; j++) {
        sum += 2.0 * (double)j * (double)c->above[k][j];
    }
    return sum;
}

/* Tarone's score: are two observations of a group alike more often than two of the site? */
static bool is_overdispersed(const counts_of_counts *c, const double *pooled)
{
    double score = -ordered_pairs(c, TOTAL);

    for (int k = 0; k < c->n_classes; k++) {
        score += c->sum[k] > 0 ? ordered_pairs(c, k) / pooled[k] : 0.0;
    }
    /* the sums are exact, the division is not */
    return score > 1e-12 * ordered_pairs(c, TOTAL);
}

static int64_t groups_with(const counts_of_counts *c, int64_t observations)
{
    return c->largest[TOTAL] >= observations ? c->above[TOTAL][observations - 1] : 0;
}

static void pool_groups(tn_prior *out, const counts_of_counts *c)
{
    out->n_groups = groups_with(c, 1);
    for (int k = 0; k < c->n_classes; k++) {
        out->mean[k] = c->sum[TOTAL] > 0 ? (double)c->sum[k] / (double)c->sum[TOTAL] : NAN;
    }
    if (groups_with(c, 2) >= 2) {
        out->strength = INFINITY;
    }
}

/* Every group is of one class: the likelihood rises all the way to strength 0. */
static bool all_pure(tn_prior *out, const counts_of_counts *c)
{
    int64_t classes_met = 0;

    for (int k = 0; k < c->n_classes; k++) {
        classes_met += c->sum[k] > 0 ? c->above[k][0] : 0;
    }
    if (classes_met > out->n_groups) {
        return false;
    }
    for (int k = 0; k < c->n_classes; k++) {
        int64_t groups = c->sum[k] > 0 ? c->above[k][0] : 0;

        out->mean[k] = (double)groups / (double)out->n_groups;
    }
    out->strength = TN_STRENGTH_MIN;
    return true;
}

static int fit(tn_prior *out, const counts_of_counts *c, tenor_error *err)
{
    estimate e = { 0 };
    int rc;

    pool_groups(out, c);
    if (isnan(out->strength) || !is_overdispersed(c, out->mean) || all_pure(out, c)) {
        return 0;
    }
    start_at(&e, c, out->mean);
    rc = maximise(&e, c, err);
    if (rc == 0 && e.strength <= TN_STRENGTH_MAX) {
        out->strength = fmax(TN_STRENGTH_MIN, e.strength);
        for (int k = 0; k < c->n_classes; k++) {
            out->mean[k] = e.alpha[k] / e.strength;
        }
    }
    return rc;
}

int tn_prior_fit(tn_prior *out, const int64_t *count, size_t n_groups, int n_classes,
                 tenor_error *err)
{
    counts_of_counts c = { .n_classes = n_classes };
    int rc;

    *out = (tn_prior){ .n_classes = n_classes, .strength = NAN };
    if (n_classes < 2 || n_classes > TN_PRIOR_CLASSES) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "a prior has 2 to %d classes, not %d",
                       TN_PRIOR_CLASSES, n_classes);
    }
    rc = count_columns(&c, count, n_groups, err);
    rc = rc == 0 ? fit(out, &c, err) : rc;
    free_counts(&c);
    return rc;
}
