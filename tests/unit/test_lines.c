/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_lines.c - lines written without jansson are what it would write
 */
#include "json_output.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#include "output/documents.h"
#include "output/line.h"

/* --------------------------------------------------------- lines, fast */

static void assert_same_as_jansson(const char *bytes, size_t n)
{
    tn_buf out = { 0 };
    tn_line line;

    tn_line_begin(&line, &out, NULL);
    tn_line_text(&line, bytes, n);
    assert_int_equal(tn_line_end(&line), 0);
    assert_int_equal(fclose(as_file(&out)), 0);
    json_t *value = json_stringn(bytes, n);
    char *wanted = json_dumps(value, JSON_ENCODE_ANY);

    assert_non_null(wanted);
    assert_int_equal(written_bytes, strlen(wanted) + 1);
    assert_memory_equal(written, wanted, strlen(wanted));
    free(wanted);
    json_decref(value);
}

static void fast_strings_are_what_jansson_writes(void **state)
{
    static char large[20000];
    char c = 0;

    (void)state;
    for (int i = 0; i < 128; i++, c++)
        assert_same_as_jansson(&c, 1);
    assert_same_as_jansson("", 0);
    assert_same_as_jansson("a\0b", 3);
    assert_same_as_jansson(HOSTILE, sizeof(HOSTILE) - 1);
    assert_same_as_jansson("\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF\xF4\x8F\xBF\xBF", 13);
    for (size_t i = 0; i + 4 <= sizeof(large); i += 4)
        memcpy(large + i, i % 3 ? "\xF0\x9F\x98\x80" : "\"\n\\x", 4);
    assert_same_as_jansson(large, sizeof(large)); /* passes the buffer's end */
    assert_same_as_jansson(large, sizeof(large) - 8);
}

static void invalid_utf8_is_never_written(void **state)
{
    static const char bad[] = "a\xFF\xC3(\xED\xA0\x80\xF0\x9F\x98";
    tn_buf out = { 0 };
    tn_line line;

    (void)state;
    tn_line_begin(&line, &out, NULL);
    tn_line_puts(&line, "[");
    tn_line_text(&line, bad, sizeof(bad) - 1);
    tn_line_puts(&line, "]");
    assert_int_equal(tn_line_end(&line), 0);
    json_t *root = parsed(as_file(&out)); /* jansson is strict */

    assert_memory_equal(written, "[\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD", 12);
    json_decref(root);
}

static void assert_number(double x)
{
    tn_buf out = { 0 };
    tn_line line;
    char wanted[40];

    tn_line_begin(&line, &out, NULL);
    tn_line_real(&line, x);
    assert_int_equal(tn_line_end(&line), 0);
    assert_int_equal(fclose(as_file(&out)), 0);
    tn_format6(wanted, x);
    strcat(wanted, "\n");
    assert_string_equal(written, wanted);
}

static void fast_numbers_are_rounded_as_printf_does(void **state)
{
    static const double edges[] = { 0,         -0.0,     1,          -1,        0.5,
                                    0.1,       0.01,     0.001,      0.0009999, 0.99999949999,
                                    0.9999995, 0.999999, 0.1234565,  0.1234575, 0.12345650000001,
                                    0.0999999, 1e-5,     0.09999995, 1e300,     -0.25 };
    unsigned seed = 5;

    (void)state;
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
        assert_number(edges[i]);
    assert_number(NAN);
    assert_number(INFINITY);
    for (int i = 0; i < 20000; i++) {
        double x = (double)rand_r(&seed) / RAND_MAX;

        assert_number(i % 2 ? x : (double)(float)(x - 0.5) / (1 << (i % 12)));
        assert_number((double)(i * 2 + 1) * 5e-7); /* halves, where rounding is decided */
    }
}

static tenor_result scored_result(void)
{
    tenor_result result = { .coverage = 0.875, .n_tokens = 3 };

    result.head[TENOR_SENTIMENT] = (tenor_label){ .present = true,
                                                  .label = 0,
                                                  .n_classes = 3,
                                                  .p = { 0.7, 0.2000001, 0.1 },
                                                  .score = -0.6,
                                                  .decision = { 1.00000512, 0.25, -1.5e-7 },
                                                  .vote = 1 };
    result.head[TENOR_STANCE] = result.head[TENOR_SENTIMENT];
    result.head[TENOR_REPLY].label = result.head[TENOR_REPLY].vote = -1;
    return result;
}

static void write_scored(tn_buf *out, const tenor_result *result, bool decisions)
{
    tn_label_lines labels;

    assert_int_equal(tn_label_lines_make(&labels, &two_heads, NULL), 0);
    assert_int_equal(tn_write_score(out, tn_str("7"), (tenor_str){ 0 }, result, tn_str("Trams"),
                                    &labels, decisions, NULL),
                     0);
    tn_label_lines_free(&labels);
}

