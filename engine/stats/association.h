/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * association.h - are two properties of comments related? Tests for small counts and for ranks
 *
 * Pure functions; what is undefined is NaN.
 */
#ifndef TN_ASSOCIATION_H
#define TN_ASSOCIATION_H

#include "base/base.h"

#define TN_TABLE_MAX       6        /* rows and columns */
#define TN_TABLE_MAX_TOTAL 10000000 /* counts in all: log factorials take 8 bytes each */

enum tn_table_method {
    TN_TABLE_NONE,       /* fewer than two rows or columns that are not empty: p is NaN */
    TN_TABLE_EXACT,      /* every table with these margins was visited */
    TN_TABLE_PERMUTATION /* random tables with these margins */
};

typedef struct {
    double p_value;     /* 0..1 */
    int method;         /* enum tn_table_method */
    int64_t n_tables;   /* visited or drawn */
    double p_std_error; /* of a permutation p, sqrt(p(1-p)/tables); 0 if exact */
} tn_table_test;

/*
 * Fisher's exact test of a 2 x 2 table, two-sided: the probability, margins given, of the tables
 * that are no more probable than this one (gsl_ran_hypergeometric_pdf; ties within 1e-7, as R
 * does). Time goes with the smallest margin. NaN if a margin is 0 (n = 0 and n = 1 among these) or
 * a count is negative, or if n is above 2^32 - 1. n = 2: 1 where it is defined.
 */
double tn_fisher_2x2(int64_t a, int64_t b, int64_t c, int64_t d);

/*
 * The Freeman-Halton extension (Biometrika 38 (1951) 141-149) to rows x columns <= TN_TABLE_MAX,
 * cell[r * n_columns + c] >= 0; empty rows and columns change nothing. 2 x 2: tn_fisher_2x2().
 * Exact, too, up to 170 counts in all where at most some 50,000 tables share the margins.
 *
 * Otherwise at most `n_draws` tables are drawn with gsl_rng_mt19937 from `seed` (W. M. Patefield,
 * Applied Statistics 30 (1981) 91-97), the same for the same seed, until 50 of them are no more
 * probable than this one: p is then their share (J. Besag, P. Clifford, Biometrika 78 (1991)
 * 301-304), else (as extreme + 1) / (drawn + 1) (B. Phipson, G. Smyth 2010).
 *
 * n = 0 and n = 1: TN_TABLE_NONE, NaN; n = 2: p is 1 if it is defined. Fails with
 * TENOR_ERR_ARGUMENT for a table that is too large, has a negative cell or more than
 * TN_TABLE_MAX_TOTAL in all, or n_draws < 1; and with TENOR_ERR_MEMORY.
 */
int tn_table_test_of(tn_table_test *out, const int64_t *cell, int n_rows, int n_columns,
                     int64_t n_draws, uint64_t seed, tenor_error *err);

typedef struct {
    int64_t n;
    double rho;     /* -1..1 */
    double p_value; /* two-sided, 0..1 */
    bool exact;     /* over all orders (n <= TN_EXACT_MAX), otherwise Student's t */
} tn_spearman;

/*
 * Spearman's rank correlation of n pairs: Pearson's of the mid-ranks, whose sums are integers. p:
 * over all n! orders for n < 10, above it from t = rho sqrt((n-2)/(1-rho^2)) with n - 2 degrees of
 * freedom (gsl_cdf_tdist_Q). n < 2, or all x or all y equal: NaN. n = 2: rho is 1 or -1, p is 1.
 * Pairs may come in any order. Fails with TENOR_ERR_MEMORY.
 */
int tn_spearman_of(tn_spearman *out, const double *x, const double *y, size_t n, tenor_error *err);

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

#endif
