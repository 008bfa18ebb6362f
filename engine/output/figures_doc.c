/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * figures_doc.c - the sections that articles and the site have in common: counts, heads, table
 */
#include "output/sections.h"

#include <math.h>

static void put_unscored(tn_doc *doc, const char *key, const int64_t unscored[TENOR_N_UNSCORED])
{
    tn_doc_object(doc, key);
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        tn_doc_integer(doc, tenor_unscored_name(reason), unscored[reason]);
    tn_doc_close(doc);
}

void tn_doc_counts(tn_doc *doc, const char *key, const tn_counts *counts)
{
    tn_doc_object(doc, key);
    tn_doc_integer(doc, "count", counts->count);
    tn_doc_integer(doc, "scored", counts->scored);
    put_unscored(doc, "unscored", counts->unscored);
    tn_doc_integer(doc, "authors", counts->authors);
    tn_doc_integer(doc, "threads", counts->threads);
    tn_doc_integer(doc, "replies", counts->replies);
    tn_doc_integer(doc, "orphans", counts->orphans);
    tn_doc_integer(doc, "cycles", counts->cycles);
    if (counts->max_depth >= 0)
        tn_doc_integer(doc, "max_depth", counts->max_depth);
    else
        tn_doc_null(doc, "max_depth");
    tn_doc_time(doc, "first_at", counts->first_at_s);
    tn_doc_time(doc, "last_at", counts->last_at_s);
    tn_doc_close(doc);
}

/* ------------------------------------------------------------------ heads */

static void put_moments(tn_doc *doc, const char *key, const tn_moments *score)
{
    tn_doc_object(doc, key);
    tn_doc_real(doc, "mean", score->mean);
    tn_doc_real(doc, "mean_low", score->mean_low);
    tn_doc_real(doc, "mean_high", score->mean_high);
    tn_doc_real(doc, "sd", score->sd);
    tn_doc_real(doc, "median", score->median);
    tn_doc_real(doc, "q1", score->q1);
    tn_doc_real(doc, "q3", score->q3);
    tn_doc_real(doc, "skewness", score->skewness);
    tn_doc_real(doc, "kurtosis", score->kurtosis);
    tn_doc_close(doc);
}

static void put_class(tn_doc *doc, const tn_head_stats *head, int c, const char *name, bool shrunk)
{
    const tn_share *share = &head->label[c];
    const tn_prevalence *corrected = &head->corrected;

    tn_doc_object(doc, NULL);
    tn_doc_text(doc, "label", name);
    tn_doc_integer(doc, "count", share->count);
    tn_doc_real(doc, "share", share->share);
    tn_doc_real(doc, "share_low", share->low);
    tn_doc_real(doc, "share_high", share->high);
    tn_doc_real(doc, "corrected_share", corrected->share[c]);
    tn_doc_real(doc, "corrected_low", corrected->low[c]);
    tn_doc_real(doc, "corrected_high", corrected->high[c]);
    tn_doc_real(doc, "expected_low", corrected->expected_low[c]);
    tn_doc_real(doc, "expected_high", corrected->expected_high[c]);
    if (shrunk) {
        tn_doc_real(doc, "shrunk_share", head->shrunk.share[c]);
        tn_doc_real(doc, "shrunk_low", head->shrunk.low[c]);
        tn_doc_real(doc, "shrunk_high", head->shrunk.high[c]);
    }
    tn_doc_close(doc);
}

static void put_shape(tn_doc *doc, const char *key, const tn_head_shape *shape,
                      const tn_score_histogram *histogram)
{
    tn_doc_object(doc, key);
    tn_doc_real(doc, "polarization", shape->polarization);
    tn_doc_real(doc, "bimodality", shape->bimodality);
    tn_doc_real(doc, "balance", shape->balance);
    tn_doc_real(doc, "controversy", shape->controversy);
    tn_doc_histogram(doc, "histogram", histogram);
    tn_doc_close(doc);
}

bool tn_doc_head(tn_doc *doc, const char *key, const tn_head_stats *head, int index,
                 const tn_heads *heads, const tn_score_histogram *histogram, bool shrunk)
{
    if (!head->present) {
        tn_doc_null(doc, key);
        return false;
    }
    tn_doc_object(doc, key);
    tn_doc_integer(doc, "count", head->n);
    tn_doc_array(doc, "classes");
    for (int c = 0; c < head->n_classes; c++)
        put_class(doc, head, c, heads->class_name[index][c], shrunk);
    tn_doc_close(doc);
    put_moments(doc, "score", &head->score);
    put_shape(doc, "distribution", &head->shape, histogram);
    return true;
}

/* ------------------------------------------------------------------ table */

static void put_cells(tn_doc *doc, const char *key, const tn_crosstab *table, const tn_heads *heads)
{
    tn_doc_array(doc, key);
    for (int r = 0; r < table->n_rows; r++) {
        for (int c = 0; c < table->n_columns; c++) {
            tn_doc_object(doc, NULL);
            tn_doc_text(doc, "sentiment", heads->class_name[TENOR_SENTIMENT][r]);
            tn_doc_text(doc, "stance", heads->class_name[TENOR_STANCE][c]);
            tn_doc_integer(doc, "count", table->cell[r][c]);
            tn_doc_close(doc);
        }
    }
    tn_doc_close(doc);
}

static const char *table_method_name(int method)
{
    return method == TN_TABLE_EXACT         ? "exact"
           : method == TN_TABLE_PERMUTATION ? "permutation"
                                            : NULL;
}

void tn_doc_crosstab(tn_doc *doc, const char *key, const tn_article_stats *stats,
                     const tn_heads *heads, bool exact)
{
    const tn_table_test *test = &stats->discussion.table;
    const tn_crosstab *table = &stats->sentiment_by_stance;

    if (!stats->head[TENOR_SENTIMENT].present || !stats->head[TENOR_STANCE].present) {
        tn_doc_null(doc, key);
        return;
    }
    tn_doc_object(doc, key);
    tn_doc_integer(doc, "count", table->n);
    put_cells(doc, "cells", table, heads);
    tn_doc_real(doc, "chi_square", table->chi_square);
    tn_doc_integer(doc, "degrees_of_freedom", table->degrees_of_freedom);
    tn_doc_real(doc, "p_value", table->p_value);
    tn_doc_real(doc, "cramers_v", table->cramers_v);
    tn_doc_real(doc, "min_expected", table->min_expected);
    if (exact) {
        tn_doc_real(doc, "exact_p_value", test->p_value);
        tn_doc_text(doc, "exact_method", table_method_name(test->method));
        tn_doc_real(doc, "exact_p_std_error", test->p_std_error);
    }
    tn_doc_close(doc);
}
