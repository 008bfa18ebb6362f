/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * discussion.c - an article's discussion: associations, thread, time, people
 */
#include "stats/discussion.h"

#include "base/sort.h"
#include "stats/stats.h"

#include <math.h>
#include <stdlib.h>

#define N_DRAWS       2000 /* of tables, at most, where not all can be listed */
#define SECONDS_A_DAY 86400.0

/* The article's columns, in the order of its records. */
typedef struct {
    const tn_article_records *article;
    size_t n;
    size_t *parent;   /* TN_ROOT for none */
    int64_t *depth;   /* TN_NO_DEPTH for none */
    double *score;    /* of sentiment; NaN for none */
    uint64_t *author; /* 1 + index of the author's first comment, 0 for unknown: a run's keys are
                         random, and nothing may hang on their order */
    double *x, *y;    /* scratch of n each */
    uint64_t *group;  /* scratch */
    int64_t *count;   /* scratch */
} columns;

static void columns_free(columns *c)
{
    free(c->parent);
    free(c->depth);
    free(c->score);
    free(c->author);
    free(c->x);
    free(c->y);
    free(c->group);
    free(c->count);
}

typedef struct {
    uint64_t key;
    size_t index;
} keyed;

static inline bool is_before(const keyed *a, const keyed *b)
{
    return a->key < b->key || (a->key == b->key && a->index < b->index);
}

TN_DEFINE_SORT(sort_keyed, keyed, is_before)

static int number_authors(columns *c, tenor_error *err)
{
    keyed *order = tn_alloc(c->n, sizeof(*order));
    size_t first = 0;

    if (!order) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < c->n; i++) {
        order[i] = (keyed){ c->article->record[i].author_key, i };
    }
    sort_keyed(order, c->n);
    for (size_t i = 0; i < c->n; i++) {
        if (i == 0 || order[i].key != order[i - 1].key) {
            first = order[i].index;
        }
        c->author[order[i].index] = order[i].key ? first + 1 : 0;
    }
    free(order);
    return 0;
}

static int columns_of(columns *c, const tn_article_records *article, int n_sentiment,
                      tenor_error *err)
{
    size_t n = article->n_records;

    *c = (columns){ .article = article,
                    .n = n,
                    .parent = tn_alloc(n, sizeof(size_t)),
                    .depth = tn_alloc(n, sizeof(int64_t)),
                    .score = tn_alloc(n, sizeof(double)),
                    .author = tn_alloc(n, sizeof(uint64_t)),
                    .x = tn_alloc(n, sizeof(double)),
                    .y = tn_alloc(n, sizeof(double)),
                    .group = tn_alloc(n, sizeof(uint64_t)),
                    .count = tn_alloc(n, sizeof(int64_t)) };
    if (!c->parent || !c->depth || !c->score || !c->author || !c->x || !c->y || !c->group ||
        !c->count) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        const tn_record *record = &article->record[i];
        size_t parent = tn_records_find_parent(article, record);

        c->parent[i] = parent == TN_NO_PARENT ? TN_ROOT : parent;
        c->score[i] = tn_record_class(record, TENOR_SENTIMENT, n_sentiment) >= 0
                          ? tn_record_score(record, TENOR_SENTIMENT, n_sentiment)
                          : NAN;
    }
    tn_thread_depths(c->depth, c->parent, n);
    return number_authors(c, err);
}

/* ----------------------------------------------------------- association */

static int associate(tn_discussion *out, const columns *c, tenor_error *err)
{
    size_t n = 0;
    int rc;

    for (size_t i = 0; i < c->n; i++) {
        if (isfinite(c->score[i]) && c->article->record[i].likes != INT64_MIN) {
            c->x[n] = (double)c->article->record[i].likes;
            c->y[n++] = c->score[i];
        }
    }
    rc = tn_spearman_of(&out->likes, c->x, c->y, n, err);
    n = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (isfinite(c->score[i]) && c->depth[i] != TN_NO_DEPTH) {
            c->x[n] = (double)c->depth[i];
            c->y[n++] = c->score[i];
        }
    }
    return rc == 0 ? tn_spearman_of(&out->depth, c->x, c->y, n, err) : rc;
}

