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

enum { MANY_DOUBLES = 1024 }; /* that are sorted by their bytes */

enum { DIGIT_BITS = 11, N_DIGIT_VALUES = 1 << DIGIT_BITS, N_DIGITS = 3 };

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

static inline bool is_less(const double *a, const double *b)
{
    return *a < *b;
}

TN_DEFINE_SORT(sort_doubles, double, is_less)

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
        sort_doubles(x, n);
}

/* where each value begins, from how many there are of it */
static void begin_places(size_t *count, int n_values)
{
    size_t begin = 0;

    for (int v = 0; v < n_values; v++) {
        size_t n = count[v];

        count[v] = begin;
        begin += n;
    }
}

/*
 * From byte `first` of a key, the lowest being 0, to the highest, but for bytes that all keys share
 * (radix sort, H. Hollerith 1889). Returns where they end: `key` or `spare`.
 */
static inline uint64_t *sort_bytes(uint64_t *key, uint64_t *spare, size_t n, int first)
{
    size_t next[8][256] = { { 0 } };

    for (size_t i = 0; i < n; i++)
        for (int b = first; b < 8; b++)
            next[b][key[i] >> (8 * b) & 0xFF]++;
    for (int b = first; n > 0 && b < 8; b++) {
        uint64_t *from = key;

        if (next[b][key[0] >> (8 * b) & 0xFF] == n)
            continue;
        begin_places(next[b], 256);
        for (size_t i = 0; i < n; i++)
            spare[next[b][from[i] >> (8 * b) & 0xFF]++] = from[i];
        key = spare;
        spare = from;
    }
    return key;
}

void tn_sort_keys(uint64_t *key, uint64_t *spare, size_t n)
{
    const uint64_t *sorted = sort_bytes(key, spare, n, 4);

    if (sorted != key)
        memcpy(key, sorted, n * sizeof(*key));
}

/* as keys are sorted, but eleven bits at a time: what is counted is little beside so many */
void tn_sort_floats(float *x, float *spare, size_t n)
{
    size_t next[N_DIGITS][N_DIGIT_VALUES] = { { 0 } };
    float *from = x, *to = spare;

    for (size_t i = 0; i < n; i++) {
        uint32_t order = tn_float_order(x[i]);

        for (int d = 0; d < N_DIGITS; d++)
            next[d][(order >> (DIGIT_BITS * d)) % N_DIGIT_VALUES]++;
    }
    for (int d = 0; d < N_DIGITS; d++) {
        begin_places(next[d], N_DIGIT_VALUES);
        for (size_t i = 0; i < n; i++) {
            uint32_t order = tn_float_order(from[i]);

            to[next[d][(order >> (DIGIT_BITS * d)) % N_DIGIT_VALUES]++] = from[i];
        }
        float *swapped = from;

        from = to;
        to = swapped;
    }
    if (n > 0)
        memcpy(x, spare, n * sizeof(*x)); /* an odd number of passes */
}

/* as tn_float_order() has floats */
static uint64_t order_of_double(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof(bits));
    return bits ^ (bits >> 63 ? UINT64_MAX : UINT64_C(1) << 63);
}

static double double_of_order(uint64_t order)
{
    uint64_t bits = order ^ (order >> 63 ? UINT64_C(1) << 63 : UINT64_MAX);
    double x;

    memcpy(&x, &bits, sizeof(x));
    return x;
}

static int sort_many_doubles(double *out, const double *x, size_t n, tenor_error *err)
{
    uint64_t *key = tn_resize(NULL, n, 2 * sizeof(*key)), *sorted;

    if (!key)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++)
        key[i] = order_of_double(x[i]);
    sorted = sort_bytes(key, key + n, n, 0);
    for (size_t i = 0; i < n; i++)
        out[i] = double_of_order(sorted[i]);
    free(key);
    return 0;
}

int tn_sorted_copy(double **out, const double *x, size_t n, tenor_error *err)
{
    int rc = 0;

    *out = tn_resize(NULL, n, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    if (n >= MANY_DOUBLES) {
        rc = sort_many_doubles(*out, x, n, err);
    } else if (n > 0) {
        memcpy(*out, x, n * sizeof(**out));
        tn_sort_doubles(*out, n);
    }
    if (rc < 0) {
        free(*out);
        *out = NULL;
    }
    return rc;
}

static inline bool is_smaller(const int64_t *a, const int64_t *b)
{
    return *a < *b;
}

TN_DEFINE_SORT(sort_integers, int64_t, is_smaller)

/* few different ones, and these beside each other: as often as each comes */
static int sort_by_counting(int64_t *x, size_t n, int64_t least, size_t n_values, tenor_error *err)
{
    size_t *count = tn_alloc(n_values, sizeof(*count)), at = 0;

    if (!count)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++)
        count[x[i] - least]++;
    for (size_t v = 0; v < n_values; v++)
        for (size_t k = 0; k < count[v]; k++)
            x[at++] = least + (int64_t)v;
    free(count);
    return 0;
}

int tn_sorted_integers(int64_t **out, const int64_t *x, size_t n, tenor_error *err)
{
    int64_t least = INT64_MAX, most = INT64_MIN;
    int rc = 0;

    *out = tn_resize(NULL, n, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        (*out)[i] = x[i];
        least = x[i] < least ? x[i] : least;
        most = x[i] > most ? x[i] : most;
    }
    if (n > 0 && (uint64_t)most - (uint64_t)least < n)
        rc = sort_by_counting(*out, n, least, (size_t)(most - least) + 1, err);
    else
        sort_integers(*out, n);
    if (rc < 0) {
        free(*out);
        *out = NULL;
    }
    return rc;
}

gsl_rng *tn_rng_new(uint64_t seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    if (rng)
        gsl_rng_set(rng, (uint32_t)(tn_mix(seed, 0) >> 32) | 1u); /* 0 is GSL's default seed */
    return rng;
}
