/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settle.h - from the records as they arrived to the statistics of every article
 */
#ifndef TN_SETTLE_H
#define TN_SETTLE_H

#include "batch/store.h"
#include "stats/stats.h"

/* What settling leaves behind: arrays of n_articles, in order of the articles' ids. */
typedef struct {
    const tn_article_records **article; /* of the store */
    tn_article_stats *stats;
    size_t n_articles;
    tn_site_stats site;
    int64_t duplicates; /* copies that did not count */
    int64_t rescored;   /* stance scored again toward the article's own target */
} tn_settled;

/*
 * Settle all articles: their targets, stance toward these, copies, statistics. `scorer` holds
 * n_threads of them. The store must outlive *out.
 */
int tn_settle(tn_settled *out, tn_store *store, const tn_text_store *texts,
              tenor_scorer *const *scorer, int n_threads, const char *target, const tn_heads *heads,
              tenor_error *err);
void tn_settled_free(tn_settled *settled);

/* Names and numbers of an engine's classes. */
void tn_heads_of(tn_heads *heads, const tenor_engine *engine);

#endif
