/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prevalence.c - corrected shares of classes by maximum likelihood over posteriors
 */
#include "stats/prevalence.h"

#include "stats/mixture.h"
#include "stats/stats.h"

#include <math.h>
#include <string.h>

#define PSEUDO_COUNT 0.5 /* comments of each class that are added */
#define CAUTION      0.2 /* comments that are added with the mean posterior, for each that is there */
#define MAX_STEPS    100
#define TOLERANCE    1e-12 /* largest change of a share by the last step */
#define ROUNDING     1e-13 /* of the objective: near its top a step cannot be judged by it */
#define MIN_TRIALS   1e-3

_Static_assert(TENOR_MAX_CLASSES == 3, "an information matrix of two shares is inverted");

typedef tn_class_vector vector;
typedef tn_class_matrix matrix;
typedef tn_mixture_sums sums;

typedef struct {
    tn_mixture comments;
    vector added; /* comments of each class */
} problem;

static void add_up(const problem *p, const double *share, sums *out)
{
    double value = 0.0;

    for (int c = 0; c < p->comments.n_classes; c++)
        value += p->added[c] * log(share[c]);
    tn_mixture_add_up(out, &p->comments, share, value);
}

/*
 * The inverse information of the shares on the simplex: the last share is one minus the others,
 * so the information of these is inverted and carried over.
 */
static int invert_information(const problem *p, const double *share, const sums *s, matrix out)
{
    int last = p->comments.n_classes - 1;
    double reduced[2][2] = { { 0.0, 0.0 }, { 0.0, 1.0 } }, end, determinant;

    end = p->added[last] / (share[last] * share[last]);
    for (int c = 0; c < last; c++) {
        for (int d = 0; d < last; d++) {
            reduced[c][d] = s->second[c][d] - s->second[c][last] - s->second[last][d] +
                            s->second[last][last] + end +
                            (c == d ? p->added[c] / (share[c] * share[c]) : 0.0);
        }
    }
    determinant = reduced[0][0] * reduced[1][1] - reduced[0][1] * reduced[1][0];
    if (!(reduced[0][0] > 0.0) || !(determinant > 0.0) || !isfinite(determinant))
        return -1;
    const double inverse[2][2] = { { reduced[1][1] / determinant, -reduced[0][1] / determinant },
                                   { -reduced[1][0] / determinant, reduced[0][0] / determinant } };

    memset(out, 0, sizeof(matrix));
    for (int c = 0; c < last; c++) {
        for (int d = 0; d < last; d++) {
            double v = inverse[c][d];

            out[c][d] = v;
            out[c][last] -= v;
            out[last][d] -= v;
            out[last][last] += v;
        }
    }
    return 0;
}

/* one damped step of Newton's method uphill; *s goes with the shares; *change: the largest of one
 */
static int climb(const problem *p, double *share, sums *s, double *change)
{
    double before = s->value, length = 1.0;
    matrix inverse;
    vector step = { 0 };

    if (invert_information(p, share, s, inverse) != 0)
        return -1;
    for (int c = 0; c < p->comments.n_classes; c++) {
        for (int d = 0; d < p->comments.n_classes; d++)
            step[c] += inverse[c][d] * (s->first[d] + p->added[d] / share[d]);
        if (step[c] < 0.0)
            length = fmin(length, 0.95 * share[c] / -step[c]);
    }
    for (;; length *= 0.5) {
        vector next;

        *change = 0.0;
        for (int c = 0; c < p->comments.n_classes; c++) {
            next[c] = share[c] + length * step[c];
            *change = fmax(*change, fabs(length * step[c]));
        }
        add_up(p, next, s);
        if (s->value >= before - ROUNDING * fabs(before) || *change < TOLERANCE) {
            memcpy(share, next, (size_t)p->comments.n_classes * sizeof(*share));
            return isfinite(s->value) ? 0 : -1;
        }
    }
}

