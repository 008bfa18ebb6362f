/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mixture.c - a mixture's log-likelihood and its derivatives, comment by comment
 *
 * Finding corrected shares is mostly this: some eight times for each head of each article. The sums
 * have the same bits whether comments are taken one at a time or four.
 */
#include "stats/mixture.h"

#include "base/wide.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define PRODUCT_MIN 1e-100 /* two of them have a product that is a double */
#define PRODUCT_MAX 1e100
#define TAME        1e10  /* a number, and its inverse */
#define TAME_4      1e-40 /* of the inverses of four of them */

#define LANES_AT(x) (*(const lanes_anywhere *)(const void *)(x))

/* share . likelihood of a comment */
TN_INLINE double mix(const double *share, const tn_mixture *m, size_t i, int n_classes)
{
    double mixture = 0.0;

#pragma GCC unroll 3
    for (int c = 0; c < n_classes; c++)
        mixture += share[c] * m->likelihood[c][i];
    return mixture;
}

/* a sum of logarithms: one stands for some numbers, whose product is far from a double's ends */
typedef struct {
    double sum, product;
} log_sum;

TN_INLINE void add_log(log_sum *to, double x)
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

/* sums so far; the lower half of `second` */
typedef struct {
    log_sum likelihood;
    tn_class_vector first;
    tn_class_matrix second;
} running;

TN_INLINE void add_comment(running *to, const double *share, const tn_mixture *m, size_t i,
                           int n_classes)
{
    double mixture = mix(share, m, i, n_classes), inverse = 1.0 / mixture;
    tn_class_vector q;

    add_log(&to->likelihood, mixture);
#pragma GCC unroll 3
    for (int c = 0; c < n_classes; c++) {
        q[c] = m->likelihood[c][i] * inverse;
        to->first[c] += q[c];
#pragma GCC unroll 3
        for (int d = 0; d <= c; d++)
            to->second[c][d] += q[c] * q[d];
    }
}

/* lanes that compilers lay out for the processor they are told of */
typedef double lanes __attribute__((vector_size(4 * sizeof(double))));
typedef double lanes_anywhere
    __attribute__((vector_size(4 * sizeof(double)), aligned(8), may_alias));
typedef int64_t known_lanes __attribute__((vector_size(4 * sizeof(int64_t)))); /* -1 for yes */

typedef struct {
    lanes of[4];
} four;

/* numbers 0 to 3, each of four comments: all numbers of each comment */
TN_INLINE four turn(lanes x0, lanes x1, lanes x2, lanes x3)
{
    const lanes low01 = { x0[0], x1[0], x0[2], x1[2] }, low23 = { x2[0], x3[0], x2[2], x3[2] };
    const lanes high01 = { x0[1], x1[1], x0[3], x1[3] }, high23 = { x2[1], x3[1], x2[3], x3[3] };

    return (four){ { { low01[0], low01[1], low23[0], low23[1] },
                     { high01[0], high01[1], high23[0], high23[1] },
                     { low01[2], low01[3], low23[2], low23[3] },
                     { high01[2], high01[3], high23[2], high23[3] } } };
}

__attribute__((cold, noinline)) static void add_each_log(log_sum *to, const double *x)
{
    for (int i = 0; i < 4; i++)
        add_log(to, x[i]);
}

/*
 * add_log() of four. Mostly they and their inverses are so small, and the product after them so far
 * from a double's ends, that no logarithm was due on the way.
 */
TN_INLINE void add_logs(log_sum *to, lanes x, lanes inverse)
{
    double product = to->product * x[0] * x[1] * x[2] * x[3];
    lanes size = x + inverse;

    if (size[0] + size[1] + size[2] + size[3] < TAME && product > PRODUCT_MIN / TAME_4 &&
        product < PRODUCT_MAX * TAME_4) {
        to->product = product;
    } else {
        double each[4];

        memcpy(each, &x, sizeof(each));
        add_each_log(to, each);
    }
}

/*
 * What add_comment() does to each of the comments, of three classes, in their order: four at a time
 * until there is something to add up, then what is added up at once.
 */
