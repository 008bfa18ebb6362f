/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_doc.c - site.json: the whole site's figures and its rankings
 */
#include "output/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INDENT 2

/* what an article is ranked by; NaN keeps it out */
typedef double (*key_fn)(const tn_article_records *article, const tn_article_stats *stats);

static double key_comments(const tn_article_records *article, const tn_article_stats *stats)
{
    (void)article;
    return (double)stats->comments.count;
}

/* a site of few articles has nothing to draw them toward */
static double ranked_mean(const tn_head_stats *head)
{
    if (!head->present || head->n < TN_RANKING_MIN_SCORED) {
        return NAN;
    }
    return isfinite(head->shrunk_mean.mean) ? head->shrunk_mean.mean : head->score.mean;
}

static double key_sentiment(const tn_article_records *article, const tn_article_stats *stats)
{
    const tn_head_stats *head = &stats->head[TENOR_SENTIMENT];

    (void)article;
    return ranked_mean(head);
}

static double key_stance(const tn_article_records *article, const tn_article_stats *stats)
{
    const tn_head_stats *head = &stats->head[TENOR_STANCE];

    return article->target_source != TENOR_TARGET_TITLE ? ranked_mean(head) : NAN;
}

/* the farthest from the site's mean first; only what stands at a false-discovery rate of 0.1 */
static double unusual(const tn_head_stats *head)
{
    return head->present && head->q_value <= TN_UNUSUAL_Q ? fabs(head->shrunk_mean.z) : NAN;
}

static double key_unusual_sentiment(const tn_article_records *article,
                                    const tn_article_stats *stats)
{
    (void)article;
    return unusual(&stats->head[TENOR_SENTIMENT]);
}

static double key_unusual_stance(const tn_article_records *article, const tn_article_stats *stats)
{
    (void)article;
    return unusual(&stats->head[TENOR_STANCE]);
}

typedef struct {
    const char *name;
    key_fn key;
    int sign; /* 1: the largest key first */
} ranking;

static const ranking ranked_by[] = {
    { "most_comments", key_comments, 1 },        { "most_negative", key_sentiment, -1 },
    { "most_positive", key_sentiment, 1 },       { "most_against", key_stance, -1 },
    { "most_in_favor", key_stance, 1 },          { "unusual_sentiment", key_unusual_sentiment, 1 },
    { "unusual_stance", key_unusual_stance, 1 },
};

#define N_RANKINGS (sizeof(ranked_by) / sizeof(ranked_by[0]))

struct tn_rankings {
    struct {
        json_t *row[TN_RANKING_LENGTH];
        double key[TN_RANKING_LENGTH]; /* as published, so that a reader can check the order */
        size_t n;
    } list[N_RANKINGS];
};

static void put_shrunk(json_t *row, const tn_head_stats *head, const char *name, bool *ok)
{
    tn_put_named_real(row, name, "mean_shrunk", head->present ? head->shrunk_mean.mean : NAN, ok);
    tn_put_named_real(row, name, "mean_shrunk_low", head->present ? head->shrunk_mean.low : NAN,
                      ok);
    tn_put_named_real(row, name, "mean_shrunk_high", head->present ? head->shrunk_mean.high : NAN,
                      ok);
}

static json_t *json_rank(const tn_article_records *article, const tn_article_stats *stats)
{
    const tn_head_stats *sentiment = &stats->head[TENOR_SENTIMENT];
    const tn_head_stats *stance = &stats->head[TENOR_STANCE];
    char path[TN_ARTICLE_PATH_BYTES];
    json_t *row = json_object();
    bool ok = row != NULL;

    tn_article_path(path, article->id, article->id_bytes);
    tn_put_integer(row, "rank", 0, &ok); /* known when all are there */
    tn_put_bytes(row, "article_id", article->id, article->id_bytes, &ok);
    tn_put_text(row, "title", article->info.title, &ok);
    tn_put_text(row, "file", path, &ok);
    tn_put_integer(row, "comments", stats->comments.count, &ok);
    tn_put_integer(row, "scored", stats->comments.scored, &ok);
    tn_put_real(row, "sentiment_mean", sentiment->present ? sentiment->score.mean : NAN, &ok);
    put_shrunk(row, sentiment, "sentiment", &ok);
    tn_put_target(row, article->target, &ok);
    tn_put_real(row, "stance_mean", stance->present ? stance->score.mean : NAN, &ok);
    put_shrunk(row, stance, "stance", &ok);
    if (!ok) {
        json_decref(row);
        row = NULL;
    }
    return row;
}

