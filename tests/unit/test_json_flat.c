/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_json_flat.c - what is read in one pass is what simdjson reads, or is left to it
 */
#include "json_flat_helper.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#define MAX_LINE 1000
#define N_TRIES  20000

/* as most lines are, with whatever is taken in one pass */
static const char *const usual[] = {
    "{\"article_id\":1,\"id\":1,\"text\":\"see\"}",
    "{\"article_id\": \"a\", \"id\": \"7\", \"author\": \"\", \"text\": \"said \\\"no\\\"\\n\\tand "
    "\\/ \"}",
    " {\"id\" :-12 ,\"likes\": 0,\"deleted\":true,\"parent_id\":null,\"text\":\"x\"}\r",
    "{\"id\":999999999999999999,\"deleted\":false,\"of_others\":12}",
    "{\"id\":1,\"id\":\"2\",\"text\":\"\xC3\xA4 \xF0\x9F\x98\x80 \\\\\",\"unknown\":\"\\b\\f\\r\"}",
    "{\"article\":{\"title\":\"a b\",\"url\":null,\"published_at\":1772431200,\"other\":\"x\"},"
    "\"id\":3,\"created_at\":\"2026-11-22T10:00:00Z\"}",
    "{\"article\":{\"title\":\"first\"},\"article\":{\"section\":\"last\"},\"target\":\"t\"}",
    "{\"text\":\"twelve "
    "bytes\",\"a_name_of_more_than_sixteen_bytes\":1,\"updated_at\":2,\"split\":\"s\"}",
};

/* what there is as well, good or bad */
static const char *const unusual[] = {
    "{}",
    "[]",
    "",
    "{\"id\":1.5}",
    "{\"id\":1e3}",
    "{\"id\":-0}",
    "{\"id\":01}",
    "{\"id\":-}",
    "{\"id\":9223372036854775807}",
    "{\"id\":18446744073709551615}",
    "{\"text\":\"\\u00e4\"}",
    "{\"text\":\"\\ud83d\"}",
    "{\"text\":\"\\x\"}",
    "{\"text\":\"tab\there\"}",
    "{\"text\":\"\xFF\"}",
    "{\"\xFF\":1}",
    "{\"t\\u0065xt\":\"x\"}",
    "{\"target_aliases\":[\"a\"]}",
    "{\"target_aliases\":\"a\"}",
    "{\"article\":null}",
    "{\"article\":\"odd\"}",
    "{\"article\":{}}",
    "{\"article\":{\"article\":{\"title\":\"inner\"}}}",
    "{\"other\":{\"title\":\"inner\"}}",
    "{\"id\":1,}",
    "{\"id\":1}}",
    "{\"id\":1} {",
    "{\"id\":1",
    "{\"id\" 1}",
    "{\"id\":truth}",
    "{\"id\":nul}",
    "{\"id\":\"1}",
    "{'id':1}",
};

static int set_up(void **state)
{
    *state = flat_readers_new();
    assert_non_null(*state);
    return 0;
}

static int tear_down(void **state)
{
    flat_readers_free(*state);
    return 0;
}

/* Whether it was taken in one pass; what simdjson makes of it must be the same then. */
static bool read_both(flat_readers *r, const char *text, size_t bytes)
{
    bool taken;
    const char *fault = flat_fault(r, text, bytes, &taken);

    if (fault) {
        fail_msg("%.*s: %s", (int)bytes, text, fault);
    }
    return taken;
}

#define N_USUAL   (sizeof(usual) / sizeof(*usual))
#define N_UNUSUAL (sizeof(unusual) / sizeof(*unusual))

/* `text` with room behind it that may be looked at */
static size_t pad(char out[MAX_LINE + TN_LINE_PADDING], const char *text)
{
    size_t bytes = strlen(text);

    assert_true(bytes <= MAX_LINE);
    memset(out, 0, MAX_LINE + TN_LINE_PADDING);
    memcpy(out, text, bytes);
    return bytes;
}

static void most_lines_are_read_in_one_pass(void **state)
{
    char text[MAX_LINE + TN_LINE_PADDING];

    for (size_t i = 0; i < N_USUAL; i++) {
        assert_true(read_both(*state, text, pad(text, usual[i])));
    }
}

