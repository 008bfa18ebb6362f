/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * internal.h - what the files of the statistics room share among themselves
 */
#ifndef TN_STATS_INTERNAL_H
#define TN_STATS_INTERNAL_H

#include "stats/stats.h"

/* Fill threads, replies, orphans, cycles and max_depth of a deduplicated article. */
void tn_threads_of(tn_counts *out, const tn_article_records *article, const tn_reply_tree *tree);

/* Nothing yet; and times from first to last. */
void tn_counts_begin(tn_counts *counts);
void tn_counts_span(tn_counts *counts, int64_t first_at_s, int64_t last_at_s);

/*
 * Shares, moments and shape from n scores, ascending. out->n_classes, posteriors and the labels'
 * counts are set. `site_error`, `correlation` (0 of a site): see tn_shares_of.
 */
int tn_head_figures(tn_head_stats *out, int head, const double *score, size_t n,
                    const double *site_error, double correlation, tenor_error *err);

/* Stance toward a mere title says nothing about a site. */
static inline bool tn_counts_for_site(const tn_article_records *article, int head)
{
    return head != TENOR_STANCE || (article->target_source != TENOR_TARGET_TITLE &&
                                    article->target_source != TENOR_TARGET_NONE);
}

#endif