static int test_table(tn_discussion *out, const tn_article_records *article,
                      const int64_t cell[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES],
                      const int n_cells[2], tenor_error *err)
{
    int64_t flat[TENOR_MAX_CLASSES * TENOR_MAX_CLASSES], total = 0;
    int n = 0;

    for (int r = 0; r < n_cells[0]; r++) {
        for (int k = 0; k < n_cells[1]; k++) {
            flat[n++] = cell[r][k];
            total += cell[r][k];
        }
    }
    if (n_cells[0] < 2 || n_cells[1] < 2 || total > TN_TABLE_MAX_TOTAL) {
        out->table = (tn_table_test){ .p_value = NAN, .method = TN_TABLE_NONE };
        return 0;
    }
    return tn_table_test_of(&out->table, flat, n_cells[0], n_cells[1], N_DRAWS,
                            tn_hash(article->id, article->id_bytes), err);
}

/* ---------------------------------------------------------------- thread */

static void count_depths(tn_discussion *out, const columns *c, int n_reply)
{
    int64_t replies = 0;

    for (size_t i = 0; i < c->n; i++) {
        int64_t depth = c->depth[i];
        int label = tn_record_class(&c->article->record[i], TENOR_REPLY, n_reply);
        tn_depth *at;

        replies += c->parent[i] != TN_ROOT;
        if (depth == TN_NO_DEPTH) {
            continue;
        }
        at = &out->at_depth[depth < TN_DEPTHS ? depth : TN_DEPTHS - 1];
        at->comments++;
        at->replies += label >= 0;
        at->disagree += label == 0; /* the first class of the task */
    }
    out->replies_per_comment = c->n ? (double)replies / (double)c->n : NAN;
}

static int shape_thread(tn_discussion *out, const columns *c, tenor_error *err)
{
    tn_thread_shape shape;
    int rc = tn_thread_shape_of(&shape, c->parent, c->n, err);

    if (rc < 0) {
        return rc;
    }
    free(shape.at_depth);
    out->h_index = shape.h_index;
    out->max_breadth = shape.max_breadth;
    out->mean_depth = shape.mean_depth;
    return tn_exchanges_of(&out->exchanges, c->parent, c->author, c->n, err);
}

/* ------------------------------------------------------------------ time */

/* times and scores of the comments whose time is known; returns their number */
static size_t gather_times(const tn_article_records *article, int n_sentiment, int64_t *time_s,
                           double *score)
{
    size_t n = 0;

    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        if (record->created_at_s != TENOR_NO_TIME) {
            time_s[n] = record->created_at_s;
            score[n++] = tn_record_class(record, TENOR_SENTIMENT, n_sentiment) >= 0
                             ? tn_record_score(record, TENOR_SENTIMENT, n_sentiment)
                             : NAN;
        }
    }
    return n;
}

static int fit_trend(tn_discussion *out, const tn_time_bucket *bucket, tenor_error *err)
{
    size_t n_buckets = (size_t)out->grid.n_buckets, n = 0;
    double *day = tn_alloc(n_buckets, sizeof(*day)), *mean = tn_alloc(n_buckets, sizeof(*mean));
    int rc = day && mean ? 0 : tn_no_memory(err);

    for (size_t b = 0; rc == 0 && b < n_buckets; b++) {
        if (bucket[b].n_scored > 0) {
            day[n] = (double)b * (double)out->grid.width_s / SECONDS_A_DAY;
            mean[n++] = bucket[b].mean;
        }
    }
    if (rc == 0) {
        rc = tn_mann_kendall_of(&out->trend, day, mean, n, err);
    }
    if (rc == 0) {
        rc = tn_theil_sen_of(&out->slope, day, mean, n, TN_CONFIDENCE, err);
    }
    free(day);
    free(mean);
    return rc;
}

static int follow_time(tn_discussion *out, const columns *c, int n_sentiment, tenor_error *err)
{
    size_t n = gather_times(c->article, n_sentiment, c->count, c->x);
    tn_time_bucket *bucket;
    int rc;

    out->grid = tn_time_grid_of(c->count, n);
    bucket = tn_alloc((size_t)out->grid.n_buckets, sizeof(*bucket));
    if (!bucket) {
        return tn_no_memory(err);
    }
    rc = tn_half_life(&out->half_life_s, c->count, n, err);
    if (rc == 0) {
        rc = tn_time_buckets_of(bucket, &out->grid, c->count, c->x, n, err);
    }
    if (rc == 0) {
        rc = fit_trend(out, bucket, err);
    }
    free(bucket);
    return rc;
}

