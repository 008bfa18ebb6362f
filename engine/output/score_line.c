/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_line.c - one JSON line a comment: `tenor score` and comments.ndjson
 */
#include "output/sections.h"

#include <math.h>

/* enough to judge a decision value by; published numbers have six digits */
#define DECISION_DIGITS 9

/* {"negative/neutral": 0.3, …}: positive speaks for the first of the pair */
static void put_decisions(tn_json_writer *line, const char *const *class_name,
                          const tenor_label *label)
{
    char key[TN_DOC_KEY_BYTES], value[40];
    int pair = 0;

    tn_json_open_object(line, "decisions");
    for (int a = 0; a < label->n_classes; a++) {
        for (int b = a + 1; b < label->n_classes; b++, pair++) {
            snprintf(key, sizeof(key), "%s/%s", class_name[a], class_name[b]);
            snprintf(value, sizeof(value), "%.*g", DECISION_DIGITS, label->decision[pair]);
            tn_json_put_raw(line, key, isfinite(label->decision[pair]) ? value : "null");
        }
    }
    tn_json_close(line);
    tn_json_put_text(line, "vote", label->vote >= 0 ? class_name[label->vote] : NULL);
}

int tn_write_score(tn_buf *out, const tenor_comment *comment, tenor_str stance_target,
                   const tenor_result *result, const tn_heads *heads, bool decisions,
                   tenor_error *err)
{
    static const tenor_label none = { 0 };
    tn_json_writer line;

    tn_json_begin(&line, out, TN_JSON_COMPACT, err);
    tn_json_open_object(&line, NULL);
    tn_json_put_string(&line, "id", comment->id);
    tn_json_put_string(&line, "article_id", comment->article_id);
    tn_doc_unscored_reason(&line, result->unscored);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const tenor_label *label = result->unscored == TENOR_SCORED ? &result->head[head] : &none;

        if (!tn_doc_label(&line, heads, head, label, head == TENOR_STANCE ? &stance_target : NULL))
            continue;
        if (decisions)
            put_decisions(&line, heads->class_name[head], label);
        tn_json_close(&line);
    }
    tn_json_put_real(&line, "coverage", result->coverage);
    tn_json_close(&line);
    return tn_json_end(&line);
}

/* ------------------------------------------------------ comments.ndjson */

static void put_record_head(tn_json_writer *line, const tn_record *record, int head,
                            const tn_comment_extras *extras, const tn_heads *heads)
{
    int n = heads->n_classes[head], class = record->label[head];
    tenor_label label = { .label = class };

    label.present = record->unscored == TENOR_SCORED && class >= 0 && class < n;
    if (label.present) {
        label.score = tn_record_score(record, head, n);
        for (int c = 0; c < n; c++)
            label.p[c] = (double)record->p[head][c];
    }
    if (!tn_doc_label(line, heads, head, &label, NULL))
        return;
    if (extras && head < TN_EXAMPLE_HEADS) {
        tn_json_open_array(line, "words");
        for (int i = 0; i < extras->n_words[head]; i++)
            tn_json_put_string(line, NULL, extras->word[head][i]);
        tn_json_close(line);
    }
    tn_json_close(line);
}

int tn_write_comment_line(tn_buf *out, const tn_article_records *article, const tn_record *record,
                          uint64_t author, const tn_comment_extras *extras, const tn_heads *heads,
                          const char *results_id, tenor_error *err)
{
    tn_json_writer line;

    tn_json_begin(&line, out, TN_JSON_COMPACT, err);
    tn_json_open_object(&line, NULL);
    tn_json_put_string(&line, "id", (tenor_str){ record->id, record->id_bytes });
    tn_json_put_string(&line, "article_id", (tenor_str){ article->id, article->id_bytes });
    tn_json_put_string(&line, "parent_id",
                       (tenor_str){ record->parent_id, record->parent_id_bytes });
    if (author == 0)
        tn_json_put_null(&line, "author");
    else
        tn_json_put_integer(&line, "author", (int64_t)author);
    tn_json_put_time(&line, "created_at", record->created_at_s);
    if (record->likes == INT64_MIN)
        tn_json_put_null(&line, "likes");
    else
        tn_json_put_integer(&line, "likes", record->likes);
    tn_doc_unscored_reason(&line, record->unscored);
    tn_json_put_real(&line, "coverage", (double)record->coverage);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        put_record_head(&line, record, head, extras, heads);
    if (extras)
        tn_json_put_string(&line, "excerpt", extras->excerpt);
    tn_json_put_text(&line, "results_id", results_id);
    tn_json_close(&line);
    return tn_json_end(&line);
}
