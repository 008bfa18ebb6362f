/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_doc.c - site.json: the whole site's statistics and its rankings
 */
#include "output/sections.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    if (!head->present || head->n < TN_RANKING_MIN_SCORED)
        return NAN;
    return isfinite(head->placed.mean) ? head->placed.mean : head->score.mean;
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

/* the farthest from the others first; only at a false-discovery rate of 0.1 */
static double unusual(const tn_head_stats *head)
{
    return head->present && head->unusual_q <= TN_UNUSUAL_Q ? fabs(head->placed.z) : NAN;
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
    int sign;    /* 1: the largest key first */
    int mean_of; /* the head by whose means they are ranked; TENOR_N_HEADS: none */
} ranking;

static const ranking ranked_by[] = {
    { "most_comments", key_comments, 1, TENOR_N_HEADS },
    { "most_negative", key_sentiment, -1, TENOR_SENTIMENT },
    { "most_positive", key_sentiment, 1, TENOR_SENTIMENT },
    { "most_against", key_stance, -1, TENOR_STANCE },
    { "most_in_favor", key_stance, 1, TENOR_STANCE },
    { "unusual_sentiment", key_unusual_sentiment, 1, TENOR_N_HEADS },
    { "unusual_stance", key_unusual_stance, 1, TENOR_N_HEADS },
};

#define N_RANKINGS (sizeof(ranked_by) / sizeof(ranked_by[0]))

/* What a ranking shows of an article, kept while articles go by. */
typedef struct {
    double key; /* as published, so that a reader can check the order */
    char *id, *title, *target;
    size_t id_bytes;
    int64_t comments, scored;
    tn_head_stats sentiment, stance;
} ranked;

struct tn_rankings {
    struct {
        ranked row[TN_RANKING_LENGTH];
        size_t n;
    } list[N_RANKINGS];
};

static void free_row(ranked *row)
{
    free(row->id);
    free(row->title);
    free(row->target);
}

static int make_row(ranked *row, double key, const tn_article_records *article,
                    const tn_article_stats *stats, tenor_error *err)
{
    const char *title = article->info.title, *target = article->target;

    *row = (ranked){ .key = key,
                     .id = tn_strndup(article->id, article->id_bytes),
                     .id_bytes = article->id_bytes,
                     .title = title ? tn_strndup(title, strlen(title)) : NULL,
                     .target = target ? tn_strndup(target, strlen(target)) : NULL,
                     .comments = stats->comments.count,
                     .scored = stats->comments.scored,
                     .sentiment = stats->head[TENOR_SENTIMENT],
                     .stance = stats->head[TENOR_STANCE] };
    if (!row->id || (title && !row->title) || (target && !row->target)) {
        free_row(row);
        return tn_no_memory(err);
    }
    return 0;
}

tn_rankings *tn_rankings_new(void)
{
    return tn_alloc(1, sizeof(tn_rankings));
}

void tn_rankings_free(tn_rankings *rankings)
{
    for (size_t r = 0; rankings && r < N_RANKINGS; r++)
        for (size_t i = 0; i < rankings->list[r].n; i++)
            free_row(&rankings->list[r].row[i]);
    free(rankings);
}

/* by insertion; the last of a full list makes room */
static int add_to_list(tn_rankings *rankings, size_t list, double key,
                       const tn_article_records *article, const tn_article_stats *stats,
                       tenor_error *err)
{
    ranked *rows = rankings->list[list].row, row;
    size_t *n = &rankings->list[list].n, at = *n;
    int rc;

    while (at > 0 && key > rows[at - 1].key)
        at--;
    if (at == TN_RANKING_LENGTH)
        return 0;
    rc = make_row(&row, key, article, stats, err);
    if (rc < 0)
        return rc;
    if (*n == TN_RANKING_LENGTH)
        free_row(&rows[--*n]);
    memmove(&rows[at + 1], &rows[at], (*n - at) * sizeof(*rows));
    rows[at] = row;
    ++*n;
    return 0;
}

int tn_rankings_add(tn_rankings *rankings, const tn_article_records *article,
                    const tn_article_stats *stats, tenor_error *err)
{
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < N_RANKINGS; r++) {
        double key = ranked_by[r].sign * tn_round6(ranked_by[r].key(article, stats));

        if (!isnan(key))
            rc = add_to_list(rankings, r, key, article, stats, err);
    }
    return rc;
}

