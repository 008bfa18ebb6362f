/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_ndjson.c - canonical NDJSON: fields, wrong types, repairs, renaming, labelled rows
 */
#include "reader_helper.h"

#include "ingest/ingest.h"

static void every_field_is_read(void **state)
{
    (void)state;
    reading *r = read_path(FIXTURES "comments.ndjson", NULL);
    const read_comment *c = r->comment;

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 4);
    assert_int_equal(r->info[0].records, 4);
    assert_string_equal(c[0].id, "1");
    assert_string_equal(c[0].author, "ferrywoman");
    assert_int_equal(c[0].created_at_s, 1772439300);
    assert_int_equal(c[0].likes, 4);
    assert_string_equal(c[0].title, "Council votes for a new harbour bridge");
    assert_string_equal(c[0].section, "Local");
    assert_string_equal(c[0].target, "the new bridge");
    assert_int_equal(c[0].published_at_s, 1772431200);
    assert_string_equal(c[1].parent_id, "1");
    assert_int_equal(c[1].created_at_s, 1772440200);
    assert_int_equal(c[1].likes, -1);
    assert_false(c[1].has_article);
    assert_true(c[1].published_at_s == TENOR_NO_TIME);
    assert_true(c[2].deleted);
    assert_string_equal(c[2].text, "");
    assert_int_equal(c[2].created_at_s, 1772442072);
    assert_int_equal(c[2].line_no, 4);
    assert_true(c[2].likes == INT64_MIN);
    assert_string_equal(c[3].article_id, "42");
    assert_string_equal(c[3].id, "18446744073709551615");
    assert_string_equal(c[3].text, "Käse, naïve \"quotes\" and a tab\there");
    free_reading(r);
}

/* One record that is not usable, between two that are. */
static void assert_rejected(const char *record, const char *reason)
{
    tn_buf text = { 0 };
    reading *r;

    tn_buf_puts(&text, "{\"article_id\":1,\"id\":1,\"text\":\"before\"}\n", NULL);
    tn_buf_puts(&text, record, NULL);
    tn_buf_puts(&text, "\n{\"article_id\":1,\"id\":3,\"text\":\"after\"}\n", NULL);
    r = read_text(text.data, NULL);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2);
    assert_int_equal(r->n_rejected, 1);
    assert_int_equal(r->info[0].records, 3);
    assert_int_equal(r->info[0].rejected, 1);
    assert_int_equal(r->rejected_line[0], 2);
    assert_string_equal(r->rejected_reason[0], reason);
    assert_string_equal(r->rejected_input[0], in_folder("input"));
    free_reading(r);
    tn_buf_free(&text);
}

#define COMMENT(fields) "{\"article_id\":1,\"id\":2,\"text\":\"so\"," fields "}"

/* One record with an optional field that cannot be read: it is a comment without it. */
static void assert_dropped(const char *record)
{
    reading *r = read_text(record, NULL);
    const read_comment *c = r->comment;

    assert_int_equal(r->n_rejected, 0);
    assert_int_equal(r->n_comments, 1);
    assert_int_equal(r->info[0].dropped_fields, 1);
    assert_string_equal(c->text, "so");
    assert_true(c->likes == INT64_MIN && !c->deleted && c->created_at_s == TENOR_NO_TIME);
    assert_true(c->updated_at_s == TENOR_NO_TIME && !c->parent_id && !c->author);
    assert_true(!c->parent_text && !c->title && c->published_at_s == TENOR_NO_TIME);
    free_reading(r);
}

