/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_page.c - article pages that were copied as text
 */
#include "reader_helper.h"

#include <glob.h>

static void a_page_gives_title_date_and_its_comments_alone(void **state)
{
    (void)state;
    reading *r = read_path(FIXTURES "page.txt", NULL);
    const read_comment *c = r->comment;

    assert_int_equal(r->rc, 0);
    assert_string_equal(r->format[0], "page");
    assert_int_equal(r->n_comments, 4);
    for (size_t i = 0; i < 4; i++) {
        const char id[] = { (char)('2' + i), '\0' };

        assert_string_equal(c[i].id, id);
        assert_string_equal(c[i].title, "River path to stay closed until spring, city says");
        assert_int_equal(c[i].captured_at_s, 1726272000);
        assert_true(c[i].published_at_s == TENOR_NO_TIME);
        assert_true(c[i].created_at_s == TENOR_NO_TIME);
        assert_string_equal(c[i].article_id, c[0].article_id);
    }
    assert_string_equal(c[0].text,
                        "Three winters in a row now. 😡 Who is responsible for this?\n"
                        "I pushed a pram through Mill Lane yesterday. Never again!\n\nNever.");
    assert_string_equal(c[1].text, "@2 calm down, walls do not mend themselves. What we need:\n"
                                   "1. patience\n2. a better map\n3. boots");
    assert_string_equal(c[2].text, "The birds were there first.");
    assert_string_equal(c[3].text, "Mill Lane is lovely, honestly.");
    assert_int_equal(c[0].line_no, 24);
    free_reading(r);
}

static void the_article_id_depends_on_the_title_alone(void **state)
{
    (void)state;
    tn_buf text = { 0 };
    reading *a = read_path(FIXTURES "page.txt", NULL), *b;

    assert_int_equal(tn_file_read(&text, FIXTURES "page.txt", 1 << 20, NULL), 0);
    memcpy(strstr(text.data, "Saturday"), "Sunday  ", 8);
    b = read_text(text.data, NULL);
    assert_int_equal(b->n_comments, 4);
    assert_string_equal(a->comment[0].article_id, b->comment[0].article_id);
    assert_int_equal(strncmp(a->comment[0].article_id, "page-river-path-to-stay-closed-", 31), 0);
    free_reading(a);
    free_reading(b);
    tn_buf_free(&text);
}

static void a_list_that_ends_the_body_is_no_comment(void **state)
{
    (void)state;
    reading *r = read_path(FIXTURES "page_without_comments.txt", NULL);

    assert_int_equal(r->rc, 0);
    assert_string_equal(r->format[0], "page");
    assert_int_equal(r->n_comments, 0);
    assert_int_equal(r->info[0].records, 0);
    free_reading(r);
}

static void a_list_that_runs_into_the_comments_is_parted_by_the_gap(void **state)
{
    (void)state;
    reading *r = read_path(FIXTURES "page_ends_with_list.txt", NULL);

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2);
    assert_string_equal(r->comment[0].id, "2");
    assert_string_equal(r->comment[0].text, "My grandmother made dumplings of it.");
    free_reading(r);
}

static void comments_to_the_end_of_the_page_need_a_heading_or_a_gap(void **state)
{
    (void)state;
    reading *r = read_path(FIXTURES "page_open_end.txt", NULL);

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 3);
    assert_string_equal(r->comment[0].title, "Night trains return to the northern line");
    assert_int_equal(r->comment[0].captured_at_s, 1746576000);
    assert_string_equal(r->comment[1].id, "10");
    assert_string_equal(r->comment[1].text, "One train. One! That is a joke, isn't it?");
    free_reading(r);

    r = read_text("7 May 2025\nA list of things to pack\nTake with you:\n\n  1. socks\n  2. soap\n",
                  NULL);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 0);
    free_reading(r);
}

static void a_number_needs_a_bracket_or_a_full_stop_and_a_blank(void **state)
{
    reading *r = read_text("7 May 2025\nHome > News > Night trains return to the northern line\n"
                           "Night trains return to the northern line\n\nOne train a night.\n\n"
                           "2 Comments\n\n  1) What does it cost?\n\n"
                           "  2.5 million a year, I hear.\n\n  2) Better than none.\n",
                           NULL);

    (void)state;
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2);
    assert_string_equal(r->comment[0].text, "What does it cost?\n\n2.5 million a year, I hear.");
    assert_string_equal(r->comment[1].text, "Better than none.");
    free_reading(r);
}

static void crlf_no_break_spaces_and_invisible_characters_are_tolerated(void **state)
{
    (void)state;
    reading *r = read_text("\xEF\xBB\xBFMonday,\xC2\xA0June 3,\xC2\xA0"
                           "2024\r\n"
                           "HomeArtsA gallery without pictures opens\xE2\x80\x8B\r\n\r\n"
                           "\xC2\xA0"
                           "A gallery without pictures opens \r\n\r\nBody.\r\n\r\n\r\n\r\n"
                           "\xC2\xA0 1.\xC2\xA0"
                           "caf\xE9 society\r\n\xC2\xA0\xC2\xA0\xC2\xA0 more of it\r\n\r\n"
                           "Comments are closed\xC2\xA0\r\n",
                           NULL);

    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 1);
    assert_string_equal(r->comment[0].title, "A gallery without pictures opens");
    assert_int_equal(r->comment[0].captured_at_s, 1717372800);
    assert_string_equal(r->comment[0].text, "caf\xEF\xBF\xBD society\nmore of it");
    assert_int_equal(r->info[0].repaired, 1);
    free_reading(r);
}

