/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_report_rows.c - which rows a report shows, in which order, and what stands in them
 */
#include "output/report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROW(id, day, mean, negative, neutral, positive)                                            \
    "{\"article_id\": \"" id "\", \"title\": \"Title ~ of " id "\", \"url\": null, "               \
    "\"published_at\": " day ", \"section\": null, \"target\": null, \"comments\": 10, "           \
    "\"scored\": 10, \"sentiment_mean\": " mean ", \"sentiment_mean_low\": " mean ", "             \
    "\"sentiment_mean_high\": " mean ", \"sentiment_negative\": " negative ", "                    \
    "\"sentiment_neutral\": " neutral ", \"sentiment_positive\": " positive ", "                   \
    "\"sentiment_negative_low\": 0, \"sentiment_neutral_low\": 0, "                                \
    "\"sentiment_positive_low\": 0, \"stance_mean\": null, "                                       \
    "\"reply_disagree\": null, \"flags\": \"\"}"

static const char rows_text[] = "[" ROW("a", "null", "null", "0.34", "0.33", "0.33") ", " //
    ROW("b", "\"2026-03-02T00:00:00Z\"", "0.03", "0", "0", "1") ", "                      //
    ROW("c", "\"2026-03-01T23:59:59Z\"", "-0.004", "1", "0", "0") ", "                    //
    ROW("d", "\"2026-03-03T00:00:00Z\"", "-0.5", "0.5", "0", "0.5") "]";

/* ids of the rows that are selected, in order: "dcba" */
static void assert_selected(const tenor_report_options *options, const char *ids)
{
    json_t *rows = json_loads(rows_text, 0, NULL), *selected = NULL;
    char found[8] = "";

    assert_non_null(rows);
    assert_int_equal(tn_report_select(&selected, rows, options, NULL), 0);
    for (size_t i = 0; i < json_array_size(selected); i++) {
        strcat(found,
               json_string_value(json_object_get(json_array_get(selected, i), "article_id")));
    }
    assert_string_equal(found, ids);
    json_decref(selected);
    json_decref(rows);
}

static void large_numbers_come_first_and_unknown_ones_last(void **state)
{
    tenor_report_options options;

    (void)state;
    tenor_report_options_init(&options);
    assert_selected(&options, "abcd"); /* all have as many comments: by id */
    options.sort = "sentiment_mean";
    assert_selected(&options, "bcda");
    options.ascending = true;
    assert_selected(&options, "dcba");
    options.sort = "title";
    assert_selected(&options, "abcd");
    options.sort = "published_at";
    assert_selected(&options, "cbda");
}

static void since_means_that_second_or_later(void **state)
{
    tenor_report_options options;

    (void)state;
    tenor_report_options_init(&options);
    options.since = "2026-03-02";
    assert_selected(&options, "bd"); /* a has no date */
    options.since = "2026-03-02T00:00:01Z";
    assert_selected(&options, "d");
    options.filter = "OF D";
    assert_selected(&options, "d");
    options.filter = "of b";
    assert_selected(&options, "");
}

static tn_certainty certainty(const char *row_text, const char *figure)
{
    json_t *row = json_loads(row_text, 0, NULL);
    tn_certainty found;

    assert_non_null(row);
    found = tn_certainty_of(row, figure);
    json_decref(row);
    return found;
}