TN_INLINE size_t add_fours(running *to, const double *share, const tn_mixture *m)
{
    lanes a = { to->first[0], to->first[1], to->first[2], to->second[0][0] };
    lanes b = { to->second[1][0], to->second[1][1], to->second[2][0], to->second[2][1] };
    double last = to->second[2][2];
    log_sum likelihood = to->likelihood;
    size_t i = 0;

    for (; i + 4 <= m->n; i += 4) {
        const lanes l0 = LANES_AT(m->likelihood[0] + i), l1 = LANES_AT(m->likelihood[1] + i);
        const lanes l2 = LANES_AT(m->likelihood[2] + i);
        const lanes mixture = share[0] * l0 + share[1] * l1 + share[2] * l2;
        const lanes inverse = 1.0 / mixture, q0 = l0 * inverse, q1 = l1 * inverse;
        const lanes q2 = l2 * inverse, square = q2 * q2;
        const four to_a = turn(q0, q1, q2, q0 * q0);
        const four to_b = turn(q1 * q0, q1 * q1, q2 * q0, q2 * q1);

        add_logs(&likelihood, mixture, inverse);
#pragma GCC unroll 4
        for (int k = 0; k < 4; k++) {
            a += to_a.of[k];
            b += to_b.of[k];
            last += square[k];
        }
    }
    to->likelihood = likelihood;
    to->first[0] = a[0], to->first[1] = a[1], to->first[2] = a[2];
    to->second[0][0] = a[3];
    to->second[1][0] = b[0], to->second[1][1] = b[1];
    to->second[2][0] = b[2], to->second[2][1] = b[3], to->second[2][2] = last;
    return i;
}

/* three classes are what all heads have: with their number known, loops over them are unrolled */
TN_INLINE void add_comments(running *to, const tn_mixture *m, const double *share)
{
    running total = *to;

    if (m->n_classes == 3)
        for (size_t i = add_fours(&total, share, m); i < m->n; i++)
            add_comment(&total, share, m, i, 3);
    else
        for (size_t i = 0; i < m->n; i++)
            add_comment(&total, share, m, i, 2);
    *to = total;
}

/* false: the comment's likelihoods are none */
TN_INLINE bool add_posterior(double *added, const tn_mixture *m, size_t i, double weight,
                             int n_classes)
{
    double sum = 0.0;
    bool known = true;

#pragma GCC unroll 3
    for (int c = 0; c < n_classes; c++) {
        known &= m->likelihood[c][i] >= 0.0;
        sum += m->likelihood[c][i];
    }
#pragma GCC unroll 3
    for (int c = 0; c < n_classes; c++)
        added[c] += weight * m->likelihood[c][i] / sum;
    return known && sum > 0.0 && isfinite(sum);
}

/* add_posterior() of four comments of three classes, as far as all of them are known */
TN_INLINE size_t add_four_posteriors(double *added, const tn_mixture *m, double weight)
{
    lanes total = { added[0], added[1], added[2], 0.0 };
    size_t i = 0;

    for (; i + 4 <= m->n; i += 4) {
        const lanes l0 = LANES_AT(m->likelihood[0] + i), l1 = LANES_AT(m->likelihood[1] + i);
        const lanes l2 = LANES_AT(m->likelihood[2] + i), sum = l0 + l1 + l2;
        const known_lanes known =
            (l0 >= 0.0) & (l1 >= 0.0) & (l2 >= 0.0) & (sum > 0.0) & (sum <= DBL_MAX);
        const four part = turn(weight * l0 / sum, weight * l1 / sum, weight * l2 / sum, sum);

        if ((known[0] & known[1] & known[2] & known[3]) == 0)
            break;
#pragma GCC unroll 4
        for (int k = 0; k < 4; k++)
            total += part.of[k];
    }
    added[0] = total[0], added[1] = total[1], added[2] = total[2];
    return i;
}

TN_INLINE size_t add_posteriors(double *added, const tn_mixture *m, double weight)
{
    size_t i = 0;

    if (m->n_classes == 3) {
        for (i = add_four_posteriors(added, m, weight); i < m->n; i++)
            if (!add_posterior(added, m, i, weight, 3))
                return i;
    } else {
        for (; i < m->n && add_posterior(added, m, i, weight, 2); i++) {
        }
    }
    return i;
}

/* the same additions in wider registers */
TN_WIDE static void add_comments_wide(running *to, const tn_mixture *m, const double *share)
{
    add_comments(to, m, share);
}

TN_WIDE static size_t add_posteriors_wide(double *added, const tn_mixture *m, double weight)
{
    return add_posteriors(added, m, weight);
}

size_t tn_mixture_add_posteriors(double *added, const tn_mixture *m, double weight)
{
    return m->wide ? add_posteriors_wide(added, m, weight) : add_posteriors(added, m, weight);
}

void tn_mixture_add_up(tn_mixture_sums *out, const tn_mixture *m, const double *share, double value)
{
    running total = { .likelihood = { value, 1.0 } };

    if (m->wide)
        add_comments_wide(&total, m, share);
    else
        add_comments(&total, m, share);
    memcpy(out->first, total.first, sizeof(out->first));
    for (int c = 0; c < m->n_classes; c++)
        for (int d = 0; d <= c; d++)
            out->second[c][d] = out->second[d][c] = total.second[c][d];
    out->value = total.likelihood.sum + log(total.likelihood.product);
}
