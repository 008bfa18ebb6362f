/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site.c - the statistics of all articles together
 */
#include "stats/internal.h"

int tn_site_stats_of(tn_site_stats *out, const tn_article_records *const *article,
                     size_t n_articles, const tn_heads *heads, tenor_error *err)
{
    out->articles = (int64_t)n_articles;
    return tn_pool_stats(&out->all, article, n_articles, heads, true, err);
}
