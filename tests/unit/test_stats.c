/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_stats.c - shares, moments and tables against values worked out elsewhere
 */
#include "stats_sample.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#define NIST_DIR "../shared/robustness/nist_strd_univariate"

#define Z_90 1.6448536269514722 /* of the normal distribution */
#define Z_95 1.959963984540054

static void assert_near(double found, double wanted, double tolerance)
{
    if (!(fabs(found - wanted) <= tolerance))
        fail_msg("%.15g is not %.15g", found, wanted);
}

/* -------------------------------------------------------------- shares */

static void wilson_agrees_with_newcombe_1998(void **state)
{
    const struct {
        int64_t count, n;
        double low, high;
    } known[] = { { 81, 263, 0.2553, 0.3662 },
                  { 15, 148, 0.0624, 0.1605 },
                  { 0, 20, 0.0, 0.1611 },
                  { 1, 29, 0.0061, 0.1718 } };

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        tn_share share;

        tn_share_wilson(&share, known[i].count, known[i].n, Z_95);
        assert_near(share.low, known[i].low, 0.00005);
        assert_near(share.high, known[i].high, 0.00005);
    }
}

static void wilson_of_nothing_is_undefined(void **state)
{
    tn_share share;

    (void)state;
    tn_share_wilson(&share, 0, 0, Z_90);
    assert_int_equal(share.count, 0);
    assert_true(isnan(share.share) && isnan(share.low) && isnan(share.high));
}

static void wilson_of_small_numbers(void **state)
{
    tn_share share;

    (void)state;
    tn_share_wilson(&share, 0, 1, Z_90);
    assert_true(share.share == 0.0 && share.low == 0.0);
    assert_near(share.high, 0.730134, 1e-6);
    tn_share_wilson(&share, 1, 1, Z_90);
    assert_true(share.share == 1.0 && share.high == 1.0);
    assert_near(share.low, 1 - 0.730134, 1e-6);
    tn_share_wilson(&share, 1, 2, Z_90);
    assert_near(share.low, 0.120866, 1e-6);
    assert_near(share.high, 0.879134, 1e-6);
}

static void wilson_holds_the_share_and_stays_within_bounds(void **state)
{
    (void)state;
    for (int64_t n = 1; n < 60; n++) {
        for (int64_t count = 0; count <= n; count++) {
            tn_share share;

            tn_share_wilson(&share, count, n, Z_90);
            assert_true(share.low >= 0.0 && share.high <= 1.0);
            assert_true(share.low <= share.share && share.share <= share.high);
        }
    }
}

/* ------------------------------------------------------------- moments */

static tn_moments moments_of(const double *sorted, size_t n)
{
    tn_moments out;
    tn_central central;
    tn_level level;

    if (n > 0)
        tn_central_of(&central, sorted, n);
    tn_level_begin(&level, 0.9);
    assert_int_equal(tn_moments_of(&out, sorted, n, &central, &level, NULL), 0);
    assert_int_equal(out.n, (int64_t)n);
    return out;
}

static void moments_of_nothing_are_undefined(void **state)
{
    tn_moments m = moments_of(NULL, 0);

    (void)state;
    assert_true(isnan(m.mean) && isnan(m.mean_low) && isnan(m.sd) && isnan(m.median) &&
                isnan(m.q1) && isnan(m.q3) && isnan(m.skewness) && isnan(m.kurtosis));
}

static void moments_of_one_value_have_no_spread(void **state)
{
    tn_moments m = moments_of((const double[]){ 0.25 }, 1);

    (void)state;
    assert_true(m.mean == 0.25 && m.median == 0.25 && m.q1 == 0.25 && m.q3 == 0.25);
    assert_true(isnan(m.sd) && isnan(m.mean_low) && isnan(m.mean_high) && isnan(m.skewness) &&
                isnan(m.kurtosis));
}

static void moments_of_two_values_have_no_shape(void **state)
{
    tn_moments m = moments_of((const double[]){ -0.5, 0.5 }, 2);

    (void)state;
    assert_near(m.mean, 0.0, 1e-15);
    assert_near(m.sd, sqrt(0.5), 1e-15);
    assert_near(m.mean_high, 6.313752 * 0.5, 1e-6); /* t of one degree of freedom */
    assert_near(m.q1, -0.25, 1e-15);
    assert_near(m.q3, 0.25, 1e-15);
    assert_true(isnan(m.skewness) && isnan(m.kurtosis));
}

