/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_doc.c - one article's document and its flat row in articles.json
 */
#include "output/sections.h"

#include <math.h>
#include <string.h>

#define SMALL_SCORED        10
#define ONE_VOICE_INFLUENCE 0.1 /* of one author on the mean sentiment */
#define ONE_VOICE_SHARE     0.5 /* of the comments of known authors */
#define ONE_VOICE_COMMENTS  10
#define DOMAIN_COVERAGE     0.75

int tn_article_flags(const char *flag[TN_N_FLAGS], const tn_article_records *article,
                     const tn_article_stats *stats)
{
    const tn_counts *counts = &stats->comments;
    bool unlike = false;
    int n = 0;

    if (counts->scored < SMALL_SCORED)
        flag[n++] = "small";
    if (stats->head[TENOR_STANCE].present && article->target_source == TENOR_TARGET_TITLE)
        flag[n++] = "stance_target_is_title";
    if (counts->unscored[TENOR_UNSCORED_LOW_COVERAGE] * 2 > counts->count)
        flag[n++] = "low_coverage";
    if (counts->count >= ONE_VOICE_COMMENTS &&
        (fabs(stats->head[TENOR_SENTIMENT].voices.influence) > ONE_VOICE_INFLUENCE ||
         (counts->authors > 1 && stats->discussion.concentration.top_author > ONE_VOICE_SHARE)))
        flag[n++] = "one_voice";
    if (stats->discussion.mean_coverage < DOMAIN_COVERAGE)
        flag[n++] = "out_of_domain";
    for (int head = 0; head < TENOR_N_HEADS; head++)
        unlike |= stats->head[head].present && stats->head[head].difference.q_value <= TN_UNUSUAL_Q;
    if (unlike)
        flag[n++] = "unlike_the_rest";
    return n;
}

int tn_write_article(tn_buf *out, const tn_article_records *article, const tn_article_stats *stats,
                     const tn_article_extras *extras, const tn_heads *heads, const char *results_id,
                     tenor_error *err)
{
    const tn_article_info *info = &article->info;
    const tn_discussion *d = &stats->discussion;
    const char *flag[TN_N_FLAGS];
    int n_flags = tn_article_flags(flag, article, stats);
    tn_detail detail;
    tn_json_writer doc;
    int rc = tn_detail_of(&detail, article, &d->grid, heads->n_classes, err);

    if (rc < 0) {
        tn_detail_free(&detail);
        return rc;
    }
    tn_json_begin(&doc, out, TN_JSON_INDENTED, err);
    tn_json_open_object(&doc, NULL);
    tn_json_put_text(&doc, "schema", TN_SCHEMA_ARTICLE);
    tn_json_put_text(&doc, "results_id", results_id);
    tn_json_put_real(&doc, "confidence", TN_CONFIDENCE);
    tn_json_open_object(&doc, "article");
    tn_json_put_string(&doc, "id", (tenor_str){ article->id, article->id_bytes });
    tn_json_put_text(&doc, "title", info->title);
    tn_json_put_text(&doc, "url", info->url);
    tn_json_put_time(&doc, "published_at", info->published_at_s);
    tn_json_put_time(&doc, "captured_at", info->captured_at_s);
    tn_json_put_text(&doc, "section", info->section);
    tn_doc_target(&doc, info->target);
    tn_doc_aliases(&doc, info->target);
    tn_json_close(&doc);
    tn_doc_counts(&doc, &stats->comments);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        if (!tn_doc_head(&doc, &stats->head[head], head, heads, &detail.histogram[head]))
            continue;
        tn_json_put_real(&doc, "std_error", stats->head[head].std_error);
        tn_doc_difference(&doc, "difference", &stats->head[head].difference);
        if (head == TENOR_STANCE) {
            tn_doc_target(&doc, article->target);
            tn_json_put_text(&doc, "target_source",
                             tenor_target_source_name(article->target_source));
        }
        tn_json_close(&doc);
    }
    tn_doc_crosstab(&doc, stats, heads, true);
    tn_doc_associations(&doc, d);
    tn_doc_thread(&doc, d, stats->head[TENOR_REPLY].present);
    tn_doc_timeline(&doc, d, &detail);
    tn_doc_people(&doc, stats);
    tn_doc_terms(&doc, extras ? extras->terms : NULL, heads, true);
    tn_doc_examples(&doc, extras ? extras->examples : NULL, heads);
    tn_json_open_array(&doc, "flags");
    for (int f = 0; f < n_flags; f++)
        tn_json_put_text(&doc, NULL, flag[f]);
    tn_json_close(&doc);
    tn_json_close(&doc);
    tn_detail_free(&detail);
    return tn_json_end(&doc);
}

/* ------------------------------------------------------- articles.json */

int tn_write_articles_begin(FILE *out, tenor_error *err)
{
    fputs("[", out);
    return tn_stream_check(out, err);
}

