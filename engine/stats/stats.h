/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats.h - GSL statistics of an article's records and of the whole site
 *
 * Undefined figures are NaN (null in JSON). Everything is computed over
 * records in the order of their keys, so the bits do not depend on arrival.
 */
#ifndef TN_STATS_H
#define TN_STATS_H

#include "stats/central.h"
#include "stats/difference.h"
#include "stats/discussion.h"
#include "stats/hierarchical.h"
#include "stats/record.h"

#define TN_CONFIDENCE 0.90               /* two-sided level of every interval */
#define TN_Z          1.6448536269514722 /* its quantile of the normal distribution */

/* Over comments with a label of a head, of their posteriors. */
typedef struct {
    double sum[TENOR_MAX_CLASSES];
    double variance[TENOR_MAX_CLASSES]; /* sum of p (1 - p) */
    double score_variance;              /* sum of that of last class - first class */
} tn_posterior_sums;

void tn_posteriors_add(tn_posterior_sums *sums, const float *p, int n_classes);

/*
 * A class's share of the n comments that came: the mean of their posteriors (PCC; A. Bella et al.,
 * "Quantification via probability estimators", ICDM 2010). Its interval has the variance of labels
 * drawn by the posteriors and that of the model's error, and bounds that a share of n can have.
 * n = 0: all NaN but count; n = 1: 0 to 1.
 */
typedef struct {
    int64_t count;           /* comments with the label */
    double counted;          /* count / n */
    double share, low, high; /* 0..1 */
} tn_share;

/*
 * How labels of one article's comments go together beyond what models that are calibrated for its
 * site say of each: their intraclass correlation, as `make bench-shares` prints it. It multiplies
 * the variance of a mean of n by the design effect 1 + (n - 1) correlation (L. Kish 1965).
 */
#define TN_ARTICLE_CORRELATION 0.1

/*
 * share[].count is set. `site_error`: tn_engine_site_error; NULL for models that know no labels of
 * the site, whose error is that in domains they have not seen, whatever the correlation.
 */
void tn_shares_of(tn_share *share, const tn_posterior_sums *sums, int64_t n, int head,
                  int n_classes, const double *site_error, double correlation);

/* The same for the mean of scores, -1..1, of `n_classes`. n = 0: NaN; n = 1: -1 to 1. */
void tn_mean_interval(double *low, double *high, double mean, const tn_posterior_sums *sums,
                      int64_t n, int head, int n_classes, const double *site_error,
                      double correlation);

/*
 * Moments and quartiles of a sample (docs/statistics.md gives formula and source of each).
 * n = 0: all NaN. n = 1: mean, median and quartiles only. skewness needs n >= 3 and sd > 0,
 * kurtosis (excess) n >= 4 and sd > 0; otherwise NaN.
 */
typedef struct {
    int64_t n;
    double mean;
    double sd;                 /* n - 1 in the denominator */
    double median, q1, q3;     /* gsl_stats_quantile_from_sorted_data (type 7) */
    double skewness, kurtosis; /* gsl_stats_skew, gsl_stats_kurtosis */
} tn_moments;

/*
 * `sorted` is ascending, `central` its own, unless n = 0. Fails with TENOR_ERR_NUMERIC if a GSL
 * call does.
 */
int tn_moments_of(tn_moments *out, const double *sorted, size_t n, const tn_central *central,
                  tenor_error *err);

/* The two ends of a head's labels against each other; docs/statistics.md, "Shape of scores". */
typedef struct {
    double polarization; /* of the labels: 0 (all in one class) to 1 (half at each end) */
    double balance;      /* of the two outer classes: 0 to 1 */
} tn_head_shape;

typedef struct {
    bool present; /* the engine has this head and it applies to the article */
    int n_classes;
    int64_t n;                         /* comments with a label of this head */
    tn_share label[TENOR_MAX_CLASSES]; /* of all n, in class order */
    tn_posterior_sums posteriors;
    tn_moments score;
    double mean_low, mean_high; /* tn_mean_interval */
    tn_head_shape shape;
    tn_jackknife voices; /* of the scores of an article, by author */

    /* an article's place in its site, see tn_site_place; NaN where it does not count */
    tn_placed placed;
    double unusual_q;         /* of placed.p_value (Benjamini-Hochberg) */
    double std_error;         /* of the mean, over authors (tn_moderated) */
    tn_difference difference; /* of the mean from that of all other articles' comments */
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
    tn_discussion discussion;        /* of an article; all 0 for a site */
} tn_article_stats;

/* Number of classes of each head, 0 where the engine has none. */
typedef struct {
    int n_classes[TENOR_N_HEADS];
    const char *class_name[TENOR_N_HEADS][TENOR_MAX_CLASSES];
    const double *site_error[TENOR_N_HEADS]; /* tn_engine_site_error; NULL: not calibrated */
} tn_heads;

/* Statistics of one deduplicated article and its tree. */
int tn_article_stats_of(tn_article_stats *out, const tn_article_records *article,
                        const tn_reply_tree *tree, const tn_heads *heads, tenor_error *err);

/*
 * Statistics of all articles: counts are summed (authors: distinct over the site), heads and table
 * are over all comments. Stance toward a mere title (target_source TITLE) is left out.
 */
typedef struct {
    int64_t articles;
    int64_t suppressed;   /* articles besides, of which nothing is counted here: */
    int64_t min_comments; /* they have fewer comments */
    tn_article_stats all;
    tn_score_histogram histogram[TENOR_N_HEADS]; /* of each head's scores */
    tn_hierarchy means[TENOR_N_HEADS];           /* how articles' means differ */
} tn_site_stats;

#endif
