/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_doc.c - one article's document and its flat row in articles.json
 */
#include "output/sections.h"

#include <math.h>
#include <string.h>

static void put_info(tn_doc *doc, const char *key, const tn_article_records *article)
{
    const tn_article_info *info = &article->info;

    tn_doc_object(doc, key);
    tn_doc_bytes(doc, "id", article->id, article->id_bytes);
    tn_doc_text(doc, "title", info->title);
    tn_doc_text(doc, "url", info->url);
    tn_doc_time(doc, "published_at", info->published_at_s);
    tn_doc_time(doc, "captured_at", info->captured_at_s);
    tn_doc_text(doc, "section", info->section);
    tn_doc_target(doc, info->target);
    tn_doc_aliases(doc, info->target);
    tn_doc_close(doc);
}

static void put_heads(tn_doc *doc, const tn_article_records *article, const tn_article_stats *stats,
                      const tn_detail *detail, const tn_heads *heads)
{
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        bool present = tn_doc_head(doc, tenor_head_name(head), &stats->head[head], head, heads,
                                   &detail->histogram[head], true);

        if (present && head == TENOR_STANCE) {
            tn_doc_target(doc, article->target);
            tn_doc_text(doc, "target_source", tenor_target_source_name(article->target_source));
        }
        if (present)
            tn_doc_close(doc);
    }
}

static void put_flags(tn_doc *doc, const char *key, const tn_article_records *article,
                      const tn_article_stats *stats)
{
    const char *flag[TN_N_FLAGS];
    int n_flags = tn_article_flags(flag, article, stats);

    tn_doc_array(doc, key);
    for (int f = 0; f < n_flags; f++)
        tn_doc_text(doc, NULL, flag[f]);
    tn_doc_close(doc);
}

int tn_write_article(tn_buf *out, const tn_article_records *article, const tn_article_stats *stats,
                     const tn_article_extras *extras, const tn_heads *heads, const char *results_id,
                     tenor_error *err)
{
    const tn_discussion *d = &stats->discussion;
    tn_detail detail;
    tn_doc doc;
    int rc = tn_detail_of(&detail, article, &d->grid, heads->n_classes, err);

    if (rc < 0) {
        tn_detail_free(&detail);
        return rc;
    }
    tn_doc_begin(&doc, out, true, err);
    tn_doc_object(&doc, NULL);
    tn_doc_text(&doc, "schema", TN_SCHEMA_ARTICLE);
    tn_doc_text(&doc, "results_id", results_id);
    tn_doc_real(&doc, "confidence", TN_CONFIDENCE);
    put_info(&doc, "article", article);
    tn_doc_counts(&doc, "comments", &stats->comments);
    put_heads(&doc, article, stats, &detail, heads);
    tn_doc_crosstab(&doc, "sentiment_by_stance", stats, heads, true);
    tn_doc_associations(&doc, "associations", d);
    tn_doc_thread(&doc, "thread", d, stats->head[TENOR_REPLY].present);
    tn_doc_timeline(&doc, "time", d, &detail);
    tn_doc_people(&doc, "people", d);
    tn_doc_terms(&doc, "terms", extras ? extras->terms : NULL, heads, true);
    tn_doc_examples(&doc, "examples", extras ? extras->examples : NULL, heads);
    put_flags(&doc, "flags", article, stats);
    tn_doc_close(&doc);
    tn_detail_free(&detail);
    return tn_doc_end(&doc);
}

/* ------------------------------------------------------- articles.json */

int tn_write_articles_begin(FILE *out, tenor_error *err)
{
    fputs("[", out);
    return tn_stream_check(out, err);
}

/* the head's class shares as columns; a head that is not there still has its columns */
static void put_shares(tn_doc *row, const tn_article_stats *stats, const tn_heads *heads, int head)
{
    const char *name[TENOR_MAX_CLASSES];
    int n = tn_column_classes(name, heads, head);

    for (int c = 0; c < n; c++) {
        const tn_head_stats *h = &stats->head[head];
        char column[TN_DOC_KEY_BYTES] = "";

        tn_doc_named_real(row, tenor_head_name(head), name[c],
                          h->present ? h->label[c].share : NAN);
        (void)tn_doc_key(column, tenor_head_name(head), name[c]);
        tn_doc_named_real(row, column, "corrected", h->present ? h->corrected.share[c] : NAN);
        tn_doc_named_real(row, column, "shrunk", h->present ? h->shrunk.share[c] : NAN);
    }
}

static void put_score(tn_doc *row, const tn_head_stats *head, const char *name, bool interval)
{
    const tn_moments *score = &head->score;

    tn_doc_named_real(row, name, "mean", head->present ? score->mean : NAN);
    if (interval) {
        tn_doc_named_real(row, name, "mean_low", head->present ? score->mean_low : NAN);
        tn_doc_named_real(row, name, "mean_high", head->present ? score->mean_high : NAN);
    }
}