static void a_score_line_is_what_jansson_would_write(void **state)
{
    static const char wanted[] =
        "{\"id\":\"7\",\"article_id\":null,\"unscored\":null,"
        "\"sentiment\":{\"label\":\"negative\",\"score\":-0.6,"
        "\"p\":{\"negative\":0.7,\"neutral\":0.2,\"positive\":0.1}},"
        "\"stance\":{\"label\":\"against\",\"score\":-0.6,\"target\":\"Trams\","
        "\"p\":{\"against\":0.7,\"none\":0.2,\"favor\":0.1}},"
        "\"reply\":null,\"coverage\":0.875}\n";
    tenor_result result = scored_result();
    tn_buf out = { 0 };

    (void)state;
    write_scored(&out, &result, false);
    json_t *root = parsed(as_file(&out));
    char *dumped = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(6));

    assert_string_equal(written, wanted);
    assert_memory_equal(dumped, wanted, sizeof(wanted) - 2);
    free(dumped);
    json_decref(root);
}

static void decisions_are_written_on_request_with_more_digits(void **state)
{
    tenor_result result = scored_result();
    tn_buf out = { 0 };

    (void)state;
    write_scored(&out, &result, true);
    json_t *root = parsed(as_file(&out)), *head = json_object_get(root, "sentiment");

    assert_keys(head, "label score p decisions vote");
    assert_keys(json_object_get(head, "decisions"),
                "negative/neutral negative/positive neutral/positive");
    assert_true(json_real_value(json_object_get(json_object_get(head, "decisions"),
                                                "negative/neutral")) == 1.00000512);
    assert_string_equal(json_string_value(json_object_get(head, "vote")), "neutral");
    json_decref(root);
}

static void an_unscored_comment_has_its_reason_and_no_labels(void **state)
{
    tenor_result result = scored_result();
    tn_buf out = { 0 };

    (void)state;
    result.unscored = TENOR_UNSCORED_LOW_COVERAGE;
    write_scored(&out, &result, false);
    json_t *root = parsed(as_file(&out));

    assert_string_equal(json_string_value(json_object_get(root, "unscored")), "low_coverage");
    assert_true(json_is_null(json_object_get(root, "sentiment")));
    assert_true(json_is_null(json_object_get(root, "stance")));
    json_decref(root);
}

/* longer than a line's first buffer, and with what has to be escaped */
static void names_of_any_length_stand_in_lines(void **state)
{
    static char name[3][2000];
    tn_heads heads = { .n_classes = { [TENOR_REPLY] = 3 },
                       .class_name = { [TENOR_REPLY] = { name[0], name[1], name[2] } } };
    const double p[] = { 0.25, 0.5, 1e-300 };
    tn_label_lines labels;
    tn_buf out = { 0 };
    tn_line line;

    (void)state;
    for (int c = 0; c < 3; c++)
        memset(name[c], c == 1 ? '"' : 'a' + c, sizeof(name[c]) - 1);
    name[0][19] = '\0'; /* 48 bytes and what stands before it */
    assert_int_equal(tn_label_lines_make(&labels, &heads, NULL), 0);
    tn_line_begin(&line, &out, NULL);
    tn_line_puts(&line, "{\"id\":1");
    tn_line_no_label(&line, &labels, TENOR_STANCE);
    tn_line_label(&line, &labels, TENOR_REPLY, 1, -1.5);
    tn_line_probabilities(&line, &labels, TENOR_REPLY, 3, p);
    tn_line_puts(&line, "}}");
    assert_int_equal(tn_line_end(&line), 0);
    tn_label_lines_free(&labels);
    json_t *root = parsed(as_file(&out)), *head = json_object_get(root, "reply");

    assert_keys(root, "id stance reply");
    assert_string_equal(json_string_value(json_object_get(head, "label")), name[1]);
    assert_true(json_real_value(json_object_get(head, "score")) == -1.5);
    for (int c = 0; c < 3; c++) {
        json_t *value = json_object_get(json_object_get(head, "p"), name[c]);

        assert_true(json_real_value(value) == p[c]);
    }
    json_decref(root);
}

static void comment_lines_have_their_keys(void **state)
{
    tn_article_records article = hostile_article();
    tn_label_lines labels;

    (void)state;
    assert_int_equal(tn_label_lines_make(&labels, &two_heads, NULL), 0);
    for (size_t i = 0; i < article.n_records; i++) {
        const tn_record *record = &article.record[i];
        tn_buf out = { 0 };

        assert_int_equal(tn_write_comment_line(&out, &article, record, &labels, "r1", NULL), 0);
        json_t *root = parsed(as_file(&out));

        assert_keys(root, "id article_id parent_id created_at likes unscored coverage sentiment "
                          "stance reply results_id");
        assert_true(json_is_null(json_object_get(root, "sentiment")) == (record->unscored != 0));
        assert_true(json_is_null(json_object_get(root, "parent_id")) == !record->parent_id);
        assert_true(json_is_null(json_object_get(root, "created_at")) ==
                    (record->created_at_s == TENOR_NO_TIME));
        assert_six_digits(root);
        json_decref(root);
    }
    tn_label_lines_free(&labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fast_strings_are_what_jansson_writes),
        cmocka_unit_test(invalid_utf8_is_never_written),
        cmocka_unit_test(fast_numbers_are_rounded_as_printf_does),
        cmocka_unit_test(a_score_line_is_what_jansson_would_write),
        cmocka_unit_test(decisions_are_written_on_request_with_more_digits),
        cmocka_unit_test(an_unscored_comment_has_its_reason_and_no_labels),
        cmocka_unit_test(names_of_any_length_stand_in_lines),
        cmocka_unit_test(comment_lines_have_their_keys),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, release);
}
