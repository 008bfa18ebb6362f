/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_utf8.c - strict decoding: the first and last of each length, and what is no UTF-8
 */
#include "text/token.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* decodes from a copy of exactly so many bytes, so that a sanitizer sees an overread */
static uint32_t decode(const char *text, size_t bytes, size_t *used, bool *valid)
{
    char *copy = malloc(bytes);
    uint32_t c;

    assert_non_null(copy);
    memcpy(copy, text, bytes);
    c = tn_utf8_decode(copy, bytes, used, valid);
    free(copy);
    return c;
}

static void borders_of_each_length_decode_and_encode(void **state)
{
    static const struct {
        const char *text;
        size_t bytes;
        uint32_t code_point;
    } known[] = {
        { "\x00", 1, 0 },
        { "\x7F", 1, 0x7F },
        { "\xC2\x80", 2, 0x80 },
        { "\xDF\xBF", 2, 0x7FF },
        { "\xE0\xA0\x80", 3, 0x800 },
        { "\xED\x9F\xBF", 3, 0xD7FF },
        { "\xEE\x80\x80", 3, 0xE000 },
        { "\xEF\xBF\xBF", 3, 0xFFFF },
        { "\xF0\x90\x80\x80", 4, 0x10000 },
        { "\xF4\x8F\xBF\xBF", 4, 0x10FFFF },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t used;
        bool valid;
        char encoded[4];

        assert_int_equal(decode(known[i].text, known[i].bytes, &used, &valid), known[i].code_point);
        assert_true(valid);
        assert_int_equal(used, known[i].bytes);
        assert_int_equal(tn_utf8_encode(known[i].code_point, encoded), known[i].bytes);
        assert_memory_equal(encoded, known[i].text, known[i].bytes);
    }
}

static void every_code_point_survives_the_round_trip(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char encoded[4];
        size_t bytes, used;
        bool valid;

        if (c == 0xD800)
            c = 0xE000;
        bytes = tn_utf8_encode(c, encoded);
        if (tn_utf8_decode(encoded, bytes, &used, &valid) != c || !valid || used != bytes)
            fail_msg("U+%04X", c);
    }
}

/* `used` is the length of the maximal subpart, as the Unicode standard counts it */
static void what_is_no_utf8_is_one_replacement_of_the_maximal_subpart(void **state)
{
    static const struct {
        const char *text;
        size_t bytes, used;
    } known[] = {
        { "\x80", 1, 1 }, /* continuation alone */
        { "\xBF"
          "a",
          2, 1 },
        { "\xC0\x80", 2, 1 }, /* overlong NUL */
        { "\xC1\xBF", 2, 1 }, /* overlong */
        { "\xE0\x80\x80", 3, 1 },
        { "\xE0\x9F\xBF", 3, 1 },
        { "\xF0\x80\x80\x80", 4, 1 },
        { "\xF0\x8F\xBF\xBF", 4, 1 },
        { "\xED\xA0\x80", 3, 1 },     /* first surrogate */
        { "\xED\xBF\xBF", 3, 1 },     /* last surrogate */
        { "\xF4\x90\x80\x80", 4, 1 }, /* U+110000 */
        { "\xF5\x80\x80\x80", 4, 1 },
        { "\xF8\x88\x80\x80\x80", 5, 1 }, /* five bytes were UTF-8 once */
        { "\xFC\x84\x80\x80\x80\x80", 6, 1 },
        { "\xFE", 1, 1 },
        { "\xFF", 1, 1 },
        { "\xC3", 1, 1 }, /* cut off */
        { "\xC3"
          "a",
          2, 1 },
        { "\xE2\x82", 2, 2 },
        { "\xE2\x82"
          "a",
          3, 2 },
        { "\xE2"
          "a",
          2, 1 },
        { "\xF0\x9F\x98", 3, 3 },
        { "\xF0\x9F\x98"
          "a",
          4, 3 },
        { "\xF0\x9F", 2, 2 },
        { "\xF0", 1, 1 },
        { "\xF0\x9F\xF0\x9F\x98\x80", 6, 2 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t used;
        bool valid;

        assert_int_equal(decode(known[i].text, known[i].bytes, &used, &valid), TN_REPLACEMENT);
        assert_false(valid);
        assert_int_equal(used, known[i].used);
    }
}

static void a_real_replacement_character_is_valid(void **state)
{
    size_t used;
    bool valid;

    (void)state;
    assert_int_equal(decode("\xEF\xBF\xBD", 3, &used, &valid), TN_REPLACEMENT);
    assert_true(valid);
    assert_int_equal(used, 3);
}

static void sanitise_keeps_what_is_valid_and_counts_the_rest(void **state)
{
    static const char text[] = "a\xC3\xA9\xFF\xE2\x82z\0\xED\xA0\x80"
                               "e";
    static const char clean[] = "a\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBDz\0\xEF\xBF\xBD\xEF\xBF\xBD"
                                "\xEF\xBF\xBD"
                                "e";
    tn_buf out = { 0 };

    (void)state;
    assert_int_equal(tn_buf_puts(&out, "kept ", NULL), 0);
    assert_int_equal(tn_utf8_sanitise(&out, text, sizeof(text) - 1, NULL), 5);
    assert_int_equal(out.bytes, 5 + sizeof(clean) - 1);
    assert_memory_equal(out.data, "kept ", 5);
    assert_memory_equal(out.data + 5, clean, sizeof(clean) - 1);
    tn_buf_free(&out);
}

static void sanitise_of_nothing_is_nothing(void **state)
{
    tn_buf out = { 0 };

    (void)state;
    assert_int_equal(tn_utf8_sanitise(&out, "", 0, NULL), 0);
    assert_int_equal(out.bytes, 0);
    tn_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(borders_of_each_length_decode_and_encode),
        cmocka_unit_test(every_code_point_survives_the_round_trip),
        cmocka_unit_test(what_is_no_utf8_is_one_replacement_of_the_maximal_subpart),
        cmocka_unit_test(a_real_replacement_character_is_valid),
        cmocka_unit_test(sanitise_keeps_what_is_valid_and_counts_the_rest),
        cmocka_unit_test(sanitise_of_nothing_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