static void moments_of_three_values_have_skewness(void **state)
{
    tn_moments m = moments_of((const double[]){ 0, 0, 1 }, 3);

    (void)state;
    assert_near(m.mean, 1.0 / 3.0, 1e-15);
    assert_near(m.sd, sqrt(1.0 / 3.0), 1e-15);
    assert_near(m.skewness, 2.0 / 27.0 / pow(1.0 / 3.0, 1.5), 1e-12);
    assert_true(isnan(m.kurtosis));
}

static void moments_of_four_values_by_hand(void **state)
{
    tn_moments m = moments_of((const double[]){ 1, 2, 3, 4 }, 4);

    (void)state;
    assert_near(m.mean, 2.5, 1e-15);
    assert_near(m.sd, sqrt(5.0 / 3.0), 1e-15);
    assert_near(m.mean_low, 2.5 - 2.353363435 * sqrt(5.0 / 3.0) / 2, 1e-8);
    assert_near(m.mean_high, 2.5 + 2.353363435 * sqrt(5.0 / 3.0) / 2, 1e-8);
    assert_near(m.median, 2.5, 1e-15);
    assert_near(m.q1, 1.75, 1e-15);
    assert_near(m.q3, 3.25, 1e-15);
    assert_near(m.skewness, 0.0, 1e-15);
    assert_near(m.kurtosis, 2.5625 / (25.0 / 9.0) - 3.0, 1e-12);
}

static void identical_values_have_no_spread_and_no_shape(void **state)
{
    const double same[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 };
    tn_moments m = moments_of(same, 7);

    (void)state;
    assert_true(m.mean == 0.1 && m.sd == 0.0 && m.mean_low == 0.1 && m.mean_high == 0.1);
    assert_true(isnan(m.skewness) && isnan(m.kurtosis));
}

static void values_that_are_no_numbers_are_an_error(void **state)
{
    const double bad[] = { 0.0, NAN };
    tn_moments out;
    tn_central central;
    tn_level level;
    tenor_error err = { 0 };

    (void)state;
    tn_level_begin(&level, 0.9);
    tn_central_of(&central, bad, 2);
    assert_int_equal(tn_moments_of(&out, bad, 2, &central, &level, &err), TENOR_ERR_NUMERIC);
    assert_non_null(strstr(err.message, "not a finite number"));
}

/* ----------------------------------------------------------- NIST StRD */

