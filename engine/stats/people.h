/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * people.h - how unequally a discussion is shared among its authors
 *
 * Pure functions; what is undefined is NaN.
 */
#ifndef TN_PEOPLE_H
#define TN_PEOPLE_H

#include "base/base.h"

typedef struct {
    int64_t n_authors;
    double gini;       /* 0 (each wrote as much) to 1 - 1/authors (one wrote all) */
    double top_10;     /* share of comments by the most active 10 % of authors, 0..1 */
    double top_author; /* by the most active author */
} tn_concentration;

/*
 * Of comments per author, n_comments[i] >= 1, in any order. Gini: sum (2i - n - 1) x_(i) / (n sum
 * x) over ascending x (C. Gini 1912), its sums integers. The top p % are the ceil(n p / 100) most
 * active, so at least one author. n = 0: NaN; n = 1: Gini 0, shares 1; n = 2 with equal counts:
 * Gini 0, shares 0.5. Fails with TENOR_ERR_MEMORY.
 */
int tn_concentration_of(tn_concentration *out, const int64_t *n_comments, size_t n,
                        tenor_error *err);

/* A mean of values that come in groups: a discussion's scores, by author. */
typedef struct {
    int64_t n, n_groups;
    double mean;
    double variance;     /* of the mean, jackknife over groups; NaN for one group */
    double overlap;      /* sum of squared sizes of the groups / n^2: 1 / n to 1; NaN for n = 0 */
    double influence;    /* mean minus the mean without the group, of the most influential one */
    int64_t group_count; /* its values */
} tn_jackknife;

/*
 * Leave one group (author) out (M. Quenouille 1956, J. Tukey 1958): variance (G - 1) / G
 * sum (m_g - average m_g)^2 over the means m_g without group g, which is that of the plain mean
 * where every value is a group of its own. value[n] is ascending, group[n] below n_slots; of groups
 * with equal influence the lower one is reported. n = 0: NaN; one group: mean and overlap only.
 * Fails with TENOR_ERR_MEMORY.
 */
int tn_jackknife_of(tn_jackknife *out, const double *value, const uint64_t *group, size_t n,
                    size_t n_slots, tenor_error *err);

#endif
