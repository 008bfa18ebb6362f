/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_numeric_tests.c - tests of association, of trend and of drift
 */
#include "numeric_sample.h"

#include "stats/association.h"
#include "stats/drift.h"
#include "stats/trend.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <stdlib.h>

/* -------------------------------------------------------------- tables */

static double log_choose(int64_t n, int64_t k)
{
    return lgamma((double)n + 1.0) - lgamma((double)k + 1.0) - lgamma((double)(n - k) + 1.0);
}

static tn_table_test table_test(const int64_t *cell, int rows, int columns, uint64_t seed)
{
    tn_table_test out;

    assert_int_equal(tn_table_test_of(&out, cell, rows, columns, 2000, seed, NULL), 0);
    return out;
}

/* of 70 ways to guess which 4 of 8 cups: 1 with all right, 16 with three right (and as many wrong)
 */
static void fisher_tastes_tea(void **state)
{
    const int64_t cups[] = { 3, 1, 1, 3 };

    (void)state;
    assert_near(tn_fisher_2x2(3, 1, 1, 3), 34.0 / 70.0, 1e-14);
    assert_near(tn_fisher_2x2(4, 0, 0, 4), 2.0 / 70.0, 1e-14);
    assert_near(tn_fisher_2x2(2, 2, 2, 2), 1.0, 1e-14);
    assert_near(table_test(cups, 2, 2, 0).p_value, 34.0 / 70.0, 1e-14);
}

static void fisher_of_an_empty_margin_is_undefined(void **state)
{
    (void)state;
    assert_true(isnan(tn_fisher_2x2(0, 0, 0, 0)) && isnan(tn_fisher_2x2(1, 0, 0, 0)));
    assert_true(isnan(tn_fisher_2x2(3, 4, 0, 0)) && isnan(tn_fisher_2x2(0, 4, 0, 2)));
    assert_true(isnan(tn_fisher_2x2(-1, 4, 1, 2)) && isnan(tn_fisher_2x2(1ll << 40, 4, 1, 2)));
    assert_near(tn_fisher_2x2(1, 0, 0, 1), 1.0, 1e-14); /* n = 2 */
}

