/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_evaluation.c - figures of judged rows, against values computed by hand
 */
#include "train/evaluation.h"
#include "train/train.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_ROWS 64

static const char sentiment[] = "datasets/samples/sentiment.ndjson";

static int prepare(void **state)
{
    (void)state;
    tenor_init();
    return 0;
}

/* cmocka compares floats, which is too coarse; false for NaN */
static void assert_close(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%.17g is not %.17g", found, expected);
}

/* rows as "truth prediction" digits, "01" "22" …; '-' for the prediction: abstained, counts as 1 */
static void judge(tn_judgements *out, int n_classes, size_t n, const char *const *rows)
{
    assert_int_equal(tn_judgements_init(out, n, n_classes, NULL), 0);
    for (size_t r = 0; r < n; r++) {
        bool scored = rows[r][1] != '-';
        int8_t prediction = (int8_t)(scored ? rows[r][1] - '0' : 1);

        out->row[r] =
            (tn_judgement){ r, (int8_t)(rows[r][0] - '0'), prediction, scored, TN_SHARED };
        if (scored)
            out->p[r * (size_t)n_classes + (size_t)prediction] = 1.0;
    }
    out->n_rows = n;
}

static tenor_evaluation evaluation_of(int n_classes)
{
    tenor_evaluation e = { .n_classes = n_classes };

    for (int c = 0; c < n_classes; c++)
        e.class_name[c][0] = (char)('a' + c);
    return e;
}

static bool same(tenor_interval a, tenor_interval b)
{
    return a.low == b.low && a.high == b.high;
}

/* ----------------------------------------------------------------- McNemar */

static void few_discordant_rows_are_judged_by_the_binomial(void **state)
{
    tenor_comparison c;

    (void)state;
    tn_mcnemar(&c, 10, 2); /* 2 (1 + 12 + 66) / 4096 */
    assert_true(c.exact && c.present);
    assert_true(isnan(c.chi_square));
    assert_close(c.p_value, 0.03857421875, 1e-12);
    tn_mcnemar(&c, 2, 10);
    assert_close(c.p_value, 0.03857421875, 1e-12);
    tn_mcnemar(&c, 0, 1);
    assert_close(c.p_value, 1.0, 0.0);
    tn_mcnemar(&c, 0, 6); /* 2 / 64 */
    assert_close(c.p_value, 0.03125, 1e-12);
    tn_mcnemar(&c, 4, 4); /* both tails hold the middle: no more than 1 */
    assert_close(c.p_value, 1.0, 0.0);
    tn_mcnemar(&c, 20, 5);
    assert_true(c.exact);
}

static void many_discordant_rows_are_judged_by_chi_square(void **state)
{
    tenor_comparison c;

    (void)state;
    tn_mcnemar(&c, 30, 10); /* (20 - 1)^2 / 40, p = erfc(sqrt(9.025 / 2)) */
    assert_false(c.exact);
    assert_close(c.chi_square, 9.025, 1e-12);
    assert_close(c.p_value, erfc(sqrt(9.025 / 2.0)), 1e-12);
    tn_mcnemar(&c, 13, 13); /* the correction does not go below none */
    assert_close(c.chi_square, 0.0, 0.0);
    assert_close(c.p_value, 1.0, 1e-12);
    tn_mcnemar(&c, 3000000000, 1000000000); /* counts beyond 32 bits */
    assert_true(c.p_value >= 0.0 && c.p_value < 1e-10);
}

static void equal_models_have_a_p_value_of_one(void **state)
{
    tenor_comparison c;

    (void)state;
    tn_mcnemar(&c, 0, 0);
    assert_true(c.exact);
    assert_close(c.p_value, 1.0, 0.0);
}

static void two_models_are_compared_row_by_row(void **state)
{
    static const char *const ours[] = { "00", "00", "11", "10", "22", "21" };
    static const char *const theirs[] = { "00", "01", "11", "11", "20", "2-" };
    tenor_evaluation e = evaluation_of(3);
    tn_judgements a, b;

    (void)state;
    judge(&a, 3, 6, ours);
    judge(&b, 3, 6, theirs);
    tn_evaluation_tally(&e, &a);
    assert_int_equal(tn_evaluation_compare(&e, &a, &b, 1, NULL), 0);
    assert_int_equal(e.against.n_only_this, 2);
    assert_int_equal(e.against.n_only_other, 1);
    assert_close(e.macro_f1, (4.0 / 5 + 1.0 / 2 + 2.0 / 3) / 3, 1e-12);
    assert_close(e.against.other_macro_f1, (1.0 / 2 + 2.0 / 3 + 0.0) / 3, 1e-12);
    assert_close(e.against.macro_f1_difference, e.macro_f1 - e.against.other_macro_f1, 0.0);
    assert_true(e.against.macro_f1_difference_interval.low <= e.against.macro_f1_difference);
    assert_true(e.against.macro_f1_difference_interval.high >= e.against.macro_f1_difference);
    b.n_rows = 5;
    assert_int_equal(tn_evaluation_compare(&e, &a, &b, 1, NULL), TENOR_ERR_INTERNAL);
    tn_judgements_free(&a);
    tn_judgements_free(&b);
}

