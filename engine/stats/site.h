/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site.h - from articles, one after another, to the site; and back to each article's place in it
 *
 * What is kept of an article is some hundred bytes, and of a comment its scores:
 * its records may be forgotten in between.
 */
#ifndef TN_SITE_H
#define TN_SITE_H

#include "stats/group.h"

/* What an article brings to what all have in common. Heads that do not count have n = 0. */
typedef struct {
    tn_jackknife voices[TENOR_N_HEADS];
    double trend_q; /* p until tn_site_finish */

    /* after tn_site_finish */
    tn_placed placed[TENOR_N_HEADS];
    double unusual_q[TENOR_N_HEADS], difference_q[TENOR_N_HEADS];
} tn_site_member;

/* Sums over articles, of which each one is taken away to have the rest. */
typedef struct {
    int64_t n;                       /* comments */
    double scores, variance, fourth; /* n mean; n^2 variance of the mean; its square / degrees */
} tn_site_sums;

/* All zero is empty. */
typedef struct {
    tn_site_stats stats;    /* whole after tn_site_finish */
    tn_group_sums sums;     /* of all articles */
    tn_rollups rollups;     /* finished by tn_site_finish */
    tn_site_member *member; /* n_articles, in the order added */
    size_t n_articles, capacity;
    tn_pooled pooled[TENOR_N_HEADS];
    tn_site_sums over[TENOR_N_HEADS]; /* after tn_site_finish_head */
    float *score[TENOR_N_HEADS];      /* of all comments, until tn_site_finish */
    size_t n_scores[TENOR_N_HEADS], score_capacity[TENOR_N_HEADS];
    tn_hash_map author; /* their keys, until tn_site_finish */
} tn_site;

/*
 * Add a deduplicated article. The bits of the site's figures follow the order: that of the
 * articles' ids. Fails with TENOR_ERR_MEMORY.
 */
int tn_site_add(tn_site *site, const tn_article_records *article, const tn_article_stats *stats,
                tenor_error *err);

/*
 * All articles have been added: one head's figures over all comments, how articles differ, and
 * which are unlike the others. Heads do not touch each other: threads may share them out. Fails
 * with TENOR_ERR_MEMORY or TENOR_ERR_NUMERIC.
 */
int tn_site_finish_head(tn_site *site, int head, const tn_heads *heads, tenor_error *err);

/*
 * All heads are finished: the site's other figures, q of each article's differences (of all heads
 * together) and trend, and the site by section, target and time. Fails with TENOR_ERR_MEMORY.
 */
int tn_site_finish(tn_site *site, tenor_error *err);

/*
 * Fill in what an article's statistics have from its site: its place among the others, its
 * difference from them, q-values. `index` counts the articles as they were added. Stance toward a
 * mere title has none.
 */
void tn_site_place(tn_article_stats *stats, const tn_site *site, size_t index);

void tn_site_free(tn_site *site);

#endif
