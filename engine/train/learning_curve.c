/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * learning_curve.c - would more labelled rows help? Cross-validation with fewer of them tells
 */
#include "train/train.h"

#include <math.h>
#include <stdlib.h>

#define ORDER_SALT 0x6C6561726E696E67u /* another order than the one that dealt the folds */

static const double shares[TENOR_LEARNING_POINTS] = { 0.1, 0.2, 0.4, 0.7, 1.0 };

typedef struct {
    int32_t stratum; /* fold and class */
    uint64_t order;
    size_t row;
} ranked_row;

static int by_stratum_then_order(const void *a, const void *b)
{
    const ranked_row *x = a, *y = b;

    if (x->stratum != y->stratum)
        return x->stratum < y->stratum ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* each row's place 0..1 among the rows of its fold and class */
static double *places_of(const tn_dataset *data, uint32_t seed)
{
    ranked_row *ranked = tn_alloc(data->n_rows, sizeof(*ranked));
    double *place = tn_alloc(data->n_rows, sizeof(*place));

    if (!ranked || !place) {
        free(ranked);
        free(place);
        return NULL;
    }
    for (size_t r = 0; r < data->n_rows; r++) {
        const tn_sample *row = &data->row[r];

        ranked[r] = (ranked_row){ row->fold * TENOR_MAX_CLASSES + row->label,
                                  tn_mix(tn_mix(ORDER_SALT, seed), row->text_key), r };
    }
    qsort(ranked, data->n_rows, sizeof(*ranked), by_stratum_then_order);
    for (size_t start = 0, end; start < data->n_rows; start = end) {
        for (end = start; end < data->n_rows && ranked[end].stratum == ranked[start].stratum;)
            end++;
        for (size_t i = start; i < end; i++) /* the first is in every share */
            place[ranked[i].row] = (double)(i - start) / (double)(end - start);
    }
    free(ranked);
    return place;
}

/* a row is trained on in every fold but its own */
static int64_t mean_training_rows(const tn_trainer *t)
{
    int64_t n_kept = 0;
    int folds = t->options->folds;

    for (size_t r = 0; r < t->dataset.n_rows; r++)
        n_kept += t->place[r] < t->share_of_rows;
    return llround((double)n_kept * (folds - 1) / folds);
}

int tn_trainer_learning_curve(tn_trainer *t, tenor_evaluation *out, tenor_error *err)
{
    double *place = places_of(&t->dataset, t->options->seed);
    int rc = 0;

    if (!place)
        return tn_no_memory(err);
    t->place = place;
    for (int i = 0; i < TENOR_LEARNING_POINTS; i++) {
        double macro_f1 = out->macro_f1; /* all rows: that is what was measured already */

        t->share_of_rows = shares[i];
        if (shares[i] < 1.0) {
            tenor_evaluation e;

            if ((rc = tn_trainer_cross_validate(t, err)) < 0)
                goto done;
            tn_trainer_evaluate(t, &e);
            macro_f1 = e.macro_f1;
        }
        out->learning_curve[i] =
            (tenor_learning_point){ shares[i], mean_training_rows(t), macro_f1 };
    }
    out->n_learning_points = TENOR_LEARNING_POINTS;
done:
    t->place = NULL;
    free(place);
    return rc;
}
