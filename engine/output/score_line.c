/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_line.c - one JSON line a comment: `tenor score` and comments.ndjson
 */
#include "output/documents.h"

#include "output/line.h"
#include "text/target.h"

#include <math.h>

/* enough to judge a decision value by; published figures have six digits */
#define DECISION_DIGITS 9

static void decision_value(tn_line *line, double value)
{
    char text[40];

    if (isfinite(value)) {
        snprintf(text, sizeof(text), "%.*g", DECISION_DIGITS, value);
        tn_line_puts(line, text);
    } else {
        tn_line_puts(line, "null");
    }
}

/* {"negative/neutral": 0.3, …}: positive speaks for the first of the pair */
static void decision_members(tn_line *line, const char *const *class_name, const tenor_label *head)
{
    int pair = 0;

    tn_line_key(line, "decisions");
    for (int a = 0; a < head->n_classes; a++) {
        for (int b = a + 1; b < head->n_classes; b++, pair++) {
            tn_line_raw(line, pair ? ",\"" : "{\"", 2);
            tn_line_puts(line, class_name[a]);
            tn_line_char(line, '/');
            tn_line_puts(line, class_name[b]);
            tn_line_raw(line, "\":", 2);
            decision_value(line, head->decision[pair]);
        }
    }
    tn_line_char(line, '}');
    tn_line_key(line, "vote");
    if (head->vote >= 0)
        tn_line_text(line, class_name[head->vote], __builtin_strlen(class_name[head->vote]));
    else
        tn_line_puts(line, "null");
}

static void score_head(tn_line *line, const tenor_result *result, int index,
                       tenor_str stance_target, const tn_label_lines *labels, bool decisions)
{
    const tenor_label *head = &result->head[index];

    if (result->unscored != TENOR_SCORED || !head->present || head->label < 0) {
        tn_line_no_label(line, labels, index);
        return;
    }
    tn_line_label(line, labels, index, head->label, head->score);
    if (index == TENOR_STANCE) {
        tn_line_key(line, "target");
        stance_target = tn_target_name(stance_target);
        tn_line_text(line, stance_target.data, stance_target.bytes);
    }
    tn_line_probabilities(line, labels, index, head->n_classes, head->p);
    if (decisions)
        decision_members(line, labels->heads->class_name[index], head);
    tn_line_char(line, '}');
}

static void unscored(tn_line *line, int reason)
{
    const char *name = reason == TENOR_SCORED ? NULL : tenor_unscored_name(reason);

    tn_line_key(line, "unscored");
    tn_line_text(line, name, name ? __builtin_strlen(name) : 0);
}

int tn_write_score(tn_buf *out, tenor_str id, tenor_str article_id, const tenor_result *result,
                   tenor_str stance_target, const tn_label_lines *labels, bool decisions,
                   tenor_error *err)
{
    tn_line line;

    tn_line_begin(&line, out, err);
    tn_line_puts(&line, "{\"id\":");
    tn_line_text(&line, id.data, id.bytes);
    tn_line_key(&line, "article_id");
    tn_line_text(&line, article_id.data, article_id.bytes);
    unscored(&line, result->unscored);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        score_head(&line, result, head, stance_target, labels, decisions);
    tn_line_key(&line, "coverage");
    tn_line_real(&line, result->coverage);
    tn_line_char(&line, '}');
    return tn_line_end(&line);
}

/* ------------------------------------------------------ comments.ndjson */

static void record_head(tn_line *line, const tn_record *record, int index,
                        const tn_label_lines *labels)
{
    int n = labels->heads->n_classes[index], label = record->label[index];
    double p[TENOR_MAX_CLASSES];

    if (record->unscored != TENOR_SCORED || label < 0 || label >= n) {
        tn_line_no_label(line, labels, index);
        return;
    }
    for (int c = 0; c < n; c++)
        p[c] = (double)record->p[index][c];
    tn_line_label(line, labels, index, label, tn_record_score(record, index, n));
    tn_line_probabilities(line, labels, index, n, p);
    tn_line_char(line, '}');
}

static void record_facts(tn_line *line, const tn_record *record)
{
    char time[32];

    tn_line_key(line, "parent_id");
    tn_line_text(line, record->parent_id, record->parent_id_bytes);
    tn_line_key(line, "created_at");
    if (record->created_at_s == TENOR_NO_TIME) {
        tn_line_puts(line, "null");
    } else {
        tn_format_time(time, record->created_at_s);
        tn_line_text(line, time, __builtin_strlen(time));
    }
    tn_line_key(line, "likes");
    if (record->likes == INT64_MIN)
        tn_line_puts(line, "null");
    else
        tn_line_integer(line, record->likes);
}

int tn_write_comment_line(tn_buf *out, const tn_article_records *article, const tn_record *record,
                          const tn_label_lines *labels, const char *results_id, tenor_error *err)
{
    tn_line line;

    tn_line_begin(&line, out, err);
    tn_line_puts(&line, "{\"id\":");
    tn_line_text(&line, record->id, record->id_bytes);
    tn_line_key(&line, "article_id");
    tn_line_text(&line, article->id, article->id_bytes);
    record_facts(&line, record);
    unscored(&line, record->unscored);
    tn_line_key(&line, "coverage");
    tn_line_real(&line, (double)record->coverage);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        record_head(&line, record, head, labels);
    tn_line_key(&line, "results_id");
    tn_line_text(&line, results_id, results_id ? __builtin_strlen(results_id) : 0);
    tn_line_char(&line, '}');
    return tn_line_end(&line);
}
