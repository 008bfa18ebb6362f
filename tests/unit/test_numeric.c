/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_numeric.c - sums and the shape of a distribution
 */
#include "numeric_sample.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "stats/distribution.h"
#include "stats/stats.h"

/* ---------------------------------------------------------------- sums */

static void a_sum_keeps_what_a_double_loses(void **state)
{
    tn_sum sum = { 0 };

    (void)state;
    tn_sum_add(&sum, 1e16);
    tn_sum_add(&sum, 1.0);
    tn_sum_add(&sum, -1e16);
    assert_same(tn_sum_value(sum), 1.0);
    assert_same(tn_sum_of(NULL, 0), 0.0);
}

static void a_product_is_added_without_its_rounding(void **state)
{
    tn_sum sum = { 0 };
    double a = 1.0 + 0x1p-30;

    (void)state;
    tn_sum_add_product(&sum, a, a);
    tn_sum_add(&sum, -1.0);
    tn_sum_add(&sum, -0x1p-29);
    assert_same(tn_sum_value(sum), 0x1p-60);
}

static void the_mean_of_equal_values_is_the_value(void **state)
{
    double x[7];

    (void)state;
    for (size_t i = 0; i < COUNT(x); i++)
        x[i] = 0.1;
    for (size_t n = 1; n <= COUNT(x); n++)
        assert_same(tn_deviation(0.1, tn_mean_of(x, n)), 0.0);
}

static void a_generator_depends_on_all_of_its_seed(void **state)
{
    const uint64_t seed[] = { 0, 1, 1ull << 32, 1ull << 63, UINT64_MAX };
    unsigned long first[COUNT(seed)];

    (void)state;
    for (size_t i = 0; i < COUNT(seed); i++) {
        gsl_rng *rng = tn_rng_new(seed[i]), *again = tn_rng_new(seed[i]);

        assert_non_null(rng);
        assert_non_null(again);
        first[i] = gsl_rng_get(rng);
        assert_true(first[i] == gsl_rng_get(again));
        for (size_t j = 0; j < i; j++)
            assert_true(first[i] != first[j]);
        gsl_rng_free(rng);
        gsl_rng_free(again);
    }
}

/* far from 0, where one pass would lose everything: 3, 5 and 10 above a thousand million */
static void moments_keep_their_digits_far_from_zero(void **state)
{
    const double x[] = { 1e9 + 3.0, 1e9 + 5.0, 1e9 + 10.0 };
    tn_moments m;
    tn_central central;

    (void)state;
    tn_central_of(&central, x, 3);
    assert_int_equal(tn_moments_of(&m, x, 3, &central, NULL), 0);
    assert_same(m.mean, 1e9 + 6.0);
    assert_near(m.sd, sqrt(13.0), 1e-15);
    assert_near(m.skewness, 12.0 / (13.0 * sqrt(13.0)), 1e-15); /* 36 / 3 / sd^3 */
}

/* ----------------------------------------------------------- histogram */

static void a_score_on_an_edge_opens_the_bin_above(void **state)
{
    tn_score_histogram h;

    (void)state;
    for (int i = 0; i <= TN_SCORE_BINS; i++) {
        double edge = tn_score_edge(i), below = nextafter(edge, -2.0);
        int bin = i < TN_SCORE_BINS ? i : TN_SCORE_BINS - 1;

        assert_same(edge, (double)(i - 10) / 10.0);
        tn_score_histogram_of(&h, &edge, 1);
        assert_int_equal(h.count[bin], 1);
        tn_score_histogram_of(&h, &below, 1);
        assert_int_equal(i > 0 ? h.count[i - 1] : h.outside, 1);
    }
}

static void a_histogram_holds_every_score_once(void **state)
{
    const double stray[] = { NAN, 1.5, -INFINITY, 0.0 };
    double x[1000];
    tn_score_histogram h;
    int64_t sum = 0;

    (void)state;
    fill_scores(x, COUNT(x), 1);
    tn_score_histogram_of(&h, x, COUNT(x));
    for (int i = 0; i < TN_SCORE_BINS; i++)
        sum += h.count[i];
    assert_int_equal(sum, COUNT(x));
    tn_score_histogram_of(&h, stray, COUNT(stray));
    assert_int_equal(h.outside, 3);
    assert_int_equal(h.count[10], 1);
    tn_score_histogram_of(&h, NULL, 0);
    assert_int_equal(h.outside, 0);
}