/* --------------------------------------------------------------- bootstrap */

static void an_interval_holds_its_figure_and_returns_with_its_seed(void **state)
{
    static const char *const rows[] = { "00", "00", "01", "11", "11", "12", "22", "20",
                                        "22", "00", "1-", "22", "10", "11", "22", "02" };
    tenor_evaluation e = evaluation_of(3), again = evaluation_of(3), other = evaluation_of(3);
    tn_judgements judged;

    (void)state;
    judge(&judged, 3, 16, rows);
    tn_evaluation_tally(&e, &judged);
    assert_int_equal(tn_evaluation_bootstrap(&e, &judged, 7, NULL), 0);
    assert_int_equal(tn_evaluation_bootstrap(&again, &judged, 7, NULL), 0);
    assert_int_equal(tn_evaluation_bootstrap(&other, &judged, 8, NULL), 0);
    assert_true(e.macro_f1_interval.low < e.macro_f1 && e.macro_f1 < e.macro_f1_interval.high);
    assert_true(e.macro_recall_interval.low < e.macro_recall);
    assert_true(e.macro_recall < e.macro_recall_interval.high);
    assert_true(e.f1_outer_interval.low < e.f1_outer && e.f1_outer < e.f1_outer_interval.high);
    assert_true(e.accuracy_interval.low < e.accuracy && e.accuracy < e.accuracy_interval.high);
    assert_true(e.accuracy_interval.low >= 0.0 && e.accuracy_interval.high <= 1.0);
    assert_true(same(e.macro_f1_interval, again.macro_f1_interval));
    assert_true(same(e.accuracy_interval, again.accuracy_interval));
    assert_false(same(e.macro_f1_interval, other.macro_f1_interval));
    tn_judgements_free(&judged);
}

/* accuracy is a mean of n coins: its interval is the binomial's quantiles */
static void the_interval_of_accuracy_is_the_binomials(void **state)
{
    const char *rows[MAX_ROWS];
    tenor_evaluation e = evaluation_of(2);
    tn_judgements judged;

    (void)state;
    for (size_t r = 0; r < MAX_ROWS; r++)
        rows[r] = r % 2 ? "00" : "01";
    judge(&judged, 2, MAX_ROWS, rows);
    assert_int_equal(tn_evaluation_bootstrap(&e, &judged, 1, NULL), 0);
    /* Binomial(64, 1/2): mean 32, sd 4; quantiles 0.05 and 0.95 are 25 and 39 */
    assert_close(e.accuracy_interval.low, 25.0 / 64, 1.0 / 64);
    assert_close(e.accuracy_interval.high, 39.0 / 64, 1.0 / 64);
    tn_judgements_free(&judged);
}

static void one_row_gives_its_own_figure_as_interval(void **state)
{
    static const char *const rows[] = { "00" };
    tenor_evaluation e = evaluation_of(3);
    tn_judgements judged;

    (void)state;
    judge(&judged, 3, 1, rows);
    tn_evaluation_tally(&e, &judged);
    assert_int_equal(tn_evaluation_bootstrap(&e, &judged, 1, NULL), 0);
    assert_true(same(e.macro_f1_interval, (tenor_interval){ 1.0, 1.0 }));
    assert_true(isnan(e.f1_outer) && isnan(e.f1_outer_interval.low));
    tn_judgements_free(&judged);
}

static void rows_of_one_class_have_figures(void **state)
{
    static const char *const rows[] = { "11", "11", "11" };
    tenor_evaluation e = evaluation_of(3);
    tn_judgements judged;

    (void)state;
    judge(&judged, 3, 3, rows);
    tn_evaluation_tally(&e, &judged);
    assert_int_equal(tn_evaluation_bootstrap(&e, &judged, 1, NULL), 0);
    assert_close(e.macro_f1, 1.0, 0.0);
    assert_true(same(e.accuracy_interval, (tenor_interval){ 1.0, 1.0 }));
    assert_true(isnan(e.recall[0]));
    tn_judgements_free(&judged);
}

