/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_lines.c - the lines of `tenor score` and comments.ndjson
 */
#include "json_output.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>

#include "output/documents.h"

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
    const tenor_comment comment = { .id = tn_str("7") };

    assert_int_equal(
        tn_write_score(out, &comment, tn_str("Trams"), result, &two_heads, decisions, NULL), 0);
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

static void comment_lines_have_their_keys(void **state)
{
    tn_article_records article = hostile_article();

    (void)state;
    for (size_t i = 0; i < article.n_records; i++) {
        const tn_record *record = &article.record[i];
        tn_buf out = { 0 };

        assert_int_equal(
            tn_write_comment_line(&out, &article, record, i, NULL, &two_heads, "r1", NULL), 0);
        json_t *root = parsed(as_file(&out));

        assert_keys(root,
                    "id article_id parent_id author created_at likes unscored coverage sentiment "
                    "stance reply results_id");
        assert_true(json_is_null(json_object_get(root, "sentiment")) == (record->unscored != 0));
        assert_true(json_is_null(json_object_get(root, "parent_id")) == !record->parent_id);
        assert_true(json_is_null(json_object_get(root, "author")) == (i == 0)); /* unknown */
        assert_int_equal(json_integer_value(json_object_get(root, "author")), i);
        assert_true(json_is_null(json_object_get(root, "created_at")) ==
                    (record->created_at_s == TENOR_NO_TIME));
        assert_six_digits(root);
        json_decref(root);
    }
}

static void comment_lines_show_how_the_text_begins(void **state)
{
    tn_article_records article = hostile_article();
    tn_comment_extras extras = { .excerpt = { "I love it", 9 },
                                 .word = { { { "love", 4 } } },
                                 .n_words = { 1 } };

    (void)state;
    for (size_t i = 0; i < article.n_records; i++) {
        const tn_record *record = &article.record[i];
        tn_buf out = { 0 };

        extras.excerpt.data = i == 0 ? NULL : "I love it";
        assert_int_equal(
            tn_write_comment_line(&out, &article, record, 0, &extras, &two_heads, "r1", NULL), 0);
        json_t *root = parsed(as_file(&out)), *sentiment = json_object_get(root, "sentiment");
        const char *excerpt = json_string_value(json_object_get(root, "excerpt"));

        if (i == 0)
            assert_true(json_is_null(json_object_get(root, "excerpt")));
        else
            assert_string_equal(excerpt, "I love it");
        if (record->unscored == 0) {
            json_t *words = json_object_get(sentiment, "words");

            assert_int_equal(json_array_size(words), 1);
            assert_string_equal(json_string_value(json_array_get(words, 0)), "love");
        }
        json_decref(root);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_score_line_is_what_jansson_would_write),
        cmocka_unit_test(decisions_are_written_on_request_with_more_digits),
        cmocka_unit_test(an_unscored_comment_has_its_reason_and_no_labels),
        cmocka_unit_test(comment_lines_have_their_keys),
        cmocka_unit_test(comment_lines_show_how_the_text_begins),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, release);
}
