/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * discussion.c - an article's discussion: associations, thread, time, people
 */
#include "stats/discussion.h"

#include "stats/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_DRAWS 2000 /* of tables, at most, where not all can be listed */

/* The article's columns, in the order of its records; `scored` in that of the scores. */
typedef struct {
    const tn_article_records *article;
    size_t n;
    const size_t *parent; /* of the tree */
    const int64_t *depth;
    const tn_scores *scored; /* of sentiment */
    uint64_t *author;        /* tn_number_authors */
    double *x, *y;           /* scratch of n each */
    uint64_t *group;         /* scratch */
    int64_t *count;          /* scratch */
    void *memory;            /* of the last five */
} columns;

static int columns_of(columns *c, const tn_article_records *article, const tn_reply_tree *tree,
                      const tn_scores *sentiment, tenor_error *err)
{
    size_t n = article->n_records;
    char *memory = tn_resize(NULL, n, 5 * sizeof(uint64_t));

    *c = (columns){ .article = article,
                    .n = n,
                    .parent = tree->parent,
                    .depth = tree->depth,
                    .scored = sentiment,
                    .memory = memory };
    if (!memory)
        return tn_no_memory(err);
    c->author = (void *)memory;
    c->x = (void *)(memory + n * sizeof(uint64_t));
    c->y = (void *)(memory + 2 * n * sizeof(uint64_t));
    c->group = (void *)(memory + 3 * n * sizeof(uint64_t));
    c->count = (void *)(memory + 4 * n * sizeof(uint64_t));
    return tn_number_authors(c->author, article, err);
}

/* ----------------------------------------------------------- association */

/* pairs in the order of the score, so that its ranks are known */
static int associate(tn_discussion *out, const columns *c, tenor_error *err)
{
    size_t n = 0;
    int rc;

    for (size_t k = 0; k < c->scored->n; k++) {
        const tn_record *record = &c->article->record[c->scored->place[k]];

        if (record->likes != INT64_MIN) {
            c->x[n] = (double)record->likes;
            c->y[n++] = c->scored->score[k];
        }
    }
    rc = tn_spearman_of(&out->likes, c->x, c->y, n, err);
    if (rc < 0)
        return rc;
    n = 0;
    for (size_t k = 0; k < c->scored->n; k++) {
        int64_t depth = c->depth[c->scored->place[k]];

        if (depth != TN_NO_DEPTH) {
            c->x[n] = (double)depth;
            c->y[n++] = c->scored->score[k];
        }
    }
    return tn_spearman_of(&out->depth, c->x, c->y, n, err);
}

static int test_table(tn_discussion *out, const tn_article_records *article,
                      const tn_crosstab *table, tenor_error *err)
{
    int64_t flat[TENOR_MAX_CLASSES * TENOR_MAX_CLASSES], total = 0;
    int n = 0;

    for (int r = 0; r < table->n_rows; r++) {
        for (int k = 0; k < table->n_columns; k++) {
            flat[n++] = table->cell[r][k];
            total += table->cell[r][k];
        }
    }
    if (table->n_rows < 2 || table->n_columns < 2 || total > TN_TABLE_MAX_TOTAL) {
        out->table = (tn_table_test){ .p_value = NAN, .method = TN_TABLE_NONE };
        return 0;
    }
    return tn_table_test_of(&out->table, flat, table->n_rows, table->n_columns, N_DRAWS,
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
        if (depth == TN_NO_DEPTH)
            continue;
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
    int rc = tn_thread_shape_of(&shape, c->depth, c->n, err);

    if (rc < 0)
        return rc;
    free(shape.at_depth);
    out->h_index = shape.h_index;
    out->max_breadth = shape.max_breadth;
    out->mean_depth = shape.mean_depth;
    return tn_exchanges_of(&out->exchanges, c->depth, c->parent, c->author, c->n, err);
}

/* ------------------------------------------------------------------ time */

/* adds times and scores of the comments whose time is known, those with a score by it; returns
 * their number */
static size_t gather_times(const tn_article_records *article, const tn_scores *scored,
                           int n_sentiment, int64_t *time_s, double *score)
{
    size_t n = 0;

    for (size_t k = 0; k < scored->n; k++) {
        const tn_record *record = &article->record[scored->place[k]];

        if (record->created_at_s != TENOR_NO_TIME) {
            time_s[n] = record->created_at_s;
            score[n++] = scored->score[k];
        }
    }
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        if (record->created_at_s != TENOR_NO_TIME &&
            tn_record_class(record, TENOR_SENTIMENT, n_sentiment) < 0) {
            time_s[n] = record->created_at_s;
            score[n++] = NAN;
        }
    }
    return n;
}

/* an unknown author is one of their own: no known one has the number of their comment */
static uint64_t voice_of(const columns *c, size_t i)
{
    return c->author[i] ? c->author[i] - 1 : i;
}