static void no_rows_have_no_figures(void **state)
{
    tenor_evaluation e = evaluation_of(3);
    tn_judgements judged;

    (void)state;
    judge(&judged, 3, 0, NULL);
    tn_evaluation_tally(&e, &judged);
    tn_evaluation_reliability(&e, &judged);
    assert_int_equal(tn_evaluation_bootstrap(&e, &judged, 1, NULL), 0);
    assert_true(isnan(e.macro_f1) && isnan(e.macro_f1_interval.low));
    assert_true(isnan(e.reliability[3].confidence));
    assert_int_equal(tn_evaluation_compare(&e, &judged, &judged, 1, NULL), 0);
    assert_close(e.against.p_value, 1.0, 0.0);
    tn_judgements_free(&judged);
}

/* ------------------------------------------------------------- reliability */

static void rows_fall_into_bins_by_their_labels_probability(void **state)
{
    static const char *const rows[] = { "00", "01", "00", "1-" };
    static const double p[] = { 0.70, 0.72, 1.0 };
    tenor_evaluation e = evaluation_of(2);
    tn_judgements judged;

    (void)state;
    judge(&judged, 2, 4, rows);
    for (size_t r = 0; r < 3; r++)
        judged.p[2 * r + (size_t)judged.row[r].prediction] = p[r];
    tn_evaluation_reliability(&e, &judged);
    assert_int_equal(e.reliability[10].n_rows, 2); /* 10/15 <= p < 11/15 */
    assert_close(e.reliability[10].from, 2.0 / 3, 1e-12);
    assert_close(e.reliability[10].confidence, 0.71, 1e-12);
    assert_close(e.reliability[10].accuracy, 0.5, 1e-12);
    assert_int_equal(e.reliability[14].n_rows, 1); /* 1 itself is in the last bin */
    assert_close(e.reliability[14].accuracy, 1.0, 0.0);
    assert_int_equal(e.reliability[0].n_rows, 0); /* abstentions are in none */
    assert_true(isnan(e.reliability[0].accuracy));
    tn_judgements_free(&judged);
}

/* ---------------------------------------------------------------- mistakes */

static void the_worst_mistakes_come_first_and_are_cut_between_code_points(void **state)
{
    static const char *const judged_as[] = { "01", "02", "00", "01", "1-" };
    char text[300];
    tn_sample row[5];
    tn_dataset data = { .row = row, .n_rows = 5 };
    tenor_evaluation e = evaluation_of(3);
    tn_judgements judged;

    (void)state;
    memset(text, 'x', sizeof(text));
    memcpy(text + TENOR_EXCERPT_BYTES - 1, "\xC3\xA9", 2); /* stands across the border */
    for (int64_t r = 0; r < 5; r++) {
        row[r] = (tn_sample){
            .text = { text, sizeof(text) }, .id = { "a\0b", 3 }, .input = "file", .line_no = r + 1
        };
    }
    row[3].text = (tenor_str){ "\xFF!", 2 };
    judge(&judged, 3, 5, judged_as);
    judged.p[1] = 0.6; /* the first row: 0.6 - 0.3 */
    judged.p[0] = 0.3;
    assert_int_equal(tn_evaluation_mistakes(&e, &judged, &data, 2, NULL), 0);
    assert_int_equal(e.n_mistake_pairs, 2);
    assert_int_equal(e.mistake_pair[0].n_rows, 2);
    assert_int_equal(e.mistake_pair[0].prediction, 1);
    assert_int_equal(e.n_mistakes, 2); /* of three; rows 2 and 4 are equally wrong, 1 is less */
    assert_int_equal(e.mistake[0].line_no, 2);
    assert_int_equal(e.mistake[1].line_no, 4);
    assert_close(e.mistake[0].p_prediction, 1.0, 0.0);
    assert_int_equal(e.mistake[0].text.bytes, TENOR_EXCERPT_BYTES - 1);
    assert_true(e.mistake[0].text_is_cut);
    assert_false(e.mistake[1].text_is_cut);
    assert_string_equal(e.mistake[1].text.data, "\xEF\xBF\xBD!"); /* repaired */
    assert_int_equal(e.mistake[1].id.bytes, 3);
    assert_memory_equal(e.mistake[1].id.data, "a\0b", 4);
    assert_string_equal(e.mistake[1].input, "file");
    tenor_evaluation_free(&e);
    tn_judgements_free(&judged);
}

