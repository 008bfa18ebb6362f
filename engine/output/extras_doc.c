/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extras_doc.c - the sections of documents that show words and comments
 */
#include "output/sections.h"

static void put_term_list(tn_json_writer *doc, const char *key, const tn_term_list *list)
{
    tn_json_open_array(doc, key);
    for (int i = 0; i < list->n; i++) {
        const tn_term *term = &list->term[i];

        tn_json_open_object(doc, NULL);
        tn_json_put_text(doc, "term", term->term);
        tn_json_put_integer(doc, "count", term->count);
        tn_json_put_real(doc, "log_odds", term->log_odds);
        tn_json_put_real(doc, "z", term->z);
        tn_json_close(doc);
    }
    tn_json_close(doc);
}

static void put_class_terms(tn_json_writer *doc, const char *key, const tn_terms *terms, int head,
                            const tn_heads *heads)
{
    const int class_index[2] = { 0, heads->n_classes[head] - 1 };

    if (!terms->present[head]) {
        tn_json_put_null(doc, key);
        return;
    }
    tn_json_open_array(doc, key);
    for (int side = 0; side < 2; side++) {
        if (terms->of_class[head][side].n == 0)
            continue;
        tn_json_open_object(doc, NULL);
        tn_json_put_text(doc, "label", heads->class_name[head][class_index[side]]);
        put_term_list(doc, "terms", &terms->of_class[head][side]);
        tn_json_close(doc);
    }
    tn_json_close(doc);
}

void tn_doc_terms(tn_json_writer *doc, const tn_terms *terms, const tn_heads *heads,
                  bool distinctive)
{
    if (!terms) {
        tn_json_put_null(doc, "terms");
        return;
    }
    tn_json_open_object(doc, "terms");
    if (distinctive)
        put_term_list(doc, "distinctive", &terms->distinctive);
    for (int head = 0; head < TN_TERM_HEADS; head++)
        put_class_terms(doc, tenor_head_name(head), terms, head, heads);
    tn_json_close(doc);
}

/* --------------------------------------------------------------- examples */

static void put_example_list(tn_json_writer *doc, const char *key, const tn_example_list *list,
                             bool divisive)
{
    tn_json_open_array(doc, key);
    for (int i = 0; i < list->n; i++) {
        const tn_example *example = &list->example[i];

        tn_json_open_object(doc, NULL);
        tn_json_put_string(doc, "id",
                           (tenor_str){ example->record->id, example->record->id_bytes });
        tn_json_put_real(doc, "p", example->p);
        if (divisive) {
            tn_json_put_integer(doc, "disagreeing_replies", example->disagreeing);
            tn_json_put_integer(doc, "agreeing_replies", example->agreeing);
        }
        if (example->excerpt)
            tn_json_put_text(doc, "excerpt", example->excerpt);
        tn_json_close(doc);
    }
    tn_json_close(doc);
}

static void put_class_examples(tn_json_writer *doc, const char *key, const tn_examples *examples,
                               int head, const tn_heads *heads)
{
    if (!examples->present[head]) {
        tn_json_put_null(doc, key);
        return;
    }
    tn_json_open_array(doc, key);
    for (int c = 0; c < heads->n_classes[head]; c++) {
        tn_json_open_object(doc, NULL);
        tn_json_put_text(doc, "label", heads->class_name[head][c]);
        put_example_list(doc, "representative", &examples->representative[head][c], false);
        put_example_list(doc, "divisive", &examples->divisive[head][c], true);
        tn_json_close(doc);
    }
    tn_json_close(doc);
}

void tn_doc_examples(tn_json_writer *doc, const tn_examples *examples, const tn_heads *heads)
{
    if (!examples) {
        tn_json_put_null(doc, "examples");
        return;
    }
    tn_json_open_object(doc, "examples");
    for (int head = 0; head < TN_EXAMPLE_HEADS; head++)
        put_class_examples(doc, tenor_head_name(head), examples, head, heads);
    tn_json_close(doc);
}
