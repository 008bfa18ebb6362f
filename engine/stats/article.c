/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article.c - the statistics of one article's records
 */
#include "stats/internal.h"

#include "stats/scores.h"

#include <math.h>

/* ------------------------------------------------------------- counts */

static void count_record(tn_counts *counts, const tn_record *record)
{
    counts->count++;
    if (record->unscored == TENOR_SCORED)
        counts->scored++;
    else if (record->unscored < TENOR_N_UNSCORED)
        counts->unscored[record->unscored]++;
    if (record->created_at_s != TENOR_NO_TIME)
        tn_counts_span(counts, record->created_at_s, record->created_at_s);
}

static void count(tn_counts *counts, const tn_article_records *article, const tn_reply_tree *tree)
{
    tn_counts_begin(counts);
    for (size_t i = 0; i < article->n_records; i++)
        count_record(counts, &article->record[i]);
    tn_threads_of(counts, article, tree);
}

void tn_counts_begin(tn_counts *counts)
{
    *counts =
        (tn_counts){ .max_depth = -1, .first_at_s = TENOR_NO_TIME, .last_at_s = TENOR_NO_TIME };
}

void tn_counts_span(tn_counts *counts, int64_t first_at_s, int64_t last_at_s)
{
    if (counts->first_at_s == TENOR_NO_TIME || first_at_s < counts->first_at_s)
        counts->first_at_s = first_at_s;
    if (counts->last_at_s == TENOR_NO_TIME || last_at_s > counts->last_at_s)
        counts->last_at_s = last_at_s;
}

/* -------------------------------------------------------------- heads */

int tn_head_figures(tn_head_stats *out, int head, const double *score, size_t n,
                    const double *site_error, double correlation, tenor_error *err)
{
    int64_t count[TENOR_MAX_CLASSES];
    int last = out->n_classes - 1;
    tn_central central = { 0 };
    int rc;

    out->n = (int64_t)n;
    out->difference.q_value = NAN; /* until it has its place in a site */
    tn_shares_of(out->label, &out->posteriors, out->n, head, out->n_classes, site_error,
                 correlation);
    if (n > 0)
        tn_central_of(&central, score, n);
    rc = tn_moments_of(&out->score, score, n, &central, err);
    if (rc < 0)
        return rc;
    tn_mean_interval(&out->mean_low, &out->mean_high, out->score.mean, &out->posteriors, out->n,
                     head, out->n_classes, site_error, correlation);
    out->shape = (tn_head_shape){ NAN, NAN };
    if (out->n_classes > 0) {
        for (int c = 0; c < out->n_classes; c++)
            count[c] = out->label[c].count;
        out->shape.polarization = tn_polarization(count, out->n_classes);
        out->shape.balance = tn_balance(count[last], count[0]);
    }
    return 0;
}

/* *scores: the head's, for the caller to free */
static int head_stats(tn_head_stats *out, tn_scores *scores, const tn_article_records *article,
                      int head, const tn_heads *heads, tenor_error *err)
{
    int n_classes = heads->n_classes[head];
    bool applies = head != TENOR_STANCE || article->target_source != TENOR_TARGET_NONE;
    bool present = n_classes > 0 && applies;
    int rc = tn_scores_of(scores, article, head, present ? n_classes : 0, err);

    *out = (tn_head_stats){ .present = present, .n_classes = n_classes };
    if (rc < 0)
        return rc;
    for (size_t i = 0; present && i < article->n_records; i++) {
        const tn_record *record = &article->record[i];
        int label = tn_record_class(record, head, n_classes);

        if (label >= 0) {
            out->label[label].count++;
            tn_posteriors_add(&out->posteriors, record->p[head], n_classes);
        }
    }
    return tn_head_figures(out, head, scores->score, scores->n, heads->site_error[head],
                           TN_ARTICLE_CORRELATION, err);
}

static void cross(tn_article_stats *out, const tn_article_records *article)
{
    tn_crosstab *table = &out->sentiment_by_stance;

    *table = (tn_crosstab){ 0 };
    if (out->head[TENOR_SENTIMENT].present && out->head[TENOR_STANCE].present) {
        table->n_rows = out->head[TENOR_SENTIMENT].n_classes;
        table->n_columns = out->head[TENOR_STANCE].n_classes;
    }
    for (size_t i = 0; i < article->n_records; i++) {
        int row = tn_record_class(&article->record[i], TENOR_SENTIMENT, table->n_rows);
        int column = tn_record_class(&article->record[i], TENOR_STANCE, table->n_columns);

        if (row >= 0 && column >= 0)
            table->cell[row][column]++;
    }
    tn_crosstab_finish(table);
}

int tn_article_stats_of(tn_article_stats *out, const tn_article_records *article,
                        const tn_reply_tree *tree, const tn_heads *heads, tenor_error *err)
{
    tn_scores scores[TENOR_N_HEADS] = { { 0 } };
    tn_jackknife voices[TENOR_N_HEADS] = { { 0 } };
    int rc = 0;

    *out = (tn_article_stats){ 0 };
    count(&out->comments, article, tree);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        rc = head_stats(&out->head[head], &scores[head], article, head, heads, err);
        if (rc < 0)
            goto done;
    }
    cross(out, article);
    rc = tn_discussion_of(&out->discussion, voices, article, tree, scores,
                          &out->sentiment_by_stance, heads->n_classes, err);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        out->head[head].voices = voices[head];
    out->comments.authors = out->discussion.concentration.n_authors;

done:
    for (int head = 0; head < TENOR_N_HEADS; head++)
        tn_scores_free(&scores[head]);
    return rc;
}
