/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_rejections.c - the commonest of many reasons, in little memory
 */
#include "ingest/rejections.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void the_commonest_reason_is_the_most_frequent(void **state)
{
    tn_reason_tally tally = { 0 };

    (void)state;
    assert_string_equal(tn_commonest_reason(&tally), "");
    tn_tally_reason(&tally, "a");
    tn_tally_reason(&tally, "b");
    assert_string_equal(tn_commonest_reason(&tally), "a"); /* of equals the first */
    tn_tally_reason(&tally, "b");
    assert_string_equal(tn_commonest_reason(&tally), "b");
}

static void one_among_thousands_of_others_is_not_lost(void **state)
{
    tn_reason_tally tally = { 0 };
    char reason[TN_REASON_BYTES];

    (void)state;
    for (int i = 0; i < 10000; i++) {
        snprintf(reason, sizeof(reason), "%d columns where the header has 6", i);
        tn_tally_reason(&tally, i % 8 == 7 ? "field `text` is missing" : reason);
    }
    assert_string_equal(tn_commonest_reason(&tally), "field `text` is missing");
}

static void every_reason_to_leave_out_has_a_name(void **state)
{
    (void)state;
    assert_null(tenor_left_out_name(TENOR_NOT_LEFT_OUT));
    for (int reason = 1; reason < TENOR_N_LEFT_OUT; reason++)
        assert_non_null(tenor_left_out_name(reason));
    assert_null(tenor_left_out_name(TENOR_N_LEFT_OUT));
    assert_null(tenor_left_out_name(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_commonest_reason_is_the_most_frequent),
        cmocka_unit_test(one_among_thousands_of_others_is_not_lost),
        cmocka_unit_test(every_reason_to_leave_out_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
