/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * distribution.c - histogram, polarization and balance
 */
#include "stats/distribution.h"

#include <math.h>
#include <string.h>

/* ----------------------------------------------------------- histogram */

double tn_score_edge(int i)
{
    return (double)(2 * i - TN_SCORE_BINS) / (double)TN_SCORE_BINS;
}

void tn_score_histogram_add(tn_score_histogram *histogram, double score)
{
    int bin = TN_SCORE_BINS - 1;

    if (!(score >= -1.0 && score <= 1.0)) {
        histogram->outside++;
        return;
    }
    if (score < 1.0) {
        bin = (int)((score + 1.0) * (TN_SCORE_BINS / 2.0));
        bin = bin < TN_SCORE_BINS ? bin : TN_SCORE_BINS - 1;
    }
    /* the product is rounded: the edges decide */
    if (score < tn_score_edge(bin))
        bin--;
    else if (bin + 1 < TN_SCORE_BINS && score >= tn_score_edge(bin + 1))
        bin++;
    histogram->count[bin]++;
}

void tn_score_histogram_of(tn_score_histogram *out, const double *score, size_t n)
{
    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < n; i++)
        tn_score_histogram_add(out, score[i]);
}

/* -------------------------------------------------- van der Eijk's agreement */

/* Unimodality of a layer, from its triples of classes: 110 and 011 speak for it, 101 against. */
static double unimodality(const int64_t *left, int n_classes)
{
    int64_t for_it = 0, against_it = 0;
    double k = n_classes;

    for (int a = 0; a < n_classes - 2; a++) {
        for (int b = a + 1; b < n_classes - 1; b++) {
            for (int c = b + 1; c < n_classes; c++) {
                bool full[3] = { left[a] > 0, left[b] > 0, left[c] > 0 };

                for_it += full[1] && full[0] != full[2];
                against_it += full[0] && !full[1] && full[2];
            }
        }
    }
    if (for_it + against_it == 0)
        return 1.0;
    return ((k - 2.0) * (double)for_it - (k - 1.0) * (double)against_it) /
           ((k - 2.0) * (double)(for_it + against_it));
}

/* Classes that still hold something; *smallest is the least that one holds. */
static int filled_classes(const int64_t *left, int n_classes, int64_t *smallest)
{
    int filled = 0;

    *smallest = INT64_MAX;
    for (int c = 0; c < n_classes; c++) {
        if (left[c] > 0) {
            filled++;
            *smallest = left[c] < *smallest ? left[c] : *smallest;
        }
    }
    return filled;
}

enum { MAX_CLASSES = 64 };

double tn_agreement(const int64_t *count, int n_classes)
{
    int64_t left[MAX_CLASSES], total = 0, layer;
    double agreement = 0.0;
    int filled;

    if (n_classes < 2 || n_classes > MAX_CLASSES)
        return NAN;
    for (int c = 0; c < n_classes; c++) {
        if (count[c] < 0)
            return NAN;
        left[c] = count[c];
        total += count[c];
    }
    if (total == 0)
        return NAN;
    while ((filled = filled_classes(left, n_classes, &layer)) > 0) {
        double weight = (double)(layer * filled) / (double)total;
        double spread = (double)(filled - 1) / (double)(n_classes - 1);

        agreement += weight * unimodality(left, n_classes) * (1.0 - spread);
        for (int c = 0; c < n_classes; c++)
            left[c] -= left[c] > 0 ? layer : 0;
    }
    return fmax(-1.0, fmin(1.0, agreement));
}

double tn_polarization(const int64_t *count, int n_classes)
{
    return (1.0 - tn_agreement(count, n_classes)) / 2.0;
}

double tn_balance(int64_t for_it, int64_t against_it)
{
    int64_t smaller = for_it < against_it ? for_it : against_it;
    int64_t larger = for_it < against_it ? against_it : for_it;

    return smaller < 0 || larger == 0 ? NAN : (double)smaller / (double)larger;
}
