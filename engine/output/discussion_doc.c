/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * discussion_doc.c - an article's document: associations, thread, time, people
 */
#include "output/sections.h"

#include <math.h>

static void put_spearman(tn_json_writer *doc, const char *key, const tn_spearman *s)
{
    tn_json_open_object(doc, key);
    tn_json_put_integer(doc, "comments", s->n);
    tn_json_put_real(doc, "spearman_rho", s->rho);
    tn_json_put_real(doc, "p_value", s->p_value);
    tn_json_close(doc);
}

void tn_doc_associations(tn_json_writer *doc, const tn_discussion *d)
{
    tn_json_open_object(doc, "associations");
    put_spearman(doc, "likes_and_sentiment", &d->likes);
    put_spearman(doc, "depth_and_sentiment", &d->depth);
    tn_json_close(doc);
}

static void put_depths(tn_json_writer *doc, const char *key, const tn_discussion *d,
                       bool with_replies)
{
    int last = TN_DEPTHS - 1;

    while (last >= 0 && d->at_depth[last].comments == 0)
        last--;
    tn_json_open_array(doc, key);
    for (int depth = 0; depth <= last; depth++) {
        const tn_depth *at = &d->at_depth[depth];

        tn_json_open_object(doc, NULL);
        tn_json_put_integer(doc, "depth", depth);
        tn_json_put_bool(doc, "or_deeper", depth == TN_DEPTHS - 1);
        tn_json_put_integer(doc, "comments", at->comments);
        if (with_replies) {
            tn_json_put_integer(doc, "labelled_replies", at->replies);
            tn_json_put_integer(doc, "disagree", at->disagree);
            tn_json_put_real(doc, "disagree_share",
                             at->replies ? (double)at->disagree / (double)at->replies : NAN);
        }
        tn_json_close(doc);
    }
    tn_json_close(doc);
}

void tn_doc_thread(tn_json_writer *doc, const tn_discussion *d, bool with_replies)
{
    tn_json_open_object(doc, "thread");
    tn_json_put_real(doc, "replies_per_comment", d->replies_per_comment);
    tn_json_put_real(doc, "mean_depth", d->mean_depth);
    tn_json_put_integer(doc, "max_breadth", d->max_breadth);
    tn_json_put_integer(doc, "h_index", d->h_index);
    tn_json_put_integer(doc, "answering_pairs", d->exchanges.pairs);
    tn_json_put_integer(doc, "reciprocal_pairs", d->exchanges.reciprocal);
    tn_json_put_real(doc, "reciprocity", d->exchanges.reciprocity);
    tn_json_put_integer(doc, "longest_exchange", d->exchanges.longest_exchange);
    put_depths(doc, "depths", d, with_replies);
    tn_json_close(doc);
}

void tn_doc_timeline(tn_json_writer *doc, const tn_discussion *d, const tn_detail *detail)
{
    tn_json_open_object(doc, "time");
    tn_json_put_real(doc, "half_life_seconds", d->half_life_s);
    if (d->grid.width_s > 0)
        tn_json_put_integer(doc, "bucket_seconds", d->grid.width_s);
    else
        tn_json_put_null(doc, "bucket_seconds");
    tn_json_open_array(doc, "buckets");
    for (int64_t b = 0; b < d->grid.n_buckets; b++) {
        const tn_time_bucket *bucket = &detail->bucket[b];

        if (bucket->n_comments == 0)
            continue; /* a bucket that is not there is empty */
        tn_json_open_object(doc, NULL);
        tn_json_put_time(doc, "start", d->grid.start_s + b * d->grid.width_s);
        tn_json_put_integer(doc, "comments", bucket->n_comments);
        tn_json_put_integer(doc, "scored", bucket->n_scored);
        tn_json_put_real(doc, "sentiment_mean", bucket->mean);
        tn_json_close(doc);
    }
    tn_json_close(doc);
    tn_json_open_object(doc, "sentiment_trend");
    tn_json_put_integer(doc, "comments", d->trend.n);
    tn_doc_difference(doc, "change", &d->trend.change);
    tn_json_close(doc);
    tn_json_close(doc);
}

void tn_doc_people(tn_json_writer *doc, const tn_article_stats *stats)
{
    const tn_discussion *d = &stats->discussion;
    const tn_jackknife *voices = &stats->head[TENOR_SENTIMENT].voices;

    tn_json_open_object(doc, "people");
    tn_json_put_real(doc, "gini", d->concentration.gini);
    tn_json_put_real(doc, "top_author_share", d->concentration.top_author);
    tn_json_put_real(doc, "top_10_percent_share", d->concentration.top_10);
    tn_json_put_real(doc, "largest_influence", voices->influence);
    tn_json_put_integer(doc, "largest_influence_comments", voices->group_count);
    tn_json_close(doc);
}
