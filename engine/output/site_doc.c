/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_doc.c - site.json: the whole site's figures and its rankings
 */
#include "output/json.h"

#include <math.h>
#include <string.h>

#define INDENT 2

typedef struct {
    const tn_article_records *const *article;
    const tn_article_stats *stats;
    size_t n_articles;
} articles;

/* what an article is ranked by; NaN keeps it out */
typedef double (*key_fn)(const tn_article_records *article, const tn_article_stats *stats);

static double key_comments(const tn_article_records *article, const tn_article_stats *stats)
{
    (void)article;
    return (double)stats->comments.count;
}

static double key_sentiment(const tn_article_records *article, const tn_article_stats *stats)
{
    const tn_head_stats *head = &stats->head[TENOR_SENTIMENT];

    (void)article;
    return head->present && head->n >= TN_RANKING_MIN_SCORED ? head->score.mean : NAN;
}

static double key_stance(const tn_article_records *article, const tn_article_stats *stats)
{
    const tn_head_stats *head = &stats->head[TENOR_STANCE];

    return head->present && head->n >= TN_RANKING_MIN_SCORED &&
                   article->target_source != TENOR_TARGET_TITLE
               ? head->score.mean
               : NAN;
}

typedef struct {
    const char *name;
    key_fn key;
    int sign; /* 1: the largest key first */
} ranking;

static const ranking rankings[] = {
    { "most_comments", key_comments, 1 },  { "most_negative", key_sentiment, -1 },
    { "most_positive", key_sentiment, 1 }, { "most_against", key_stance, -1 },
    { "most_in_favor", key_stance, 1 },
};

static int compare_ids(const tn_article_records *a, const tn_article_records *b)
{
    size_t bytes = a->id_bytes < b->id_bytes ? a->id_bytes : b->id_bytes;
    int order = bytes ? memcmp(a->id, b->id, bytes) : 0;

    return order ? order : (a->id_bytes > b->id_bytes) - (a->id_bytes < b->id_bytes);
}

/* keys are compared as they are published, so that a reader can check the order */
static bool ranks_before(const articles *all, size_t a, double key_a, size_t b, double key_b)
{
    return key_a > key_b || (key_a == key_b && compare_ids(all->article[a], all->article[b]) < 0);
}

/* the first TN_RANKING_LENGTH articles by insertion; returns how many there are */
static size_t rank(size_t best[TN_RANKING_LENGTH], const articles *all, const ranking *by)
{
    double key[TN_RANKING_LENGTH];
    size_t n = 0;

    for (size_t a = 0; a < all->n_articles; a++) {
        double own = by->sign * tn_round6(by->key(all->article[a], &all->stats[a]));
        size_t at = n;

        if (isnan(own)) {
            continue;
        }
        while (at > 0 && ranks_before(all, a, own, best[at - 1], key[at - 1])) {
            at--;
        }
        if (at == TN_RANKING_LENGTH) {
            continue;
        }
        n += n < TN_RANKING_LENGTH;
        memmove(&best[at + 1], &best[at], (n - at - 1) * sizeof(*best));
        memmove(&key[at + 1], &key[at], (n - at - 1) * sizeof(*key));
        best[at] = a;
        key[at] = own;
    }
    return n;
}

static json_t *json_rank(const articles *all, size_t index, size_t place)
{
    const tn_article_records *article = all->article[index];
    const tn_article_stats *stats = &all->stats[index];
    const tn_head_stats *sentiment = &stats->head[TENOR_SENTIMENT];
    const tn_head_stats *stance = &stats->head[TENOR_STANCE];
    char path[TN_ARTICLE_PATH_BYTES];
    json_t *row = json_object();
    bool ok = row != NULL;

    tn_article_path(path, article->id, article->id_bytes);
    tn_put_integer(row, "rank", (int64_t)place + 1, &ok);
    tn_put_bytes(row, "article_id", article->id, article->id_bytes, &ok);
    tn_put_text(row, "title", article->info.title, &ok);
    tn_put_text(row, "file", path, &ok);
    tn_put_integer(row, "comments", stats->comments.count, &ok);
    tn_put_integer(row, "scored", stats->comments.scored, &ok);
    tn_put_real(row, "sentiment_mean", sentiment->present ? sentiment->score.mean : NAN, &ok);
    tn_put_text(row, "target", article->target, &ok);
    tn_put_real(row, "stance_mean", stance->present ? stance->score.mean : NAN, &ok);
    if (!ok) {
        json_decref(row);
        row = NULL;
    }
    return row;
}

static json_t *json_rankings(const articles *all)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    for (size_t r = 0; r < sizeof(rankings) / sizeof(rankings[0]); r++) {
        size_t best[TN_RANKING_LENGTH];
        size_t n = rank(best, all, &rankings[r]);
        json_t *rows = json_array();

        for (size_t place = 0; place < n; place++) {
            tn_append(rows, json_rank(all, best[place], place), &ok);
        }
        tn_put(root, rankings[r].name, rows, &ok);
    }
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

int tn_write_site(FILE *out, const tn_site_stats *site, const tn_article_records *const *article,
                  const tn_article_stats *stats, size_t n_articles, const tn_heads *heads,
                  const char *results_id, tenor_error *err)
{
    const articles all = { article, stats, n_articles };
    const tn_article_stats *sum = &site->all;
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_text(root, "schema", TN_SCHEMA_SITE, &ok);
    tn_put_text(root, "results_id", results_id, &ok);
    tn_put_real(root, "confidence", TN_CONFIDENCE, &ok);
    tn_put_integer(root, "articles", site->articles, &ok);
    tn_put(root, "comments", tn_json_counts(&sum->comments), &ok);
    tn_put(root, "sentiment", tn_json_head(&sum->head[TENOR_SENTIMENT], TENOR_SENTIMENT, heads),
           &ok);
    tn_put(root, "stance", tn_json_head(&sum->head[TENOR_STANCE], TENOR_STANCE, heads), &ok);
    tn_put(root, "reply", tn_json_head(&sum->head[TENOR_REPLY], TENOR_REPLY, heads), &ok);
    tn_put(root, "sentiment_by_stance", tn_json_crosstab(sum, heads), &ok);
    tn_put(root, "rankings", json_rankings(&all), &ok);
    return tn_json_write(out, root, INDENT, ok, err);
}
