/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * discussion_doc.c - an article's document: associations, thread, time, people
 */
#include "output/sections.h"

#include <math.h>

void tn_doc_histogram(tn_doc *doc, const char *key, const tn_score_histogram *histogram)
{
    tn_doc_object(doc, key);
    tn_doc_real(doc, "from", tn_score_edge(0));
    tn_doc_real(doc, "to", tn_score_edge(TN_SCORE_BINS));
    tn_doc_array(doc, "counts");
    for (int bin = 0; bin < TN_SCORE_BINS; bin++)
        tn_doc_integer(doc, NULL, histogram->count[bin]);
    tn_doc_close(doc);
    tn_doc_close(doc);
}

static void put_spearman(tn_doc *doc, const char *key, const tn_spearman *s)
{
    tn_doc_object(doc, key);
    tn_doc_integer(doc, "comments", s->n);
    tn_doc_real(doc, "spearman_rho", s->rho);
    tn_doc_real(doc, "p_value", s->p_value);
    tn_doc_close(doc);
}

void tn_doc_associations(tn_doc *doc, const char *key, const tn_discussion *d)
{
    tn_doc_object(doc, key);
    put_spearman(doc, "likes_and_sentiment", &d->likes);
    put_spearman(doc, "depth_and_sentiment", &d->depth);
    tn_doc_close(doc);
}

static void put_depths(tn_doc *doc, const char *key, const tn_discussion *d, bool with_replies)
{
    int last = TN_DEPTHS - 1;

    while (last >= 0 && d->at_depth[last].comments == 0)
        last--;
    tn_doc_array(doc, key);
    for (int depth = 0; depth <= last; depth++) {
        const tn_depth *at = &d->at_depth[depth];

        tn_doc_object(doc, NULL);
        tn_doc_integer(doc, "depth", depth);
        tn_doc_bool(doc, "or_deeper", depth == TN_DEPTHS - 1);
        tn_doc_integer(doc, "comments", at->comments);
        if (with_replies) {
            tn_doc_integer(doc, "labelled_replies", at->replies);
            tn_doc_integer(doc, "disagree", at->disagree);
            tn_doc_real(doc, "disagree_share",
                        at->replies ? (double)at->disagree / (double)at->replies : NAN);
        }
        tn_doc_close(doc);
    }
    tn_doc_close(doc);
}

void tn_doc_thread(tn_doc *doc, const char *key, const tn_discussion *d, bool with_replies)
{
    tn_doc_object(doc, key);
    tn_doc_real(doc, "replies_per_comment", d->replies_per_comment);
    tn_doc_real(doc, "mean_depth", d->mean_depth);
    tn_doc_integer(doc, "max_breadth", d->max_breadth);
    tn_doc_integer(doc, "h_index", d->h_index);
    tn_doc_integer(doc, "answering_pairs", d->exchanges.pairs);
    tn_doc_integer(doc, "reciprocal_pairs", d->exchanges.reciprocal);
    tn_doc_real(doc, "reciprocity", d->exchanges.reciprocity);
    tn_doc_integer(doc, "longest_exchange", d->exchanges.longest_exchange);
    put_depths(doc, "depths", d, with_replies);
    tn_doc_close(doc);
}

static void put_trend(tn_doc *doc, const char *key, const tn_discussion *d)
{
    tn_doc_object(doc, key);
    tn_doc_integer(doc, "buckets", d->trend.n);
    tn_doc_real(doc, "kendall_tau", d->trend.tau);
    tn_doc_real(doc, "p_value", d->trend.p_value);
    tn_doc_real(doc, "slope_per_day", d->slope.slope);
    tn_doc_real(doc, "slope_low", d->slope.slope_low);
    tn_doc_real(doc, "slope_high", d->slope.slope_high);
    tn_doc_close(doc);
}

static void put_buckets(tn_doc *doc, const char *key, const tn_time_grid *grid,
                        const tn_time_bucket *bucket)
{
    tn_doc_array(doc, key);
    for (int64_t b = 0; b < grid->n_buckets; b++) {
        if (bucket[b].n_comments == 0)
            continue; /* a bucket that is not there is empty */
        tn_doc_object(doc, NULL);
        tn_doc_time(doc, "start", grid->start_s + b * grid->width_s);
        tn_doc_integer(doc, "comments", bucket[b].n_comments);
        tn_doc_integer(doc, "scored", bucket[b].n_scored);
        tn_doc_real(doc, "sentiment_mean", bucket[b].mean);
        tn_doc_close(doc);
    }
    tn_doc_close(doc);
}

void tn_doc_timeline(tn_doc *doc, const char *key, const tn_discussion *d, const tn_detail *detail)
{
    tn_doc_object(doc, key);
    tn_doc_real(doc, "half_life_seconds", d->half_life_s);
    if (d->grid.width_s > 0)
        tn_doc_integer(doc, "bucket_seconds", d->grid.width_s);
    else
        tn_doc_null(doc, "bucket_seconds");
    put_buckets(doc, "buckets", &d->grid, detail->bucket);
    put_trend(doc, "sentiment_trend", d);
    tn_doc_close(doc);
}

void tn_doc_people(tn_doc *doc, const char *key, const tn_discussion *d)
{
    tn_doc_object(doc, key);
    tn_doc_real(doc, "gini", d->concentration.gini);
    tn_doc_real(doc, "top_author_share", d->concentration.top_author);
    tn_doc_real(doc, "top_1_percent_share", d->concentration.top_1);
    tn_doc_real(doc, "top_10_percent_share", d->concentration.top_10);
    tn_doc_real(doc, "sentiment_mean_error_by_author", d->voices.std_error);
    tn_doc_real(doc, "largest_influence", d->voices.influence);
    tn_doc_integer(doc, "largest_influence_comments", d->voices.group_count);
    tn_doc_close(doc);
}