/* ---------------------------------------------------------------- people */

static inline bool is_smaller(const uint64_t *a, const uint64_t *b)
{
    return *a < *b;
}

TN_DEFINE_SORT(sort_keys, uint64_t, is_smaller)

static int concentrate(tn_discussion *out, const columns *c, tenor_error *err)
{
    size_t n = 0, n_authors = 0;

    for (size_t i = 0; i < c->n; i++) {
        if (c->author[i] != 0) {
            c->group[n++] = c->author[i];
        }
    }
    sort_keys(c->group, n);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || c->group[i] != c->group[i - 1]) {
            c->count[n_authors++] = 0;
        }
        c->count[n_authors - 1]++;
    }
    return tn_concentration_of(&out->concentration, c->count, n_authors, err);
}

static int weigh_voices(tn_discussion *out, const columns *c, tenor_error *err)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        if (isfinite(c->score[i])) {
            c->x[n] = c->score[i];
            c->group[n++] = c->author[i];
        }
    }
    return tn_jackknife_of(&out->voices, NULL, c->x, c->group, n, err);
}

static void cover(tn_discussion *out, const tn_article_records *article)
{
    double sum = 0.0, tokens = 0.0;
    int64_t n = 0, n_texts = 0;

    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        tokens += record->n_tokens;
        n_texts += record->n_tokens > 0;
        if (record->unscored == TENOR_SCORED || record->unscored == TENOR_UNSCORED_LOW_COVERAGE) {
            sum += (double)record->coverage;
            n++;
        }
    }
    out->mean_coverage = n ? sum / (double)n : NAN;
    out->mean_tokens = n_texts ? tokens / (double)n_texts : NAN;
}

int tn_discussion_of(tn_discussion *out, const tn_article_records *article,
                     const int64_t cell[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES], const int n_cells[2],
                     const int n_classes[TENOR_N_HEADS], tenor_error *err)
{
    columns c;
    int rc = columns_of(&c, article, n_classes[TENOR_SENTIMENT], err);

    *out = (tn_discussion){ 0 };
    if (rc == 0) {
        rc = test_table(out, article, cell, n_cells, err);
    }
    if (rc == 0) {
        rc = associate(out, &c, err);
    }
    if (rc == 0) {
        count_depths(out, &c, n_classes[TENOR_REPLY]);
        rc = shape_thread(out, &c, err);
    }
    if (rc == 0) {
        rc = follow_time(out, &c, n_classes[TENOR_SENTIMENT], err);
    }
    if (rc == 0) {
        rc = concentrate(out, &c, err);
    }
    if (rc == 0) {
        rc = weigh_voices(out, &c, err);
    }
    cover(out, article);
    columns_free(&c);
    return rc;
}

/* ---------------------------------------------------------------- detail */

/* the scores of one head of an article's records */
static void add_scores(tn_score_histogram *out, const tn_article_records *article, int head,
                       int n_classes)
{
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        if (tn_record_class(record, head, n_classes) >= 0) {
            tn_score_histogram_add(out, tn_record_score(record, head, n_classes));
        }
    }
}

int tn_detail_of(tn_detail *out, const tn_article_records *article, const tn_time_grid *grid,
                 const int n_classes[TENOR_N_HEADS], tenor_error *err)
{
    int64_t *time_s = tn_alloc(article->n_records, sizeof(*time_s));
    double *score = tn_alloc(article->n_records, sizeof(*score));
    int rc = time_s && score ? 0 : tn_no_memory(err);

    *out = (tn_detail){ .bucket = tn_alloc((size_t)grid->n_buckets, sizeof(*out->bucket)) };
    if (!out->bucket) {
        rc = tn_no_memory(err);
    }
    if (rc == 0) {
        size_t n = gather_times(article, n_classes[TENOR_SENTIMENT], time_s, score);

        rc = tn_time_buckets_of(out->bucket, grid, time_s, score, n, err);
    }
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        add_scores(&out->histogram[head], article, head, n_classes[head]);
    }
    free(time_s);
    free(score);
    return rc;
}

void tn_detail_free(tn_detail *detail)
{
    free(detail->bucket);
    *detail = (tn_detail){ 0 };
}
