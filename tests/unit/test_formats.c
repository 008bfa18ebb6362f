/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_formats.c - the parts of foreign formats: UTF-16, markup as text,
 * quotations, documents in pieces
 */
#include "reader_helper.h"

#include "ingest/markup_text.h"
#include "ingest/repair.h"
#include "ingest/utf16.h"

/* ----------------------------------------------------------------- UTF-16 */

/* converted in pieces of `piece` bytes */
static void assert_utf16(const char *data, size_t bytes, size_t piece, const char *expected)
{
    const uint8_t *at = (const uint8_t *)data;
    tn_utf16 state;
    char out[256];
    size_t n = 0;

    assert_true(tn_utf16_detect(&state, at, bytes));
    for (size_t i = 0; i < bytes; i += piece)
        n += tn_utf16_convert(&state, out + n, at + i, bytes - i < piece ? bytes - i : piece);
    n += tn_utf16_end(&state, out + n);
    assert_int_equal(n, strlen(expected));
    assert_memory_equal(out, expected, n);
}

static void utf16_is_converted_in_pieces_of_any_size(void **state)
{
    (void)state;
    static const char little[] = "\xFF\xFE"
                                 "a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE";
    static const char big[] = "\xFE\xFF\0a\0\xE9\x20\xAC\xD8\x3D\xDE\x00";

    for (size_t piece = 1; piece <= sizeof(little); piece++) {
        assert_utf16(little, sizeof(little) - 1, piece,
                     "\xEF\xBB\xBF"
                     "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
        assert_utf16(big, sizeof(big) - 1, piece,
                     "\xEF\xBB\xBF"
                     "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    }
}

static void half_a_pair_is_no_utf8(void **state)
{
    (void)state;
    static const char high[] = "\xFF\xFE\x3D\xD8"
                               "a\0";
    static const char low[] = "\xFF\xFE\x00\xDE"
                              "a\0\x3D\xD8";
    static const char odd[] = "\xFF\xFE"
                              "a\0b";

    assert_utf16(high, sizeof(high) - 1, 1,
                 "\xEF\xBB\xBF\xFF"
                 "a");
    assert_utf16(low, sizeof(low) - 1, 3,
                 "\xEF\xBB\xBF\xFF"
                 "a\xFF");
    assert_utf16(odd, sizeof(odd) - 1, 2,
                 "\xEF\xBB\xBF"
                 "a\xFF");
}

static void unmarked_utf16_is_told_by_its_zeros(void **state)
{
    (void)state;
    tn_utf16 found;

    assert_true(tn_utf16_detect(&found, (const uint8_t *)"{\0\"\0i\0d\0\"\0", 10));
    assert_false(found.big_endian);
    assert_true(tn_utf16_detect(&found, (const uint8_t *)"\0{\0\"\0i\0d\0\"", 10));
    assert_true(found.big_endian);
    assert_false(tn_utf16_detect(&found, (const uint8_t *)"{\"id\": \"a\"}", 11));
    assert_false(tn_utf16_detect(&found, (const uint8_t *)"\0\0\0\0\0\0\0\0", 8));
    assert_false(tn_utf16_detect(&found, (const uint8_t *)"{\0", 2));
    assert_false(tn_utf16_detect(&found, (const uint8_t *)"", 0));
}

static void a_short_utf16_input_loses_nothing(void **state)
{
    (void)state;
    static const char text[] = "\xFF\xFE{\0}\0\x3D\xD8";
    reading *r = read_path(write_bytes("input", text, sizeof(text) - 1), NULL);

    assert_int_equal(r->n_rejected, 1);
    assert_true(strstr(r->rejected_reason[0], "not valid JSON") != NULL);
    free_reading(r);
}

/* ----------------------------------------------------------------- markup */

static void assert_markup(const char *html, bool keep_lines, const char *expected)
{
    tn_buf text = { 0 };

    assert_int_equal(tn_markup_text(&text, tn_str(html), keep_lines, NULL), 0);
    assert_string_equal(text.data ? text.data : "", expected);
    tn_buf_free(&text);
}

static void markup_becomes_the_text_a_reader_sees(void **state)
{
    (void)state;
    assert_markup("plain", false, "plain");
    assert_markup("  a\n b  ", false, "a b");
    assert_markup("a &amp; b &lt;3 &eacute; &#128512;", false,
                  "a & b <3 \xC3\xA9 \xF0\x9F\x98\x80");
    assert_markup("a<br>b<br/><br />c", false, "a\nb\n\nc");
    assert_markup("<p>a</p>\n<p>b</p>", false, "a\n\nb");
    assert_markup("a<script>alert(1)</script><style>x{}</style> b", false, "a b");
    assert_markup("<ul><li>a</li><li>b</li></ul>", false, "a\nb");
    assert_markup("<a href=\"http://x.example/?a=1&b=2\">word</a>", false, "word");
    assert_markup("so <img class=\"emoji\" alt=\"\xF0\x9F\x98\x80\" src=x> <img alt=\"no\">", false,
                  "so \xF0\x9F\x98\x80");
    assert_markup("<pre>a\n  b</pre>c", false, "a\nb\n\nc");
    assert_markup("a < b and c > d", false, "a < b and c > d");
    assert_markup("<!-- no -->a<p", false, "a");
    assert_markup("", false, "");
    assert_markup("\xC3\xA9<b>\xC3\xA9</b>", false, "\xC3\xA9\xC3\xA9");
    assert_markup("<meta charset=\"latin1\">\xC3\xA9", false, "\xC3\xA9");
}

static void line_ends_count_where_they_are_kept(void **state)
{
    (void)state;
    assert_markup("a\nb\n\n\n\nc", true, "a\nb\n\nc");
    assert_markup("a\n<b>b</b>", true, "a\nb");
}

static void quotations_are_marked(void **state)
{
    (void)state;
    assert_markup("<blockquote>they</blockquote>I", false, "> they\n\nI");
    assert_markup("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", false, "> a\n\n> b\n\nc");
    assert_markup("<blockquote><blockquote>x</blockquote>y</blockquote>z", false,
                  ">> x\n\n> y\n\nz");
    assert_markup("<blockquote></blockquote>z", false, "z");
}

static void markup_nested_too_deeply_is_refused(void **state)
{
    (void)state;
    tenor_error err = { 0 };
    tn_buf html = { 0 }, text = { 0 };

    for (int i = 0; i < 1000; i++)
        assert_int_equal(tn_buf_puts(&html, "<b>", NULL), 0);
    assert_int_equal(tn_markup_text(&text, (tenor_str){ html.data, html.bytes }, false, &err),
                     TENOR_ERR_INPUT);
    assert_string_equal(err.message, "the markup is nested deeper than 256");
    tn_buf_free(&html);
    tn_buf_free(&text);
}

static void a_quote_without_a_blank_gets_one(void **state)
{
    (void)state;
    static const char *const pairs[][2] = { { ">a\nb", "> a\nb" }, { ">>a", ">> a" },
                                            { "> a", "> a" },      { "a >b", "a >b" },
                                            { ">!a!<", ">!a!<" },  { ">:(", ">:(" },
                                            { ">", ">" },          { "", "" },
                                            { "a\n>b", "a\n> b" }, { ">\n>a", ">\n> a" } };

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        tn_buf out = { 0 };

        assert_int_equal(tn_buf_puts(&out, pairs[i][0], NULL), 0);
        assert_int_equal(tn_mark_quotes(&out, NULL), 0);
        assert_string_equal(out.data ? out.data : "", pairs[i][1]);
        tn_buf_free(&out);
    }
}

/* ----------------------------------------------------------------- tables */

static void a_field_takes_the_first_of_its_places_that_holds_something(void **state)
{
    (void)state;
    reading *r = read_text("[{\"id\": 1, \"post\": 2, \"parent\": 0, \"author_name\": \"a\","
                           " \"date_gmt\": \"0000-00-00T00:00:00\","
                           " \"date\": \"1970-01-01T00:00:09\","
                           " \"content\": {\"rendered\": \"<p>x</p>\"}}]",
                           NULL);

    assert_int_equal(r->n_comments, 1);
    assert_int_equal(r->comment[0].created_at_s, 9);
    assert_string_equal(r->comment[0].text, "x");
    assert_null(r->comment[0].parent_id); /* 0 is none */
    free_reading(r);
    r = read_text(
        "{\"kind\": \"youtube#commentListResponse\", \"items\": [{\"id\": \"c\", \"snippet\":"
        " {\"authorChannelId\": {\"value\": \"\"}, \"authorDisplayName\": \"b\","
        " \"textOriginal\": null, \"textDisplay\": \"<b>y</b>\"}}]}",
        NULL);
    assert_int_equal(r->n_comments, 1);
    assert_string_equal(r->comment[0].author, "b");
    assert_string_equal(r->comment[0].article_id, "youtube");
    assert_string_equal(r->comment[0].text, "y");
    free_reading(r);
}

/* -------------------------------------------------------------- documents */

static void assert_repair(const char *text, const char *expected)
{
    tn_buf out = { 0 };
    int rc = tn_repair_text(&out, tn_str(text), NULL);

    assert_int_equal(rc, strcmp(text, expected) != 0);
    if (rc > 0)
        assert_string_equal(out.data, expected);
    tn_buf_free(&out);
}

static void faults_of_text_are_undone(void **state)
{
    (void)state;
    assert_repair("I donâ€™t â€œknowâ€\xC2\x9D", "I don’t “know”");
    assert_repair("cafÃ© ðŸ˜€", "café 😀");
    assert_repair("don\xC2\x92t", "don’t");
    assert_repair("don\xEF\xBF\xBDt, I\xEF\xBF\xBDm, caf\xEF\xBF\xBD",
                  "don’t, I’m, caf\xEF\xBF\xBD");
    assert_repair("a\xEF\xBF\xBD"
                  "b",
                  "a\xEF\xBF\xBD"
                  "b");
    assert_repair("don\\'t \\\"so\\\" \\n", "don't \"so\" \\n");
    assert_repair("don&amp;#39;t &amp;quot;so&amp;quot; AT&amp;T; &amp;",
                  "don&#39;t &quot;so&quot; AT&amp;T; &amp;");
    assert_repair("Ã la carte, São Paulo, ÂNGELA, «CAFÉ»", "Ã la carte, São Paulo, ÂNGELA, «CAFÉ»");
    assert_repair("plain", "plain");
    assert_repair("\xC3", "\xC3");
}

static void markup_is_told_by_its_tags(void **state)
{
    (void)state;
    reading *r =
        read_text("{\"article_id\":1,\"id\":1,\"text\":\"<p>I don&rsquo;t</p><p>like it</p>\"}\n"
                  "{\"article_id\":1,\"id\":2,\"text\":\"a < b and c > d\"}\n",
                  NULL);

    assert_string_equal(r->comment[0].text, "I don’t\n\nlike it");
    assert_string_equal(r->comment[1].text, "a < b and c > d");
    free_reading(r);
}

/* long enough to be read in many pieces, with a letter of two bytes at every border */
static char *repeat(const char *before, const char *item, const char *between, size_t n,
                    const char *after)
{
    tn_buf text = { 0 };

    assert_int_equal(tn_buf_puts(&text, before, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(tn_buf_printf(&text, NULL, item, i), 0);
        assert_int_equal(tn_buf_puts(&text, i + 1 < n ? between : "", NULL), 0);
    }
    assert_int_equal(tn_buf_puts(&text, after, NULL), 0);
    return text.data;
}

#define FILLER "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
#define LONG   FILLER FILLER FILLER FILLER FILLER FILLER FILLER FILLER FILLER FILLER

static void assert_document(char *text, const char *format, size_t n)
{
    reading *r = read_text(text, NULL);

    assert_int_equal(r->rc, 0);
    assert_string_equal(r->format[0], format);
    assert_int_equal(r->n_rejected, 0);
    assert_int_equal(r->n_comments, n);
    for (size_t i = 0; i < n; i++) {
        char id[24];

        snprintf(id, sizeof(id), "%zu", i);
        assert_string_equal(r->comment[i].id, id);
        assert_string_equal(r->comment[i].text, LONG);
    }
    assert_int_equal(r->info[0].repaired, 0);
    free_reading(r);
    free(text);
}

static void documents_longer_than_a_piece_lose_nothing(void **state)
{
    (void)state;
    assert_document(
        repeat("[", "{\"article_id\":1,\"id\":%zu,\"text\":\"" LONG "\"}", ",\n", 4000, "]"),
        "json", 4000);
    assert_document(repeat("{\"kind\":\"youtube#commentListResponse\",\"items\":[",
                           "{\"id\":\"%zu\",\"snippet\":{\"textOriginal\":\"" LONG "\"}}", ",",
                           4000, "]}"),
                    "youtube", 4000);
    assert_document(repeat("<disqus xmlns=\"http://disqus.com\" xmlns:dsq=\"x\">",
                           "<post dsq:id=\"%zu\"><message>" LONG
                           "</message><thread dsq:id=\"1\"/></post>",
                           "", 4000, "</disqus>"),
                    "disqus", 4000);
}

static void assert_comment(const read_comment *c, const char *article_id, const char *id,
                           const char *parent_id, const char *title)
{
    assert_string_equal(c->article_id, article_id);
    assert_string_equal(c->id, id);
    assert_string_equal(c->parent_id ? c->parent_id : "", parent_id);
    assert_string_equal(c->title ? c->title : "", title);
}

static void comments_are_found_in_json_of_any_shape(void **state)
{
    (void)state;
    reading *r =
        read_text("[{\"article_id\":7,\"id\":1,\"text\":\"a\",\"comments\":[],\"data\":[1],"
                  "\"items\":{\"n\":0}},\n{\"article_id\":7,\"id\":2,\"text\":\"b\","
                  "\"replies\":[{\"id\":3,\"article_id\":7,\"text\":\"c\",\"children\":"
                  "[{\"article_id\":7,\"id\":4,\"text\":\"d\"}]},{\"article_id\":7,\"id\":5}]}]",
                  NULL);

    assert_int_equal(r->n_comments, 4);
    assert_comment(&r->comment[1], "7", "2", "", "");
    assert_comment(&r->comment[2], "7", "3", "2", "");
    assert_comment(&r->comment[3], "7", "4", "3", "");
    assert_int_equal(r->n_rejected, 1); /* a reply without a text */
    free_reading(r);

    r = read_text("{\"comments\":[\n{\"id\":1,\"text\":\"a\"},\n{\"id\":2},\n7],"
                  "\n\"id\":9,\"title\":\"T\",\"url\":\"http://x.example/\"}\n"
                  "{\"article_id\":8,\"title\":\"U\",\"comments\":[{\"id\":1,\"text\":\"b\"}]}",
                  NULL);
    assert_int_equal(r->n_comments, 2);
    assert_comment(&r->comment[0], "9", "1", "", "T");
    assert_comment(&r->comment[1], "8", "1", "", "U");
    assert_int_equal(r->comment[0].line_no, 2);
    assert_int_equal(r->n_rejected, 2);
    assert_int_equal(r->rejected_line[0], 3);
    assert_int_equal(r->rejected_line[1], 4);
    free_reading(r);

    r = read_text("{\"status\":\"ok\",\"payload\":{\"post\":{\"id\":5,\"title\":\"P\"},\"list\":"
                  "[{\"id\":1,\"text\":\"a\"}]}}\n{\"url\":\"http://x.example/1\",\"comments\":"
                  "[{\"id\":1,\"text\":\"b\",\"title\":\"own\"}]}",
                  NULL);
    assert_int_equal(r->n_comments, 2);
    assert_comment(&r->comment[0], "5", "1", "", "P");
    assert_int_equal(strncmp(r->comment[1].article_id, "json-", 5), 0);
    assert_string_equal(r->comment[1].url, "http://x.example/1");
    free_reading(r);
}

static void a_page_with_a_faulty_item_loses_that_item(void **state)
{
    (void)state;
    reading *r = read_text("{\"article_id\":3,\"comments\":[{\"id\":1,\"text\":\"a\"},{\"id\" 2},"
                           "{\"id\":3,\"text\":\"c\"},{\"id\":4,",
                           NULL);

    assert_int_equal(r->n_comments, 2);
    assert_comment(&r->comment[1], "3", "3", "", "");
    assert_int_equal(r->n_rejected, 2);
    assert_string_equal(r->rejected_reason[1], "the JSON document is cut short here");
    free_reading(r);
}

static void a_page_longer_than_is_kept_is_read_item_by_item(void **state)
{
    (void)state;
    tenor_reader_options options;
    reading *r;
    char *text = repeat("{\"article_id\":6,\"comments\":[", "{\"id\":%zu,\"text\":\"" LONG "\"}",
                        ",\n", 3000, "],\"title\":\"T\"}");

    tenor_reader_options_init(&options);
    options.max_record_bytes = 100000;
    r = read_text(text, &options);
    assert_int_equal(r->n_comments, 3000);
    assert_int_equal(r->n_rejected, 0);
    assert_comment(&r->comment[2999], "6", "2999", "", "");
    assert_int_equal(r->comment[2999].line_no, 3000);
    free_reading(r);
    free(text);
}

static void text_that_looks_like_a_format_is_none(void **state)
{
    (void)state;
    reading *r =
        read_text("{\"article_id\":1,\"id\":2,\"text\":\"\\\"kind\\\": \\\"youtube#comment "
                  "<disqus> <html>\",\"x\":{\"link_id\":1,\"body\":2}}\n",
                  NULL);

    assert_string_equal(r->format[0], "ndjson");
    assert_int_equal(r->n_comments, 1);
    free_reading(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf16_is_converted_in_pieces_of_any_size),
        cmocka_unit_test(half_a_pair_is_no_utf8),
        cmocka_unit_test(unmarked_utf16_is_told_by_its_zeros),
        cmocka_unit_test(a_short_utf16_input_loses_nothing),
        cmocka_unit_test(markup_becomes_the_text_a_reader_sees),
        cmocka_unit_test(line_ends_count_where_they_are_kept),
        cmocka_unit_test(quotations_are_marked),
        cmocka_unit_test(markup_nested_too_deeply_is_refused),
        cmocka_unit_test(a_quote_without_a_blank_gets_one),
        cmocka_unit_test(a_field_takes_the_first_of_its_places_that_holds_something),
        cmocka_unit_test(documents_longer_than_a_piece_lose_nothing),
        cmocka_unit_test(faults_of_text_are_undone),
        cmocka_unit_test(markup_is_told_by_its_tags),
        cmocka_unit_test(comments_are_found_in_json_of_any_shape),
        cmocka_unit_test(a_page_with_a_faulty_item_loses_that_item),
        cmocka_unit_test(a_page_longer_than_is_kept_is_read_item_by_item),
        cmocka_unit_test(text_that_looks_like_a_format_is_none),
    };

    return cmocka_run_group_tests(tests, make_test_folder, remove_test_folder);
}
