/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_stretch.c - tokens of whole stretches are those of one look at a time
 */
#include "text/negation.c" /* its table of words, */
#include "text/token.c"    /* and its ways to go through a text, are its own */
#include "token_invariants.h"

#include <setjmp.h>

#include <cmocka.h>

#define N_LOOKS   20000
#define N_TEXTS   150000
#define MAX_BYTES 260

static uint64_t draw(uint64_t n)
{
    static uint64_t state = 7;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % n;
}

/* ------------------------------------------------------------ kinds of bytes */

static void set(tn_places *places, size_t at, bool is_in)
{
    *places |= (tn_places)is_in << at;
}

static bool is_one_of(char c, const char *signs)
{
    return c && strchr(signs, c);
}

static void look_at_each(tn_sight *out, const char *text)
{
    *out = (tn_sight){ 0 };
    for (size_t i = 0; i < TN_STRETCH_BYTES; i++) {
        char c = text[i];

        set(&out->letters, i, tn_has_class(c, TN_C_LETTER));
        set(&out->capitals, i, !(c & 0x20));
        set(&out->blanks, i, tn_has_class(c, TN_C_SPACE) && c != '\x7F');
        set(&out->same, i, (c | 0x20) == (text[i + 1] | 0x20));
        set(&out->exes, i, c == 'x' || c == 'X');
        set(&out->apostrophes, i, c == '\'');
        set(&out->dots, i, c == '.');
        set(&out->commas, i, is_one_of(c, ",\""));
        set(&out->cries, i, is_one_of(c, "!?"));
        set(&out->brackets, i, is_one_of(c, "()"));
    }
}

TN_WIDE static void look_wide(tn_sight *out, const char *text)
{
    tn_look_wide(out, text);
}

static void every_look_says_what_each_byte_is(void **state)
{
    (void)state;
    for (size_t round = 0; round < N_LOOKS; round++) {
        char text[TN_STRETCH_ROOM];
        tn_sight wanted, got;

        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = i > 0 && draw(4) == 0 ? text[i - 1] : (char)draw(round % 2 ? 128 : 256);
        look_at_each(&wanted, text);
        tn_look_plainly(&got, text);
        assert_memory_equal(&got, &wanted, sizeof(got));
        if (tn_has_wide()) {
            look_wide(&got, text);
            assert_memory_equal(&got, &wanted, sizeof(got));
        }
    }
}

/* -------------------------------------------------------------------- tokens */

/* one thing at a time, none of them taken for plain */
static int scan_slowly(scanner *s)
{
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < s->bytes;)
        rc = scan_one(s, at, &at);
    return rc;
}

/* words for the most part, of few letters so that some repeat, and what may stand among them */
static size_t make_text(char text[MAX_BYTES])
{
    static const char *const pieces[] = { "not ",
                                          "don't ",
                                          "but ",
                                          "Questions ",
                                          "although ",
                                          "I'm ",
                                          "don`t ",
                                          "it&#39;s ",
                                          "NATO's ",
                                          "U.S. ",
                                          "xD ",
                                          "O.o ",
                                          "D:",
                                          "http://a.bc/d ",
                                          "a.b@c.de ",
                                          "www.t.de",
                                          "@some'n ",
                                          "#tag ",
                                          "&lt;3",
                                          "1,5% ",
                                          "8",
                                          "soooo ",
                                          "f***ing ",
                                          "SH-T",
                                          "hahahah ",
                                          "Ahaha! ",
                                          "LOLOLOL ",
                                          "hehehehehehehehehe, ",
                                          "well-off",
                                          "!?",
                                          "fifteenletters",
                                          "sixteenletterss ",
                                          "... ",
                                          "\n> ",
                                          "(see ",
                                          ").",
                                          ".\"",
                                          "caf\xC3\xA9",
                                          "\xFF",
                                          "''",
                                          "\xE2\x80\x99s " };
    static const char letters[] = "eeettaonXxdDoOTsNbutw",
                      others[] = "'..-,:;!?)(_@ \n\t\"/8\x7F\xC3>";
    size_t bytes = 1 + draw(MAX_BYTES - 20), n = 0;

    while (n < bytes) {
        if (draw(12) == 0) {
            const char *piece = pieces[draw(sizeof(pieces) / sizeof(pieces[0]))];

            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        } else if (draw(7)) {
            text[n++] = letters[draw(sizeof(letters) - 1)];
        } else {
            text[n++] = draw(2) ? ' ' : others[draw(sizeof(others) - 1)];
        }
    }
    return n;
}