static int compare_double(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static size_t read_values(double *value, size_t capacity, const char *name)
{
    char path[200], lower[64] = "";
    size_t n = 0;
    FILE *in;

    for (size_t i = 0; name[i] && i + 1 < sizeof(lower); i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    snprintf(path, sizeof(path), NIST_DIR "/%s.dat", lower);
    in = fopen(path, "r");
    assert_non_null(in);
    while (n < capacity && fscanf(in, "%lf", &value[n]) == 1)
        n++;
    fclose(in);
    return n;
}

static void moments_agree_with_nist_certified_values(void **state)
{
    static double value[8192];
    FILE *in = fopen(NIST_DIR "/certified.csv", "r");
    char line[256], name[64];
    int n_sets = 0;

    (void)state;
    if (!in) {
        print_message("skipped: " NIST_DIR " is not here\n");
        skip();
    }
    assert_non_null(fgets(line, sizeof(line), in));
    while (fgets(line, sizeof(line), in)) {
        double mean, sd;
        size_t n;

        assert_int_equal(sscanf(line, "%63[^,],%zu,%lf,%lf", name, &n, &mean, &sd), 4);
        assert_int_equal(read_values(value, 8192, name), n);
        qsort(value, n, sizeof(*value), compare_double);
        tn_moments m = moments_of(value, n);

        assert_near(m.mean / mean, 1.0, 1e-14);
        assert_near(m.sd / sd, 1.0, 1e-8); /* 1e-8: NumAcc4's decimals are not exact in binary */
        n_sets++;
    }
    fclose(in);
    assert_int_equal(n_sets, 9);
}

/* -------------------------------------------------------------- tables */

static void chi_square_of_two_by_two(void **state)
{
    tn_crosstab table = { .n_rows = 2, .n_columns = 2, .cell = { { 10, 20 }, { 30, 40 } } };

    (void)state;
    tn_crosstab_finish(&table);
    assert_int_equal(table.n, 100);
    assert_int_equal(table.degrees_of_freedom, 1);
    assert_near(table.chi_square, 4e6 / 5.04e6, 1e-12);
    assert_near(table.p_value, 0.372998, 1e-6);
    assert_near(table.cramers_v, 0.0890871, 1e-7);
    assert_near(table.min_expected, 12.0, 1e-12);
}

static void chi_square_of_three_by_three(void **state)
{
    tn_crosstab table = { .n_rows = 3,
                          .n_columns = 3,
                          .cell = { { 20, 15, 10 }, { 5, 25, 5 }, { 10, 10, 30 } } };

    (void)state;
    tn_crosstab_finish(&table);
    assert_int_equal(table.degrees_of_freedom, 4);
    assert_near(table.chi_square, 38.209322247417, 1e-9);
    assert_near(table.p_value, 1.0144901917e-7, 1e-15);
    assert_near(table.cramers_v, 0.3833522293, 1e-9);
    assert_near(table.min_expected, 9.423076923077, 1e-9);
}

static void empty_rows_and_columns_do_not_count(void **state)
{
    tn_crosstab table = { .n_rows = 3,
                          .n_columns = 3,
                          .cell = { { 10, 0, 20 }, { 0, 0, 0 }, { 30, 0, 40 } } };

    (void)state;
    tn_crosstab_finish(&table);
    assert_int_equal(table.degrees_of_freedom, 1);
    assert_near(table.chi_square, 4e6 / 5.04e6, 1e-12);
}

static void a_table_of_one_row_or_of_nothing_is_undefined(void **state)
{
    tn_crosstab row = { .n_rows = 3, .n_columns = 3, .cell = { { 4, 5, 6 } } };
    tn_crosstab none = { .n_rows = 3, .n_columns = 3 };

    (void)state;
    tn_crosstab_finish(&row);
    assert_int_equal(row.n, 15);
    assert_int_equal(row.degrees_of_freedom, 0);
    assert_true(isnan(row.chi_square) && isnan(row.p_value) && isnan(row.cramers_v));
    tn_crosstab_finish(&none);
    assert_int_equal(none.degrees_of_freedom, 0);
    assert_true(isnan(none.chi_square) && isnan(none.min_expected));
}

static void a_perfect_relation_has_cramers_v_one(void **state)
{
    tn_crosstab table = { .n_rows = 3,
                          .n_columns = 3,
                          .cell = { { 7, 0, 0 }, { 0, 9, 0 }, { 0, 0, 4 } } };

    (void)state;
    tn_crosstab_finish(&table);
    assert_near(table.cramers_v, 1.0, 1e-12);
    assert_true(table.cramers_v <= 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_agrees_with_newcombe_1998),
        cmocka_unit_test(wilson_of_nothing_is_undefined),
        cmocka_unit_test(wilson_of_small_numbers),
        cmocka_unit_test(wilson_holds_the_share_and_stays_within_bounds),
        cmocka_unit_test(moments_of_nothing_are_undefined),
        cmocka_unit_test(moments_of_one_value_have_no_spread),
        cmocka_unit_test(moments_of_two_values_have_no_shape),
        cmocka_unit_test(moments_of_three_values_have_skewness),
        cmocka_unit_test(moments_of_four_values_by_hand),
        cmocka_unit_test(identical_values_have_no_spread_and_no_shape),
        cmocka_unit_test(values_that_are_no_numbers_are_an_error),
        cmocka_unit_test(moments_agree_with_nist_certified_values),
        cmocka_unit_test(chi_square_of_two_by_two),
        cmocka_unit_test(chi_square_of_three_by_three),
        cmocka_unit_test(empty_rows_and_columns_do_not_count),
        cmocka_unit_test(a_table_of_one_row_or_of_nothing_is_undefined),
        cmocka_unit_test(a_perfect_relation_has_cramers_v_one),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
