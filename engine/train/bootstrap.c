/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bootstrap.c - how far figures would move with other rows of the same kind
 *
 * A row is a small code: its truth and what one or two models said. A resample only
 * counts codes, so its cost is one random number and one addition a row.
 */
#include "train/evaluation.h"

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_RESAMPLES 1000
#define LOW         0.05
#define HIGH        0.95
#define N_CODES     (TENOR_MAX_CLASSES * TENOR_MAX_CLASSES * TENOR_MAX_CLASSES)
#define MAX_FIGURES 5

/* truth, prediction and the other model's prediction */
static uint8_t code_of(int truth, int prediction, int other)
{
    return (uint8_t)((truth * TENOR_MAX_CLASSES + prediction) * TENOR_MAX_CLASSES + other);
}

/* the figures of one resample's counts; NaN where undefined */
typedef void (*figures_fn)(const int64_t *count, int n_classes, double *figure);

static void confusion_of(tenor_evaluation *e, const int64_t *count, bool of_other)
{
    memset(e->confusion, 0, sizeof(e->confusion));
    for (int truth = 0; truth < e->n_classes; truth++) {
        for (int ours = 0; ours < e->n_classes; ours++)
            for (int other = 0; other < e->n_classes; other++)
                e->confusion[truth][of_other ? other : ours] += count[code_of(truth, ours, other)];
    }
    tn_evaluation_finish(e);
}

static void five_figures(const int64_t *count, int n_classes, double *figure)
{
    tenor_evaluation e = { .n_classes = n_classes };

    confusion_of(&e, count, false);
    figure[0] = e.macro_f1;
    figure[1] = e.macro_recall;
    figure[2] = e.f1_outer;
    figure[3] = e.accuracy;
    figure[4] = e.kappa;
}

static void f1_difference(const int64_t *count, int n_classes, double *figure)
{
    tenor_evaluation e = { .n_classes = n_classes };

    confusion_of(&e, count, false);
    figure[0] = e.macro_f1;
    confusion_of(&e, count, true);
    figure[0] -= e.macro_f1;
}

/* quantiles of the resamples in which the figure is defined */
static tenor_interval interval_of(double *value, size_t n)
{
    size_t n_defined = 0;

    for (size_t i = 0; i < n; i++)
        if (isfinite(value[i]))
            value[n_defined++] = value[i];
    if (n_defined == 0)
        return (tenor_interval){ NAN, NAN };
    gsl_sort(value, 1, n_defined);
    return (tenor_interval){ gsl_stats_quantile_from_sorted_data(value, 1, n_defined, LOW),
                             gsl_stats_quantile_from_sorted_data(value, 1, n_defined, HIGH) };
}

static void resample(int64_t *count, const uint8_t *code, size_t n_rows, gsl_rng *rng)
{
    memset(count, 0, N_CODES * sizeof(*count));
    for (size_t r = 0; r < n_rows; r++)
        count[code[gsl_rng_uniform_int(rng, n_rows)]]++;
}

static int bootstrap(tenor_interval *interval, int n_figures, figures_fn figures,
                     const uint8_t *code, size_t n_rows, int n_classes, uint32_t seed,
                     tenor_error *err)
{
    double *value = tn_alloc((size_t)n_figures * N_RESAMPLES, sizeof(*value));
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    int rc = value && rng ? 0 : tn_no_memory(err);

    if (rc == 0)
        gsl_rng_set(rng, seed);
    for (size_t i = 0; rc == 0 && i < N_RESAMPLES; i++) {
        int64_t count[N_CODES];
        double figure[MAX_FIGURES];

        resample(count, code, n_rows, rng);
        figures(count, n_classes, figure);
        for (int k = 0; k < n_figures; k++)
            value[(size_t)k * N_RESAMPLES + i] = figure[k];
    }
    for (int k = 0; rc == 0 && k < n_figures; k++)
        interval[k] = interval_of(value + (size_t)k * N_RESAMPLES, N_RESAMPLES);
    if (rng)
        gsl_rng_free(rng);
    free(value);
    return rc;
}

static int code_rows(uint8_t **out, const tn_judgements *judged, const tn_judgements *other,
                     tenor_error *err)
{
    *out = tn_alloc(judged->n_rows, 1);
    if (!*out)
        return tn_no_memory(err);
    for (size_t r = 0; r < judged->n_rows; r++) {
        const tn_judgement *row = &judged->row[r];

        (*out)[r] = code_of(row->truth, row->prediction, other ? other->row[r].prediction : 0);
    }
    return 0;
}

int tn_evaluation_bootstrap(tenor_evaluation *e, const tn_judgements *judged, uint32_t seed,
                            tenor_error *err)
{
    tenor_interval interval[MAX_FIGURES];
    uint8_t *code = NULL;
    int rc = code_rows(&code, judged, NULL, err);

    for (int k = 0; k < MAX_FIGURES; k++)
        interval[k] = (tenor_interval){ NAN, NAN };
    if (rc == 0 && judged->n_rows > 0)
        rc = bootstrap(interval, MAX_FIGURES, five_figures, code, judged->n_rows, e->n_classes,
                       seed, err);
    free(code);
    e->macro_f1_interval = interval[0];
    e->macro_recall_interval = interval[1];
    e->f1_outer_interval = interval[2];
    e->accuracy_interval = interval[3];
    e->kappa_interval = interval[4];
    return rc;
}

/* the paired half of the comparison: both models on the same resamples */
static int compare_f1(tenor_evaluation *e, const tn_judgements *judged, const tn_judgements *other,
                      uint32_t seed, tenor_error *err)
{
    tenor_comparison *against = &e->against;
    int64_t count[N_CODES] = { 0 };
    tenor_evaluation theirs = { .n_classes = e->n_classes };
    uint8_t *code = NULL;
    int rc = code_rows(&code, judged, other, err);

    against->macro_f1_difference_interval = (tenor_interval){ NAN, NAN };
    for (size_t r = 0; rc == 0 && r < judged->n_rows; r++)
        count[code[r]]++;
    confusion_of(&theirs, count, true);
    against->other_macro_f1 = theirs.macro_f1;
    against->macro_f1_difference = e->macro_f1 - theirs.macro_f1;
    if (rc == 0 && judged->n_rows > 0) {
        rc = bootstrap(&against->macro_f1_difference_interval, 1, f1_difference, code,
                       judged->n_rows, e->n_classes, seed, err);
    }
    free(code);
    return rc;
}

int tn_evaluation_compare(tenor_evaluation *out, const tn_judgements *judged,
                          const tn_judgements *other, uint32_t seed, tenor_error *err)
{
    int64_t only_this = 0, only_other = 0;

    if (judged->n_rows != other->n_rows)
        return tn_fail(err, TENOR_ERR_INTERNAL, "two models judged different rows");
    for (size_t r = 0; r < judged->n_rows; r++) {
        bool this_right = judged->row[r].prediction == judged->row[r].truth;
        bool other_right = other->row[r].prediction == other->row[r].truth;

        only_this += this_right && !other_right;
        only_other += other_right && !this_right;
    }
    tn_mcnemar(&out->against, only_this, only_other);
    return compare_f1(out, judged, other, seed, err);
}