static void put_facts(tn_doc *row, const tn_article_records *article, const tn_counts *counts)
{
    char path[TN_ARTICLE_PATH_BYTES];

    tn_article_path(path, article->id, article->id_bytes);
    tn_doc_bytes(row, "article_id", article->id, article->id_bytes);
    tn_doc_text(row, "title", article->info.title);
    tn_doc_text(row, "url", article->info.url);
    tn_doc_time(row, "published_at", article->info.published_at_s);
    tn_doc_text(row, "section", article->info.section);
    tn_doc_target(row, article->target);
    tn_doc_text(row, "target_source", tenor_target_source_name(article->target_source));
    tn_doc_text(row, "file", path);
    tn_doc_integer(row, "comments", counts->count);
    tn_doc_integer(row, "scored", counts->scored);
    tn_doc_integer(row, "authors", counts->authors);
    tn_doc_integer(row, "threads", counts->threads);
    tn_doc_integer(row, "replies", counts->replies);
}

static void put_shrunk_mean(tn_doc *row, const tn_head_stats *head, const char *name)
{
    const tn_shrunk_mean *mean = &head->shrunk_mean;

    tn_doc_named_real(row, name, "mean_shrunk", head->present ? mean->mean : NAN);
    tn_doc_named_real(row, name, "mean_shrunk_low", head->present ? mean->low : NAN);
    tn_doc_named_real(row, name, "mean_shrunk_high", head->present ? mean->high : NAN);
    tn_doc_named_real(row, name, "unusual_q", head->present ? head->q_value : NAN);
}

static void put_discussion(tn_doc *row, const tn_article_stats *stats)
{
    const tn_head_stats *sentiment = &stats->head[TENOR_SENTIMENT];
    const tn_head_stats *stance = &stats->head[TENOR_STANCE];
    const tn_discussion *d = &stats->discussion;

    tn_doc_real(row, "sentiment_polarization",
                sentiment->present ? sentiment->shape.polarization : NAN);
    tn_doc_real(row, "sentiment_controversy",
                sentiment->present ? sentiment->shape.controversy : NAN);
    tn_doc_real(row, "stance_controversy", stance->present ? stance->shape.controversy : NAN);
    tn_doc_real(row, "thread_mean_depth", d->mean_depth);
    tn_doc_integer(row, "thread_h_index", d->h_index);
    tn_doc_real(row, "thread_reciprocity", d->exchanges.reciprocity);
    tn_doc_real(row, "half_life_seconds", d->half_life_s);
    tn_doc_real(row, "trend_slope_per_day", d->slope.slope);
    tn_doc_real(row, "trend_p_value", d->trend.p_value);
    tn_doc_real(row, "authors_gini", d->concentration.gini);
    tn_doc_real(row, "top_author_share", d->concentration.top_author);
    tn_doc_real(row, "mean_coverage", d->mean_coverage);
    tn_doc_real(row, "mean_tokens", d->mean_tokens);
    put_shrunk_mean(row, sentiment, "sentiment");
    put_shrunk_mean(row, stance, "stance");
}

int tn_write_articles_row(tn_buf *out, bool first, const tn_article_records *article,
                          const tn_article_stats *stats, const tn_heads *heads,
                          const char *results_id, tenor_error *err)
{
    const char *flag[TN_N_FLAGS];
    int n_flags = tn_article_flags(flag, article, stats);
    int rc = tn_buf_puts(out, first ? "\n" : ",\n", err);
    char flags[128] = "";
    tn_doc row;

    if (rc < 0)
        return rc;
    for (int f = 0, used = 0; f < n_flags; f++)
        used += snprintf(flags + used, sizeof(flags) - (size_t)used, "%s%s", f ? " " : "", flag[f]);
    tn_doc_begin(&row, out, false, err);
    tn_doc_object(&row, NULL);
    put_facts(&row, article, &stats->comments);
    put_score(&row, &stats->head[TENOR_SENTIMENT], "sentiment", true);
    put_shares(&row, stats, heads, TENOR_SENTIMENT);
    put_shares(&row, stats, heads, TENOR_STANCE);
    put_score(&row, &stats->head[TENOR_STANCE], "stance", false);
    put_shares(&row, stats, heads, TENOR_REPLY);
    put_discussion(&row, stats);
    tn_doc_text(&row, "flags", flags);
    tn_doc_text(&row, "results_id", results_id);
    tn_doc_close(&row);
    return tn_doc_end(&row);
}

int tn_write_articles_end(FILE *out, tenor_error *err)
{
    fputs("]\n", out);
    return tn_stream_check(out, err);
}