/* ----------------------------------------------------------- agreement */

static void agreement_of_the_three_extremes(void **state)
{
    for (int k = 3; k <= 8; k++) {
        int64_t ends[8] = { 0 }, one[8] = { 0 }, even[8];

        ends[0] = ends[k - 1] = 5;
        one[k / 2] = 9;
        for (int c = 0; c < k; c++)
            even[c] = 4;
        assert_near(tn_agreement(ends, k), -1.0, 1e-15);
        assert_near(tn_polarization(ends, k), 1.0, 1e-15);
        assert_near(tn_agreement(one, k), 1.0, 0.0);
        assert_near(tn_agreement(even, k), 0.0, 0.0);
    }
    (void)state;
}

/* (2 3 1) is (1 1 1) + (1 1 0) + (0 1 0): 3/6 of nothing, 2/6 of a half, 1/6 of one */
static void agreement_adds_its_layers(void **state)
{
    const int64_t count[] = { 2, 3, 1 }, split[] = { 3, 1, 2 };

    (void)state;
    assert_near(tn_agreement(count, 3), 2.0 / 6.0 * 0.5 + 1.0 / 6.0, 1e-15);
    /* (1 1 1), then (1 0 1) of weight 2/6 with A = -1, then (1 0 0) of weight 1/6 */
    assert_near(tn_agreement(split, 3), -2.0 / 6.0 + 1.0 / 6.0, 1e-15);
}

static void agreement_of_nothing_is_undefined(void **state)
{
    const int64_t none[] = { 0, 0, 0 }, negative[] = { 1, -1, 3 }, one[] = { 0, 0, 1 };

    (void)state;
    assert_true(isnan(tn_agreement(none, 3)) && isnan(tn_polarization(none, 3)));
    assert_true(isnan(tn_agreement(negative, 3)) && isnan(tn_agreement(one, 1)));
    assert_near(tn_polarization(one, 3), 0.0, 0.0);
}

/* --------------------------------------------------------------- sorting */

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* values with many alike, in any order and in the worst ones */
static void short_and_long_lists_are_sorted_as_qsort_does(void **state)
{
    static double x[2 * 2048], wanted[2 * 2048];
    static const size_t size[] = { 0, 1, 2, 3, 9, 50, 131, 999, 2048, 2 * 2048 };
    unsigned seed = 3;

    (void)state;
    for (size_t s = 0; s < sizeof(size) / sizeof(size[0]); s++) {
        for (int kind = 0; kind < 4; kind++) {
            for (size_t i = 0; i < size[s]; i++) {
                x[i] = kind == 0   ? (double)i
                       : kind == 1 ? -(double)i
                       : kind == 2 ? (double)(rand_r(&seed) % 7)
                                   : (double)rand_r(&seed);
            }
            memcpy(wanted, x, sizeof(x));
            qsort(wanted, size[s], sizeof(*wanted), compare);
            tn_sort_doubles(x, size[s]);
            assert_memory_equal(x, wanted, size[s] * sizeof(*x));
        }
    }
}