/* a head beside those of the other articles */
static void put_comparison(tn_json_writer *row, const tn_article_stats *stats, int head)
{
    const tn_head_stats *own = &stats->head[head];
    const tn_difference *d = &own->difference;
    const char *name = tenor_head_name(head);

    tn_doc_placed(row, own, head);
    tn_doc_named_real(row, name, "unusual_q", own->present ? own->unusual_q : NAN);
    tn_doc_named_real(row, name, "std_error", own->present ? own->std_error : NAN);
    tn_doc_named_real(row, name, "difference", own->present ? d->estimate : NAN);
    tn_doc_named_real(row, name, "difference_low", own->present ? d->low : NAN);
    tn_doc_named_real(row, name, "difference_high", own->present ? d->high : NAN);
    tn_doc_named_real(row, name, "difference_q", own->present ? d->q_value : NAN);
}

static void put_discussion(tn_json_writer *row, const tn_article_stats *stats)
{
    const tn_head_stats *sentiment = &stats->head[TENOR_SENTIMENT];
    const tn_discussion *d = &stats->discussion;

    tn_json_put_real(row, "sentiment_polarization",
                     sentiment->present ? sentiment->shape.polarization : NAN);
    tn_json_put_real(row, "thread_mean_depth", d->mean_depth);
    tn_json_put_integer(row, "thread_h_index", d->h_index);
    tn_json_put_real(row, "thread_reciprocity", d->exchanges.reciprocity);
    tn_json_put_real(row, "half_life_seconds", d->half_life_s);
    tn_json_put_real(row, "trend_change", d->trend.change.estimate);
    tn_json_put_real(row, "trend_q", d->trend.change.q_value);
    tn_json_put_real(row, "authors_gini", d->concentration.gini);
    tn_json_put_real(row, "top_author_share", d->concentration.top_author);
    tn_json_put_real(row, "mean_coverage", d->mean_coverage);
    tn_json_put_real(row, "mean_tokens", d->mean_tokens);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        put_comparison(row, stats, head);
}

int tn_write_articles_row(tn_buf *out, bool first, const tn_article_records *article,
                          const tn_article_stats *stats, const tn_heads *heads,
                          const char *results_id, tenor_error *err)
{
    const char *flag[TN_N_FLAGS];
    int n_flags = tn_article_flags(flag, article, stats);
    int rc = tn_buf_puts(out, first ? "\n" : ",\n", err);
    const tn_counts *counts = &stats->comments;
    char path[TN_ARTICLE_PATH_BYTES], flags[128] = "";
    tn_json_writer row;

    if (rc < 0)
        return rc;
    for (int f = 0, used = 0; f < n_flags; f++)
        used += snprintf(flags + used, sizeof(flags) - (size_t)used, "%s%s", f ? " " : "", flag[f]);
    tn_json_begin(&row, out, TN_JSON_SPACED, err);
    tn_json_open_object(&row, NULL);
    tn_article_path(path, article->id, article->id_bytes);
    tn_json_put_string(&row, "article_id", (tenor_str){ article->id, article->id_bytes });
    tn_json_put_text(&row, "title", article->info.title);
    tn_json_put_text(&row, "url", article->info.url);
    tn_json_put_time(&row, "published_at", article->info.published_at_s);
    tn_json_put_text(&row, "section", article->info.section);
    tn_doc_target(&row, article->target);
    tn_json_put_text(&row, "target_source", tenor_target_source_name(article->target_source));
    tn_json_put_text(&row, "file", path);
    tn_json_put_integer(&row, "comments", counts->count);
    tn_json_put_integer(&row, "scored", counts->scored);
    tn_json_put_integer(&row, "authors", counts->authors);
    tn_json_put_integer(&row, "threads", counts->threads);
    tn_json_put_integer(&row, "replies", counts->replies);
    tn_doc_mean(&row, &stats->head[TENOR_SENTIMENT], TENOR_SENTIMENT, true);
    tn_doc_shares(&row, &stats->head[TENOR_SENTIMENT], TENOR_SENTIMENT, heads);
    tn_doc_shares(&row, &stats->head[TENOR_STANCE], TENOR_STANCE, heads);
    tn_doc_mean(&row, &stats->head[TENOR_STANCE], TENOR_STANCE, false);
    tn_doc_mean(&row, &stats->head[TENOR_REPLY], TENOR_REPLY, false);
    tn_doc_shares(&row, &stats->head[TENOR_REPLY], TENOR_REPLY, heads);
    put_discussion(&row, stats);
    tn_json_put_text(&row, "flags", flags);
    tn_json_put_text(&row, "results_id", results_id);
    tn_json_close(&row);
    return tn_json_end(&row);
}

int tn_write_articles_end(FILE *out, tenor_error *err)
{
    fputs("]\n", out);
    return tn_stream_check(out, err);
}
