/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * series.h - (time, value) pairs in one order, and Kendall's counts of them
 */
#ifndef TN_SERIES_H
#define TN_SERIES_H

#include "base/base.h"

typedef struct {
    double time, value;
} tn_point;

/* *out: a copy sorted by time, then value, for the caller to free; NULL on failure. */
int tn_series_sorted(tn_point **out, const double *time, const double *value, size_t n,
                     tenor_error *err);

typedef struct {
    int64_t s;                     /* concordant minus discordant pairs */
    int64_t pairs;                 /* n (n - 1) / 2 */
    int64_t time_ties, value_ties; /* pairs with equal times; with equal values */
    double variance; /* of s under independence; 0 if all times or all values are equal */
} tn_kendall_counts;

/*
 * Of a sorted series, in O(n log n) (W. R. Knight, JASA 61 (1966) 436-439). `series` is sorted by
 * value on return. Fails with TENOR_ERR_MEMORY.
 */
int tn_kendall_count(tn_kendall_counts *out, tn_point *series, size_t n, tenor_error *err);

#endif