static int compare_keys(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* lower halves ascend, so that the order of all bits is that of equal upper halves left in place */
static void keys_are_sorted_as_qsort_does(void **state)
{
    static uint64_t key[4096], spare[4096], wanted[4096];
    static const size_t size[] = { 0, 1, 2, 63, 64, 255, 4096, 4096 };
    uint32_t seed = 5;

    (void)state;
    for (size_t s = 0; s < COUNT(size); s++) {
        for (size_t i = 0; i < size[s]; i++) {
            float score = (float)(next_random(&seed) % 401) / 200.0F - 1.0F;

            key[i] = wanted[i] = (uint64_t)tn_float_order(score) << 32 | i;
        }
        qsort(wanted, size[s], sizeof(*wanted), compare_keys);
        tn_sort_keys(key, spare, size[s], 4 * (int)(s % 2));
        assert_memory_equal(key, wanted, size[s] * sizeof(*key));
    }
}

static void copies_are_sorted_as_qsort_does(void **state)
{
    static double x[5000], wanted[5000];
    static const size_t size[] = { 0, 1, 1023, 1024, 5000 };
    static const double scale[] = { 1.0, 1e-300, 1e300 };
    uint32_t seed = 5;
    double *sorted;

    (void)state;
    for (size_t s = 0; s < 3 * COUNT(size); s++) {
        size_t n = size[s / 3];

        for (size_t i = 0; i < n; i++) {
            double number = (double)next_random(&seed) / 1000.0;

            x[i] = wanted[i] = (i % 2 ? number : -number) * scale[s % 3];
        }
        qsort(wanted, n, sizeof(*wanted), compare);
        assert_int_equal(tn_sorted_copy(&sorted, x, n, NULL), 0);
        assert_memory_equal(sorted, wanted, n * sizeof(*wanted));
        free(sorted);
    }
}

static void a_float_comes_back_from_its_order(void **state)
{
    const float ascending[] = { -INFINITY, -2.0F, -1e-40F, -0.0F, 0.0F, 1e-40F, 0.5F, INFINITY };

    (void)state;
    for (size_t i = 0; i < COUNT(ascending); i++) {
        uint32_t order = tn_float_order(ascending[i]);

        assert_same((double)tn_float_of_order(order), (double)ascending[i]);
        assert_true(i == 0 || tn_float_order(ascending[i - 1]) < order);
    }
}

static void integers_are_sorted_near_and_far(void **state)
{
    enum { N = 500 };
    int64_t x[N], *sorted;
    const int64_t scale[] = { 1, 1000, INT64_MAX / 100 }; /* a hundred values */
    uint32_t seed = 9;

    (void)state;
    for (size_t s = 0; s < COUNT(scale); s++) {
        int64_t sum = 0, sum_sorted = 0;

        for (int i = 0; i < N; i++) {
            x[i] = ((int64_t)(next_random(&seed) % 100) - 50) * scale[s];
            sum += x[i] / scale[s];
        }
        assert_int_equal(tn_sorted_integers(&sorted, x, N, NULL), 0);
        for (int i = 0; i < N; i++) {
            assert_true(i == 0 || sorted[i - 1] <= sorted[i]);
            sum_sorted += sorted[i] / scale[s];
        }
        assert_true(sum == sum_sorted);
        free(sorted);
    }
    assert_int_equal(tn_sorted_integers(&sorted, NULL, 0, NULL), 0);
    free(sorted);
}

/* ------------------------------------------------------------- balance */

static void balance_is_undefined_without_sides(void **state)
{
    (void)state;
    assert_true(isnan(tn_balance(0, 0)) && isnan(tn_balance(-1, 2)));
    assert_same(tn_balance(0, 3), 0.0);
    assert_same(tn_balance(4, 1), 0.25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sum_keeps_what_a_double_loses),
        cmocka_unit_test(a_product_is_added_without_its_rounding),
        cmocka_unit_test(the_mean_of_equal_values_is_the_value),
        cmocka_unit_test(a_generator_depends_on_all_of_its_seed),
        cmocka_unit_test(moments_keep_their_digits_far_from_zero),
        cmocka_unit_test(a_score_on_an_edge_opens_the_bin_above),
        cmocka_unit_test(a_histogram_holds_every_score_once),
        cmocka_unit_test(agreement_of_the_three_extremes),
        cmocka_unit_test(agreement_adds_its_layers),
        cmocka_unit_test(agreement_of_nothing_is_undefined),
        cmocka_unit_test(balance_is_undefined_without_sides),
        cmocka_unit_test(short_and_long_lists_are_sorted_as_qsort_does),
        cmocka_unit_test(keys_are_sorted_as_qsort_does),
        cmocka_unit_test(copies_are_sorted_as_qsort_does),
        cmocka_unit_test(a_float_comes_back_from_its_order),
        cmocka_unit_test(integers_are_sorted_near_and_far),
    };

    tenor_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
