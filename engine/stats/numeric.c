/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numeric.c - compensated sums and sorted copies
 *
 * Sums are in two doubles and not in `long double`, whose width depends on
 * the machine.
 */
#include "stats/numeric.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

double tn_sum_of(const double *x, size_t n)
{
    tn_sum sum = { 0 };

    for (size_t i = 0; i < n; i++) {
        tn_sum_add(&sum, x[i]);
    }
    return tn_sum_value(sum);
}

tn_sum tn_mean_of(const double *x, size_t n)
{
    tn_sum sum = { 0 }, mean;
    double count = (double)n;
    bool differ = false;

    for (size_t i = 0; i < n; i++) {
        tn_sum_add(&sum, x[i]);
        differ = differ || x[i] != x[0];
    }
    if (!differ) {
        return (tn_sum){ x[0], 0.0 }; /* so that the spread of equal values is exactly 0 */
    }
    mean.high = tn_sum_value(sum) / count;
    /* what the division left over: sum - mean.high * n, exactly, divided in turn */
    mean.low = (fma(-mean.high, count, sum.high) + sum.low) / count;
    return mean;
}

static inline bool is_less(const double *a, const double *b)
{
    return *a < *b;
}

TN_DEFINE_SORT(sort_doubles, double, is_less)

void tn_sort_doubles(double *x, size_t n)
{
    sort_doubles(x, n);
}

/* unsigned integers in the order of the floats: the sign turned, of a negative one all bits */
static uint32_t order_of(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof(bits));
    return bits ^ (bits >> 31 ? UINT32_MAX : UINT32_C(1) << 31);
}

/* byte by byte from the last on (radix sort, H. Hollerith 1889); four times, so it ends in x */
void tn_sort_floats(float *x, float *spare, size_t n)
{
    for (int shift = 0; shift < 32; shift += 8) {
        size_t next[257] = { 0 };
        float *from = x;

        for (size_t i = 0; i < n; i++) {
            next[(order_of(x[i]) >> shift & 0xFF) + 1]++;
        }
        for (int b = 1; b < 257; b++) {
            next[b] += next[b - 1];
        }
        for (size_t i = 0; i < n; i++) {
            spare[next[order_of(x[i]) >> shift & 0xFF]++] = x[i];
        }
        x = spare;
        spare = from;
    }
}

int tn_sorted_copy(double **out, const double *x, size_t n, tenor_error *err)
{
    *out = tn_alloc(n, sizeof(**out));
    if (!*out) {
        return tn_no_memory(err);
    }
    if (n > 0) {
        memcpy(*out, x, n * sizeof(**out));
        sort_doubles(*out, n);
    }
    return 0;
}

static inline bool is_smaller(const int64_t *a, const int64_t *b)
{
    return *a < *b;
}

TN_DEFINE_SORT(sort_integers, int64_t, is_smaller)

int tn_sorted_integers(int64_t **out, const int64_t *x, size_t n, tenor_error *err)
{
    *out = tn_alloc(n, sizeof(**out));
    if (!*out) {
        return tn_no_memory(err);
    }
    if (n > 0) {
        memcpy(*out, x, n * sizeof(**out));
        sort_integers(*out, n);
    }
    return 0;
}
