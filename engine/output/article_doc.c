/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_doc.c - one article's document and its flat row in articles.json
 */
#include "output/json.h"

#include <math.h>
#include <string.h>

#define INDENT 2

static json_t *json_article_info(const tn_article_records *article)
{
    const tn_article_info *info = &article->info;
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_bytes(root, "id", article->id, article->id_bytes, &ok);
    tn_put_text(root, "title", info->title, &ok);
    tn_put_text(root, "url", info->url, &ok);
    tn_put_time(root, "published_at", info->published_at_s, &ok);
    tn_put_time(root, "captured_at", info->captured_at_s, &ok);
    tn_put_text(root, "section", info->section, &ok);
    tn_put_text(root, "target", info->target, &ok);
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

static json_t *json_stance(const tn_article_records *article, const tn_head_stats *head,
                           const tn_heads *heads)
{
    json_t *root = tn_json_head(head, TENOR_STANCE, heads);
    bool ok = true;

    if (json_is_object(root)) {
        tn_put_text(root, "target", article->target, &ok);
        tn_put_text(root, "target_source", tenor_target_source_name(article->target_source), &ok);
    }
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

int tn_write_article(FILE *out, const tn_article_records *article, const tn_article_stats *stats,
                     const tn_heads *heads, const char *results_id, tenor_error *err)
{
    const char *flag[TN_N_FLAGS];
    int n_flags = tn_article_flags(flag, article, stats);
    json_t *root = json_object(), *flags = json_array();
    bool ok = root && flags;

    for (int f = 0; f < n_flags; f++) {
        tn_append(flags, json_string(flag[f]), &ok);
    }
    tn_put_text(root, "schema", TN_SCHEMA_ARTICLE, &ok);
    tn_put_text(root, "results_id", results_id, &ok);
    tn_put_real(root, "confidence", TN_CONFIDENCE, &ok);
    tn_put(root, "article", json_article_info(article), &ok);
    tn_put(root, "comments", tn_json_counts(&stats->comments), &ok);
    tn_put(root, "sentiment", tn_json_head(&stats->head[TENOR_SENTIMENT], TENOR_SENTIMENT, heads),
           &ok);
    tn_put(root, "stance", json_stance(article, &stats->head[TENOR_STANCE], heads), &ok);
    tn_put(root, "reply", tn_json_head(&stats->head[TENOR_REPLY], TENOR_REPLY, heads), &ok);
    tn_put(root, "sentiment_by_stance", tn_json_crosstab(stats, heads), &ok);
    tn_put(root, "flags", flags, &ok);
    return tn_json_write(out, root, INDENT, ok, err);
}

/* ------------------------------------------------------- articles.json */

int tn_write_articles_begin(FILE *out, tenor_error *err)
{
    fputs("[", out);
    return tn_stream_check(out, err);
}

/* the head's class shares as columns; a head that is not there still has its columns */
static void put_shares(json_t *row, const tn_article_stats *stats, const tn_heads *heads, int head,
                       bool *ok)
{
    const char *name[TENOR_MAX_CLASSES];
    int n = tn_column_classes(name, heads, head);

    for (int c = 0; c < n; c++) {
        tn_put_named_real(row, tenor_head_name(head), name[c],
                          stats->head[head].present ? stats->head[head].label[c].share : NAN, ok);
    }
}

static void put_score(json_t *row, const tn_head_stats *head, const char *name, bool interval,
                      bool *ok)
{
    const tn_moments *score = &head->score;

    tn_put_named_real(row, name, "mean", head->present ? score->mean : NAN, ok);
    if (interval) {
        tn_put_named_real(row, name, "mean_low", head->present ? score->mean_low : NAN, ok);
        tn_put_named_real(row, name, "mean_high", head->present ? score->mean_high : NAN, ok);
    }
}

static void put_facts(json_t *row, const tn_article_records *article, const tn_counts *counts,
                      bool *ok)
{
    char path[TN_ARTICLE_PATH_BYTES];

    tn_article_path(path, article->id, article->id_bytes);
    tn_put_bytes(row, "article_id", article->id, article->id_bytes, ok);
    tn_put_text(row, "title", article->info.title, ok);
    tn_put_text(row, "url", article->info.url, ok);
    tn_put_time(row, "published_at", article->info.published_at_s, ok);
    tn_put_text(row, "section", article->info.section, ok);
    tn_put_text(row, "target", article->target, ok);
    tn_put_text(row, "target_source", tenor_target_source_name(article->target_source), ok);
    tn_put_text(row, "file", path, ok);
    tn_put_integer(row, "comments", counts->count, ok);
    tn_put_integer(row, "scored", counts->scored, ok);
    tn_put_integer(row, "authors", counts->authors, ok);
    tn_put_integer(row, "threads", counts->threads, ok);
    tn_put_integer(row, "replies", counts->replies, ok);
}

int tn_write_articles_row(FILE *out, bool first, const tn_article_records *article,
                          const tn_article_stats *stats, const tn_heads *heads,
                          const char *results_id, tenor_error *err)
{
    const char *flag[TN_N_FLAGS];
    int n_flags = tn_article_flags(flag, article, stats);
    char flags[128] = "";
    json_t *row = json_object();
    bool ok = row != NULL;

    for (int f = 0, used = 0; f < n_flags; f++) {
        used += snprintf(flags + used, sizeof(flags) - (size_t)used, "%s%s", f ? " " : "", flag[f]);
    }
    put_facts(row, article, &stats->comments, &ok);
    put_score(row, &stats->head[TENOR_SENTIMENT], "sentiment", true, &ok);
    put_shares(row, stats, heads, TENOR_SENTIMENT, &ok);
    put_shares(row, stats, heads, TENOR_STANCE, &ok);
    put_score(row, &stats->head[TENOR_STANCE], "stance", false, &ok);
    put_shares(row, stats, heads, TENOR_REPLY, &ok);
    tn_put_text(row, "flags", flags, &ok);
    tn_put_text(row, "results_id", results_id, &ok);
    fputs(first ? "\n" : ",\n", out);
    return tn_json_write(out, row, 0, ok, err);
}

int tn_write_articles_end(FILE *out, tenor_error *err)
{
    fputs("]\n", out);
    return tn_stream_check(out, err);
}