static void an_interval_of_more_than_40_points_is_too_wide(void **state)
{
    static const char shares[] = "{\"stance_against\": 0.3, \"stance_against_low\": 0.2, "
                                 "\"stance_against_high\": 0.5, \"stance_favor\": 0.4, "
                                 "\"stance_favor_low\": 0.1, \"stance_favor_high\": 0.6, "
                                 "\"stance_mean\": 0.1}";
    static const char difference[] =
        "{\"reply_agree\": 0.5, \"reply_agree_low\": 0.4, \"reply_agree_high\": 0.6, "
        "\"reply_difference\": 0.1, \"reply_difference_low\": -0.3, "
        "\"reply_difference_high\": 0.5}";
    static const char mean[] = "{\"reply_mean\": 0.1, \"reply_mean_low\": -0.2, "
                               "\"reply_mean_high\": 0.5}";

    (void)state;
    assert_true(tn_is_too_uncertain(0.1, 0.51, 1.0) && tn_is_too_uncertain(-0.4, 0.41, 2.0));
    assert_false(tn_is_too_uncertain(0.1, 0.49, 1.0) || tn_is_too_uncertain(-0.4, 0.39, 2.0));
    assert_false(tn_is_too_uncertain(NAN, NAN, 1.0));
    assert_int_equal(certainty(shares, "stance_against"), TN_CERTAIN);
    assert_int_equal(certainty(shares, "stance_favor"), TN_TOO_WIDE);
    assert_int_equal(certainty(shares, "stance"), TN_TOO_WIDE);
    assert_int_equal(certainty(shares, "stance_mean"), TN_TOO_WIDE); /* it has no interval */
    assert_int_equal(certainty(difference, "reply"), TN_CERTAIN);    /* a difference is no share */
    assert_int_equal(certainty(shares, "sentiment_mean"), TN_ABSENT);
    assert_int_equal(certainty(shares, "sentiment"), TN_ABSENT);
    assert_int_equal(certainty(mean, "reply_mean"), TN_CERTAIN);
    assert_int_equal(certainty("{\"reply_mean\": \"+0.10\"}", "reply_mean"), TN_CERTAIN);
}

static tn_page page_of(bool color)
{
    json_t *rows = json_loads(rows_text, 0, NULL);
    tn_page page = { .width = 100, .color = color };

    tn_report_table(&page, "article", rows, json_array_size(rows), true);
    assert_int_equal(page.rc, 0);
    json_decref(rows);
    return page;
}

static void a_bar_gives_each_share_its_columns(void **state)
{
    tn_page page = page_of(false);

    (void)state;
    assert_non_null(strstr(page.text.data, " ----....++++ ")); /* 4.08, 3.96, 3.96 */
    assert_non_null(strstr(page.text.data, " ++++++++++++ "));
    assert_non_null(strstr(page.text.data, " ------------ "));
    assert_non_null(strstr(page.text.data, " ------++++++ "));
    tn_buf_free(&page.text);
}

static void a_mean_that_shows_as_zero_has_no_color(void **state)
{
    tn_page page = page_of(true);

    (void)state;
    assert_non_null(strstr(page.text.data, "\033[32m+0.03"));
    assert_non_null(strstr(page.text.data, "\033[31m-0.50"));
    assert_non_null(strstr(page.text.data, "  +0.00"));
    assert_null(strstr(page.text.data, "m+0.00"));
    assert_null(strstr(page.text.data, "-0.00"));
    tn_buf_free(&page.text);
}

static void a_title_is_text_in_markdown(void **state)
{
    json_t *rows = json_loads("[" ROW("\\\\|`*_[]<>&#!~", "null", "0", "0", "1", "0") "]", 0, NULL);
    json_t *site =
        json_loads("{\"articles\": 1, \"comments\": {\"count\": 1, \"scored\": 1}}", 0, NULL);
    tn_report_view view = { .site = site, .rows = rows, .n_top = 1 };
    tn_page page = { .width = 80 };

    (void)state;
    assert_non_null(rows);
    assert_int_equal(tn_report_markdown(&page, &view), 0);
    assert_non_null(
        strstr(page.text.data, "Title \\~ of \\\\\\|\\`\\*\\_\\[\\]\\<\\>\\&\\#\\!\\~ |"));
    tn_buf_free(&page.text);
    json_decref(site);
    json_decref(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_numbers_come_first_and_unknown_ones_last),
        cmocka_unit_test(since_means_that_second_or_later),
        cmocka_unit_test(an_interval_of_more_than_40_points_is_too_wide),
        cmocka_unit_test(a_bar_gives_each_share_its_columns),
        cmocka_unit_test(a_mean_that_shows_as_zero_has_no_color),
        cmocka_unit_test(a_title_is_text_in_markdown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
