/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article.c - the statistics of a pool of records: one article's, or a whole site's
 */
#include "stats/internal.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    const tn_article_records *const *article;
    size_t n_articles;
    size_t n_records; /* over all articles */
    bool whole_site;
} pool;

static int compare_uint64(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static int compare_double(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* stance toward a mere title says nothing about a site */
static bool stance_applies(const pool *p, const tn_article_records *article)
{
    return article->target_source != TENOR_TARGET_NONE &&
           !(p->whole_site && article->target_source == TENOR_TARGET_TITLE);
}

static bool head_applies(const pool *p, const tn_article_records *article, int head)
{
    return head != TENOR_STANCE || stance_applies(p, article);
}

/* ------------------------------------------------------------- counts */

static void count_record(tn_counts *counts, const tn_record *record)
{
    int64_t at = record->created_at_s;

    counts->count++;
    if (record->unscored == TENOR_SCORED) {
        counts->scored++;
    } else if (record->unscored < TENOR_N_UNSCORED) {
        counts->unscored[record->unscored]++;
    }
    if (at != TENOR_NO_TIME) {
        if (counts->first_at_s == TENOR_NO_TIME || at < counts->first_at_s) {
            counts->first_at_s = at;
        }
        if (counts->last_at_s == TENOR_NO_TIME || at > counts->last_at_s) {
            counts->last_at_s = at;
        }
    }
}

static int count_authors(tn_counts *counts, const pool *p, tenor_error *err)
{
    uint64_t *key = tn_alloc(p->n_records, sizeof(*key));
    size_t n = 0;

    if (!key) {
        return tn_no_memory(err);
    }
    for (size_t a = 0; a < p->n_articles; a++) {
        for (size_t i = 0; i < p->article[a]->n_records; i++) {
            if (p->article[a]->record[i].author_key != 0) {
                key[n++] = p->article[a]->record[i].author_key;
            }
        }
    }
    qsort(key, n, sizeof(*key), compare_uint64);
    for (size_t i = 0; i < n; i++) {
        counts->authors += i == 0 || key[i] != key[i - 1];
    }
    free(key);
    return 0;
}

static int count_threads(tn_counts *counts, const tn_article_records *article, tenor_error *err)
{
    tn_counts one = { 0 };
    int rc = tn_threads_of(&one, article, err);

    counts->threads += one.threads;
    counts->replies += one.replies;
    counts->orphans += one.orphans;
    counts->cycles += one.cycles;
    if (one.max_depth > counts->max_depth) {
        counts->max_depth = one.max_depth;
    }
    return rc;
}

static int count_pool(tn_counts *counts, const pool *p, tenor_error *err)
{
    int rc = 0;

    *counts =
        (tn_counts){ .max_depth = -1, .first_at_s = TENOR_NO_TIME, .last_at_s = TENOR_NO_TIME };
    for (size_t a = 0; rc == 0 && a < p->n_articles; a++) {
        for (size_t i = 0; i < p->article[a]->n_records; i++) {
            count_record(counts, &p->article[a]->record[i]);
        }
        rc = count_threads(counts, p->article[a], err);
    }
    return rc == 0 ? count_authors(counts, p, err) : rc;
}

/* -------------------------------------------------------------- heads */

static int label_of(const tn_record *record, int head, int n_classes)
{
    int label = record->unscored == TENOR_SCORED ? record->label[head] : -1;

    return label < n_classes ? label : -1;
}

/* labels into count[], scores into score[]; returns their number */
static size_t gather(const pool *p, int head, int n_classes, int64_t *count, double *score)
{
    size_t n = 0;

    for (size_t a = 0; a < p->n_articles; a++) {
        const tn_article_records *article = p->article[a];

        for (size_t i = 0; head_applies(p, article, head) && i < article->n_records; i++) {
            int label = label_of(&article->record[i], head, n_classes);

            if (label >= 0) {
                count[label]++;
                score[n++] = tn_record_score(&article->record[i], head, n_classes);
            }
        }
    }
    return n;
}

static bool any_article_applies(const pool *p, int head)
{
    for (size_t a = 0; a < p->n_articles; a++) {
        if (head_applies(p, p->article[a], head)) {
            return true;
        }
    }
    return head != TENOR_STANCE;
}

static int head_stats(tn_head_stats *out, const pool *p, int head, int n_classes, tenor_error *err)
{
    int64_t count[TENOR_MAX_CLASSES] = { 0 };
    bool present = n_classes > 0 && any_article_applies(p, head);
    double *score = tn_alloc(present ? p->n_records : 0, sizeof(*score));
    size_t n;
    int rc;

    *out = (tn_head_stats){ .present = present, .n_classes = n_classes };
    if (!score) {
        return tn_no_memory(err);
    }
    n = present ? gather(p, head, n_classes, count, score) : 0;
    out->n = (int64_t)n;
    for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
        tn_share_wilson(&out->label[c], count[c], out->n, TN_CONFIDENCE);
    }
    qsort(score, n, sizeof(*score), compare_double);
    rc = tn_moments_of(&out->score, score, n, TN_CONFIDENCE, err);
    if (out->score.n >= 2) { /* no mean of scores lies outside */
        out->score.mean_low = fmax(-1.0, out->score.mean_low);
        out->score.mean_high = fmin(1.0, out->score.mean_high);
    }
    free(score);
    return rc;
}

static void cross(tn_article_stats *out, const pool *p)
{
    tn_crosstab *table = &out->sentiment_by_stance;

    *table = (tn_crosstab){ 0 };
    if (out->head[TENOR_SENTIMENT].present && out->head[TENOR_STANCE].present) {
        table->n_rows = out->head[TENOR_SENTIMENT].n_classes;
        table->n_columns = out->head[TENOR_STANCE].n_classes;
    }
    for (size_t a = 0; a < p->n_articles; a++) {
        const tn_article_records *article = p->article[a];

        for (size_t i = 0; stance_applies(p, article) && i < article->n_records; i++) {
            int row = label_of(&article->record[i], TENOR_SENTIMENT, table->n_rows);
            int column = label_of(&article->record[i], TENOR_STANCE, table->n_columns);

            if (row >= 0 && column >= 0) {
                table->cell[row][column]++;
            }
        }
    }
    tn_crosstab_finish(table);
}

int tn_pool_stats(tn_article_stats *out, const tn_article_records *const *article,
                  size_t n_articles, const tn_heads *heads, bool whole_site, tenor_error *err)
{
    pool p = { article, n_articles, 0, whole_site };
    int rc;

    for (size_t a = 0; a < n_articles; a++) {
        p.n_records += article[a]->n_records;
    }
    *out = (tn_article_stats){ 0 };
    rc = count_pool(&out->comments, &p, err);
    for (int head = 0; rc == 0 && head < TENOR_N_HEADS; head++) {
        rc = head_stats(&out->head[head], &p, head, heads->n_classes[head], err);
    }
    if (rc == 0) {
        cross(out, &p);
    }
    return rc;
}

int tn_article_stats_of(tn_article_stats *out, const tn_article_records *article,
                        const tn_heads *heads, tenor_error *err)
{
    return tn_pool_stats(out, &article, 1, heads, false, err);
}
