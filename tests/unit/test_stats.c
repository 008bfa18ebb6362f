/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_stats.c - shares, moments and tables against values worked out elsewhere
 */
#include "stats_sample.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#define NIST_DIR "../shared/robustness/nist_strd_univariate"

static void assert_near(double found, double wanted, double tolerance)
{
    if (!(fabs(found - wanted) <= tolerance))
        fail_msg("%.15g is not %.15g", found, wanted);
}

/* -------------------------------------------------------------- shares */

static void shares_of(tn_share share[3], tn_posterior_sums *sums, const float (*p)[3], int64_t n)
{
    *sums = (tn_posterior_sums){ 0 };
    for (int c = 0; c < 3; c++)
        share[c] = (tn_share){ 0 };
    for (int64_t i = 0; i < n; i++) {
        int label = p[i][0] > p[i][2] ? 0 : 2;

        share[p[i][1] > p[i][label] ? 1 : label].count++;
        tn_posteriors_add(sums, p[i], 3);
    }
    tn_shares_of(share, sums, n, TENOR_SENTIMENT, 3, NULL, 0.0);
}

static void shares_of_nothing_are_undefined(void **state)
{
    tn_posterior_sums sums;
    tn_share share[3];
    double low, high;

    (void)state;
    shares_of(share, &sums, NULL, 0);
    tn_mean_interval(&low, &high, NAN, &sums, 0, TENOR_SENTIMENT, 3, NULL, 0.0);
    assert_true(isnan(share[0].counted) && isnan(share[0].share) && isnan(share[0].low) &&
                isnan(share[0].high) && isnan(low) && isnan(high));
}

static void a_share_of_one_comment_may_be_anything(void **state)
{
    tn_posterior_sums sums;
    tn_share share[3];
    double low, high;

    (void)state;
    shares_of(share, &sums, (const float[][3]){ { 0.75F, 0.25F, 0.0F } }, 1);
    assert_true(share[0].count == 1 && share[0].counted == 1.0 && share[0].share == 0.75);
    for (int c = 0; c < 3; c++)
        assert_true(share[c].low == 0.0 && share[c].high == 1.0);
    tn_mean_interval(&low, &high, -0.75, &sums, 1, TENOR_SENTIMENT, 3, NULL, 0.0);
    assert_true(low == -1.0 && high == 1.0);
}

static void shares_are_mean_posteriors_with_bounds_that_counts_can_have(void **state)
{
    static float p[200][3];

    (void)state;
    for (int i = 0; i < 200; i++) {
        p[i][0] = (float)(i % 5) / 8.0F;
        p[i][1] = 0.25F;
        p[i][2] = 0.75F - p[i][0];
    }
    for (int64_t n = 2; n <= 200; n++) {
        tn_posterior_sums sums;
        tn_share share[3];
        double low, high;

        shares_of(share, &sums, (const float(*)[3])p, n);
        assert_near(share[0].share + share[1].share + share[2].share, 1.0, 1e-12);
        for (int c = 0; c < 3; c++) {
            double first = share[c].low * (double)n, last = share[c].high * (double)n;

            assert_true(0.0 <= share[c].low && share[c].low <= share[c].share &&
                        share[c].share <= share[c].high && share[c].high <= 1.0);
            assert_near(first, round(first), 1e-9);
            assert_near(last, round(last), 1e-9);
        }
        tn_mean_interval(&low, &high, share[2].share - share[0].share, &sums, n, TENOR_SENTIMENT, 3,
                         NULL, 0.0);
        assert_true(low <= share[2].share - share[0].share &&
                    share[2].share - share[0].share <= high);
    }
}

/* however many comments: the model may be wrong about all of them together */
static void the_error_of_the_model_does_not_average_out(void **state)
{
    tn_posterior_sums few = { { 40.0, 30.0, 30.0 }, { 24.0, 21.0, 21.0 }, 69.0 };
    tn_posterior_sums many = { { 4e6, 3e6, 3e6 }, { 2.4e6, 2.1e6, 2.1e6 }, 6.9e6 };
    tn_share a[3] = { 0 }, b[3] = { 0 };

    (void)state;
    tn_shares_of(a, &few, 100, TENOR_STANCE, 3, NULL, 0.0);
    tn_shares_of(b, &many, 10000000, TENOR_STANCE, 3, NULL, 0.0);
    assert_true(a[0].high - a[0].low > b[0].high - b[0].low);
    assert_true(b[0].high - b[0].low > 0.3);
}