static void an_odd_optional_field_is_dropped_and_counted(void **state)
{
    (void)state;
    assert_dropped(COMMENT("\"likes\":\"many\""));
    assert_dropped(COMMENT("\"likes\":1.5"));
    assert_dropped(COMMENT("\"likes\":9223372036854775808"));
    assert_dropped(COMMENT("\"deleted\":\"perhaps\""));
    assert_dropped(COMMENT("\"created_at\":\"yesterday\""));
    assert_dropped(COMMENT("\"created_at\":-62167219201"));
    assert_dropped(COMMENT("\"created_at\":-62167219200.5"));
    assert_dropped(COMMENT("\"updated_at\":true"));
    assert_dropped(COMMENT("\"parent_id\":[1]"));
    assert_dropped(COMMENT("\"author\":{}"));
    assert_dropped(COMMENT("\"parent_text\":7"));
    assert_dropped(COMMENT("\"article\":\"a title\""));
    assert_dropped(COMMENT("\"article\":{\"title\":5}"));
    assert_dropped(COMMENT("\"article\":{\"published_at\":\"soon\"}"));
}

static void numbers_and_truths_may_be_written_as_others_write_them(void **state)
{
    (void)state;
    reading *r =
        read_text(COMMENT("\"likes\":\"3\",\"deleted\":1,\"parent_id\":1.0,\"created_at\":"
                          "1614592800000") "\n" COMMENT("\"likes\":\"1.2K\",\"deleted\":"
                                                        "\"no\",\"parent_id\":\"1.0\","
                                                        "\"created_at\":\"01/03/2021 "
                                                        "10:00\"") "\n" COMMENT("\"likes\":"
                                                                                "3.0,"
                                                                                "\"deleted"
                                                                                "\":"
                                                                                "0,"
                                                                                "\"author\""
                                                                                ":{"
                                                                                "\"name\":"
                                                                                "\"ann\"},"
                                                                                "\"created_"
                                                                                "at\":"
                                                                                "\"March "
                                                                                "1, "
                                                                                "2021 at "
                                                                                "10:00 "
                                                                                "am\"") "\n",
                  NULL);
    const read_comment *c = r->comment;

    assert_int_equal(r->n_comments, 3);
    assert_int_equal(r->info[0].dropped_fields, 0);
    assert_int_equal(c[0].likes, 3);
    assert_int_equal(c[1].likes, 1200);
    assert_int_equal(c[2].likes, 3);
    assert_true(c[0].deleted && !c[1].deleted && !c[2].deleted);
    assert_string_equal(c[0].parent_id, "1");
    assert_string_equal(c[1].parent_id, "1");
    assert_string_equal(c[2].author, "ann");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(c[i].created_at_s, 1614592800);
    free_reading(r);
}

static void what_stands_in_place_of_a_comment_is_a_deletion(void **state)
{
    (void)state;
    reading *r =
        read_text("{\"article_id\":1,\"id\":1,\"text\":\"[removed]\",\"author\":\"[deleted]\"}\n"
                  "{\"article_id\":1,\"id\":2,\"text\":\"[ Removed by Reddit ]\"}\n"
                  "{\"article_id\":1,\"id\":3,\"text\":\"[removed] they said\"}\n",
                  NULL);

    assert_int_equal(r->n_comments, 3);
    assert_true(r->comment[0].deleted && r->comment[1].deleted && !r->comment[2].deleted);
    assert_null(r->comment[0].author);
    assert_string_equal(r->comment[1].text, "");
    free_reading(r);
}

/* the second as Unix time, and as it is written */
static void assert_time(const char *written, int64_t expected)
{
    int64_t seconds = 0;

    if (!tn_text_to_time(&seconds, tn_str(written)) || seconds != expected)
        fail_msg("%s: %lld", written, (long long)seconds);
}