static int maximise(const problem *p, double *share, sums *s, tenor_error *err)
{
    double change = 1.0;

    for (int c = 0; c < p->comments.n_classes; c++)
        share[c] = 1.0 / p->comments.n_classes;
    add_up(p, share, s);
    for (int step = 0; step < MAX_STEPS && change > TOLERANCE; step++) {
        if (!isfinite(s->value) || climb(p, share, s, &change) != 0) {
            return tn_fail(err, TENOR_ERR_NUMERIC, "no corrected shares found for %zu comments",
                           p->comments.n);
        }
    }
    return 0;
}

/* variance of each share if each class's log-likelihood is off by TN_TOPIC_SHIFT */
static double variance_of_shift(const problem *p, const double *share, const sums *s,
                                const matrix inverse, int class_index)
{
    double sum = 0.0;

    for (int shifted = 0; shifted < p->comments.n_classes; shifted++) {
        double moved = 0.0;

        for (int d = 0; d < p->comments.n_classes; d++) {
            double score =
                (d == shifted ? s->first[d] : 0.0) - share[shifted] * s->second[d][shifted];

            moved += inverse[class_index][d] * score;
        }
        sum += moved * moved;
    }
    return sum * TN_TOPIC_SHIFT * TN_TOPIC_SHIFT;
}

double tn_trials_of(double share, double variance)
{
    return fmax(share * (1.0 - share) / variance, MIN_TRIALS);
}

void tn_prevalence_intervals(tn_prevalence *out, double z)
{
    for (int c = 0; c < out->n_classes; c++) {
        double share = out->share[c];

        tn_wilson(&out->low[c], &out->high[c], share, tn_trials_of(share, out->error_variance[c]),
                  z);
        tn_wilson(&out->expected_low[c], &out->expected_high[c], share,
                  tn_trials_of(share, out->variance[c]), z);
    }
}

static double trials_of_all(const tn_prevalence *p, const matrix inverse)
{
    double spread = 0.0, variance = 0.0;

    for (int c = 0; c < p->n_classes; c++) {
        spread += p->share[c] * (1.0 - p->share[c]);
        variance += inverse[c][c];
    }
    return spread / variance;
}

static void set_intervals(const problem *p, tn_prevalence *out, const sums *s, const matrix inverse,
                          double z)
{
    for (int c = 0; c < p->comments.n_classes; c++) {
        double share = out->share[c];
        double sampled = share * (1.0 - share) / (double)p->comments.n;
        double shift = variance_of_shift(p, out->share, s, inverse, c);

        out->variance[c] = inverse[c][c] + shift;
        out->error_variance[c] = fmax(inverse[c][c] - sampled, 0.0) + shift;
    }
    tn_prevalence_intervals(out, z);
}

void tn_prevalence_unknown(tn_prevalence *out, int n_classes)
{
    *out = (tn_prevalence){ .n_classes = n_classes, .trials = NAN };
    for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
        out->share[c] = out->variance[c] = out->error_variance[c] = NAN;
        out->low[c] = out->high[c] = out->expected_low[c] = out->expected_high[c] = NAN;
    }
}

int tn_prevalence_of(tn_prevalence *out, const double *const *likelihood, size_t n, int n_classes,
                     const double *prior, double z, tenor_error *err)
{
    problem p = { .comments = { .n = n, .n_classes = n_classes } };
    sums s;
    matrix inverse;
    size_t n_known;
    int rc;

    tn_prevalence_unknown(out, n_classes);
    out->n = (int64_t)n;
    if (n_classes < 2 || n_classes > TENOR_MAX_CLASSES)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "shares of %d classes cannot be corrected",
                       n_classes);
    for (int c = 0; c < n_classes; c++) {
        p.comments.likelihood[c] = likelihood[c];
        p.added[c] = PSEUDO_COUNT;
    }
    n_known = tn_mixture_add_posteriors(p.added, &p.comments, prior, CAUTION);
    if (n_known < n)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "comment %zu has no likelihood", n_known);
    if (n == 0)
        return 0;
    rc = maximise(&p, out->share, &s, err);
    if (rc < 0)
        return rc;
    if (invert_information(&p, out->share, &s, inverse) != 0)
        return tn_fail(err, TENOR_ERR_NUMERIC, "no interval found for %zu comments", n);
    out->trials = trials_of_all(out, inverse);
    set_intervals(&p, out, &s, inverse, z);
    return 0;
}