/* labels of the site say how far off its posteriors are: 1.64 standard errors on each side */
static void a_calibrated_site_has_the_error_of_its_labels(void **state)
{
    static const double error[4] = { 0.05, 0.04, 0.03, 0.08 };
    tn_posterior_sums many = { { 4e6, 3e6, 3e6 }, { 2.4e6, 2.1e6, 2.1e6 }, 6.9e6 };
    tn_share share[3] = { 0 };
    double low, high;

    (void)state;
    tn_shares_of(share, &many, 10000000, TENOR_STANCE, 3, error, 0.0);
    for (int c = 0; c < 3; c++)
        assert_near(share[c].high - share[c].low, 2.0 * 1.644854 * error[c], 1e-5);
    tn_mean_interval(&low, &high, -0.1, &many, 10000000, TENOR_STANCE, 3, error, 0.0);
    assert_near(high - low, 2.0 * 1.644854 * error[3], 1e-5);
}

/* of one comment's variance a tenth stays, however many an article has */
static void an_article_of_a_calibrated_site_has_its_own_way_besides(void **state)
{
    static const double error[4] = { 0.05, 0.04, 0.03, 0.08 };
    tn_posterior_sums many = { { 4e6, 3e6, 3e6 }, { 2.4e6, 2.1e6, 2.1e6 }, 6.9e6 };
    tn_share share[3] = { 0 };
    double low, high;

    (void)state;
    tn_shares_of(share, &many, 10000000, TENOR_STANCE, 3, error, 0.1);
    for (int c = 0; c < 3; c++)
        assert_near(share[c].high - share[c].low,
                    2.0 * 1.644854 * sqrt(error[c] * error[c] + many.variance[c] / 1e8), 1e-5);
    tn_mean_interval(&low, &high, -0.1, &many, 10000000, TENOR_STANCE, 3, error, 0.1);
    assert_near(high - low, 2.0 * 1.644854 * sqrt(error[3] * error[3] + 0.069), 1e-5);
    /* models that know no labels of the site have a spread that holds it already */
    tn_shares_of(share, &many, 10000000, TENOR_STANCE, 3, NULL, 0.0);
    low = share[0].low;
    tn_shares_of(share, &many, 10000000, TENOR_STANCE, 3, NULL, 0.1);
    assert_near(share[0].low, low, 0.0);
}

/* ------------------------------------------------------------- moments */

static tn_moments moments_of(const double *sorted, size_t n)
{
    tn_moments out;
    tn_central central = { 0 };

    if (n > 0)
        tn_central_of(&central, sorted, n);
    assert_int_equal(tn_moments_of(&out, sorted, n, &central, NULL), 0);
    assert_int_equal(out.n, (int64_t)n);
    return out;
}

static void moments_of_nothing_are_undefined(void **state)
{
    tn_moments m = moments_of(NULL, 0);

    (void)state;
    assert_true(isnan(m.mean) && isnan(m.sd) && isnan(m.median) && isnan(m.q1) && isnan(m.q3) &&
                isnan(m.skewness) && isnan(m.kurtosis));
}

static void moments_of_one_value_have_no_spread(void **state)
{
    tn_moments m = moments_of((const double[]){ 0.25 }, 1);

    (void)state;
    assert_true(m.mean == 0.25 && m.median == 0.25 && m.q1 == 0.25 && m.q3 == 0.25);
    assert_true(isnan(m.sd) && isnan(m.skewness) && isnan(m.kurtosis));
}

static void moments_of_two_values_have_no_shape(void **state)
{
    tn_moments m = moments_of((const double[]){ -0.5, 0.5 }, 2);

    (void)state;
    assert_near(m.mean, 0.0, 1e-15);
    assert_near(m.sd, sqrt(0.5), 1e-15);
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
    assert_true(m.mean == 0.1 && m.sd == 0.0);
    assert_true(isnan(m.skewness) && isnan(m.kurtosis));
}

static void values_that_are_no_numbers_are_an_error(void **state)
{
    const double bad[] = { 0.0, NAN };
    tn_moments out;
    tn_central central;
    tenor_error err = { 0 };

    (void)state;
    tn_central_of(&central, bad, 2);
    assert_int_equal(tn_moments_of(&out, bad, 2, &central, &err), TENOR_ERR_NUMERIC);
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
        cmocka_unit_test(shares_of_nothing_are_undefined),
        cmocka_unit_test(a_share_of_one_comment_may_be_anything),
        cmocka_unit_test(shares_are_mean_posteriors_with_bounds_that_counts_can_have),
        cmocka_unit_test(the_error_of_the_model_does_not_average_out),
        cmocka_unit_test(a_calibrated_site_has_the_error_of_its_labels),
        cmocka_unit_test(an_article_of_a_calibrated_site_has_its_own_way_besides),
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
