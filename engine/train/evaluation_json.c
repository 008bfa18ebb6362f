/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evaluation_json.c - an evaluation as one JSON document
 */
#include "train/evaluation_write.h"

#include <jansson.h>
#include <math.h>

static json_t *json_figure(double x)
{
    return isfinite(x) ? json_real(tn_round6(x)) : json_null();
}

static json_t *json_classes(const tenor_evaluation *e)
{
    json_t *array = json_array();

    for (int c = 0; array && c < e->n_classes; c++) {
        json_t *row = json_pack("{s:s, s:o, s:o, s:o}", "label", e->class_name[c], "precision",
                                json_figure(e->precision[c]), "recall", json_figure(e->recall[c]),
                                "f1", json_figure(e->f1[c]));

        if (json_array_append_new(array, row) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *json_confusion(const tenor_evaluation *e)
{
    json_t *array = json_array();

    for (int c = 0; array && c < e->n_classes; c++) {
        for (int k = 0; array && k < e->n_classes; k++) {
            json_t *cell = json_pack("{s:s, s:s, s:I}", "truth", e->class_name[c], "prediction",
                                     e->class_name[k], "count", (json_int_t)e->confusion[c][k]);

            if (json_array_append_new(array, cell) != 0) {
                json_decref(array);
                array = NULL;
            }
        }
    }
    return array;
}

/* takes both */
static json_t *append(json_t *array, json_t *row)
{
    if (json_array_append_new(array, row) != 0) {
        json_decref(array);
        return NULL;
    }
    return array;
}

static json_t *json_reliability(const tenor_evaluation *e)
{
    json_t *array = json_array();

    for (int bin = 0; array && bin < TENOR_RELIABILITY_BINS; bin++) {
        const tenor_reliability_bin *b = &e->reliability[bin];

        array = append(array,
                       json_pack("{s:o, s:o, s:I, s:o, s:o}", "from", json_figure(b->from), "to",
                                 json_figure(b->to), "count", (json_int_t)b->n_rows, "confidence",
                                 json_figure(b->confidence), "accuracy", json_figure(b->accuracy)));
    }
    return array;
}

static json_t *json_learning_curve(const tenor_evaluation *e)
{
    json_t *array = e->n_learning_points > 0 ? json_array() : json_null();

    for (int i = 0; array && i < e->n_learning_points; i++) {
        const tenor_learning_point *point = &e->learning_curve[i];

        array = append(array, json_pack("{s:o, s:I, s:o}", "share", json_figure(point->share),
                                        "rows", (json_int_t)point->n_rows, "macro_f1",
                                        json_figure(point->macro_f1)));
    }
    return array;
}

static json_t *json_against(const tenor_comparison *a)
{
    if (!a->present)
        return json_null();
    return json_pack("{s:I, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "only_this",
                     (json_int_t)a->n_only_this, "only_other", (json_int_t)a->n_only_other, "test",
                     a->exact ? "exact" : "chi_square", "chi_square", json_figure(a->chi_square),
                     "p_value", json_figure(a->p_value), "macro_f1", json_figure(a->other_macro_f1),
                     "macro_f1_difference", json_figure(a->macro_f1_difference),
                     "macro_f1_difference_low", json_figure(a->macro_f1_difference_interval.low),
                     "macro_f1_difference_high", json_figure(a->macro_f1_difference_interval.high));
}

static json_t *json_pairs(const tenor_evaluation *e)
{
    json_t *array = json_array();

    for (int i = 0; array && i < e->n_mistake_pairs; i++) {
        const tenor_mistake_pair *pair = &e->mistake_pair[i];

        array = append(array, json_pack("{s:s, s:s, s:I}", "truth", e->class_name[pair->truth],
                                        "prediction", e->class_name[pair->prediction], "count",
                                        (json_int_t)pair->n_rows));
    }
    return array;
}

static json_t *json_mistake(const tenor_evaluation *e, const tenor_mistake *m)
{
    return json_pack("{s:s, s:I, s:o, s:s, s:s, s:o, s:o, s:o, s:b}", "input", m->input, "line",
                     (json_int_t)m->line_no, "id", json_stringn(m->id.data, m->id.bytes), "truth",
                     e->class_name[m->truth], "prediction", e->class_name[m->prediction], "p_truth",
                     json_figure(m->p_truth), "p_prediction", json_figure(m->p_prediction), "text",
                     json_stringn(m->text.data, m->text.bytes), "text_is_cut", (int)m->text_is_cut);
}

static json_t *json_mistakes(const tenor_evaluation *e)
{
    json_t *array = e->lists_mistakes ? json_array() : json_null();

    for (size_t i = 0; array && i < e->n_mistakes; i++)
        array = append(array, json_mistake(e, &e->mistake[i]));
    return array;
}

static json_t *json_evaluation(const tenor_evaluation *e)
{
    json_t *root = json_pack(
        "{s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "schema", "tenor/evaluation/1",
        "head", tenor_head_name(e->head), "rows", (json_int_t)e->n_rows, "abstained",
        (json_int_t)e->abstained, "skipped", (json_int_t)e->skipped, "macro_f1",
        json_figure(e->macro_f1), "macro_recall", json_figure(e->macro_recall), "f1_outer",
        json_figure(e->f1_outer), "accuracy", json_figure(e->accuracy), "kappa",
        json_figure(e->kappa), "calibration_error", json_figure(e->ece));
    json_t *intervals = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "macro_f1_low",
                                  json_figure(e->macro_f1_interval.low), "macro_f1_high",
                                  json_figure(e->macro_f1_interval.high), "macro_recall_low",
                                  json_figure(e->macro_recall_interval.low), "macro_recall_high",
                                  json_figure(e->macro_recall_interval.high), "f1_outer_low",
                                  json_figure(e->f1_outer_interval.low), "f1_outer_high",
                                  json_figure(e->f1_outer_interval.high), "accuracy_low",
                                  json_figure(e->accuracy_interval.low), "accuracy_high",
                                  json_figure(e->accuracy_interval.high));
    json_t *tables =
        json_pack("{s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "confidence", 0.9, "classes",
                  json_classes(e), "confusion", json_confusion(e), "reliability",
                  json_reliability(e), "against", json_against(&e->against), "learning_curve",
                  json_learning_curve(e), "error_pairs", json_pairs(e), "errors", json_mistakes(e));
    bool whole = root && intervals && tables &&
                 (e->uncertain == 0 ||
                  json_object_set_new(root, "uncertain", json_integer(e->uncertain)) == 0) &&
                 json_object_update(root, intervals) == 0 && json_object_update(root, tables) == 0;

    json_decref(intervals);
    json_decref(tables);
    if (!whole)
        json_decref(root);
    return whole ? root : NULL;
}

int tn_evaluation_write_json(FILE *out, const tenor_evaluation *e, tenor_error *err)
{
    json_t *root = json_evaluation(e);
    int rc = 0;

    if (!root)
        return tn_no_memory(err);
    if (json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) != 0 ||
        fputc('\n', out) == EOF)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write the evaluation");
    json_decref(root);
    return rc;
}
