/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numeric.c - compensated sums and sorted copies
 *
 * Sums are in two doubles and not in `long double`, whose width depends on
 * the machine.
 */
#include "stats/numeric.h"

#include "base/sort.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

double tn_sum_of(const double *x, size_t n)
{
    tn_sum sum = { 0 };

    for (size_t i = 0; i < n; i++)
        tn_sum_add(&sum, x[i]);
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
    if (!differ)
        return (tn_sum){ x[0], 0.0 }; /* so that the spread of equal values is exactly 0 */
    mean.high = tn_sum_value(sum) / count;
    /* what the division left over: sum - mean.high * n, exactly, divided in turn */
    mean.low = (fma(-mean.high, count, sum.high) + sum.low) / count;
    return mean;
}

bool tn_is_ascending(const double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] < x[i - 1])
            return false;
    return true;
}

void tn_sort_doubles(double *x, size_t n)
{
    if (!tn_is_ascending(x, n))
        gsl_sort(x, 1, n);
}

int tn_sorted_copy(double **out, const double *x, size_t n, tenor_error *err)
{
    *out = tn_resize(NULL, n, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    if (n > 0)
        memcpy(*out, x, n * sizeof(**out));
    tn_sort_doubles(*out, n);
    return 0;
}

int tn_sorted_integers(int64_t **out, const int64_t *x, size_t n, tenor_error *err)
{
    const uint64_t sign = UINT64_C(1) << 63; /* turned, negative ones come first */
    uint64_t *key = tn_resize(NULL, n, 2 * sizeof(*key));

    *out = (int64_t *)key;
    if (!key)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++)
        key[i] = (uint64_t)x[i] ^ sign;
    tn_sort_keys(key, key + n, n, 0);
    for (size_t i = 0; i < n; i++)
        (*out)[i] = (int64_t)(key[i] ^ sign);
    return 0;
}

gsl_rng *tn_rng_new(uint64_t seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    if (rng)
        gsl_rng_set(rng, (uint32_t)(tn_mix(seed, 0) >> 32) | 1u); /* 0 is GSL's default seed */
    return rng;
}