static void all_else_is_left_to_simdjson(void **state)
{
    char text[MAX_LINE + TN_LINE_PADDING];

    for (size_t i = 0; i < 2 * N_UNUSUAL; i++) { /* each again: what was seen once is no better */
        assert_false(read_both(*state, text, pad(text, unusual[i / 2])));
    }
}

static void a_line_ends_where_it_ends(void **state)
{
    char text[MAX_LINE + TN_LINE_PADDING];

    for (size_t i = 0; i < N_USUAL; i++) {
        size_t bytes = pad(text, usual[i]);

        for (size_t part = 0; part < bytes - 1; part++) { /* the rest stands behind it */
            assert_false(read_both(*state, text, part));
        }
    }
}

/* another map, and no line of it was read yet */
static void use_map(flat_readers *r, const char *spec)
{
    tn_field_map_free(&r->map);
    assert_int_equal(tn_field_map_init(&r->map, spec, NULL), 0);
    r->names = (tn_flat_names){ 0 };
}

static void names_of_the_map_are_the_ones_that_count(void **state)
{
    flat_readers *r = *state;
    char text[MAX_LINE + TN_LINE_PADDING];

    use_map(r, "text=a_body_of_more_than_sixteen_bytes,title=article");
    assert_true(read_both(r, text,
                          pad(text, "{\"a_body_of_more_than_sixteen_bytes\":\"b\","
                                    "\"a_body_of_more_thin_sixteen_bytes\":\"c\","
                                    "\"text\":\"d\",\"article\":\"title\"}")));
    assert_string_equal(r->row.field[TN_FIELD_TEXT].text.data, "b");
    assert_int_equal(r->flat.field[TN_FIELD_TITLE].kind, TN_STRING);
    use_map(r, "text=a,title=a");
    assert_false(read_both(r, text, pad(text, "{\"a\":\"b\"}")));
    use_map(r, "text=content.rendered");
    assert_false(read_both(r, text, pad(text, "{\"id\":1}")));
}

/* `title` is a field within the article, and none outside */
static void a_name_is_what_it_was_only_in_the_same_object(void **state)
{
    static const char *const lines[] = {
        "{\"article\":{\"title\":\"a\",\"target\":\"b\"},\"id\":1}",
        "{\"article\":{\"x\":1},\"title\":\"a\",\"target\":\"b\"}",
        "{\"x\":1,\"title\":\"a\",\"target\":\"b\",\"id\":1}",
        "{\"article\":{\"article\":1,\"target\":\"b\"},\"target\":\"c\"}"
    };
    char text[MAX_LINE + TN_LINE_PADDING];

    for (size_t i = 0; i < 16; i++) { /* each behind each other one */
        assert_true(read_both(*state, text, pad(text, lines[i % 4])));
        assert_true(read_both(*state, text, pad(text, lines[i / 4])));
    }
}

/* xorshift: the same sequence on every machine */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void whatever_is_taken_is_taken_alike(void **state)
{
    static const char bytes[] = "\"\\{}[]:,0-.e nulltrue\t\r\x80\xC3\xA4";
    char text[MAX_LINE + TN_LINE_PADDING];
    uint32_t seed = 20261126;
    size_t n_taken = 0;

    for (int i = 0; i < N_TRIES; i++) {
        size_t length = pad(text, usual[next_random(&seed) % N_USUAL]);

        for (uint32_t n = next_random(&seed) % 3 + 1; n > 0; n--) {
            text[next_random(&seed) % length] = bytes[next_random(&seed) % (sizeof(bytes) - 1)];
        }
        n_taken += read_both(*state, text, length);
    }
    assert_in_range(n_taken, N_TRIES / 20, N_TRIES - N_TRIES / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(most_lines_are_read_in_one_pass, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_else_is_left_to_simdjson, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_ends_where_it_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_of_the_map_are_the_ones_that_count, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_name_is_what_it_was_only_in_the_same_object, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(whatever_is_taken_is_taken_alike, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
