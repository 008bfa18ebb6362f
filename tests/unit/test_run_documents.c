/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_run_documents.c - what a run says of itself: manifest, rejections, metrics, history
 */
#include "json_output.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#include "output/documents.h"

/* ------------------------------------------------------ the run itself */

static char input_name[] = "in\n.ndjson", input_format[] = "ndjson";
static const tenor_summary summary = { .received = 13,
                                       .scored = 5,
                                       .unscored = { 0, 1, 0, 1, 0 },
                                       .duplicates = 2,
                                       .rejected = 1,
                                       .left_out = { [TENOR_LEFT_OUT_SPAM] = 3 },
                                       .articles = 1 };
static const tenor_input_info input = { .name = input_name,
                                        .format = input_format,
                                        .digest = "00112233445566778899aabbccddeeff",
                                        .bytes = 1234567890123,
                                        .records = 13,
                                        .rejected = 1,
                                        .left_out = { [TENOR_LEFT_OUT_SPAM] = 3 },
                                        .dropped_fields = 4 };
static const tn_input_account input_account = { .scored = 6, .unscored = 1, .duplicates = 2 };
static const tn_model_identity model = { "sentiment-en", "sentiment", "abc" };

static tn_run_metadata run_metadata(void)
{
    return (tn_run_metadata){ .run_id = "run",
                              .results_id = "r1",
                              .started_at_s = 1000,
                              .finished_at_s = 1010,
                              .read_and_score_s = 1.23456789,
                              .statistics_s = 0.5,
                              .write_s = NAN,
                              .summary = &summary,
                              .input = &input,
                              .account = &input_account,
                              .n_inputs = 1,
                              .model = &model,
                              .n_models = 1,
                              .threads = 2,
                              .keep = 2 };
}

static void the_manifest_accounts_for_every_record(void **state)
{
    tn_run_metadata run = run_metadata();
    FILE *out = memory();

    (void)state;
    assert_int_equal(tn_write_manifest(out, &run, NULL), 0);
    json_t *root = parsed(out), *first = json_array_get(json_object_get(root, "inputs"), 0);

    assert_keys(root, "schema results_id run_id tenor_version libraries started_at finished_at "
                      "models inputs accounting articles settings resources timings");
    assert_keys(json_object_get(root, "accounting"),
                "received stored scored unscored duplicates rejected left_out suppressed repaired "
                "dropped_fields");
    assert_keys(json_object_get(json_object_get(root, "accounting"), "unscored"),
                "empty deleted low_coverage no_words");
    assert_true(json_integer_value(json_object_get(first, "bytes")) == 1234567890123);
    assert_keys(first, "name format digest bytes records scored unscored duplicates rejected "
                       "left_out suppressed repaired dropped_fields");
    assert_keys(json_object_get(first, "left_out"), "spam held pingback other");
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(first, "left_out"), "spam")), 3);
    assert_int_equal(json_integer_value(json_object_get(first, "dropped_fields")), 4);
    assert_int_equal(json_integer_value(json_object_get(first, "duplicates")), 2);
    assert_true(json_is_null(json_object_get(json_object_get(root, "timings"), "write_s")));
    assert_six_digits(root);
    json_decref(root);
}

static void a_rejection_is_one_line(void **state)
{
    const tenor_rejection rejection = { .input = "dump\xFF.ndjson",
                                        .reason = "text is a number\nnot a string" };
    FILE *out = memory();

    (void)state;
    assert_int_equal(tn_write_rejection(out, &rejection, NULL), 0);
    json_t *root = parsed(out);

    assert_keys(root, "input line reason left_out");
    assert_true(json_is_null(json_object_get(root, "line")));
    assert_ptr_equal(strchr(written, '\n'), written + written_bytes - 1);
    json_decref(root);
}

static void metrics_have_help_type_and_plain_numbers(void **state)
{
    tn_run_metadata run = run_metadata();
    tn_site site;
    FILE *out = memory();
    char *line, *rest;
    size_t n_help = 0, n_type = 0, n_samples = 0;

    (void)state;
    sample_site(&site, NULL, NULL, 0, &two_heads);
    assert_int_equal(tn_write_metrics(out, &run, &site.stats, &two_heads, NULL), 0);
    tn_site_free(&site);
    assert_int_equal(fclose(out), 0);
    for (line = strtok_r(written, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "# HELP tenor_batch_", 19) == 0) {
            n_help++;
        } else if (strncmp(line, "# TYPE tenor_batch_", 19) == 0) {
            n_type++;
            assert_string_equal(strrchr(line, ' '), " gauge");
        } else {
            char *end;

            n_samples++;
            assert_memory_equal(line, "tenor_batch_", 12);
            assert_null(strstr(line, "_total"));
            assert_true(isfinite(strtod(strrchr(line, ' ') + 1, &end)));
            assert_int_equal(*end, '\0');
        }
    }
    assert_int_equal(n_help, n_type);
    assert_true(n_samples >= n_help - 4); /* of no comments there is neither share nor mean */
}

static void a_history_row_is_one_flat_line(void **state)
{
    tn_run_metadata run = run_metadata();
    tn_site site;
    FILE *out = memory();

    (void)state;
    sample_site(&site, NULL, NULL, 0, &two_heads);
    assert_int_equal(tn_write_history_row(out, &run, &site.stats, &two_heads, NULL), 0);
    tn_site_free(&site);
    json_t *root = parsed(out);

    assert_flat(root);
    assert_int_equal(json_integer_value(json_object_get(root, "unscored")), 2);
    assert_true(json_is_null(json_object_get(root, "sentiment_mean")));
    assert_ptr_equal(strchr(written, '\n'), written + written_bytes - 1);
    json_decref(root);
}

static void a_full_disk_is_an_error(void **state)
{
    tn_run_metadata run = run_metadata();
    tenor_error err = { 0 };
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(full);
    setvbuf(full, NULL, _IONBF, 0);
    assert_int_equal(tn_write_manifest(full, &run, &err), TENOR_ERR_IO);
    assert_non_null(strstr(err.message, "No space left"));
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manifest_accounts_for_every_record),
        cmocka_unit_test(a_rejection_is_one_line),
        cmocka_unit_test(metrics_have_help_type_and_plain_numbers),
        cmocka_unit_test(a_history_row_is_one_flat_line),
        cmocka_unit_test(a_full_disk_is_an_error),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, release);
}