static void times_are_read_in_words_and_figures(void **state)
{
    int64_t ignored;

    (void)state;
    assert_time("March 1, 2021 at 10:00 am", 1614592800);
    assert_time("Mon, 01 Mar 2021 10:00:00 +0000", 1614592800);
    assert_time("Mon, 01 Mar 2021 11:00:00 +0100", 1614592800);
    assert_time("1. März 2021 um 10:00 Uhr", 1614592800);
    assert_time("lundi 1 mars 2021 à 10h00", 1614592800);
    assert_time("mar. 2 mars 2021, 10:00", 1614592800 + 86400);
    assert_time("1 de marzo de 2021 a las 10:00", 1614592800);
    assert_time("2021年3月1日 10:00", 1614592800);
    assert_time("1 Марта 2021 10:00", 1614592800);
    assert_time("1 Mar 2021, 10:00 p.m.", 1614592800 + 12 * 3600);
    assert_time("01/03/2021", 1614556800);
    assert_time("3/25/2021 1:05 PM", 1616677500);
    assert_time("25.03.2021 13:05", 1616677500);
    assert_time("2021-03-01 10:00:00", 1614592800);
    assert_time("1614592800.5", 1614592800);
    assert_time("1614592800000000", 1614592800);
    assert_false(tn_text_to_time(&ignored, tn_str("yesterday at 10:00")));
    assert_false(tn_text_to_time(&ignored, tn_str("2 hours ago")));
    assert_false(tn_text_to_time(&ignored, tn_str("32/13/2021")));
    assert_false(tn_text_to_time(&ignored, tn_str("version 1.2.2021")));
    assert_false(tn_text_to_time(&ignored, tn_str("")));
}

static void a_time_is_the_second_it_falls_in(void **state)
{
    reading *r =
        read_text(COMMENT("\"created_at\":-62167219200,\"updated_at\":-0.25") "\n" //
                  COMMENT("\"created_at\":\"9999-12-31T23:59:59Z\",\"updated_at\":1.75") "\n",
                  NULL);

    (void)state;
    assert_int_equal(r->n_comments, 2);
    assert_int_equal(r->comment[0].created_at_s, INT64_C(-62167219200)); /* the year 0 */
    assert_int_equal(r->comment[0].updated_at_s, -1);
    assert_int_equal(r->comment[1].created_at_s, INT64_C(253402300799)); /* the end of 9999 */
    assert_int_equal(r->comment[1].updated_at_s, 1);
    free_reading(r);
}

static void a_missing_or_empty_field_is_rejected(void **state)
{
    (void)state;
    assert_rejected("{\"id\":2,\"text\":\"so\"}", "field `article_id` is missing");
    assert_rejected("{\"article_id\":1,\"id\":2}", "field `text` is missing");
    assert_rejected("{\"article_id\":1,\"id\":2,\"text\":5}", "field `text` must be a string");
    assert_rejected("{\"article_id\":\"\",\"id\":2,\"text\":\"so\"}",
                    "field `article_id` must not be empty");
    assert_rejected("{\"article_id\":1,\"id\":\"\",\"text\":\"so\"}",
                    "field `id` must not be empty");
    assert_rejected("{\"article_id\":1,\"id\":2.5,\"text\":\"so\"}",
                    "field `id` must be a string or an integer");
}

static void comments_without_ids_are_named_by_what_they_are(void **state)
{
    (void)state;
    reading *r = read_text("{\"article_id\":1,\"text\":\"so\",\"author\":\"ann\"}\n"
                           "{\"article_id\":1,\"text\":\"so\"}\n"
                           "{\"article_id\":1,\"text\":\"so\"}\n"
                           "{\"article_id\":1,\"id\":null,\"text\":\"so\",\"author\":\"ann\"}\n",
                           NULL);
    const read_comment *c = r->comment;

    assert_int_equal(r->n_comments, 4);
    assert_string_equal(c[0].id, c[3].id);
    assert_string_not_equal(c[0].id, c[1].id);
    assert_string_not_equal(c[1].id, c[2].id);
    free_reading(r);
}

static void malformed_json_is_rejected(void **state)
{
    (void)state;
    const char structure[] =
        "not valid JSON: braces, brackets, commas or colons are missing or too many";

    assert_rejected("{\"article_id\":1,\"id\":2,\"text\":\"so\"", structure);
    assert_rejected("{\"id\" 2}", structure);
    assert_rejected("{}{}", structure);
    assert_rejected("{\"text\":\"so", "not valid JSON: a string is not closed");
    assert_rejected("{\"text\":\"\\q\"}", "not valid JSON: a string has an invalid escape");
    assert_rejected("{\"text\":\"a\tb\"}",
                    "not valid JSON: a string has an unescaped control character");
    assert_rejected("{\"n\":123456789012345678901234567890}",
                    "not valid JSON: a number is malformed or out of range");
    assert_rejected("{\"n\":nil}", "not valid JSON: a word other than true, false or null");
    assert_rejected("[1,2]", "not a JSON object");
    assert_rejected("\"words\"", "not a JSON object");
}

