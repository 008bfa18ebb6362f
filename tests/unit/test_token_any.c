/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_token_any.c - what holds for the tokens of any bytes, tried with many
 */
#include "token_invariants.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#define BLNS_DIR "../shared/robustness/blns"

/* xorshift: the same sequence on every machine */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static size_t random_piece(char *out, uint32_t *seed)
{
    static const char *const pieces[] = { "not ",
                                          "http://",
                                          "www.",
                                          "t.co/",
                                          "@",
                                          "#",
                                          ":",
                                          "-",
                                          ")",
                                          "(",
                                          "'",
                                          "&amp;",
                                          "&lt;3",
                                          "`",
                                          "f*",
                                          "@#ck",
                                          "&#39;",
                                          "&rsquo;",
                                          "\xC2\xB4",
                                          "<3",
                                          "a",
                                          "OOO",
                                          "8",
                                          "1,0",
                                          "%",
                                          "!?",
                                          "\n",
                                          " ",
                                          "x@y.zz",
                                          "n't",
                                          "\xE2\x80\x99",
                                          "\xCC\x81",
                                          "\xC3\x89",
                                          "\xC3\x9F",
                                          "\xFF",
                                          "\xE2\x82",
                                          "_",
                                          "^",
                                          "\xE2\x80\x8D",
                                          "\xEF\xB8\x8F",
                                          "\xE2\x83\xA3",
                                          "\xF0\x9F\x87\xAB",
                                          "\xF0\x9F\x91\xA9",
                                          "\xF0\x9F\x8F\xBE",
                                          "\xF3\xA0\x81\xA7",
                                          "\xC2\xAD",
                                          "\xEF\xBB\xBF",
                                          "\xE1\x85\xA1",
                                          "\xD9\xA1",
                                          "\xE2\x80\xA6" };
    uint32_t choice = next_random(seed) % 64;
    size_t n = sizeof(pieces) / sizeof(pieces[0]);

    if (choice < n) {
        memcpy(out, pieces[choice], strlen(pieces[choice]));
        return strlen(pieces[choice]);
    }
    if (choice < 56) { /* any code point */
        uint32_t c = next_random(seed) % 0x110000;

        return tn_utf8_encode(c >= 0xD800 && c < 0xE000 ? 'q' : c, out);
    }
    out[0] = (char)(next_random(seed) & 0xFF);
    return 1;
}

static void any_bytes_keep_the_invariants(void **state)
{
    uint32_t seed = 20161122;

    (void)state;
    for (size_t round = 0; round < 6000; round++) {
        char text[512];
        size_t bytes = 0, wanted = next_random(&seed) % 400;

        while (bytes < wanted)
            bytes += random_piece(text + bytes, &seed);
        const char *broken = check_any_bytes(text, bytes);

        if (broken)
            fail_msg("round %zu: %s", round, broken);
    }
}

static void every_code_point_alone_and_in_a_word_keeps_the_invariants(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x20000 ? 1 : 97) {
        char text[16] = "e";
        size_t bytes;
        tn_tokens tokens = { 0 };

        if (c >= 0xD800 && c < 0xE000)
            continue;
        bytes = 1 + tn_utf8_encode(c, text + 1);
        text[bytes++] = 's';
        for (size_t from = 0; from < 2; from++) {
            assert_int_equal(tn_tokenise(&tokens, text + from, bytes - from, NULL), 0);
            const char *broken = broken_invariant(&tokens, text + from, bytes - from);

            if (broken)
                fail_msg("U+%04X: %s", c, broken);
        }
        tn_tokens_free(&tokens);
    }
}

/* scanning in quadratic time would be felt here */
static void long_runs_of_one_sign_take_no_longer_than_text(void **state)
{
    static const char *const runs[] = { ")",         "(",
                                        ":",         "a.",
                                        "a@",        "'",
                                        "a'",        "&",
                                        "#a",        "8",
                                        "\xFF",      "\xCC\x81",
                                        "http://a)", "\xE2\x80\x8D",
                                        "1,",        "<3",
                                        "!?",        "a`",
                                        "f*k",       "a-",
                                        "a&#39;",    "\xD0\xB4&rsquo;" };
    size_t bytes = 1 << 18;
    char *text = malloc(bytes);

    (void)state;
    assert_non_null(text);
    for (size_t r = 0; r < sizeof(runs) / sizeof(runs[0]); r++) {
        size_t n = strlen(runs[r]);

        for (size_t i = 0; i < bytes; i++)
            text[i] = runs[r][i % n];
        assert_null(check_any_bytes(text, bytes));
        memcpy(text, "http://a/", 9);
        assert_null(check_any_bytes(text, bytes));
    }
    free(text);
}

static void naughty_strings_keep_the_invariants(void **state)
{
    FILE *in = fopen(BLNS_DIR "/blns.txt", "rb");
    char *line = NULL;
    size_t capacity = 0, n_lines = 0;
    ssize_t bytes;

    (void)state;
    if (!in) {
        print_message("skipped: no %s\n", BLNS_DIR);
        skip();
        return;
    }
    while ((bytes = getline(&line, &capacity, in)) > 0) {
        const char *broken = check_any_bytes(line, (size_t)bytes);

        n_lines++;
        if (broken)
            fail_msg("line %zu: %s", n_lines, broken);
    }
    free(line);
    fclose(in);
    assert_true(n_lines > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_keep_the_invariants),
        cmocka_unit_test(every_code_point_alone_and_in_a_word_keeps_the_invariants),
        cmocka_unit_test(long_runs_of_one_sign_take_no_longer_than_text),
        cmocka_unit_test(naughty_strings_keep_the_invariants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
