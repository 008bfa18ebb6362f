/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sections.c - what documents have in common: keys, targets, counts, heads, table
 */
#include "output/sections.h"

#include "text/target.h"

#include <math.h>
#include <string.h>

void tn_doc_key(char key[TN_DOC_KEY_BYTES], const char *prefix, const char *name)
{
    size_t bytes = strnlen(prefix, TN_DOC_KEY_BYTES - 2);
    size_t more = strnlen(name, TN_DOC_KEY_BYTES - 2 - bytes);

    memcpy(key, prefix, bytes); /* a row has some fifty: snprintf would cost more than the rest */
    key[bytes] = '_';
    memcpy(key + bytes + 1, name, more);
    key[bytes + 1 + more] = '\0';
}

void tn_doc_named_real(tn_json_writer *doc, const char *prefix, const char *name, double value)
{
    char key[TN_DOC_KEY_BYTES];

    tn_doc_key(key, prefix, name);
    tn_json_put_real(doc, key, value);
}

void tn_doc_mean(tn_json_writer *row, const tn_head_stats *stats, int head, bool interval)
{
    const char *name = tenor_head_name(head);

    tn_doc_named_real(row, name, "mean", stats->present ? stats->score.mean : NAN);
    if (interval) {
        tn_doc_named_real(row, name, "mean_low", stats->present ? stats->mean_low : NAN);
        tn_doc_named_real(row, name, "mean_high", stats->present ? stats->mean_high : NAN);
    }
}

/* a class's name in a column: the model's, or the usual one where the engine has no such head */
static const char *column_class(const tn_heads *heads, int head, int class_index)
{
    static const char *const usual[TENOR_N_HEADS][TENOR_MAX_CLASSES] = {
        { "negative", "neutral", "positive" },
        { "against", "none", "favor" },
        { "disagree", "neutral", "agree" }
    };
    const char *name = heads->class_name[head][class_index];

    return heads->n_classes[head] > 0 && name ? name : usual[head][class_index];
}

/* a head that is not there still has its columns */
void tn_doc_shares(tn_json_writer *row, const tn_head_stats *stats, int head, const tn_heads *heads)
{
    const tn_share unknown = { 0, NAN, NAN, NAN, NAN };
    int n = heads->n_classes[head] > 0 ? heads->n_classes[head] : TENOR_MAX_CLASSES;

    for (int c = 0; c < n; c++) {
        const tn_share *share = stats->present ? &stats->label[c] : &unknown;
        char column[TN_DOC_KEY_BYTES];

        tn_doc_key(column, tenor_head_name(head), column_class(heads, head, c));
        tn_json_put_real(row, column, share->share);
        tn_doc_named_real(row, column, "low", share->low);
        tn_doc_named_real(row, column, "high", share->high);
    }
}

bool tn_doc_calibrated(const tn_article_stats *stats, const tn_heads *heads)
{
    bool calibrated = true;

    for (int head = 0; head < TENOR_N_HEADS; head++)
        calibrated &= !stats->head[head].present || heads->site_error[head];
    return calibrated;
}

void tn_doc_placed(tn_json_writer *row, const tn_head_stats *stats, int head)
{
    const char *name = tenor_head_name(head);

    tn_doc_named_real(row, name, "mean_shrunk", stats->present ? stats->placed.mean : NAN);
    tn_doc_named_real(row, name, "mean_shrunk_low", stats->present ? stats->placed.low : NAN);
    tn_doc_named_real(row, name, "mean_shrunk_high", stats->present ? stats->placed.high : NAN);
}

void tn_doc_difference(tn_json_writer *doc, const char *key, const tn_difference *difference)
{
    if (!difference || isnan(difference->estimate)) {
        tn_json_put_null(doc, key);
        return;
    }
    tn_json_open_object(doc, key);
    tn_json_put_real(doc, "estimate", difference->estimate);
    tn_json_put_real(doc, "low", difference->low);
    tn_json_put_real(doc, "high", difference->high);
    tn_json_put_real(doc, "p_value", difference->p_value);
    tn_json_put_real(doc, "q_value", difference->q_value);
    tn_json_put_real(doc, "smallest_detectable", difference->smallest);
    tn_json_close(doc);
}

void tn_doc_target(tn_json_writer *doc, const char *target)
{
    tn_json_put_string(doc, "target", tn_target_name(tn_str(target)));
}

void tn_doc_aliases(tn_json_writer *doc, const char *target)
{
    tenor_str whole = tn_str(target), name = tn_target_name(whole);

    if (name.bytes == whole.bytes)
        return;
    tn_json_open_array(doc, "target_aliases");
    while ((name = tn_target_next(whole, name)).data)
        tn_json_put_string(doc, NULL, name);
    tn_json_close(doc);
}

/* ------------------------------------------------------------ one comment */

bool tn_doc_label(tn_json_writer *doc, const tn_heads *heads, int head, const tenor_label *label,
                  const tenor_str *target)
{
    const char *const *name = heads->class_name[head];

    if (!label->present || label->label < 0) {
        tn_json_put_null(doc, tenor_head_name(head));
        return false;
    }
    tn_json_open_object(doc, tenor_head_name(head));
    tn_json_put_text(doc, "label", name[label->label]);
    tn_json_put_real(doc, "score", label->score);
    if (target)
        tn_json_put_string(doc, "target", tn_target_name(*target));
    tn_json_put_reals(doc, "p", name, label->p, heads->n_classes[head]);
    return true;
}

void tn_doc_unscored_reason(tn_json_writer *doc, int reason)
{
    tn_json_put_text(doc, "unscored", reason == TENOR_SCORED ? NULL : tenor_unscored_name(reason));
}

/* ----------------------------------------------------------------- counts */

