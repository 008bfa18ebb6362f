/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats.h - GSL statistics of an article's records and of the whole site
 *
 * Undefined figures are NaN (null in JSON). Everything is computed over
 * records in their settled order, so the bits do not depend on arrival.
 */
#ifndef TN_STATS_H
#define TN_STATS_H

#include "record.h"

#define TN_CONFIDENCE 0.90 /* two-sided level of every interval */

/* A share with Wilson's score interval (Wilson 1927; gsl_cdf_ugaussian_Pinv). n = 0: all NaN. */
typedef struct {
    int64_t count;
    double share, low, high; /* 0..1 */
} tn_share;

void tn_share_wilson(tn_share *out, int64_t count, int64_t n, double confidence);

/*
 * Moments and quartiles of a sample (docs/statistics.md gives formula and source of each).
 * n = 0: all NaN. n = 1: mean, median and quartiles only. skewness needs n >= 3 and sd > 0,
 * kurtosis (excess) n >= 4 and sd > 0; otherwise NaN.
 */
typedef struct {
    int64_t n;
    double mean, mean_low, mean_high; /* Student t interval (gsl_cdf_tdist_Pinv) */
    double sd;                        /* n - 1 in the denominator */
    double median, q1, q3;            /* gsl_stats_quantile_from_sorted_data (type 7) */
    double skewness, kurtosis;        /* gsl_stats_skew, gsl_stats_kurtosis */
} tn_moments;

/* `sorted` is ascending. Fails with TENOR_ERR_NUMERIC if a GSL call does. */
int tn_moments_of(tn_moments *out, const double *sorted, size_t n, double confidence,
                  tenor_error *err);

/* A table of counts: rows = classes of sentiment, columns = classes of stance. */
typedef struct {
    int n_rows, n_columns;
    int64_t cell[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES];
    int64_t n;
    int degrees_of_freedom; /* of the rows and columns that are not empty; 0: the rest is NaN */
    double chi_square;      /* Pearson, no continuity correction */
    double p_value;         /* gsl_cdf_chisq_Q */
    double cramers_v;       /* 0..1 */
    double min_expected;    /* smallest expected count: the p-value is rough below 5 */
} tn_crosstab;

void tn_crosstab_finish(tn_crosstab *table); /* from n_rows, n_columns and cell */

typedef struct {
    bool present; /* the engine has this head and it applies to the article */
    int n_classes;
    int64_t n;                         /* comments with a label of this head */
    tn_share label[TENOR_MAX_CLASSES]; /* of all n, in class order */
    tn_moments score;
} tn_head_stats;

typedef struct {
    int64_t count; /* distinct comments */
    int64_t scored;
    int64_t unscored[TENOR_N_UNSCORED]; /* by reason */
    int64_t authors;                    /* distinct known authors */
    int64_t threads;   /* comments without a parent, or whose parent is not in the article */
    int64_t replies;   /* comments whose parent is in the article */
    int64_t orphans;   /* of the threads: those that name a parent that is not in the article */
    int64_t cycles;    /* comments in or below a cycle of parents; counted among the replies, depth
                          undefined */
    int64_t max_depth; /* a top-level comment has depth 0; -1 if there is no comment */
    int64_t first_at_s, last_at_s; /* of created_at; TENOR_NO_TIME if unknown */
} tn_counts;

typedef struct {
    tn_counts comments;
    tn_head_stats head[TENOR_N_HEADS];
    tn_crosstab sentiment_by_stance; /* n = 0 unless both heads are present */
} tn_article_stats;

/* Number of classes of each head, 0 where the engine has none. */
typedef struct {
    int n_classes[TENOR_N_HEADS];
    const char *class_name[TENOR_N_HEADS][TENOR_MAX_CLASSES];
} tn_heads;

/* Statistics of one settled article. */
int tn_article_stats_of(tn_article_stats *out, const tn_article_records *article,
                        const tn_heads *heads, tenor_error *err);

/*
 * Statistics of all articles: counts are summed (authors: distinct over the site), heads and table
 * are over all comments. Stance toward a mere title (target_source TITLE) is left out.
 * `article` is sorted by id.
 */
typedef struct {
    int64_t articles;
    tn_article_stats all;
} tn_site_stats;

int tn_site_stats_of(tn_site_stats *out, const tn_article_records *const *article,
                     size_t n_articles, const tn_heads *heads, tenor_error *err);

#endif