/* three of three, once each: 6 tables of 1/6, all as probable */
static void a_diagonal_of_ones_is_no_evidence(void **state)
{
    const int64_t cell[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
    tn_table_test test = table_test(cell, 3, 3, 0);

    (void)state;
    assert_near(test.p_value, 1.0, 1e-15);
    assert_int_equal(test.method, TN_TABLE_EXACT);
    assert_int_equal(test.n_tables, 6);
}

/* 6 in pairs can be arranged in 90 ways; one is the diagonal, and 5 more tables are as rare */
static void a_diagonal_of_twos_by_hand(void **state)
{
    const int64_t cell[] = { 2, 0, 0, 0, 2, 0, 0, 0, 2 };

    (void)state;
    assert_near(table_test(cell, 3, 3, 0).p_value, 6.0 / 90.0, 1e-14);
}

static void empty_rows_and_columns_change_nothing(void **state)
{
    const int64_t small[] = { 3, 1, 1, 3 }, large[] = { 3, 0, 1, 0, 0, 0, 1, 0, 3 };

    (void)state;
    assert_same(table_test(small, 2, 2, 0).p_value, table_test(large, 3, 3, 0).p_value);
}

static void a_table_without_variety_has_no_test(void **state)
{
    const int64_t none[9] = { 0 }, row[] = { 3, 4, 5, 0, 0, 0 };

    (void)state;
    assert_int_equal(table_test(none, 3, 3, 0).method, TN_TABLE_NONE);
    assert_true(isnan(table_test(row, 2, 3, 0).p_value));
    assert_true(isnan(table_test(row, 1, 3, 0).p_value));
}

static void a_large_table_is_drawn_by_its_seed(void **state)
{
    const int64_t cell[] = { 20, 15, 10, 12, 5, 25, 5, 10, 10, 10, 30, 9, 14, 13, 12, 11 };
    tn_table_test a = table_test(cell, 4, 4, 5), b = table_test(cell, 4, 4, 5);
    tn_table_test other = table_test(cell, 4, 4, 6);

    (void)state;
    assert_int_equal(a.method, TN_TABLE_PERMUTATION);
    assert_int_equal(a.n_tables, 2000);
    assert_same(a.p_value, b.p_value);
    assert_near(a.p_value, other.p_value, 0.01);
    assert_true(a.p_value >= 1.0 / 2001.0 && a.p_value < 0.01);
}

/* p of 2 x 3, from the probabilities of all tables with these margins */
static double listed_p(const int64_t cell[6])
{
    int64_t column[3] = { cell[0] + cell[3], cell[1] + cell[4], cell[2] + cell[5] };
    int64_t row = cell[0] + cell[1] + cell[2];
    double own = 0.0, p = 0.0;

    for (int pass = 0; pass < 2; pass++) {
        for (int64_t a = 0; a <= row && a <= column[0]; a++) {
            for (int64_t b = 0; a + b <= row && b <= column[1]; b++) {
                int64_t c = row - a - b;
                double of_table = c > column[2]
                                      ? 0.0
                                      : exp(log_choose(column[0], a) + log_choose(column[1], b) +
                                            log_choose(column[2], c) -
                                            log_choose(column[0] + column[1] + column[2], row));

                if (a == cell[0] && b == cell[1])
                    own = of_table;
                p += pass == 1 && of_table <= own * (1.0 + 1e-7) ? of_table : 0.0;
            }
        }
    }
    return p;
}

/* as many tables as extreme as there should be, within 4 standard errors over 300 seeds */
static void drawn_tables_have_the_probabilities_of_the_listed_ones(void **state)
{
    const int64_t cell[] = { 30, 45, 25, 45, 41, 14 };
    const double wanted = listed_p(cell);
    double as_extreme = 0.0, drawn = 0.0;

    (void)state;
    assert_true(wanted > 0.02 && wanted < 0.2);
    for (uint64_t seed = 0; seed < 300; seed++) {
        tn_table_test test = table_test(cell, 2, 3, seed);

        assert_int_equal(test.method, TN_TABLE_PERMUTATION);
        as_extreme += test.p_value * (double)test.n_tables;
        drawn += (double)test.n_tables;
    }
    assert_near(as_extreme / drawn, wanted, 4.0 * wanted / sqrt(as_extreme));
}

/* the first fifty tables as extreme end the drawing; more would only make p more precise */
static void an_ordinary_table_is_drawn_for_a_short_while(void **state)
{
    const int64_t cell[] = { 12, 9, 10, 11, 9, 8, 8, 9, 6 };
    tn_table_test test = table_test(cell, 3, 3, 5);

    (void)state;
    assert_int_equal(test.method, TN_TABLE_PERMUTATION);
    assert_true(test.n_tables >= 50 && test.n_tables < 500);
    assert_near(test.p_value * (double)test.n_tables, 50.0, 1e-12);
    assert_near(test.p_value, 0.958657, 4.0 * test.p_std_error); /* the exact p */
}

/* a hundred thousand comments: p as by chi-square, and in no time */
static void a_huge_table_is_drawn_as_well(void **state)
{
    const int64_t far[] = { 12000, 9000, 10000, 11000, 9200, 9800, 12050, 9080, 10070 };
    const int64_t near[] = { 10100, 9900, 10000, 10000, 10000, 10100, 9950, 10050, 10000 };
    tn_table_test test = table_test(near, 3, 3, 5);

    (void)state;
    assert_int_equal(test.method, TN_TABLE_PERMUTATION);
    assert_near(test.p_value, 0.595682, 4.0 * test.p_std_error); /* of chi-square, 4 degrees */
    assert_same(test.p_value, table_test(near, 3, 3, 5).p_value);
    assert_near(table_test(far, 3, 3, 5).p_value, 1.0 / 2001.0, 1e-15); /* chi-square is 39.8 */
}

static void an_impossible_table_is_an_argument_error(void **state)
{
    const int64_t cell[] = { 1, 2, -3, 4 }, huge[] = { 1, 2, 3, INT64_MAX };
    tn_table_test out;

    (void)state;
    assert_int_equal(tn_table_test_of(&out, cell, 2, 2, 9, 0, NULL), TENOR_ERR_ARGUMENT);
    assert_int_equal(tn_table_test_of(&out, huge, 2, 2, 9, 0, NULL), TENOR_ERR_ARGUMENT);
    assert_int_equal(tn_table_test_of(&out, huge, 7, 2, 9, 0, NULL), TENOR_ERR_ARGUMENT);
    assert_int_equal(tn_table_test_of(&out, huge, 1, 2, 0, 0, NULL), TENOR_ERR_ARGUMENT);
}

/* ------------------------------------------------------------ Spearman */

static tn_spearman spearman(const double *x, const double *y, size_t n)
{
    tn_spearman out;

    assert_int_equal(tn_spearman_of(&out, x, y, n, NULL), 0);
    return out;
}

static void spearman_of_few_or_equal_values(void **state)
{
    const double x[] = { 1.0, 2.0, 3.0 }, flat[] = { 4.0, 4.0, 4.0 }, down[] = { 5.0, 3.0, 1.0 };

    (void)state;
    assert_true(isnan(spearman(NULL, NULL, 0).rho) && isnan(spearman(x, x, 1).rho));
    assert_true(isnan(spearman(x, flat, 3).rho) && isnan(spearman(flat, x, 3).p_value));
    assert_same(spearman(x, down, 2).rho, -1.0);
    assert_same(spearman(x, down, 2).p_value, 1.0);
    assert_same(spearman(x, x, 3).rho, 1.0);
    assert_near(spearman(x, down, 3).p_value, 2.0 / 6.0, 1e-15);
}

/* squared differences of ranks add up to 10; with mid-ranks 1.5, 1.5, 3: Pearson's by hand */
static void spearman_of_five_by_hand(void **state)
{
    const double x[] = { 1, 2, 3, 4, 5 }, y[] = { 2, 1, 5, 4, 3 };
    const double tied_x[] = { 1, 1, 2 }, tied_y[] = { 1, 2, 3 };

    (void)state;
    assert_near(spearman(x, y, 5).rho, 1.0 - 6.0 * 10.0 / 120.0, 1e-15);
    assert_true(spearman(x, y, 5).exact);
    assert_near(spearman(x, x, 5).p_value, 2.0 / 120.0, 1e-15);
    assert_near(spearman(tied_x, tied_y, 3).rho, sqrt(3.0) / 2.0, 1e-15);
}

static void spearman_of_nine_by_all_orders_of_ten_by_t(void **state)
{
    const double x[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    tn_spearman nine = spearman(x, x, 9), ten = spearman(x, x, 10);

    (void)state;
    assert_true(nine.exact && !ten.exact);
    assert_near(nine.p_value, 2.0 / 362880.0, 1e-18);
    assert_same(ten.rho, 1.0);
    assert_same(ten.p_value, 0.0);
}

/* the orders of y[from..n) against x whose rho is as far from 0 as `rho`, one by one */
static int count_as_far(const double *x, double *y, size_t n, size_t from, double rho)
{
    int as_far = 0;

    if (from == n)
        return fabs(spearman(x, y, n).rho) >= fabs(rho) - 1e-12;
    for (size_t i = from; i < n; i++) {
        double chosen = y[i];

        y[i] = y[from];
        y[from] = chosen;
        as_far += count_as_far(x, y, n, from + 1, rho);
        y[from] = y[i];
        y[i] = chosen;
    }
    return as_far;
}

static void equal_values_on_either_side_are_counted_as_orders_are(void **state)
{
    const double few[] = { 0, 2, 0, 1, 1, 0 };
    double some[] = { 3, 5, 1, 4, 1, 9 };
    tn_spearman found = spearman(few, some, 6);

    (void)state;
    assert_same(found.p_value, count_as_far(few, some, 6, 0, found.rho) / 720.0);
    assert_same(spearman(some, few, 6).p_value, found.p_value);
}

static void spearman_does_not_depend_on_the_order(void **state)
{
    double x[200], y[200], shuffled_x[200], shuffled_y[200];
    size_t order[200];

    (void)state;
    fill_scores(x, 200, 11);
    fill_scores(y, 200, 12);
    fill_order(order, 200, 3);
    for (size_t i = 0; i < 200; i++) {
        shuffled_x[i] = x[order[i]];
        shuffled_y[i] = y[order[i]];
    }
    assert_same(spearman(x, y, 200).rho, spearman(shuffled_x, shuffled_y, 200).rho);
    assert_same(spearman(x, y, 200).p_value, spearman(shuffled_x, shuffled_y, 200).p_value);
    assert_same(spearman(x, y, 200).rho, spearman(y, x, 200).rho);
}

/* ranks of ascending values, of small whole numbers and of any others are found in three ways */
static void ranks_do_not_depend_on_how_they_are_found(void **state)
{
    double x[200], y[200], sorted[200], far[200];
    uint32_t seed = 8;
    tn_spearman counted, sought;

    (void)state;
    for (size_t i = 0; i < 200; i++) {
        sorted[i] = (double)(i / 3);
        y[i] = (double)(next_random(&seed) % 50);
        far[i] = y[i] * 1e3 - 7.5;
        x[i] = sorted[i] * 0.5 + 0.25;
    }
    counted = spearman(sorted, y, 200);
    sought = spearman(x, far, 200);
    assert_same(counted.rho, sought.rho);
    for (size_t i = 0; i < 100; i++) { /* no longer ascending, and none of them small */
        double held = x[i];

        x[i] = x[199 - i];
        x[199 - i] = held;
        held = far[i];
        far[i] = far[199 - i];
        far[199 - i] = held;
    }
    assert_same(counted.rho, spearman(x, far, 200).rho);
    assert_same(counted.p_value, spearman(x, far, 200).p_value);
}

/* --------------------------------------------------------------- trend */

static tn_trend trend(const double *time, const double *value, const uint64_t *group, size_t n)
{
    tn_point point[40];
    tn_trend out;

    for (size_t i = 0; i < n; i++)
        point[i] = (tn_point){ time[i], value[i], group ? group[i] : i };
    assert_int_equal(tn_trend_of(&out, point, n, 40, NULL), 0);
    return out;
}

static void a_trend_needs_two_times_and_three_authors(void **state)
{
    const double flat[] = { 3, 3, 3 }, up[] = { 0.1, 0.2, 0.4 }, hours[] = { 0, 1, 9 };
    const uint64_t two[] = { 0, 1, 0 };

    (void)state;
    assert_true(isnan(trend(NULL, NULL, NULL, 0).change.estimate));
    assert_true(isnan(trend(hours, up, NULL, 1).change.estimate));
    assert_true(isnan(trend(flat, up, NULL, 3).change.estimate));
    assert_near(trend(hours, up, NULL, 2).change.estimate, 0.1, 1e-15);
    assert_true(isnan(trend(hours, up, NULL, 2).change.p_value));
    assert_true(isnan(trend(hours, up, two, 3).change.low));
    assert_near(trend(hours, up, NULL, 3).change.estimate, 0.3, 1e-15); /* of order, not of hours */
    assert_same(trend(hours, flat, NULL, 3).change.estimate, 0.0);
}

/* two equal times share a place */
static void a_change_by_hand(void **state)
{
    const double hours[] = { 0, 1, 2 }, value[] = { 0.0, 0.0, 0.5 }, tied[] = { 1, 1, 2 };

    (void)state;
    assert_near(trend(hours, value, NULL, 3).change.estimate, 0.5, 1e-15);
    assert_near(trend(tied, value, NULL, 3).change.estimate, 0.5 / 0.75, 1e-15);
    assert_true(isnan(trend(tied, value, NULL, 3).change.p_value)); /* without the last: one time */
}

/* the line through 19 times -1 and 19 times 1 would rise by 3 */
static void a_change_is_one_that_the_scale_can_hold(void **state)
{
    double hours[38], value[38];
    tn_trend turn;

    (void)state;
    for (size_t i = 0; i < 38; i++) {
        hours[i] = (double)(37 - i);
        value[i] = i < 19 ? 1.0 : -1.0;
    }
    turn = trend(hours, value, NULL, 38);
    assert_same(turn.change.estimate, 2.0);
    assert_same(turn.change.high, 2.0);
    assert_true(turn.change.p_value < 1e-6);
}

/* one person says the same ten times at the end: that is one voice, not a turn */
static void an_author_with_many_comments_is_one(void **state)
{
    double hours[40], value[40];
    uint64_t loud[40];

    (void)state;
    fill_scores(value, 40, 21);
    for (size_t i = 0; i < 40; i++) {
        hours[i] = (double)i;
        loud[i] = i < 30 ? i : 30;
        value[i] = i < 30 ? 0.3 * value[i] : 0.9;
    }
    assert_true(trend(hours, value, NULL, 40).change.p_value < 0.001);
    assert_true(trend(hours, value, loud, 40).change.p_value > 0.05);
}

static void a_trend_does_not_depend_on_the_order(void **state)
{
    double time[40], value[40], other_time[40], other_value[40];
    uint64_t group[40], other_group[40];
    size_t order[40];

    (void)state;
    fill_scores(time, 40, 21);
    fill_scores(value, 40, 22);
    fill_order(order, 40, 9);
    for (size_t i = 0; i < 40; i++)
        group[i] = i % 13;
    for (size_t i = 0; i < 40; i++) {
        other_time[i] = time[order[i]];
        other_value[i] = value[order[i]];
        other_group[i] = group[order[i]];
    }
    assert_same(trend(time, value, group, 40).change.low,
                trend(other_time, other_value, other_group, 40).change.low);
}

/* -------------------------------------------- before and after a moment */

static tn_change change(const double *value, const double *after, const uint64_t *group, size_t n)
{
    tn_point point[80];
    tn_change out;

    for (size_t i = 0; i < n; i++)
        point[i] = (tn_point){ after[i], value[i], group ? group[i] : i };
    assert_int_equal(tn_change_of(&out, point, n, 80, NULL), 0);
    return out;
}

/* differences without each in turn: 0.6, 0.8, 0.9, 0.5 */
static void a_moment_by_hand(void **state)
{
    const double value[] = { 0.0, 0.2, 0.6, 1.0 }, after[] = { 0, 0, 1, 1 };
    tn_change c = change(value, after, NULL, 4);

    (void)state;
    assert_near(c.mean[0], 0.1, 1e-15);
    assert_near(c.mean[1], 0.8, 1e-15);
    assert_true(c.n[0] == 2 && c.n[1] == 2 && c.n_groups[0] == 2 && c.n_groups[1] == 2);
    assert_near(c.difference.estimate, 0.7, 1e-15);
    assert_near(c.difference.p_value, 2.0 * gsl_cdf_tdist_Q(0.7 / sqrt(0.075), 1.0), 1e-14);
}

/* each author moved by the same: what is left is the variance of independent values */
static void authors_on_both_sides_count_on_each_and_go_out(void **state)
{
    const double value[] = { 0.0, 0.4, -0.4, 0.5, 0.9, 0.1 }, after[] = { 0, 0, 0, 1, 1, 1 };
    const uint64_t author[] = { 0, 1, 2, 0, 1, 2 };
    tn_change c = change(value, after, author, 6);

    (void)state;
    assert_true(c.n_groups[0] == 3 && c.n_groups[1] == 3);
    assert_near(c.difference.p_value,
                2.0 * gsl_cdf_tdist_Q(0.5 / sqrt(0.64 / 4.0 * (2.0 / 3.0)), 2.0), 1e-14);
}

static void a_moment_needs_two_authors_on_both_sides(void **state)
{
    const double value[] = { 0.1, 0.2, 0.4, 0.4 }, after[] = { 0, 0, 1, 1 }, never[4] = { 0 };
    const uint64_t one[] = { 0, 1, 2, 2 };

    (void)state;
    assert_true(isnan(change(NULL, NULL, NULL, 0).difference.estimate));
    assert_true(isnan(change(value, never, NULL, 4).difference.estimate));
    assert_near(change(value, after, one, 4).difference.estimate, 0.25, 1e-15);
    assert_true(isnan(change(value, after, one, 4).difference.p_value));
    assert_true(isnan(change(value, after + 1, NULL, 2).difference.p_value)); /* of one and one */
    assert_true(isnan(change(never, after, NULL, 4).difference.p_value));     /* none varies */
}

/* 40 scores near the ends of the scale on both sides; four of ten are by one who wrote before, and
 * whose mood they share */
static tn_change draw_change(gsl_rng *rng, double moved)
{
    double value[80], after[80], mood[80];
    uint64_t author[80];
    size_t n_authors = 0, order[80];

    for (size_t i = 0; i < 80; i++)
        order[i] = i;
    gsl_ran_shuffle(rng, order, 80, sizeof(*order)); /* who comes again is on either side */
    for (size_t k = 0; k < 80; k++) {
        size_t i = order[k];
        double level;

        author[i] = k > 0 && gsl_rng_uniform(rng) < 0.4 ? author[order[gsl_rng_uniform_int(rng, k)]]
                                                        : n_authors;
        if (author[i] == n_authors)
            mood[n_authors++] = gsl_ran_gaussian(rng, 0.22);
        after[i] = i < 40 ? 0.0 : 1.0;
        level = fmax(-0.99, fmin(0.99, -0.1 + moved * (after[i] - 0.5) + mood[author[i]]));
        value[i] = 2.0 * gsl_ran_beta(rng, 0.6 * (1.0 + level), 0.6 * (1.0 - level)) - 1.0;
    }
    return change(value, after, author, 80);
}

static void a_moment_without_a_change_is_one_in_twenty(void **state)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const int rounds = 2000;
    int false_ones = 0, found = 0, held = 0;

    (void)state;
    for (int round = 0; round < rounds; round++) {
        tn_change none = draw_change(rng, 0.0), moved = draw_change(rng, 0.5);

        false_ones += none.difference.p_value < 0.05;
        held += none.difference.low <= 0.0 && none.difference.high >= 0.0;
        found += moved.difference.p_value < 0.05;
    }
    print_message("p < 0.05 of none: %.3f, held by 90 %%: %.3f, found of 0.5: %.3f\n",
                  (double)false_ones / rounds, (double)held / rounds, (double)found / rounds);
    assert_in_range(false_ones, rounds / 50, rounds / 13);
    assert_in_range(held, rounds * 87 / 100, rounds * 94 / 100);
    assert_true(found > rounds * 7 / 10);
    gsl_rng_free(rng);
}

/* --------------------------------------------------------------- drift */

static void psi_by_hand(void **state)
{
    const int64_t a[] = { 30, 10 }, b[] = { 10, 30 }, empty[] = { 0, 0 }, bad[] = { 1, -1 };

    (void)state;
    assert_near(tn_psi(a, b, 2, 1e-12), log(3.0), 1e-9); /* 2 * 0.5 * ln 3 */
    assert_same(tn_psi(a, a, 2, 0.5), 0.0);
    assert_near(tn_psi(a, b, 2, 0.5), tn_psi(b, a, 2, 0.5), 1e-15);
    assert_true(isnan(tn_psi(a, empty, 2, 0.5)) && isnan(tn_psi(bad, a, 2, 0.5)));
    assert_true(isnan(tn_psi(a, b, 2, 0.0)) && isnan(tn_psi(a, b, 0, 0.5)));
    assert_same(tn_psi(a, b, 1, 0.5), 0.0);
}

/* 0.01 * 4 / 1, 0.02 * 4 / 2, 0.04 * 4 / 3, 0.5; NaN takes no part */
static void q_values_by_hand(void **state)
{
    const double p[] = { 0.5, 0.01, NAN, 0.04, 0.02 }, tied[] = { 0.04, 0.01, 0.04 };
    double q[5];

    (void)state;
    assert_int_equal(tn_q_values(q, p, 5, NULL), 0);
    assert_near(q[0], 0.5, 0.0);
    assert_near(q[1], 0.04, 1e-17);
    assert_near(q[3], 0.16 / 3.0, 1e-17);
    assert_near(q[4], 0.04, 1e-17);
    assert_true(isnan(q[2]));
    assert_int_equal(tn_q_values(q, tied, 3, NULL), 0);
    assert_same(q[0], 0.04);
    assert_same(q[2], 0.04);
    assert_near(q[1], 0.03, 1e-17);
    assert_int_equal(tn_q_values(q, p, 0, NULL), 0);
    assert_int_equal(tn_q_values(q, p, 1, NULL), 0);
    assert_same(q[0], 0.5);
}

static void q_values_are_monotone_and_never_below_p(void **state)
{
    double p[400], q[400];

    (void)state;
    fill_scores(p, 400, 8);
    for (size_t i = 0; i < 400; i++)
        p[i] = fabs(p[i]);
    memcpy(q, p, sizeof(q));
    assert_int_equal(tn_q_values(q, q, 400, NULL), 0);
    for (size_t i = 0; i < 400; i++) {
        assert_true(q[i] >= p[i] && q[i] <= 1.0);
        for (size_t j = 0; j < 400; j++)
            assert_true(p[i] < p[j] ? q[i] <= q[j] : p[i] > p[j] || q[i] == q[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fisher_tastes_tea),
        cmocka_unit_test(fisher_of_an_empty_margin_is_undefined),
        cmocka_unit_test(a_diagonal_of_ones_is_no_evidence),
        cmocka_unit_test(a_diagonal_of_twos_by_hand),
        cmocka_unit_test(empty_rows_and_columns_change_nothing),
        cmocka_unit_test(a_table_without_variety_has_no_test),
        cmocka_unit_test(a_large_table_is_drawn_by_its_seed),
        cmocka_unit_test(drawn_tables_have_the_probabilities_of_the_listed_ones),
        cmocka_unit_test(an_ordinary_table_is_drawn_for_a_short_while),
        cmocka_unit_test(a_huge_table_is_drawn_as_well),
        cmocka_unit_test(an_impossible_table_is_an_argument_error),
        cmocka_unit_test(spearman_of_few_or_equal_values),
        cmocka_unit_test(spearman_of_five_by_hand),
        cmocka_unit_test(spearman_of_nine_by_all_orders_of_ten_by_t),
        cmocka_unit_test(equal_values_on_either_side_are_counted_as_orders_are),
        cmocka_unit_test(spearman_does_not_depend_on_the_order),
        cmocka_unit_test(ranks_do_not_depend_on_how_they_are_found),
        cmocka_unit_test(a_moment_by_hand),
        cmocka_unit_test(authors_on_both_sides_count_on_each_and_go_out),
        cmocka_unit_test(a_moment_needs_two_authors_on_both_sides),
        cmocka_unit_test(a_moment_without_a_change_is_one_in_twenty),
        cmocka_unit_test(a_trend_needs_two_times_and_three_authors),
        cmocka_unit_test(a_change_by_hand),
        cmocka_unit_test(a_change_is_one_that_the_scale_can_hold),
        cmocka_unit_test(an_author_with_many_comments_is_one),
        cmocka_unit_test(a_trend_does_not_depend_on_the_order),
        cmocka_unit_test(psi_by_hand),
        cmocka_unit_test(q_values_by_hand),
        cmocka_unit_test(q_values_are_monotone_and_never_below_p),
    };

    tenor_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
