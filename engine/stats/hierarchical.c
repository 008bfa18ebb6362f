/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hierarchical.c - means beside each other: how they differ, what each is, which one is unlike
 */
#include "stats/hierarchical.h"

#include "stats/stats.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#define PRIOR_DEGREES 3.0
#define NEGLIGIBLE    1e-12 /* weight of a point of the grid */
#define FAR           -60.0 /* logarithm of a weight that stays negligible without an article */

void tn_pool(tn_pooled *pooled, int64_t n, double sd)
{
    if (n >= 2) {
        pooled->squares += (double)(n - 1) * sd * sd;
        pooled->degrees += (double)(n - 1);
    }
}

tn_estimate tn_moderated(const tn_jackknife *own, const tn_pooled *pooled)
{
    double degrees = (double)own->n_groups - 1.0, seen = own->overlap;

    if (own->n == 0)
        return (tn_estimate){ NAN, NAN, NAN };
    seen *= PRIOR_DEGREES * pooled->squares / pooled->degrees;
    if (degrees > 0.0)
        seen += degrees * own->variance;
    degrees += PRIOR_DEGREES;
    return (tn_estimate){ own->mean, seen / degrees, degrees };
}

static double tau_at(int k)
{
    return gsl_pow_2((double)k / (TN_TAU_POINTS - 1));
}

/* the part of the axis that is nearest to a point of the grid */
static double spacing(int k)
{
    int before = k > 0 ? k - 1 : k, after = k < TN_TAU_POINTS - 1 ? k + 1 : k;

    return (tau_at(after) - tau_at(before)) / 2.0;
}

/* weights with sum 1, from logarithms */
static void weigh(double weight[TN_TAU_POINTS], const double log_weight[TN_TAU_POINTS])
{
    double sum = 0.0, largest = gsl_stats_max(log_weight, 1, TN_TAU_POINTS);

    for (int k = 0; k < TN_TAU_POINTS; k++)
        sum += weight[k] = exp(log_weight[k] - largest);
    for (int k = 0; k < TN_TAU_POINTS; k++)
        weight[k] /= sum;
}

/* of a mean whose variance is an estimate: that of Student's distribution */
static double whole_variance(const tn_estimate *article)
{
    return article->variance / (1.0 - 2.0 / article->degrees);
}

/* adds up the articles at one tau; returns the log of their restricted likelihood */
static double likelihood(tn_hierarchy *out, int k, const tn_estimate *article, size_t n)
{
    double tau2 = gsl_pow_2(tau_at(k)), log_w = 0.0, product = 1.0, wdd = 0.0;

    for (size_t i = 0; i < n; i++) {
        if (isnan(article[i].mean))
            continue;
        double w = 1.0 / (tau2 + whole_variance(&article[i])), d = article[i].mean - out->origin;

        product *= w; /* one logarithm for many */
        if (!(product > 1e-200 && product < 1e200)) {
            log_w += log(product);
            product = 1.0;
        }
        out->w[k] += w;
        out->wd[k] += w * d;
        wdd += w * d * d;
    }
    return (log_w + log(product / out->w[k]) - wdd + out->wd[k] * out->wd[k] / out->w[k]) / 2.0;
}

