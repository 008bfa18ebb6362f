/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mean_prior.c - articles' means beside each other: shrunk means, and which articles are unusual
 */
#include "stats/mean_prior.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static bool counts(const tn_mean_of_n *a)
{
    return a->n >= 2 && isfinite(a->sd);
}

static double pooled_variance(const tn_mean_of_n *article, size_t n, int64_t *n_articles)
{
    double sum = 0.0;
    int64_t degrees = 0;

    *n_articles = 0;
    for (size_t i = 0; i < n; i++) {
        if (counts(&article[i])) {
            sum += (double)(article[i].n - 1) * article[i].sd * article[i].sd;
            degrees += article[i].n - 1;
            ++*n_articles;
        }
    }
    return degrees > 0 ? sum / (double)degrees : NAN;
}

/* sums over articles of weights, their squares and weighted means; weight 1 / (between + own) */
typedef struct {
    double w, w2, wm;
} sums;

static sums add_up(const tn_mean_of_n *article, size_t n, double within, double between)
{
    sums s = { 0 };

    for (size_t i = 0; i < n; i++) {
        if (counts(&article[i])) {
            double w = 1.0 / (between + within / (double)article[i].n);

            s.w += w;
            s.w2 += w * w;
            s.wm += w * article[i].mean;
        }
    }
    return s;
}

void tn_mean_prior_of(tn_mean_prior *out, const tn_mean_of_n *article, size_t n_articles)
{
    double q = 0.0, mean;
    sums s;

    *out = (tn_mean_prior){ .mean = NAN, .between = NAN };
    out->within = pooled_variance(article, n_articles, &out->n_articles);
    if (out->n_articles < TN_MEAN_PRIOR_ARTICLES || !(out->within > 0.0))
        return;
    s = add_up(article, n_articles, out->within, 0.0);
    mean = s.wm / s.w;
    for (size_t i = 0; i < n_articles; i++) {
        if (counts(&article[i])) {
            double d = article[i].mean - mean;

            q += d * d * (double)article[i].n / out->within;
        }
    }
    out->between = fmax(0.0, (q - (double)(out->n_articles - 1)) / (s.w - s.w2 / s.w));
    s = add_up(article, n_articles, out->within, out->between);
    out->mean = s.wm / s.w;
}

void tn_shrink_mean(tn_shrunk_mean *out, const tn_mean_of_n *article, const tn_mean_prior *prior,
                    double z)
{
    double own = prior->within / (double)(article->n > 0 ? article->n : 1), weight, error;

    *out = (tn_shrunk_mean){ NAN, NAN, NAN, NAN, NAN };
    if (!isfinite(prior->between))
        return;
    if (article->n == 0) {
        error = z * sqrt(prior->between);
        out->mean = prior->mean;
    } else {
        weight = prior->between / (prior->between + own);
        error = z * sqrt(weight * own);
        out->mean = weight * article->mean + (1.0 - weight) * prior->mean;
        out->z = (article->mean - prior->mean) / sqrt(prior->between + own);
        out->p_value = 2.0 * gsl_cdf_ugaussian_Q(fabs(out->z));
    }
    out->low = out->mean - error;
    out->high = out->mean + error;
}
