/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extras_doc.c - the sections of documents that show words and comments
 */
#include "output/json.h"

static json_t *unless_failed(json_t *root, bool ok)
{
    if (!ok) {
        json_decref(root);
        return NULL;
    }
    return root;
}

static json_t *json_term_list(const tn_term_list *list)
{
    json_t *rows = json_array();
    bool ok = rows != NULL;

    for (int i = 0; i < list->n; i++) {
        const tn_term *term = &list->term[i];
        json_t *row = json_object();

        tn_put_text(row, "term", term->term, &ok);
        tn_put_integer(row, "count", term->count, &ok);
        tn_put_real(row, "log_odds", term->log_odds, &ok);
        tn_put_real(row, "z", term->z, &ok);
        tn_append(rows, row, &ok);
    }
    return unless_failed(rows, ok);
}

static json_t *json_class_terms(const tn_terms *terms, int head, const tn_heads *heads)
{
    const int class_index[2] = { 0, heads->n_classes[head] - 1 };
    json_t *rows = terms->present[head] ? json_array() : json_null();
    bool ok = rows != NULL;

    for (int side = 0; terms->present[head] && side < 2; side++) {
        json_t *row = json_object();

        tn_put_text(row, "label", heads->class_name[head][class_index[side]], &ok);
        tn_put(row, "terms", json_term_list(&terms->of_class[head][side]), &ok);
        tn_append(rows, row, &ok);
    }
    return unless_failed(rows, ok);
}

json_t *tn_json_terms(const tn_terms *terms, const tn_heads *heads, bool distinctive)
{
    json_t *root = terms ? json_object() : json_null();
    bool ok = root != NULL;

    if (terms && distinctive) {
        tn_put(root, "distinctive", json_term_list(&terms->distinctive), &ok);
    }
    for (int head = 0; terms && head < TN_TERM_HEADS; head++) {
        tn_put(root, tenor_head_name(head), json_class_terms(terms, head, heads), &ok);
    }
    return unless_failed(root, ok);
}

/* --------------------------------------------------------------- examples */

static json_t *json_example(const tn_example *example, bool divisive)
{
    json_t *row = json_object();
    bool ok = row != NULL;

    tn_put_bytes(row, "id", example->record->id, example->record->id_bytes, &ok);
    tn_put_real(row, "p", example->p, &ok);
    if (divisive) {
        tn_put_integer(row, "disagreeing_replies", example->disagreeing, &ok);
        tn_put_integer(row, "agreeing_replies", example->agreeing, &ok);
    }
    if (example->excerpt) {
        tn_put_text(row, "excerpt", example->excerpt, &ok);
    }
    return unless_failed(row, ok);
}

static json_t *json_example_list(const tn_example_list *list, bool divisive)
{
    json_t *rows = json_array();
    bool ok = rows != NULL;

    for (int i = 0; i < list->n; i++) {
        tn_append(rows, json_example(&list->example[i], divisive), &ok);
    }
    return unless_failed(rows, ok);
}

static json_t *json_class_examples(const tn_examples *examples, int head, const tn_heads *heads)
{
    json_t *rows = examples->present[head] ? json_array() : json_null();
    bool ok = rows != NULL;

    for (int c = 0; examples->present[head] && c < heads->n_classes[head]; c++) {
        json_t *row = json_object();

        tn_put_text(row, "label", heads->class_name[head][c], &ok);
        tn_put(row, "representative", json_example_list(&examples->representative[head][c], false),
               &ok);
        tn_put(row, "divisive", json_example_list(&examples->divisive[head][c], true), &ok);
        tn_append(rows, row, &ok);
    }
    return unless_failed(rows, ok);
}

json_t *tn_json_examples(const tn_examples *examples, const tn_heads *heads)
{
    json_t *root = examples ? json_object() : json_null();
    bool ok = root != NULL;

    for (int head = 0; examples && head < TN_EXAMPLE_HEADS; head++) {
        tn_put(root, tenor_head_name(head), json_class_examples(examples, head, heads), &ok);
    }
    return unless_failed(root, ok);
}
