/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_accounting.c - sums that do not match are found out
 */
#include "batch/accounting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/*
 * Two inputs. The first gave a scored comment; the second an empty and a scored one, and a copy.
 * Each gave a record that was rejected, and the second one a pingback.
 */
typedef struct {
    tenor_input_info input[2];
    tn_input_account left[2]; /* as aggregating counts them */
    tn_received received;
    tn_aggregates aggregates;
} world;

static void make(world *w)
{
    static char one[] = "one", two[] = "two";
    tn_counts *counts = &w->aggregates.site.stats.all.comments;

    *w = (world){ .input = { { .name = one, .records = 2, .rejected = 1 },
                             { .name = two,
                               .records = 5,
                               .rejected = 1,
                               .left_out = { [TENOR_LEFT_OUT_PINGBACK] = 1 } } },
                  .left = { { .scored = 1 }, { .scored = 1, .unscored = 1 } },
                  .received = { .n_inputs = 2, .received = 7, .rejected = 2, .commonest = "" } };
    w->received.input = w->input;
    w->aggregates.site.stats.articles = 2;
    counts->scored = 2;
    counts->unscored[TENOR_UNSCORED_EMPTY] = 1;
    w->aggregates.duplicates = 1;
}

static int account(const world *w, tn_input_account out[2], tenor_error *err)
{
    tenor_summary summary = { 0 };
    tn_input_account own[2];
    int rc;

    memcpy(own, w->left, sizeof(own));
    rc = tn_account(&summary, own, &w->received, &w->aggregates, err);
    if (out)
        memcpy(out, own, sizeof(own));
    return rc;
}

static void each_input_has_its_own_sums(void **state)
{
    world w;
    tn_input_account of[2];

    (void)state;
    make(&w);
    assert_int_equal(account(&w, of, NULL), 0);
    assert_true(of[0].scored == 1 && of[0].unscored == 0 && of[0].duplicates == 0);
    assert_true(of[1].scored == 1 && of[1].unscored == 1 && of[1].duplicates == 1);
}

static void suppressed_articles_count_as_such(void **state)
{
    world w;
    tn_input_account of[2];

    (void)state;
    make(&w);
    w.aggregates.site.stats.all.comments.scored = 1;
    w.aggregates.suppressed_comments = 1;
    w.left[1] = (tn_input_account){ .unscored = 1, .suppressed = 1 };
    assert_int_equal(account(&w, of, NULL), 0);
    assert_true(of[1].scored == 0 && of[1].suppressed == 1 && of[1].duplicates == 1);
}

static void records_of_other_runs_are_counted_as_a_whole(void **state)
{
    tenor_summary summary = { 0 };
    world w;

    (void)state;
    make(&w);
    w.received.stored = 5;
    w.aggregates.duplicates = 4;
    w.received.dropped = 2;
    assert_int_equal(tn_account(&summary, NULL, &w.received, &w.aggregates, NULL), 0);
    assert_int_equal(summary.duplicates, 6);
    assert_int_equal(summary.stored, 5);
    w.received.dropped = 1;
    assert_int_equal(tn_account(&summary, NULL, &w.received, &w.aggregates, NULL),
                     TENOR_ERR_INTERNAL);
}

static void expect_fault(const world *w, const char *reason)
{
    tenor_error err = { 0 };

    assert_int_equal(account(w, NULL, &err), TENOR_ERR_INTERNAL);
    if (!strstr(err.message, reason))
        fail_msg("'%s' is not in: %s", reason, err.message);
}

static void sums_that_do_not_match_are_internal_errors(void **state)
{
    world w;

    (void)state;
    make(&w);
    w.received.rejected = 1;
    expect_fault(&w, "7 records were received but 6 are accounted for");
    make(&w);
    w.aggregates.site.stats.all.comments.scored = 3;
    expect_fault(&w, "7 records were received but 8 are accounted for");
    make(&w);
    w.input[1].left_out[TENOR_LEFT_OUT_PINGBACK] = 0;
    expect_fault(&w, "7 records were received but 6 are accounted for");
    make(&w); /* the whole is right, but not the parts */
    w.aggregates.site.stats.all.comments.scored = 1;
    w.aggregates.duplicates = 2;
    expect_fault(&w, "2 scored records together, but the run has 1");
    make(&w);
    w.left[0].scored = 3;
    w.left[1] = (tn_input_account){ 0 };
    expect_fault(&w, "'one': 2 more records are accounted for than were received");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_input_has_its_own_sums),
        cmocka_unit_test(suppressed_articles_count_as_such),
        cmocka_unit_test(records_of_other_runs_are_counted_as_a_whole),
        cmocka_unit_test(sums_that_do_not_match_are_internal_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