static void a_page_past_the_limit_is_an_error(void **state)
{
    (void)state;
    tenor_reader_options options;
    reading *r;

    tenor_reader_options_init(&options);
    options.max_record_bytes = 500;
    r = read_path(FIXTURES "page.txt", &options);
    assert_int_equal(r->rc, TENOR_ERR_INPUT);
    assert_message(r, "longer than 500 bytes");
    free_reading(r);
}

static void the_real_page_has_six_comments(void **state)
{
    (void)state;
    glob_t found;
    reading *r;

    if (glob("../shared/seeds/*.txt", 0, NULL, &found) != 0) {
        print_message("skipped: ../shared/seeds is not there\n");
        skip();
    }
    r = read_path(found.gl_pathv[0], NULL);
    globfree(&found);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 6);
    for (size_t i = 0; i < 6; i++) {
        const char id[] = { (char)('2' + i), '\0' };

        assert_string_equal(r->comment[i].id, id);
        assert_int_equal(r->comment[i].captured_at_s, 1685923200);
    }
    assert_int_equal(strncmp(r->comment[0].title, "CNN: Top Russian", 16), 0);
    assert_int_equal(strncmp(r->comment[5].text, "What hypocrites", 15), 0);
    free_reading(r);
}

#define HEAD                                                                                       \
    "7 May 2025\nHome > News > Night trains return to the line\nNight trains return to the line\n" \
    "\nOne train a night.\n\n\n\n\n"

static void assert_ids(const char *comments, const char *ids)
{
    tn_buf text = { 0 }, found = { 0 };
    reading *r;

    tn_buf_printf(&text, NULL, "%s%s", HEAD, comments);
    r = read_text(text.data, NULL);
    for (size_t i = 0; i < r->n_comments; i++)
        tn_buf_printf(&found, NULL, "%s%s%s ", r->comment[i].id, r->comment[i].parent_id ? "<" : "",
                      r->comment[i].parent_id ? r->comment[i].parent_id : "");
    assert_string_equal(found.data ? found.data : "", ids);
    free_reading(r);
    tn_buf_free(&text);
    tn_buf_free(&found);
}

static void whatever_follows_the_comments_ends_them(void **state)
{
    static const char *const after[] = { "Leave a Reply Cancel reply", "Show more comments",
                                         "Related articles", "Contact the paper",
                                         "Related articles\n\n  1. Ten soups\n  2. Ten salads" };

    (void)state;
    for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
        char text[200];

        snprintf(text, sizeof(text), "  1. One.\n\n  2. Two.\n\n%s\n\nMore of it.\n", after[i]);
        assert_ids(text, "1 2 ");
    }
}

static void numbers_may_lack_descend_and_be_of_replies(void **state)
{
    (void)state;
    assert_ids("  1. One.\n\n  5. Five.\n\n  6. Six.\n\nLeave a reply\n", "1 5 6 ");
    assert_ids("  12. Twelve.\n\n  11. Eleven.\n\n   9. Nine.\n\nLeave a reply\n", "12 11 9 ");
    assert_ids("  1. One.\n\n    1.1. Reply.\n\n    1.2. Reply.\n\n  2. Two.\n\nLeave a reply\n",
               "1 1.1<1 1.2<1 2 ");
    assert_ids(
        "  1. One.\n\n      1. Reply.\n\n          1. To it.\n\n      2. Reply.\n\n  2. Two:\n"
        "    1. so\n    2. so\n\nLeave a reply\n",
        "1 1.1<1 1.1.1<1.1 1.2<1 2 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_follows_the_comments_ends_them),
        cmocka_unit_test(numbers_may_lack_descend_and_be_of_replies),
        cmocka_unit_test(a_page_gives_title_date_and_its_comments_alone),
        cmocka_unit_test(the_article_id_depends_on_the_title_alone),
        cmocka_unit_test(a_list_that_ends_the_body_is_no_comment),
        cmocka_unit_test(a_list_that_runs_into_the_comments_is_parted_by_the_gap),
        cmocka_unit_test(comments_to_the_end_of_the_page_need_a_heading_or_a_gap),
        cmocka_unit_test(a_number_needs_a_bracket_or_a_full_stop_and_a_blank),
        cmocka_unit_test(crlf_no_break_spaces_and_invisible_characters_are_tolerated),
        cmocka_unit_test(a_page_past_the_limit_is_an_error),
        cmocka_unit_test(the_real_page_has_six_comments),
    };

    return cmocka_run_group_tests(tests, make_test_folder, remove_test_folder);
}