static void deep_nesting_is_rejected(void **state)
{
    (void)state;
    tn_buf record = { 0 };

    tn_buf_puts(&record, "{\"x\":", NULL);
    for (int i = 0; i < 5000; i++)
        tn_buf_puts(&record, "[", NULL);
    for (int i = 0; i < 5000; i++)
        tn_buf_puts(&record, "]", NULL);
    tn_buf_puts(&record, "}", NULL);
    assert_rejected(record.data, "not valid JSON: nested too deeply");
    tn_buf_free(&record);
}

static void garbage_before_the_first_object_does_not_hide_the_format(void **state)
{
    (void)state;
    reading *r = read_text("so it goes\n{\"article_id\":1,\"id\":1,\"text\":\"fine\"}\n", NULL);

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 1);
    assert_int_equal(r->n_rejected, 1);
    assert_int_equal(r->rejected_line[0], 1);
    free_reading(r);
}

static void byte_order_mark_crlf_and_blank_lines_are_tolerated(void **state)
{
    (void)state;
    reading *r = read_text("\xEF\xBB\xBF{\"article_id\":1,\"id\":1,\"text\":\"one\"}\r\n\r\n"
                           "  \t\r\n {\"article_id\":1,\"id\":2,\"text\":\"two\"} \r\n",
                           NULL);

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2);
    assert_int_equal(r->info[0].records, 2);
    assert_string_equal(r->comment[1].text, "two");
    assert_int_equal(r->comment[1].line_no, 4);
    free_reading(r);
}

static void invalid_utf8_is_repaired_and_counted(void **state)
{
    (void)state;
    reading *r = read_text("{\"article_id\":1,\"id\":1,\"text\":\"caf\xE9 au lait\"}\n"
                           "{\"article_id\":1,\"id\":2,\"text\":\"fine\"}\n",
                           NULL);

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2);
    assert_string_equal(r->comment[0].text, "caf\xEF\xBF\xBD au lait");
    assert_int_equal(r->info[0].repaired, 1);
    assert_int_equal(r->info[0].rejected, 0);
    free_reading(r);
}

static void lone_surrogates_become_replacement_characters(void **state)
{
    (void)state;
    reading *r =
        read_text("{\"article_id\":1,\"id\":1,\"text\":\"a\\ud800b\"}\n"
                  "{\"article_id\":1,\"id\":2,\"text\":\"\\uDC00\\ud83d\\ude00\\\\ud800\"}\n"
                  "{\"article_id\":1,\"id\":3,\"text\":\"\\ud83d\\ude00\"}\n",
                  NULL);

    assert_int_equal(r->n_comments, 3);
    assert_string_equal(r->comment[0].text, "a\xEF\xBF\xBD"
                                            "b");
    assert_string_equal(r->comment[1].text, "\xEF\xBF\xBD\xF0\x9F\x98\x80\\ud800");
    assert_string_equal(r->comment[2].text, "\xF0\x9F\x98\x80");
    assert_int_equal(r->info[0].repaired, 2);
    free_reading(r);
}

static void text_may_hold_nul(void **state)
{
    (void)state;
    const char *path = write_text("input", "{\"article_id\":1,\"id\":1,\"text\":\"a\\u0000b\"}\n");
    tenor_reader *reader;
    tenor_comment comment;
    char line[128];
    FILE *out = tmpfile();

    assert_non_null(out);
    assert_int_equal(tenor_reader_open(&reader, &path, 1, NULL, NULL), 0);
    assert_int_equal(tenor_reader_next(reader, &comment, NULL), 1);
    assert_int_equal(comment.text.bytes, 3);
    assert_memory_equal(comment.text.data, "a\0b", 3);
    assert_int_equal(tenor_comment_write(out, &comment, NULL), 0);
    rewind(out);
    assert_non_null(fgets(line, sizeof(line), out));
    assert_string_equal(line, "{\"article_id\":\"1\",\"id\":\"1\",\"text\":\"a\\u0000b\"}\n");
    fclose(out);
    tenor_reader_free(reader);
}