tn_rankings *tn_rankings_new(void)
{
    return tn_alloc(1, sizeof(tn_rankings));
}

void tn_rankings_free(tn_rankings *rankings)
{
    for (size_t r = 0; rankings && r < N_RANKINGS; r++) {
        for (size_t i = 0; i < rankings->list[r].n; i++) {
            json_decref(rankings->list[r].row[i]);
        }
    }
    free(rankings);
}

/* by insertion; the last of a full list makes room */
static int add_to_list(tn_rankings *rankings, size_t list, double key,
                       const tn_article_records *article, const tn_article_stats *stats,
                       tenor_error *err)
{
    double *keys = rankings->list[list].key;
    json_t **rows = rankings->list[list].row;
    size_t *n = &rankings->list[list].n, at = *n;
    json_t *row;

    while (at > 0 && key > keys[at - 1]) {
        at--;
    }
    if (at == TN_RANKING_LENGTH) {
        return 0;
    }
    row = json_rank(article, stats);
    if (!row) {
        return tn_no_memory(err);
    }
    if (*n == TN_RANKING_LENGTH) {
        json_decref(rows[--*n]);
    }
    memmove(&rows[at + 1], &rows[at], (*n - at) * sizeof(json_t *));
    memmove(&keys[at + 1], &keys[at], (*n - at) * sizeof(double));
    rows[at] = row;
    keys[at] = key;
    ++*n;
    return 0;
}

int tn_rankings_add(tn_rankings *rankings, const tn_article_records *article,
                    const tn_article_stats *stats, tenor_error *err)
{
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < N_RANKINGS; r++) {
        double key = ranked_by[r].sign * tn_round6(ranked_by[r].key(article, stats));

        if (!isnan(key)) {
            rc = add_to_list(rankings, r, key, article, stats, err);
        }
    }
    return rc;
}

static json_t *json_rankings(const tn_rankings *rankings)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    for (size_t r = 0; r < N_RANKINGS; r++) {
        json_t *rows = json_array();

        for (size_t i = 0; i < rankings->list[r].n; i++) {
            json_t *row = rankings->list[r].row[i];

            tn_put_integer(row, "rank", (int64_t)i + 1, &ok);
            tn_append(rows, json_incref(row), &ok);
        }
        tn_put(root, ranked_by[r].name, rows, &ok);
    }
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

int tn_write_site(FILE *out, const tn_site_stats *site, const tn_rankings *rankings,
                  const tn_terms *terms, const tn_heads *heads, const char *results_id,
                  tenor_error *err)
{
    const tn_article_stats *sum = &site->all;
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_text(root, "schema", TN_SCHEMA_SITE, &ok);
    tn_put_text(root, "results_id", results_id, &ok);
    tn_put_real(root, "confidence", TN_CONFIDENCE, &ok);
    tn_put_integer(root, "articles", site->articles, &ok);
    tn_put_integer(root, "suppressed_articles", site->suppressed, &ok);
    tn_put_integer(root, "min_comments", site->min_comments, &ok);
    tn_put(root, "comments", tn_json_counts(&sum->comments), &ok);
    tn_put(root, "sentiment",
           tn_json_head(&sum->head[TENOR_SENTIMENT], TENOR_SENTIMENT, heads,
                        &site->histogram[TENOR_SENTIMENT], false),
           &ok);
    tn_put(root, "stance",
           tn_json_head(&sum->head[TENOR_STANCE], TENOR_STANCE, heads,
                        &site->histogram[TENOR_STANCE], false),
           &ok);
    tn_put(root, "reply",
           tn_json_head(&sum->head[TENOR_REPLY], TENOR_REPLY, heads, &site->histogram[TENOR_REPLY],
                        false),
           &ok);
    tn_put(root, "sentiment_by_stance", tn_json_crosstab(sum, heads, false), &ok);
    tn_put(root, "terms", tn_json_terms(terms, heads, false), &ok);
    tn_put(root, "rankings", json_rankings(rankings), &ok);
    return tn_json_write(out, root, INDENT, ok, err);
}
