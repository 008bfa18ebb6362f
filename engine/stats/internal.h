/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * internal.h - what the files of the statistics room share among themselves
 */
#ifndef TN_STATS_INTERNAL_H
#define TN_STATS_INTERNAL_H

#include "stats/stats.h"

/* Fill threads, replies, orphans, cycles and max_depth of a settled article. */
int tn_threads_of(tn_counts *out, const tn_article_records *article, tenor_error *err);

/* The same figures of one article or of many: articles are read in the order given. */
int tn_pool_stats(tn_article_stats *out, const tn_article_records *const *article,
                  size_t n_articles, const tn_heads *heads, bool whole_site, tenor_error *err);

#endif
