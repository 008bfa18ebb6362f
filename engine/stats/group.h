/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group.h - the comments of several articles together: the site's, a section's, a target's, a
 * period's
 *
 * All of them are the same sums, and their figures are the same functions of these. What is kept
 * of a group is half a kilobyte.
 */
#ifndef TN_GROUP_H
#define TN_GROUP_H

#include "base/hash_map.h"
#include "model/target.h"
#include "stats/numeric.h"
#include "stats/stats.h"

/* Over comments with a label of a head. */
typedef struct {
    int64_t n;
    int64_t count[TENOR_MAX_CLASSES]; /* by label */
    tn_posterior_sums posteriors;
    tn_sum score;
    double n_squared; /* sum over the articles of the square of their part of n */
    double n_before;  /* of a period: sum over articles of their parts of n here and in the period
                         before, multiplied */
} tn_head_sums;

/* All zero is empty. */
typedef struct {
    int64_t articles, comments, scored;
    tn_head_sums head[TENOR_N_HEADS];
} tn_group_sums;

/* What an article brings: heads that say nothing about a site are left out. */
void tn_group_sums_of(tn_group_sums *out, const tn_article_records *article,
                      const tn_article_stats *stats);

/* Add one article, or the part of one that is in a period. */
void tn_group_add(tn_group_sums *to, const tn_group_sums *article);

/* A head's shares and the mean of its scores, with intervals; nothing else of *out. */
void tn_group_head(tn_head_stats *out, const tn_head_sums *sums, int head, const tn_heads *heads);

typedef struct {
    tenor_str name;  /* of a section or target; absent: of articles without a section */
    int64_t start_s; /* of a period */
    tn_group_sums sums;
    tn_difference difference[TENOR_N_HEADS]; /* of the mean score */
} tn_group;

/* All zero is empty. */
typedef struct {
    tn_group *group;
    size_t n, capacity;
    size_t n_left_out;   /* after they are finished: beyond TN_GROUPS_MAX */
    tn_hash_map by_name; /* 1 + index; of sections and targets, until they are finished */
    tn_arena names;
} tn_groups;

typedef enum { TN_DAY, TN_WEEK, TN_MONTH } tn_period_unit; /* UTC; weeks begin on Monday */
#define TN_N_UNITS     3
#define TN_GROUPS_MAX  10000 /* sections, and targets, are kept: those with the most comments */
#define TN_PERIODS_MAX 366   /* of a unit are kept: the last ones in which there are comments */

/* The first second of the period that holds a time. */
int64_t tn_period_start(tn_period_unit unit, int64_t time_s);

/* Are two targets' names of one group? Fails with TENOR_ERR_MEMORY. */
int tn_is_same_target(bool *same, const char *a, const char *b, tenor_error *err);

/* All zero is empty. */
typedef struct {
    tn_groups sections;
    tn_groups targets; /* named on purpose (tn_is_topic), one for all spellings of a name */
    tn_groups periods[TN_N_UNITS];
    int64_t n_without_time; /* comments */
    tn_target target;       /* scratch */
} tn_rollups;

/* Add a deduplicated article, of which `own` are the sums. Fails with TENOR_ERR_MEMORY. */
int tn_rollups_add(tn_rollups *rollups, const tn_article_records *article,
                   const tn_article_stats *stats, const tn_group_sums *own, tenor_error *err);

/*
 * All articles were added: sections and targets by comments, then name, periods by time, each with
 * its difference from the rest of the site, and from the period before. `means` and `pooled` are
 * the articles', by head. Fails with TENOR_ERR_MEMORY.
 *
 * A difference is that of mean scores over comments. Its variance has the articles as clusters (L.
 * Kish, Survey Sampling (1965); random effects): tau^2 sum (n_a/N - m_a/M)^2 + pooled variance (1/N
 * + 1/M), n_a and m_a an article's comments on both sides, N and M their sums, on as many degrees
 * of freedom as the articles have. Nothing on a side, or no `means`: NaN.
 */
int tn_rollups_finish(tn_rollups *rollups, const tn_group_sums *site, const tn_hierarchy *means,
                      const tn_pooled *pooled, tenor_error *err);
void tn_rollups_free(tn_rollups *rollups);

#endif