static void tokenise_by(tn_tokens *out, int (*scan_text)(scanner *), const char *text, size_t bytes)
{
    scanner s = { .text = text, .bytes = bytes, .out = out };

    assert_int_equal(tokenise(&s, scan_text), 0);
}

/* from a copy of exactly so many bytes, so that a sanitizer sees an overread */
static void compare(const char *text, size_t bytes, tn_tokens *slow, tn_tokens *quick)
{
    char *copy = malloc(bytes);

    assert_non_null(copy);
    memcpy(copy, text, bytes);
    tokenise_by(slow, scan_slowly, copy, bytes);
    tokenise_by(quick, scan_text_plainly, copy, bytes);
    assert_true(same_tokens(slow, quick));
    if (tn_has_wide()) {
        tokenise_by(quick, scan_text_wide, copy, bytes);
        assert_true(same_tokens(slow, quick));
    }
    free(copy);
}

static void stretches_have_the_tokens_of_one_thing_at_a_time(void **state)
{
    tn_tokens slow = { 0 }, quick = { 0 };

    (void)state;
    for (size_t i = 0; i < N_TEXTS; i++) {
        char text[MAX_BYTES];

        compare(text, make_text(text), &slow, &quick);
    }
    tn_tokens_free(&slow);
    tn_tokens_free(&quick);
}

/* a stop would only cost time: so it is looked for here */
static void common_words_and_signs_are_plain(void **state)
{
    static const char *const plain[] = { "a",
                                         "The ",
                                         "minister.",
                                         "don't know",
                                         "isn't.\n",
                                         "BUT,",
                                         "well!",
                                         "really?",
                                         "\"Mr. Who\"",
                                         "(as said)",
                                         "it (or",
                                         "fifteenletterss",
                                         "said \"no.\"",
                                         "end.) So",
                                         "mum's, dad's" };
    static const char *const others[] = {
        "xD ",    "soooo ",      "www.tenor",   "a.b@c.org",  "sixteenlettersss",
        "it''s ", "caf\xC3\xA9", "well-known ", "http://a.b", "wait...",
        "?!",     "8",           "(:",          "#a"
    };
    tn_stretch s;
    tn_sight c;

    (void)state;
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        tn_stretch_at(&s, plain[i], strlen(plain[i]), 0);
        tn_look_plainly(&c, s.text);
        tn_stretch_see(&s, &c);
        assert_true(s.starts != 0 && s.stops == 0);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        tn_stretch_at(&s, others[i], strlen(others[i]), 0);
        tn_look_plainly(&c, s.text);
        tn_stretch_see(&s, &c);
        assert_true(s.stops != 0);
    }
}

static void every_word_with_a_role_is_seen_by_its_shape(void **state)
{
    (void)state;
    for (size_t letter = 0; letter < sizeof(roles) / sizeof(roles[0]); letter++) {
        for (size_t i = 0; roles[letter][i].role; i++) {
            const char *word = roles[letter][i].word;
            size_t bytes = strnlen(word, TN_ROLE_BYTES);

            assert_int_equal(word[0] & 31, letter);
            assert_true(tn_may_be_rare(word[0], word[bytes - 1], bytes));
            assert_int_equal(tn_role_of(word, bytes), roles[letter][i].role);
        }
    }
}

static void few_bytes_have_the_hash_of_all(void **state)
{
    const char *text = "0123456789abcdef";

    (void)state;
    for (size_t n = 1; n <= TN_FEW_BYTES; n++)
        assert_true(tn_hash_few(text, n) == tn_hash(text, n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_look_says_what_each_byte_is),
        cmocka_unit_test(stretches_have_the_tokens_of_one_thing_at_a_time),
        cmocka_unit_test(common_words_and_signs_are_plain),
        cmocka_unit_test(every_word_with_a_role_is_seen_by_its_shape),
        cmocka_unit_test(few_bytes_have_the_hash_of_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