static void no_mistakes_are_an_empty_list(void **state)
{
    static const char *const rows[] = { "00" };
    tn_sample row = { .input = "file" };
    tn_dataset data = { .row = &row, .n_rows = 1 };
    tenor_evaluation e = evaluation_of(2);
    tn_judgements judged;

    (void)state;
    judge(&judged, 2, 1, rows);
    assert_int_equal(tn_evaluation_mistakes(&e, &judged, &data, 5, NULL), 0);
    assert_true(e.lists_mistakes);
    assert_int_equal(e.n_mistakes, 0);
    assert_int_equal(e.n_mistake_pairs, 0);
    tenor_evaluation_free(&e);
    tn_judgements_free(&judged);
}

/* ---------------------------------------------------------- learning curve */

static void cross_validate(tenor_evaluation *out, bool learning_curve)
{
    static const char *const paths[] = { sentiment };
    tenor_evaluate_options options;
    tenor_error err = { 0 };

    tenor_evaluate_options_init(&options);
    options.paths = paths;
    options.n_paths = 1;
    options.head = "sentiment";
    options.folds = 3;
    options.learning_curve = learning_curve;
    options.train.C = 0.3;
    options.train.min_document_count = 1;
    if (tenor_evaluate_run(&options, out, &err) != 0)
        fail_msg("%s", err.message);
}

static void a_learning_curve_grows_to_the_whole_and_is_reproducible(void **state)
{
    static const double share[] = { 0.1, 0.2, 0.4, 0.7, 1.0 };
    tenor_evaluation e, again, plain;

    (void)state;
    cross_validate(&e, true);
    cross_validate(&again, true);
    cross_validate(&plain, false);
    assert_int_equal(e.n_learning_points, TENOR_LEARNING_POINTS);
    for (int i = 0; i < TENOR_LEARNING_POINTS; i++) {
        const tenor_learning_point *point = &e.learning_curve[i];

        assert_close(point->share, share[i], 0.0);
        assert_int_equal(point->n_rows, (int64_t)(60 * share[i] + 0.5)); /* 90 rows, 3 folds */
        assert_true(point->macro_f1 >= 0.0 && point->macro_f1 <= 1.0);
        assert_close(point->macro_f1, again.learning_curve[i].macro_f1, 0.0);
    }
    assert_close(e.learning_curve[4].macro_f1, e.macro_f1, 0.0);
    assert_close(plain.macro_f1, e.macro_f1, 0.0);
    assert_int_equal(plain.n_learning_points, 0);
    assert_true(e.learning_curve[0].macro_f1 != e.macro_f1);
    tenor_evaluation_free(&e);
    tenor_evaluation_free(&again);
    tenor_evaluation_free(&plain);
}

static void options_that_exclude_each_other_are_refused(void **state)
{
    tenor_evaluate_options options;
    tenor_evaluation e;

    (void)state;
    tenor_evaluate_options_init(&options);
    options.folds = 3;
    options.against = "models";
    assert_int_equal(tenor_evaluate_run(&options, &e, NULL), TENOR_ERR_ARGUMENT);
    tenor_evaluate_options_init(&options);
    options.models_dir = "models";
    options.learning_curve = true;
    assert_int_equal(tenor_evaluate_run(&options, &e, NULL), TENOR_ERR_ARGUMENT);
    tenor_evaluation_free(&e); /* holds nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_discordant_rows_are_judged_by_the_binomial),
        cmocka_unit_test(many_discordant_rows_are_judged_by_chi_square),
        cmocka_unit_test(equal_models_have_a_p_value_of_one),
        cmocka_unit_test(two_models_are_compared_row_by_row),
        cmocka_unit_test(an_interval_holds_its_figure_and_returns_with_its_seed),
        cmocka_unit_test(the_interval_of_accuracy_is_the_binomials),
        cmocka_unit_test(one_row_gives_its_own_figure_as_interval),
        cmocka_unit_test(rows_of_one_class_have_figures),
        cmocka_unit_test(no_rows_have_no_figures),
        cmocka_unit_test(rows_fall_into_bins_by_their_labels_probability),
        cmocka_unit_test(the_worst_mistakes_come_first_and_are_cut_between_code_points),
        cmocka_unit_test(no_mistakes_are_an_empty_list),
        cmocka_unit_test(a_learning_curve_grows_to_the_whole_and_is_reproducible),
        cmocka_unit_test(options_that_exclude_each_other_are_refused),
    };

    return cmocka_run_group_tests_name("evaluation", tests, prepare, NULL);
}