static void put_row(tn_json_writer *doc, const ranked *row, int64_t rank)
{
    char path[TN_ARTICLE_PATH_BYTES];

    tn_article_path(path, row->id, row->id_bytes);
    tn_json_open_object(doc, NULL);
    tn_json_put_integer(doc, "rank", rank);
    tn_json_put_string(doc, "article_id", (tenor_str){ row->id, row->id_bytes });
    tn_json_put_text(doc, "title", row->title);
    tn_json_put_text(doc, "file", path);
    tn_json_put_integer(doc, "comments", row->comments);
    tn_json_put_integer(doc, "scored", row->scored);
    tn_doc_mean(doc, &row->sentiment, TENOR_SENTIMENT, false);
    tn_doc_placed(doc, &row->sentiment, TENOR_SENTIMENT);
    tn_doc_target(doc, row->target);
    tn_doc_mean(doc, &row->stance, TENOR_STANCE, false);
    tn_doc_placed(doc, &row->stance, TENOR_STANCE);
    tn_json_close(doc);
}

/* articles' means say nothing about which is higher */
static bool articles_are_alike(const tn_site_stats *site, int head)
{
    return isfinite(site->means[head].mean) && !site->means[head].differ;
}

static void put_between(tn_json_writer *doc, const tn_hierarchy *means)
{
    if (isnan(means->mean)) {
        tn_json_put_null(doc, "between_articles");
        return;
    }
    tn_json_open_object(doc, "between_articles");
    tn_json_put_integer(doc, "articles", means->n_articles);
    tn_json_put_real(doc, "mean", means->mean);
    tn_json_put_real(doc, "mean_low", means->mean - TN_Z * sqrt(means->variance));
    tn_json_put_real(doc, "mean_high", means->mean + TN_Z * sqrt(means->variance));
    tn_json_put_real(doc, "sd", means->between);
    tn_json_put_bool(doc, "differ", means->differ);
    tn_json_close(doc);
}

static void put_rankings(tn_json_writer *doc, const tn_rankings *rankings,
                         const tn_site_stats *site)
{
    static const int by_mean[] = { TENOR_SENTIMENT, TENOR_STANCE };

    tn_json_open_object(doc, "rankings");
    for (size_t r = 0; r < N_RANKINGS; r++) {
        int head = ranked_by[r].mean_of;

        tn_json_open_array(doc, ranked_by[r].name);
        if (head == TENOR_N_HEADS || !articles_are_alike(site, head))
            for (size_t i = 0; i < rankings->list[r].n; i++)
                put_row(doc, &rankings->list[r].row[i], (int64_t)i + 1);
        tn_json_close(doc);
    }
    for (size_t h = 0; h < sizeof(by_mean) / sizeof(by_mean[0]); h++) {
        char key[TN_DOC_KEY_BYTES];

        tn_doc_key(key, tenor_head_name(by_mean[h]), "not_ranked");
        tn_json_put_text(doc, key,
                         articles_are_alike(site, by_mean[h]) ? "articles do not differ" : NULL);
    }
    tn_json_close(doc);
}

int tn_write_site(FILE *out, const tn_site_stats *site, const tn_rankings *rankings,
                  const tn_terms *terms, const tn_heads *heads, const char *results_id,
                  tenor_error *err)
{
    tn_buf text = { 0 };
    tn_json_writer doc;

    tn_json_begin(&doc, &text, TN_JSON_INDENTED, err);
    tn_json_open_object(&doc, NULL);
    tn_json_put_text(&doc, "schema", TN_SCHEMA_SITE);
    tn_json_put_text(&doc, "results_id", results_id);
    tn_json_put_real(&doc, "confidence", TN_CONFIDENCE);
    tn_json_put_integer(&doc, "articles", site->articles);
    tn_json_put_integer(&doc, "suppressed_articles", site->suppressed);
    tn_json_put_integer(&doc, "min_comments", site->min_comments);
    tn_doc_counts(&doc, &site->all.comments);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        if (tn_doc_head(&doc, &site->all.head[head], head, heads, &site->histogram[head])) {
            put_between(&doc, &site->means[head]);
            tn_json_close(&doc);
        }
    }
    tn_doc_crosstab(&doc, &site->all, heads, false);
    tn_doc_terms(&doc, terms, heads, false);
    put_rankings(&doc, rankings, site);
    tn_json_close(&doc);
    return tn_stream_json(out, &doc);
}
