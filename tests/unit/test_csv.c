/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_csv.c - tables of comments with a header
 */
#include "reader_helper.h"

static void a_table_is_read_by_its_header(void **state)
{
    (void)state;
    reading *r = read_path(FIXTURES "comments.csv", NULL);
    const read_comment *c = r->comment;

    assert_int_equal(r->rc, 0);
    assert_string_equal(r->format[0], "csv");
    assert_int_equal(r->n_comments, 3);
    assert_int_equal(r->info[0].records, 3);
    assert_string_equal(c[0].text, "Two pounds for one stop, who pays that?");
    assert_string_equal(c[0].title, "Bus fares rise again");
    assert_string_equal(c[0].target, "bus fares");
    assert_int_equal(c[0].created_at_s, 1768035600);
    assert_int_equal(c[0].likes, 12);
    assert_false(c[0].deleted);
    assert_null(c[0].parent_id);
    assert_string_equal(c[1].author, "Cole, the driver");
    assert_string_equal(c[1].text,
                        "I drive these buses.\nNobody \"likes\" the fares, but the diesel "
                        "has to come from somewhere.");
    assert_int_equal(c[1].created_at_s, 1768039200);
    assert_true(c[1].likes == INT64_MIN);
    assert_int_equal(c[1].line_no, 3);
    assert_true(c[2].deleted);
    assert_string_equal(c[2].text, "");
    assert_int_equal(c[2].likes, 3);
    assert_true(c[2].created_at_s == TENOR_NO_TIME);
    assert_int_equal(c[2].line_no, 6);
    free_reading(r);
}

static void columns_of_socc_are_known(void **state)
{
    (void)state;
    reading *r = read_path(FIXTURES "socc.csv", NULL);
    const read_comment *c = r->comment;

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 3);
    assert_string_equal(c[0].id, "source1_900_0");
    assert_null(c[0].parent_id);
    assert_string_equal(c[0].author, "northwind");
    assert_int_equal(c[0].created_at_s, 1445000400);
    assert_int_equal(c[0].likes, 4);
    assert_string_equal(c[1].id, "source1_900_0_0");
    assert_string_equal(c[1].parent_id, "source1_900_0");
    assert_true(c[2].created_at_s == TENOR_NO_TIME);
    assert_null(c[2].parent_id);
    free_reading(r);
}

static void delimiters_crlf_and_byte_order_mark_are_tolerated(void **state)
{
    (void)state;
    static const char *const tables[] = {
        "\xEF\xBB\xBF"
        "Article_ID;ID;Text\r\na;1;\"yes; no\r\nmaybe\"\r\n\r\na;2; plain \r\n",
        "article_id\tid\ttext\na\t1\t\"yes; no\r\nmaybe\"\na\t2\tplain",
    };

    for (size_t i = 0; i < 2; i++) {
        reading *r = read_text(tables[i], NULL);

        assert_int_equal(r->rc, 0);
        assert_int_equal(r->n_comments, 2);
        assert_string_equal(r->comment[0].text, "yes; no\r\nmaybe");
        assert_string_equal(r->comment[1].text, "plain");
        free_reading(r);
    }
}

static void assert_rejected(const char *record, const char *reason)
{
    tn_buf text = { 0 };
    reading *r;

    tn_buf_printf(&text, NULL,
                  "article_id,id,text,likes,created_at,deleted\na,1,before,,,\n%s\na,3,after,,,\n",
                  record);
    r = read_text(text.data, NULL);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2);
    assert_string_equal(r->comment[1].text, "after");
    assert_int_equal(r->n_rejected, 1);
    assert_int_equal(r->rejected_line[0], 3);
    assert_string_equal(r->rejected_reason[0], reason);
    free_reading(r);
    tn_buf_free(&text);
}

static void what_does_not_fit_is_rejected_with_line_and_reason(void **state)
{
    (void)state;
    assert_rejected("a,2,so", "3 columns where the header has 6");
    assert_rejected("a,2,so, so,,,,", "8 columns where the header has 6");
    assert_rejected("a,,so,,,", "field `id` must not be empty");
    assert_rejected(",2,so,,,", "field `article_id` must not be empty");
}

static void tables_of_spreadsheets_and_data_frames(void **state)
{
    (void)state;
    reading *r = read_text("sep=|\r\narticle_id|id|parent_id|likes|created_at|deleted|text\r\n"
                           "7|1||3.0|01/03/2021|0|one\r\n7.0|2.0|1.0|many|soon|perhaps|two\r\n",
                           NULL);
    const read_comment *c = r->comment;

    assert_int_equal(r->n_comments, 2);
    assert_int_equal(c[0].created_at_s, 1614556800);
    assert_string_equal(c[1].article_id, "7");
    assert_string_equal(c[1].parent_id, c[0].id);
    assert_int_equal(r->info[0].dropped_fields, 3);
    free_reading(r);
}

