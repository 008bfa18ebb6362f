/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics.c - from judged rows to precision, recall, F1, accuracy and reliability
 */
#include "train/evaluation.h"

#include <math.h>
#include <stdlib.h>

int tn_judgements_init(tn_judgements *out, size_t n_rows, int n_classes, tenor_error *err)
{
    *out = (tn_judgements){ .n_classes = n_classes };
    out->row = tn_alloc(n_rows, sizeof(*out->row));
    out->p = tn_alloc(n_rows * (size_t)n_classes, sizeof(*out->p));
    return out->row && out->p ? 0 : tn_no_memory(err);
}

void tn_judgements_free(tn_judgements *judged)
{
    free(judged->row);
    free(judged->p);
    *judged = (tn_judgements){ 0 };
}

static double ratio(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : NAN;
}

/* precision, recall, F1 of each class; a class nobody predicts has precision NaN and F1 0 */
void tn_evaluation_finish(tenor_evaluation *e)
{
    int64_t correct = 0, total = 0;
    double by_chance = 0.0;
    double f1_sum = 0.0, recall_sum = 0.0;
    int n_present = 0;

    for (int c = 0; c < e->n_classes; c++) {
        int64_t truth = 0, predicted = 0;

        for (int k = 0; k < e->n_classes; k++) {
            truth += e->confusion[c][k];
            predicted += e->confusion[k][c];
        }
        e->precision[c] = ratio(e->confusion[c][c], predicted);
        e->recall[c] = ratio(e->confusion[c][c], truth);
        e->f1[c] = ratio(2 * e->confusion[c][c], truth + predicted);
        correct += e->confusion[c][c];
        by_chance += (double)truth * (double)predicted;
        total += truth;
        if (truth > 0) { /* a class without rows has no recall to average */
            f1_sum += e->f1[c];
            recall_sum += e->recall[c];
            n_present++;
        }
    }
    e->macro_f1 = n_present ? f1_sum / n_present : NAN;
    e->macro_recall = n_present ? recall_sum / n_present : NAN;
    e->f1_outer = 0.5 * (e->f1[0] + e->f1[e->n_classes - 1]);
    e->accuracy = ratio(correct, total);
    by_chance /= (double)total * (double)total; /* NaN without rows */
    e->kappa = by_chance < 1.0 ? (e->accuracy - by_chance) / (1.0 - by_chance) : NAN;
}

void tn_evaluation_tally(tenor_evaluation *e, const tn_judgements *judged)
{
    for (size_t r = 0; r < judged->n_rows; r++) {
        const tn_judgement *row = &judged->row[r];

        e->confusion[row->truth][row->prediction]++;
        e->abstained += !row->scored;
    }
    e->n_rows += (int64_t)judged->n_rows;
    tn_evaluation_finish(e);
}

void tn_evaluation_reliability(tenor_evaluation *e, const tn_judgements *judged)
{
    double confidence[TENOR_RELIABILITY_BINS] = { 0 };
    int64_t count[TENOR_RELIABILITY_BINS] = { 0 }, correct[TENOR_RELIABILITY_BINS] = { 0 };

    for (size_t r = 0; r < judged->n_rows; r++) {
        const tn_judgement *row = &judged->row[r];

        if (row->scored) {
            double p = judged->p[r * (size_t)judged->n_classes + (size_t)row->prediction];
            int bin = (int)(p * TENOR_RELIABILITY_BINS);

            bin = bin < TENOR_RELIABILITY_BINS ? bin : TENOR_RELIABILITY_BINS - 1;
            confidence[bin] += p;
            correct[bin] += row->prediction == row->truth;
            count[bin]++;
        }
    }
    for (int bin = 0; bin < TENOR_RELIABILITY_BINS; bin++) {
        e->reliability[bin] = (tenor_reliability_bin){
            .from = (double)bin / TENOR_RELIABILITY_BINS,
            .to = (double)(bin + 1) / TENOR_RELIABILITY_BINS,
            .n_rows = count[bin],
            .confidence = count[bin] > 0 ? confidence[bin] / (double)count[bin] : NAN,
            .accuracy = ratio(correct[bin], count[bin]),
        };
    }
}