static void invalid_utf8_is_written_as_valid_json(void **state)
{
    (void)state;
    tenor_comment comment = { .article_id = { "a", 1 },
                              .id = { "1", 1 },
                              .text = { "x\xFFy", 3 },
                              .created_at_s = TENOR_NO_TIME,
                              .updated_at_s = 0,
                              .likes = INT64_MIN };
    char line[160];
    FILE *out = tmpfile();

    assert_non_null(out);
    assert_int_equal(tenor_comment_write(out, &comment, NULL), 0);
    rewind(out);
    assert_non_null(fgets(line, sizeof(line), out));
    assert_string_equal(line, "{\"article_id\":\"a\",\"id\":\"1\",\"updated_at\":"
                              "\"1970-01-01T00:00:00Z\",\"text\":\"x\xEF\xBF\xBDy\"}\n");
    fclose(out);
}

static void of_two_equal_keys_the_last_counts(void **state)
{
    (void)state;
    reading *r = read_text(
        "{\"article_id\":1,\"id\":1,\"text\":\"no\",\"article\":{\"title\":\"old\",\"url\":\"u\"},"
        "\"text\":\"yes\",\"article\":{\"title\":\"new\"}}\n",
        NULL);

    assert_int_equal(r->n_comments, 1);
    assert_string_equal(r->comment[0].text, "yes");
    assert_string_equal(r->comment[0].title, "new");
    assert_null(r->comment[0].url);
    free_reading(r);
}

static void a_rows_own_target_is_the_articles_and_its_title_is_not(void **state)
{
    (void)state;
    reading *r = read_text("{\"article_id\":1,\"id\":1,\"text\":\"x\",\"target\":\"taxes\","
                           "\"title\":\"Re: taxes\",\"url\":5}\n",
                           NULL);

    assert_int_equal(r->n_comments, 1);
    assert_string_equal(r->comment[0].target, "taxes");
    assert_string_equal(r->comment[0].row_target, "taxes");
    assert_null(r->comment[0].title);
    free_reading(r);
}

/* --------------------------------------------------------------- --map */

static reading *read_mapped(const char *text, const char *map)
{
    tenor_reader_options options;

    tenor_reader_options_init(&options);
    options.map = map;
    return read_text(text, &options);
}

static void fields_are_renamed_before_they_are_judged(void **state)
{
    (void)state;
    reading *r = read_mapped(
        "{\"article\":\"/opinion/1\",\"article_id\":[],\"pk\":9,\"body\":\"Hm\",\"text\":1,"
        "\"headline\":\"A headline\",\"ups\":3,\"posted\":1772440200}\n",
        "article_id=article,id=pk,text=body,title=headline,likes=ups,created_at=posted");

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 1);
    assert_string_equal(r->comment[0].article_id, "/opinion/1");
    assert_string_equal(r->comment[0].id, "9");
    assert_string_equal(r->comment[0].text, "Hm");
    assert_string_equal(r->comment[0].title, "A headline");
    assert_int_equal(r->comment[0].likes, 3);
    assert_int_equal(r->comment[0].created_at_s, 1772440200);
    free_reading(r);
}

static void a_renamed_field_is_gone_under_its_old_name(void **state)
{
    (void)state;
    reading *r = read_mapped("{\"article_id\":1,\"id\":\"x\",\"author\":\"me\",\"text\":\"t\"}\n",
                             "parent_id=author,target=id,id=id");

    assert_int_equal(r->n_comments, 1);
    assert_null(r->comment[0].author);
    assert_string_equal(r->comment[0].parent_id, "me");
    assert_string_equal(r->comment[0].id, "x");
    assert_string_equal(r->comment[0].target, "x");
    free_reading(r);
}