static void a_time_in_a_table_may_be_in_milliseconds(void **state)
{
    reading *r = read_text("article_id,id,text,created_at\n"
                           "a,1,seconds,99999999999\n"
                           "a,2,milliseconds,100000000000\n"
                           "a,3,today,1772440200999\n"
                           "a,4,before,-0.5\n",
                           NULL);

    (void)state;
    assert_int_equal(r->n_comments, 4);
    assert_int_equal(r->comment[0].created_at_s, INT64_C(99999999999));
    assert_int_equal(r->comment[1].created_at_s, 100000000);
    assert_int_equal(r->comment[2].created_at_s, 1772440200);
    assert_int_equal(r->comment[3].created_at_s, -1);
    free_reading(r);
}

static void an_unclosed_quotation_mark_tells_what_is_lost(void **state)
{
    (void)state;
    reading *r = read_text("article_id,id,text\na,1,fine\na,2,\"oh\na,3,lost\na,4,lost\n", NULL);

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 1);
    assert_int_equal(r->n_rejected, 1);
    assert_int_equal(r->rejected_line[0], 3);
    assert_string_equal(r->rejected_reason[0],
                        "a quotation mark is not closed: the 3 lines to the end are lost");
    free_reading(r);
}

static void a_record_past_the_limit_is_rejected_and_reading_goes_on(void **state)
{
    (void)state;
    tenor_reader_options options;
    tn_buf text = { 0 };
    reading *r;

    tenor_reader_options_init(&options);
    options.max_record_bytes = 64;
    tn_buf_puts(&text, "article_id,id,text\na,1,", NULL);
    for (int i = 0; i < 50000; i++)
        tn_buf_puts(&text, "on and ", NULL);
    tn_buf_puts(&text, "\na,2,after\n", NULL);
    r = read_text(text.data, &options);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 1);
    assert_string_equal(r->comment[0].text, "after");
    assert_int_equal(r->rejected_line[0], 2);
    assert_string_equal(r->rejected_reason[0], "the record is longer than 64 bytes");
    free_reading(r);
    tn_buf_free(&text);
}

static void invalid_utf8_is_repaired_and_counted(void **state)
{
    (void)state;
    reading *r = read_text("article_id,id,text\na,1,caf\xE9\na,2,fine\n", NULL);

    assert_int_equal(r->n_comments, 2);
    assert_string_equal(r->comment[0].text, "caf\xC3\xA9"); /* Windows-1252 */
    assert_int_equal(r->info[0].repaired, 1);
    free_reading(r);

    r = read_text("article_id,id,text\na,1,caf\xC3\xA9\na,2,caf\xE9\n", NULL);
    assert_string_equal(r->comment[1].text, "caf\xEF\xBF\xBD"); /* broken UTF-8 */
    assert_int_equal(r->info[0].repaired, 1);
    free_reading(r);
}

static void columns_are_renamed(void **state)
{
    (void)state;
    tenor_reader_options options;
    reading *r;

    tenor_reader_options_init(&options);
    options.map = "article_id=Story,id=No,text=What they said";
    r = read_text("No,Story,What they said,text\n5,s1,Hear hear,ignored\n", &options);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 1);
    assert_string_equal(r->comment[0].article_id, "s1");
    assert_string_equal(r->comment[0].id, "5");
    assert_string_equal(r->comment[0].text, "Hear hear");
    free_reading(r);
}

static void a_header_without_ids_is_refused_unless_labelled(void **state)
{
    (void)state;
    tenor_reader_options options;
    const char table[] = "text,label\n\"good, very good\",positive\nbad,negative\n";
    reading *r = read_text(table, NULL);

    assert_int_equal(r->rc, TENOR_ERR_INPUT);
    assert_message(r, "no column for `article_id`");
    free_reading(r);

    tenor_reader_options_init(&options);
    options.labelled = true;
    r = read_text(table, &options);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2);
    assert_string_equal(r->comment[0].label, "positive");
    assert_string_equal(r->comment[1].id, "3");
    free_reading(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_by_its_header),
        cmocka_unit_test(columns_of_socc_are_known),
        cmocka_unit_test(delimiters_crlf_and_byte_order_mark_are_tolerated),
        cmocka_unit_test(what_does_not_fit_is_rejected_with_line_and_reason),
        cmocka_unit_test(tables_of_spreadsheets_and_data_frames),
        cmocka_unit_test(a_time_in_a_table_may_be_in_milliseconds),
        cmocka_unit_test(an_unclosed_quotation_mark_tells_what_is_lost),
        cmocka_unit_test(a_record_past_the_limit_is_rejected_and_reading_goes_on),
        cmocka_unit_test(invalid_utf8_is_repaired_and_counted),
        cmocka_unit_test(columns_are_renamed),
        cmocka_unit_test(a_header_without_ids_is_refused_unless_labelled),
    };

    return cmocka_run_group_tests(tests, make_test_folder, remove_test_folder);
}
