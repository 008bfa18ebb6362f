/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * discussion_doc.c - an article's document: associations, thread, time, people
 */
#include "output/json.h"

#include <math.h>

static json_t *finished(json_t *root, bool ok)
{
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

json_t *tn_json_histogram(const tn_score_histogram *histogram)
{
    json_t *root = json_object(), *counts = json_array();
    bool ok = root && counts;

    for (int bin = 0; bin < TN_SCORE_BINS; bin++) {
        tn_append(counts, json_integer(histogram->count[bin]), &ok);
    }
    tn_put_real(root, "from", tn_score_edge(0), &ok);
    tn_put_real(root, "to", tn_score_edge(TN_SCORE_BINS), &ok);
    tn_put(root, "counts", counts, &ok);
    return finished(root, ok);
}

static json_t *json_spearman(const tn_spearman *s)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_integer(root, "comments", s->n, &ok);
    tn_put_real(root, "spearman_rho", s->rho, &ok);
    tn_put_real(root, "p_value", s->p_value, &ok);
    return finished(root, ok);
}

json_t *tn_json_associations(const tn_discussion *d)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put(root, "likes_and_sentiment", json_spearman(&d->likes), &ok);
    tn_put(root, "depth_and_sentiment", json_spearman(&d->depth), &ok);
    return finished(root, ok);
}

static json_t *json_depths(const tn_discussion *d, bool with_replies)
{
    json_t *array = json_array();
    bool ok = array != NULL;
    int last = TN_DEPTHS - 1;

    while (last >= 0 && d->at_depth[last].comments == 0) {
        last--;
    }
    for (int depth = 0; depth <= last; depth++) {
        const tn_depth *at = &d->at_depth[depth];
        json_t *row = json_object();

        tn_put_integer(row, "depth", depth, &ok);
        tn_put(row, "or_deeper", json_boolean(depth == TN_DEPTHS - 1), &ok);
        tn_put_integer(row, "comments", at->comments, &ok);
        if (with_replies) {
            tn_put_integer(row, "labelled_replies", at->replies, &ok);
            tn_put_integer(row, "disagree", at->disagree, &ok);
            tn_put_real(row, "disagree_share",
                        at->replies ? (double)at->disagree / (double)at->replies : NAN, &ok);
        }
        tn_append(array, row, &ok);
    }
    return finished(array, ok);
}

json_t *tn_json_thread(const tn_discussion *d, bool with_replies)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_real(root, "replies_per_comment", d->replies_per_comment, &ok);
    tn_put_real(root, "mean_depth", d->mean_depth, &ok);
    tn_put_integer(root, "max_breadth", d->max_breadth, &ok);
    tn_put_integer(root, "h_index", d->h_index, &ok);
    tn_put_integer(root, "answering_pairs", d->exchanges.pairs, &ok);
    tn_put_integer(root, "reciprocal_pairs", d->exchanges.reciprocal, &ok);
    tn_put_real(root, "reciprocity", d->exchanges.reciprocity, &ok);
    tn_put_integer(root, "longest_exchange", d->exchanges.longest_exchange, &ok);
    tn_put(root, "depths", json_depths(d, with_replies), &ok);
    return finished(root, ok);
}

static json_t *json_trend(const tn_discussion *d)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_integer(root, "buckets", d->trend.n, &ok);
    tn_put_real(root, "kendall_tau", d->trend.tau, &ok);
    tn_put_real(root, "p_value", d->trend.p_value, &ok);
    tn_put_real(root, "slope_per_day", d->slope.slope, &ok);
    tn_put_real(root, "slope_low", d->slope.slope_low, &ok);
    tn_put_real(root, "slope_high", d->slope.slope_high, &ok);
    return finished(root, ok);
}

static json_t *json_buckets(const tn_time_grid *grid, const tn_time_bucket *bucket)
{
    json_t *array = json_array();
    bool ok = array != NULL;

    for (int64_t b = 0; b < grid->n_buckets; b++) {
        json_t *row;

        if (bucket[b].n_comments == 0) {
            continue; /* a bucket that is not there is empty */
        }
        row = json_object();
        tn_put_time(row, "start", grid->start_s + b * grid->width_s, &ok);
        tn_put_integer(row, "comments", bucket[b].n_comments, &ok);
        tn_put_integer(row, "scored", bucket[b].n_scored, &ok);
        tn_put_real(row, "sentiment_mean", bucket[b].mean, &ok);
        tn_append(array, row, &ok);
    }
    return finished(array, ok);
}

json_t *tn_json_time(const tn_discussion *d, const tn_detail *detail)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_real(root, "half_life_seconds", d->half_life_s, &ok);
    tn_put(root, "bucket_seconds",
           d->grid.width_s > 0 ? json_integer(d->grid.width_s) : json_null(), &ok);
    tn_put(root, "buckets", json_buckets(&d->grid, detail->bucket), &ok);
    tn_put(root, "sentiment_trend", json_trend(d), &ok);
    return finished(root, ok);
}

json_t *tn_json_people(const tn_discussion *d)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_real(root, "gini", d->concentration.gini, &ok);
    tn_put_real(root, "top_author_share", d->concentration.top_author, &ok);
    tn_put_real(root, "top_1_percent_share", d->concentration.top_1, &ok);
    tn_put_real(root, "top_10_percent_share", d->concentration.top_10, &ok);
    tn_put_real(root, "sentiment_mean_error_by_author", d->voices.std_error, &ok);
    tn_put_real(root, "largest_influence", d->voices.influence, &ok);
    tn_put_integer(root, "largest_influence_comments", d->voices.group_count, &ok);
    return finished(root, ok);
}
