/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * discussion.h - an article's discussion: associations, thread, time, people
 *
 * Over the records of one deduplicated article, in their order; undefined figures are NaN.
 * docs/statistics.md gives the formula and source of each.
 */
#ifndef TN_DISCUSSION_H
#define TN_DISCUSSION_H

#include "stats/association.h"
#include "stats/distribution.h"
#include "stats/people.h"
#include "stats/record.h"
#include "stats/scores.h"
#include "stats/thread_shape.h"
#include "stats/threads.h"
#include "stats/timeline.h"
#include "stats/trend.h"

#define TN_DEPTHS 10 /* depths 0..9; what is deeper counts with the last */

/* Replies at one depth that carry a label of the reply head. */
typedef struct {
    int64_t comments; /* all that have this depth */
    int64_t replies;
    int64_t disagree; /* of these */
} tn_depth;

typedef struct {
    tn_table_test table; /* of sentiment by stance: exact, or by permutation */
    tn_spearman likes;   /* likes and sentiment score */
    tn_spearman depth;   /* depth and sentiment score */

    tn_depth at_depth[TN_DEPTHS];
    int64_t h_index, max_breadth;
    double mean_depth;
    double replies_per_comment; /* replies / comments, 0..1; NaN without comments */
    tn_exchanges exchanges;

    tn_time_grid grid;
    double half_life_s;
    tn_trend trend; /* of sentiment scores, in order of time; q_value by tn_site_place */

    tn_concentration concentration; /* of comments among known authors */
    double mean_coverage;           /* of comments with words, 0..1; NaN without any */
    double mean_tokens;             /* of comments with text; NaN without any */
} tn_discussion;

/*
 * `voices` receives that of each head's scores. `tree` is the article's, `table` that of sentiment
 * by stance; n_classes those of the heads. Permutations are seeded by the article's id. Fails with
 * TENOR_ERR_MEMORY or TENOR_ERR_NUMERIC.
 */
int tn_discussion_of(tn_discussion *out, tn_jackknife voices[TENOR_N_HEADS],
                     const tn_article_records *article, const tn_reply_tree *tree,
                     const tn_scores scores[TENOR_N_HEADS], const tn_crosstab *table,
                     const int n_classes[TENOR_N_HEADS], tenor_error *err);

/* What is too large to be kept for every article: made when its document is written. */
typedef struct {
    tn_score_histogram histogram[TENOR_N_HEADS]; /* of each head's scores */
    tn_time_bucket *bucket;                      /* of the discussion's grid; grid.n_buckets */
} tn_detail;

int tn_detail_of(tn_detail *out, const tn_article_records *article, const tn_time_grid *grid,
                 const int n_classes[TENOR_N_HEADS], tenor_error *err);
void tn_detail_free(tn_detail *detail);

#endif