static void a_wrong_map_is_a_wrong_argument(void **state)
{
    (void)state;
    static const char *const maps[] = { "colour=red", "id", "id=", "=x", "id=a,id=b", "id=a," };

    for (size_t i = 0; i < 6; i++) {
        reading *r = read_mapped("{}\n", maps[i]);

        assert_int_equal(r->rc, TENOR_ERR_ARGUMENT);
        assert_message(r, "--map");
        free_reading(r);
    }
}

/* ------------------------------------------------------------ labelled */

static reading *read_labelled(const char *text)
{
    tenor_reader_options options;

    tenor_reader_options_init(&options);
    options.labelled = true;
    return read_text(text, &options);
}

static void labelled_rows_need_only_text(void **state)
{
    (void)state;
    reading *r = read_labelled(
        "{\"text\":\"good\",\"label\":\"positive\",\"split\":\"train\"}\n"
        "{\"text\":\"hm\",\"label\":3,\"target\":\"taxes\",\"parent_text\":\"what?\",\"id\":\"k\"}"
        "\n"
        "{\"text\":\"hm\",\"label\":null,\"article\":\"odd\",\"likes\":\"many\",\"id\":\"\"}\n"
        "{\"label\":\"positive\"}\n");

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 3);
    assert_string_equal(r->comment[0].label, "positive");
    assert_string_equal(r->comment[0].split, "train");
    assert_string_equal(r->comment[0].id, "1");
    assert_string_equal(r->comment[0].article_id, "labelled");
    assert_null(r->comment[0].row_target);
    assert_string_equal(r->comment[1].label, "3");
    assert_string_equal(r->comment[1].row_target, "taxes");
    assert_string_equal(r->comment[1].parent_text, "what?");
    assert_string_equal(r->comment[1].id, "k");
    assert_null(r->comment[1].target);
    assert_null(r->comment[2].label);
    assert_string_equal(r->comment[2].id, "3");
    assert_int_equal(r->n_rejected, 1);
    assert_string_equal(r->rejected_reason[0], "field `text` is missing");
    free_reading(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_read),
        cmocka_unit_test(an_odd_optional_field_is_dropped_and_counted),
        cmocka_unit_test(numbers_and_truths_may_be_written_as_others_write_them),
        cmocka_unit_test(what_stands_in_place_of_a_comment_is_a_deletion),
        cmocka_unit_test(times_are_read_in_words_and_figures),
        cmocka_unit_test(comments_without_ids_are_named_by_what_they_are),
        cmocka_unit_test(a_time_is_the_second_it_falls_in),
        cmocka_unit_test(a_missing_or_empty_field_is_rejected),
        cmocka_unit_test(malformed_json_is_rejected),
        cmocka_unit_test(deep_nesting_is_rejected),
        cmocka_unit_test(garbage_before_the_first_object_does_not_hide_the_format),
        cmocka_unit_test(byte_order_mark_crlf_and_blank_lines_are_tolerated),
        cmocka_unit_test(invalid_utf8_is_repaired_and_counted),
        cmocka_unit_test(lone_surrogates_become_replacement_characters),
        cmocka_unit_test(text_may_hold_nul),
        cmocka_unit_test(invalid_utf8_is_written_as_valid_json),
        cmocka_unit_test(of_two_equal_keys_the_last_counts),
        cmocka_unit_test(a_rows_own_target_is_the_articles_and_its_title_is_not),
        cmocka_unit_test(fields_are_renamed_before_they_are_judged),
        cmocka_unit_test(a_renamed_field_is_gone_under_its_old_name),
        cmocka_unit_test(a_wrong_map_is_a_wrong_argument),
        cmocka_unit_test(labelled_rows_need_only_text),
    };

    return cmocka_run_group_tests(tests, make_test_folder, remove_test_folder);
}