static int fit_trend(tn_discussion *out, const columns *c, tenor_error *err)
{
    tn_point *point = tn_resize(NULL, c->scored->n, sizeof(*point));
    size_t n = 0;
    int rc;

    if (!point)
        return tn_no_memory(err);
    for (size_t k = 0; k < c->scored->n; k++) {
        size_t i = c->scored->place[k];
        int64_t time_s = c->article->record[i].created_at_s;

        if (time_s != TENOR_NO_TIME)
            point[n++] = (tn_point){ (double)time_s, c->scored->score[k], voice_of(c, i) };
    }
    rc = tn_trend_of(&out->trend, point, n, c->n, err);
    free(point);
    return rc;
}

static int follow_time(tn_discussion *out, const columns *c, int n_sentiment, tenor_error *err)
{
    size_t n = gather_times(c->article, c->scored, n_sentiment, c->count, c->x);
    int rc = tn_half_life(&out->half_life_s, c->count, n, err);

    if (rc < 0)
        return rc;
    out->grid = tn_time_grid_of(c->count, n);
    return fit_trend(out, c, err);
}

/* ---------------------------------------------------------------- people */

/* an author's number is that of their first comment: counted there, counts close up */
static int concentrate(tn_discussion *out, const columns *c, tenor_error *err)
{
    size_t n_authors = 0;

    memset(c->count, 0, c->n * sizeof(*c->count));
    for (size_t i = 0; i < c->n; i++)
        if (c->author[i] != 0)
            c->count[c->author[i] - 1]++;
    for (size_t i = 0; i < c->n; i++)
        if (c->count[i] > 0)
            c->count[n_authors++] = c->count[i];
    return tn_concentration_of(&out->concentration, c->count, n_authors, err);
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

int tn_discussion_of(tn_discussion *out, tn_jackknife voices[TENOR_N_HEADS],
                     const tn_article_records *article, const tn_reply_tree *tree,
                     const tn_scores scores[TENOR_N_HEADS], const tn_crosstab *table,
                     const int n_classes[TENOR_N_HEADS], tenor_error *err)
{
    columns c;
    int rc = columns_of(&c, article, tree, &scores[TENOR_SENTIMENT], err);

    *out = (tn_discussion){ 0 };
    if (rc < 0)
        goto done;
    rc = test_table(out, article, table, err);
    if (rc < 0)
        goto done;
    rc = associate(out, &c, err);
    if (rc < 0)
        goto done;
    count_depths(out, &c, n_classes[TENOR_REPLY]);
    rc = shape_thread(out, &c, err);
    if (rc < 0)
        goto done;
    rc = follow_time(out, &c, n_classes[TENOR_SENTIMENT], err);
    if (rc < 0)
        goto done;
    rc = concentrate(out, &c, err);
    if (rc < 0)
        goto done;
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        for (size_t k = 0; k < scores[head].n; k++)
            c.group[k] = voice_of(&c, scores[head].place[k]);
        rc = tn_jackknife_of(&voices[head], scores[head].score, c.group, scores[head].n, c.n, err);
        if (rc < 0)
            goto done;
    }
    cover(out, article);

done:
    free(c.memory);
    return rc;
}

/* ---------------------------------------------------------------- detail */

/* the scores of one head of an article's records */
static void add_scores(tn_score_histogram *out, const tn_article_records *article, int head,
                       int n_classes)
{
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        if (tn_record_class(record, head, n_classes) >= 0)
            tn_score_histogram_add(out, tn_record_score(record, head, n_classes));
    }
}

static int follow_in_detail(tn_detail *out, const tn_article_records *article,
                            const tn_time_grid *grid, int n_sentiment, tenor_error *err)
{
    int64_t *time_s = tn_resize(NULL, article->n_records, sizeof(*time_s));
    double *score = tn_resize(NULL, article->n_records, sizeof(*score));
    tn_scores scored = { 0 };
    size_t n;
    int rc = time_s && score ? 0 : tn_no_memory(err);

    if (rc < 0)
        goto done;
    rc = tn_scores_of(&scored, article, TENOR_SENTIMENT, n_sentiment, err);
    if (rc < 0)
        goto done;
    n = gather_times(article, &scored, n_sentiment, time_s, score);
    rc = tn_time_buckets_of(out->bucket, grid, time_s, score, n, err);

done:
    tn_scores_free(&scored);
    free(time_s);
    free(score);
    return rc;
}

int tn_detail_of(tn_detail *out, const tn_article_records *article, const tn_time_grid *grid,
                 const int n_classes[TENOR_N_HEADS], tenor_error *err)
{
    *out = (tn_detail){ .bucket = tn_alloc((size_t)grid->n_buckets, sizeof(*out->bucket)) };
    if (!out->bucket)
        return tn_no_memory(err);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        add_scores(&out->histogram[head], article, head, n_classes[head]);
    return follow_in_detail(out, article, grid, n_classes[TENOR_SENTIMENT], err);
}

void tn_detail_free(tn_detail *detail)
{
    free(detail->bucket);
    *detail = (tn_detail){ 0 };
}
