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
    tn_put_target(root, info->target, &ok);
    tn_put_aliases(root, info->target, &ok);
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

static json_t *json_stance(const tn_article_records *article, const tn_head_stats *head,
                           const tn_heads *heads, const tn_score_histogram *histogram)
{
    json_t *root = tn_json_head(head, TENOR_STANCE, heads, histogram, true);
    bool ok = true;

    if (json_is_object(root)) {
        tn_put_target(root, article->target, &ok);
        tn_put_text(root, "target_source", tenor_target_source_name(article->target_source), &ok);
    }
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

int tn_write_article(FILE *out, const tn_article_records *article, const tn_article_stats *stats,
                     const tn_article_extras *extras, const tn_heads *heads, const char *results_id,
                     tenor_error *err)
{
    const char *flag[TN_N_FLAGS];
    int n_flags = tn_article_flags(flag, article, stats);
    const tn_discussion *d = &stats->discussion;
    json_t *root, *flags;
    tn_detail detail;
    bool ok;
    int rc = tn_detail_of(&detail, article, &d->grid, heads->n_classes, err);

    if (rc < 0) {
        tn_detail_free(&detail);
        return rc;
    }
    root = json_object();
    flags = json_array();
    ok = root && flags;

    for (int f = 0; f < n_flags; f++) {
        tn_append(flags, json_string(flag[f]), &ok);
    }
    tn_put_text(root, "schema", TN_SCHEMA_ARTICLE, &ok);
    tn_put_text(root, "results_id", results_id, &ok);
    tn_put_real(root, "confidence", TN_CONFIDENCE, &ok);
    tn_put(root, "article", json_article_info(article), &ok);
    tn_put(root, "comments", tn_json_counts(&stats->comments), &ok);
    tn_put(root, "sentiment",
           tn_json_head(&stats->head[TENOR_SENTIMENT], TENOR_SENTIMENT, heads,
                        &detail.histogram[TENOR_SENTIMENT], true),
           &ok);
    tn_put(root, "stance",
           json_stance(article, &stats->head[TENOR_STANCE], heads, &detail.histogram[TENOR_STANCE]),
           &ok);
    tn_put(root, "reply",
           tn_json_head(&stats->head[TENOR_REPLY], TENOR_REPLY, heads,
                        &detail.histogram[TENOR_REPLY], true),
           &ok);
    tn_put(root, "sentiment_by_stance", tn_json_crosstab(stats, heads, true), &ok);
    tn_put(root, "associations", tn_json_associations(d), &ok);
    tn_put(root, "thread", tn_json_thread(d, stats->head[TENOR_REPLY].present), &ok);
    tn_put(root, "time", tn_json_time(d, &detail), &ok);
    tn_put(root, "people", tn_json_people(d), &ok);
    tn_put(root, "terms", tn_json_terms(extras ? extras->terms : NULL, heads, true), &ok);
    tn_put(root, "examples", tn_json_examples(extras ? extras->examples : NULL, heads), &ok);
    tn_put(root, "flags", flags, &ok);
    tn_detail_free(&detail);
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
        const tn_head_stats *h = &stats->head[head];
        char column[64];

        snprintf(column, sizeof(column), "%s_%s", tenor_head_name(head), name[c]);
        tn_put_real(row, column, h->present ? h->label[c].share : NAN, ok);
        tn_put_named_real(row, column, "corrected", h->present ? h->corrected.share[c] : NAN, ok);
        tn_put_named_real(row, column, "shrunk", h->present ? h->shrunk.share[c] : NAN, ok);
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
    tn_put_target(row, article->target, ok);
    tn_put_text(row, "target_source", tenor_target_source_name(article->target_source), ok);
    tn_put_text(row, "file", path, ok);
    tn_put_integer(row, "comments", counts->count, ok);
    tn_put_integer(row, "scored", counts->scored, ok);
    tn_put_integer(row, "authors", counts->authors, ok);
    tn_put_integer(row, "threads", counts->threads, ok);
    tn_put_integer(row, "replies", counts->replies, ok);
}

static void put_shrunk_mean(json_t *row, const tn_head_stats *head, const char *name, bool *ok)
{
    const tn_shrunk_mean *mean = &head->shrunk_mean;

    tn_put_named_real(row, name, "mean_shrunk", head->present ? mean->mean : NAN, ok);
    tn_put_named_real(row, name, "mean_shrunk_low", head->present ? mean->low : NAN, ok);
    tn_put_named_real(row, name, "mean_shrunk_high", head->present ? mean->high : NAN, ok);
    tn_put_named_real(row, name, "unusual_q", head->present ? head->q_value : NAN, ok);
}

static void put_discussion(json_t *row, const tn_article_stats *stats, bool *ok)
{
    const tn_head_stats *sentiment = &stats->head[TENOR_SENTIMENT];
    const tn_head_stats *stance = &stats->head[TENOR_STANCE];
    const tn_discussion *d = &stats->discussion;

    tn_put_real(row, "sentiment_polarization",
                sentiment->present ? sentiment->shape.polarization : NAN, ok);
    tn_put_real(row, "sentiment_controversy",
                sentiment->present ? sentiment->shape.controversy : NAN, ok);
    tn_put_real(row, "stance_controversy", stance->present ? stance->shape.controversy : NAN, ok);
    tn_put_real(row, "thread_mean_depth", d->mean_depth, ok);
    tn_put_integer(row, "thread_h_index", d->h_index, ok);
    tn_put_real(row, "thread_reciprocity", d->exchanges.reciprocity, ok);
    tn_put_real(row, "half_life_seconds", d->half_life_s, ok);
    tn_put_real(row, "trend_slope_per_day", d->slope.slope, ok);
    tn_put_real(row, "trend_p_value", d->trend.p_value, ok);
    tn_put_real(row, "authors_gini", d->concentration.gini, ok);
    tn_put_real(row, "top_author_share", d->concentration.top_author, ok);
    tn_put_real(row, "mean_coverage", d->mean_coverage, ok);
    tn_put_real(row, "mean_tokens", d->mean_tokens, ok);
    put_shrunk_mean(row, sentiment, "sentiment", ok);
    put_shrunk_mean(row, stance, "stance", ok);
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
    put_discussion(row, stats, &ok);
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