void tn_hierarchy_of(tn_hierarchy *out, const tn_estimate *article, size_t n)
{
    double likelihoods[TN_TAU_POINTS], square = 0.0;

    *out = (tn_hierarchy){ .mean = NAN, .variance = NAN, .between = NAN };
    for (size_t i = 0; i < n; i++) {
        if (!isnan(article[i].mean)) {
            if (!(article[i].variance > 0.0)) /* nothing is known of how scores vary */
                return;
            out->n_articles++;
            out->origin += (article[i].mean - out->origin) / (double)out->n_articles;
        }
    }
    if (out->n_articles < TN_MIN_ARTICLES)
        return;
    for (int k = 0; k < TN_TAU_POINTS; k++) {
        likelihoods[k] = likelihood(out, k, article, n);
        out->log_weight[k] = likelihoods[k] + log(spacing(k));
    }
    out->differ =
        2.0 * (gsl_stats_max(likelihoods, 1, TN_TAU_POINTS) - likelihoods[0]) > TN_Z * TN_Z;
    weigh(out->weight, out->log_weight);
    for (int k = 0; k < TN_TAU_POINTS; k++)
        out->log_weight[k] = log(out->weight[k]);
    out->mean = out->between = 0.0;
    for (int k = 0; k < TN_TAU_POINTS; k++) {
        double mean = out->wd[k] / out->w[k];

        out->mean += out->weight[k] * mean;
        out->between += out->weight[k] * tau_at(k);
        square += out->weight[k] * (1.0 / out->w[k] + mean * mean);
    }
    out->variance = square - out->mean * out->mean;
    out->mean += out->origin;
}

/* the posterior of theta: a normal distribution for each tau, of which mean and variance are kept
 */
static void shrink(tn_placed *out, double d, double variance, const tn_hierarchy *h)
{
    double mean = 0.0, square = 0.0, reach;

    for (int k = 0; k < TN_TAU_POINTS; k++) {
        double tau2 = gsl_pow_2(tau_at(k)), own = tau2 / (tau2 + variance);
        double m = own * d + (1.0 - own) * h->wd[k] / h->w[k];
        double v = own * variance + gsl_pow_2(1.0 - own) / h->w[k];

        mean += h->weight[k] * m;
        square += h->weight[k] * (v + m * m);
    }
    reach = TN_Z * sqrt(square - mean * mean);
    out->mean = h->origin + mean;
    out->low = out->mean - reach;
    out->high = out->mean + reach;
}

/* the same posterior without the article, and its mean under that */
static void leave_out(tn_placed *out, double d, const tn_estimate *article, const tn_hierarchy *h)
{
    double weight[TN_TAU_POINTS], site[TN_TAU_POINTS], spread[TN_TAU_POINTS];
    double mean = 0.0, square = 0.0;

    for (int k = 0; k < TN_TAU_POINTS; k++) {
        double tau2 = gsl_pow_2(tau_at(k)), total = tau2 + whole_variance(article);
        double w = 1.0 / total;
        double left = h->w[k] - w, wd = h->wd[k] - w * d;

        weight[k] = -INFINITY; /* no article can make up for this */
        site[k] = wd / left;
        spread[k] = tau2 + article->variance + 1.0 / left; /* of which p takes Student's tails */
        if (h->log_weight[k] + d * d * w / 2.0 < FAR)
            continue;
        weight[k] = h->log_weight[k] + (log(total * h->w[k] / left) + d * d * w + wd * site[k] -
                                        h->wd[k] * h->wd[k] / h->w[k]) /
                                           2.0;
    }
    weigh(weight, weight);
    out->p_value = 0.0;
    for (int k = 0; k < TN_TAU_POINTS; k++) {
        double degrees = article->degrees * gsl_pow_2(spread[k] / article->variance);

        mean += weight[k] * site[k];
        square += weight[k] * (spread[k] + site[k] * site[k]);
        if (weight[k] > NEGLIGIBLE)
            out->p_value +=
                2.0 * weight[k] * gsl_cdf_tdist_Q(fabs(d - site[k]) / sqrt(spread[k]), degrees);
    }
    out->z = (d - mean) / sqrt(square - mean * mean);
}

void tn_hierarchy_place(tn_placed *out, const tn_estimate *article, const tn_hierarchy *hierarchy)
{
    double d = article->mean - hierarchy->origin;

    *out = (tn_placed){ NAN, NAN, NAN, NAN, NAN };
    if (isnan(hierarchy->mean) || isnan(d))
        return;
    shrink(out, d, whole_variance(article), hierarchy);
    leave_out(out, d, article, hierarchy);
}