void tn_doc_unscored(tn_json_writer *doc, const int64_t unscored[TENOR_N_UNSCORED])
{
    tn_json_open_object(doc, "unscored");
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        tn_json_put_integer(doc, tenor_unscored_name(reason), unscored[reason]);
    tn_json_close(doc);
}

void tn_doc_counts(tn_json_writer *doc, const tn_counts *counts)
{
    tn_json_open_object(doc, "comments");
    tn_json_put_integer(doc, "count", counts->count);
    tn_json_put_integer(doc, "scored", counts->scored);
    tn_doc_unscored(doc, counts->unscored);
    tn_json_put_integer(doc, "authors", counts->authors);
    tn_json_put_integer(doc, "threads", counts->threads);
    tn_json_put_integer(doc, "replies", counts->replies);
    tn_json_put_integer(doc, "orphans", counts->orphans);
    tn_json_put_integer(doc, "cycles", counts->cycles);
    if (counts->max_depth >= 0)
        tn_json_put_integer(doc, "max_depth", counts->max_depth);
    else
        tn_json_put_null(doc, "max_depth");
    tn_json_put_time(doc, "first_at", counts->first_at_s);
    tn_json_put_time(doc, "last_at", counts->last_at_s);
    tn_json_close(doc);
}

/* ------------------------------------------------------------------ heads */

bool tn_doc_head(tn_json_writer *doc, const tn_head_stats *head, int index, const tn_heads *heads,
                 const tn_score_histogram *histogram)
{
    const tn_moments *score = &head->score;

    if (!head->present) {
        tn_json_put_null(doc, tenor_head_name(index));
        return false;
    }
    tn_json_open_object(doc, tenor_head_name(index));
    tn_json_put_integer(doc, "count", head->n);
    tn_json_put_bool(doc, "calibrated", heads->site_error[index] != NULL);
    tn_json_open_array(doc, "classes");
    for (int c = 0; c < head->n_classes; c++) {
        const tn_share *share = &head->label[c];

        tn_json_open_object(doc, NULL);
        tn_json_put_text(doc, "label", heads->class_name[index][c]);
        tn_json_put_integer(doc, "count", share->count);
        tn_json_put_real(doc, "counted", share->counted);
        tn_json_put_real(doc, "share", share->share);
        tn_json_put_real(doc, "share_low", share->low);
        tn_json_put_real(doc, "share_high", share->high);
        tn_json_close(doc);
    }
    tn_json_close(doc);
    tn_json_open_object(doc, "score");
    tn_json_put_real(doc, "mean", score->mean);
    tn_json_put_real(doc, "mean_low", head->mean_low);
    tn_json_put_real(doc, "mean_high", head->mean_high);
    tn_json_put_real(doc, "sd", score->sd);
    tn_json_put_real(doc, "median", score->median);
    tn_json_put_real(doc, "q1", score->q1);
    tn_json_put_real(doc, "q3", score->q3);
    tn_json_put_real(doc, "skewness", score->skewness);
    tn_json_put_real(doc, "kurtosis", score->kurtosis);
    tn_json_close(doc);
    tn_json_open_object(doc, "distribution");
    tn_json_put_real(doc, "polarization", head->shape.polarization);
    tn_json_put_real(doc, "balance", head->shape.balance);
    tn_json_open_object(doc, "histogram");
    tn_json_put_real(doc, "from", tn_score_edge(0));
    tn_json_put_real(doc, "to", tn_score_edge(TN_SCORE_BINS));
    tn_json_open_array(doc, "counts");
    for (int bin = 0; bin < TN_SCORE_BINS; bin++)
        tn_json_put_integer(doc, NULL, histogram->count[bin]);
    tn_json_close(doc);
    tn_json_close(doc);
    tn_json_close(doc);
    return true;
}

/* ------------------------------------------------------------------ table */

void tn_doc_crosstab(tn_json_writer *doc, const tn_article_stats *stats, const tn_heads *heads,
                     bool exact)
{
    const tn_table_test *test = &stats->discussion.table;
    const tn_crosstab *table = &stats->sentiment_by_stance;

    if (!stats->head[TENOR_SENTIMENT].present || !stats->head[TENOR_STANCE].present) {
        tn_json_put_null(doc, "sentiment_by_stance");
        return;
    }
    tn_json_open_object(doc, "sentiment_by_stance");
    tn_json_put_integer(doc, "count", table->n);
    tn_json_open_array(doc, "cells");
    for (int r = 0; r < table->n_rows; r++) {
        for (int c = 0; c < table->n_columns; c++) {
            tn_json_open_object(doc, NULL);
            tn_json_put_text(doc, "sentiment", heads->class_name[TENOR_SENTIMENT][r]);
            tn_json_put_text(doc, "stance", heads->class_name[TENOR_STANCE][c]);
            tn_json_put_integer(doc, "count", table->cell[r][c]);
            tn_json_close(doc);
        }
    }
    tn_json_close(doc);
    tn_json_put_real(doc, "chi_square", table->chi_square);
    tn_json_put_integer(doc, "degrees_of_freedom", table->degrees_of_freedom);
    if (!exact)
        tn_json_put_real(doc, "p_value", table->p_value);
    tn_json_put_real(doc, "cramers_v", table->cramers_v);
    tn_json_put_real(doc, "min_expected", table->min_expected);
    if (exact) {
        tn_json_put_real(doc, "exact_p_value", test->p_value);
        tn_json_put_text(doc, "exact_method",
                         test->method == TN_TABLE_EXACT         ? "exact"
                         : test->method == TN_TABLE_PERMUTATION ? "permutation"
                                                                : NULL);
        tn_json_put_real(doc, "exact_p_std_error", test->p_std_error);
    }
    tn_json_close(doc);
}
