/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_shares.c - a site's share of each class: by labels, by posteriors, by both
 */
#include "train/site_shares.h"

#include <math.h>

#define Z_TWO_SIDED 1.6448536269514722 /* of an interval of 90 % */
#define Z_ONE_SIDED 1.2815515655446004 /* of a test at 10 % */

void tn_population_add(tn_population *sums, const double *p, int n_classes)
{
    sums->n++;
    for (int c = 0; c < n_classes; c++) {
        sums->sum[c] += p[c];
        sums->squares[c] += p[c] * p[c];
    }
}

static double variance_of(double sum, double squares, double n)
{
    return n > 1.0 ? fmax(squares - sum * sum / n, 0.0) / (n - 1.0) : 0.0;
}

/* Wilson (1927) */
static tenor_site_share with_interval(double share, double trials)
{
    double z = Z_TWO_SIDED, scale = 1.0 + z * z / trials;
    double centre = (share + z * z / (2.0 * trials)) / scale;
    double half =
        z / scale * sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials * trials));

    return (tenor_site_share){ share, { fmax(0.0, centre - half), fmin(1.0, centre + half) } };
}

typedef struct {
    double label[TENOR_MAX_CLASSES], p[TENOR_MAX_CLASSES]; /* means over the rows */
} means;

static double p_of(const tn_site_rows *rows, size_t i, int c)
{
    return exp(rows->log_p[rows->row[i] * (size_t)rows->n_classes + (size_t)c]);
}

static bool is_labelled(const tn_site_rows *rows, size_t i, int c)
{
    return rows->label[rows->row[i]] == c;
}

static means means_of(const tn_site_rows *rows)
{
    means m = { { 0 }, { 0 } };

    for (size_t i = 0; i < rows->n_rows; i++) {
        for (int c = 0; c < rows->n_classes; c++) {
            m.label[c] += is_labelled(rows, i, c) / (double)rows->n_rows;
            m.p[c] += p_of(rows, i, c) / (double)rows->n_rows;
        }
    }
    return m;
}

/* the covariance over the rows, added over the classes; *error: its standard error */
static double covariance_of(const tn_site_rows *rows, const means *m, double *error)
{
    double n = (double)rows->n_rows, sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < rows->n_rows; i++) {
        double product = 0.0;

        for (int c = 0; c < rows->n_classes; c++)
            product += (is_labelled(rows, i, c) - m->label[c]) * (p_of(rows, i, c) - m->p[c]);
        sum += product;
        squares += product * product;
    }
    *error = sqrt(variance_of(sum, squares, n) / n);
    return sum / (n - 1.0);
}

bool tn_scores_go_with_labels(const tn_site_rows *rows)
{
    means m = means_of(rows);
    double error, covariance = covariance_of(rows, &m, &error);

    return covariance > Z_ONE_SIDED * error;
}

/* the weight of the posteriors for which the shares' variances are smallest together */
static double best_lambda(const tn_site_rows *rows, const means *m, const tn_population *population)
{
    double n = (double)rows->n_rows, all = n + (double)population->n, spread = 0.0, error;

    for (int c = 0; c < rows->n_classes; c++) {
        double squares = population->squares[c];

        for (size_t i = 0; i < rows->n_rows; i++)
            squares += p_of(rows, i, c) * p_of(rows, i, c);
        spread += variance_of(population->sum[c] + n * m->p[c], squares, all);
    }
    if (!(spread > 0.0))
        return 0.0;
    return fmin(
        fmax(covariance_of(rows, m, &error) / ((1.0 + n / (double)population->n) * spread), 0.0),
        1.0);
}

/* of a class's label minus lambda times its posterior */
static double residual_variance(const tn_site_rows *rows, int c, double lambda)
{
    double sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < rows->n_rows; i++) {
        double residual = is_labelled(rows, i, c) - lambda * p_of(rows, i, c);

        sum += residual;
        squares += residual * residual;
    }
    return variance_of(sum, squares, (double)rows->n_rows);
}

void tn_site_shares(tenor_head_calibration *out, const tn_site_rows *rows, bool goes_with,
                    const tn_population *population)
{
    double n = (double)rows->n_rows, n_population = (double)population->n;
    means m = means_of(rows);

    out->n_population = population->n;
    out->lambda = population->n > 1 && goes_with ? best_lambda(rows, &m, population) : 0.0;
    for (int c = 0; c < rows->n_classes; c++) {
        double p = population->n > 0 ? population->sum[c] / n_population : m.p[c];
        double share = fmin(fmax(m.label[c] + out->lambda * (p - m.p[c]), 0.0), 1.0);
        double variance =
            out->lambda * out->lambda *
                variance_of(population->sum[c], population->squares[c], n_population) /
                n_population +
            residual_variance(rows, c, out->lambda) / n;

        out->by_labels[c] = with_interval(m.label[c], n);
        out->by_models[c] = p;
        if (population->n == 0)
            out->by_both[c] = (tenor_site_share){ NAN, { NAN, NAN } };
        else if (out->lambda > 0.0 && share * (1.0 - share) > 0.0 && variance > 0.0)
            out->by_both[c] = with_interval(share, share * (1.0 - share) / variance);
        else
            out->by_both[c] = with_interval(share, n);
    }
}
