/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mixture.c - a mixture's log-likelihood and its derivatives, comment by comment
 *
 * Finding corrected shares is mostly this: some eight times for each head of each article. Three
 * classes are what all heads have: with their number known, loops over them are unrolled.
 */
#include "stats/mixture.h"

#include <math.h>
#include <string.h>

#define PRODUCT_MIN 1e-100 /* two of them have a product that is a double */
#define PRODUCT_MAX 1e100

/* a sum of logarithms: one stands for some numbers, whose product is far from a double's ends */
typedef struct {
    double sum, product;
} log_sum;

static inline void add_log(log_sum *to, double x)
{
    if (x < PRODUCT_MIN || x > PRODUCT_MAX) {
        to->sum += log(x);
        return;
    }
    to->product *= x;
    if (to->product < PRODUCT_MIN || to->product > PRODUCT_MAX) {
        to->sum += log(to->product);
        to->product = 1.0;
    }
}

/* the lower half of out->second */
static inline void add_comments(tn_mixture_sums *out, log_sum *likelihood, const tn_mixture *m,
                                const double *share, int n_classes)
{
    tn_mixture_sums total = { 0 };

    for (size_t i = 0; i < m->n; i++) {
        tn_class_vector q;
        double mixture = 0.0, inverse;

        for (int c = 0; c < n_classes; c++)
            mixture += share[c] * m->likelihood[c][i];
        inverse = 1.0 / mixture;
        add_log(likelihood, mixture);
        for (int c = 0; c < n_classes; c++) {
            q[c] = m->likelihood[c][i] * inverse;
            total.first[c] += q[c];
            for (int d = 0; d <= c; d++)
                total.second[c][d] += q[c] * q[d];
        }
    }
    *out = total;
}

void tn_mixture_add_up(tn_mixture_sums *out, const tn_mixture *m, const double *share, double value)
{
    log_sum likelihood = { value, 1.0 };

    if (m->n_classes == 3)
        add_comments(out, &likelihood, m, share, 3);
    else
        add_comments(out, &likelihood, m, share, 2);
    for (int c = 0; c < m->n_classes; c++)
        for (int d = 0; d < c; d++)
            out->second[d][c] = out->second[c][d];
    out->value = likelihood.sum + log(likelihood.product);
}

static inline size_t add_posteriors(double *added, const tn_mixture *m, const double *prior,
                                    double weight, int n_classes)
{
    for (size_t i = 0; i < m->n; i++) {
        double sum = 0.0;
        bool known = true;

        for (int c = 0; c < n_classes; c++) {
            known &= m->likelihood[c][i] >= 0.0;
            sum += m->likelihood[c][i] * prior[c];
        }
        if (!known || !(sum > 0.0) || !isfinite(sum))
            return i;
        for (int c = 0; c < n_classes; c++)
            added[c] += weight * (m->likelihood[c][i] * prior[c]) / sum;
    }
    return m->n;
}

size_t tn_mixture_add_posteriors(double *added, const tn_mixture *m, const double *prior,
                                 double weight)
{
    static const tn_class_vector uniform = { 1.0, 1.0, 1.0 };

    prior = prior ? prior : uniform;
    return m->n_classes == 3 ? add_posteriors(added, m, prior, weight, 3)
                             : add_posteriors(added, m, prior, weight, 2);
}
