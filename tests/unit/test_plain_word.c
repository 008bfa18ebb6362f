/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_plain_word.c - what the quick way calls a plain word is what the slow way would have said
 */
#include "base/hash_few.h"
#include "text/plain_word.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_TEXTS   400000
#define MAX_BYTES 40

static uint64_t draw(uint64_t n)
{
    static uint64_t state = 7;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % n;
}

/* letters for the most part, of few kinds so that some repeat, and what may stand among them */
static size_t make_text(char text[MAX_BYTES])
{
    static const char letters[] = "eeettaonXxdDoOTsNbutw",
                      others[] = "'..-,:;!?)_@ \n\t\"/8\x7F\xC3\xA9\xE2\x80\x99";
    size_t n = 1 + draw(MAX_BYTES - 1);

    text[0] = letters[draw(sizeof(letters) - 1)];
    for (size_t i = 1; i < n; i++) {
        text[i] = draw(7) ? letters[draw(sizeof(letters) - 1)] : others[draw(sizeof(others) - 1)];
    }
    return n;
}

static void compare(const tn_plain_word *w, const char *text, size_t bytes, tn_buf *form)
{
    tn_word_extent extent = tn_scan_word(text, bytes, 0, false);
    tn_emoticon_form face;
    bool elongated = true;
    char quick[sizeof(w->form)];
    size_t last;

    assert_int_equal(w->bytes, extent.end);
    assert_int_equal(__builtin_popcount(w->capitals), extent.n_upper);
    assert_int_equal(w->bytes - (size_t)__builtin_popcount(w->capitals | w->apostrophes),
                     extent.n_lower);
    assert_true(extent.is_ascii);
    tn_buf_clear(form);
    assert_int_equal(tn_form_word(form, text, extent.end, true, &elongated, NULL), 0);
    assert_false(elongated);
    assert_int_equal(form->bytes, w->bytes);
    tn_sixteen_put(quick, w->form);
    assert_memory_equal(form->data, quick, w->bytes);
    for (last = w->bytes; last < sizeof(quick); last++) {
        assert_int_equal(quick[last], 0);
    }
    for (size_t i = 0; i < sizeof(quick); i++) {
        assert_int_equal(w->apostrophes >> i & 1, i < w->bytes && text[i] == '\'');
    }
    assert_true(w->apostrophes || tn_role_of_few(tn_sixteen_first(w->form), w->bytes) ==
                                      tn_role_of(form->data, form->bytes));
    assert_int_equal(tn_scan_url(text, bytes, 0), 0);
    assert_int_equal(tn_scan_email(text, bytes, 0), 0);
    assert_int_equal(tn_scan_emoticon(&face, text, bytes, 0), 0);
}

/* from a copy of exactly so many bytes, so that a sanitizer sees an overread */
static bool check(const char *text, size_t bytes, tn_buf *form)
{
    char *copy = malloc(bytes);
    tn_plain_word w;
    bool plain;

    assert_non_null(copy);
    memcpy(copy, text, bytes);
    plain = tn_scan_plain_word(&w, copy, bytes);
    if (plain) {
        compare(&w, copy, bytes, form);
    }
    free(copy);
    return plain;
}

static void plain_words_are_what_the_slow_way_says(void **state)
{
    tn_buf form = { 0 };
    int n_plain = 0;

    (void)state;
    for (int i = 0; i < N_TEXTS; i++) {
        char text[MAX_BYTES];

        n_plain += check(text, make_text(text), &form);
    }
    assert_true(n_plain > N_TEXTS / 5); /* else little was compared */
    tn_buf_free(&form);
}

static void common_words_are_plain(void **state)
{
    static const char *const plain[] = { "a",        "The ",  "minister.",       "don't know",
                                         "isn't.\n", "BUT,",  "well!",           "really?",
                                         "abcdefgh", "mum's", "fourteenletter,", "Mr. Smith" };
    static const char *const others[] = { "xD",           "soooo ",          "www.tenor",
                                          "a.b@c.org",    "fifteenletterss", "boys' ",
                                          "caf\xC3\xA9 ", "it''s ",          "well-known ",
                                          "http://a.b",   "mother's-in-law" };
    tn_buf form = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        assert_true(check(plain[i], strlen(plain[i]), &form));
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(check(others[i], strlen(others[i]), &form));
    }
    tn_buf_free(&form);
}

static void few_bytes_have_the_hash_of_all(void **state)
{
    const char *text = "0123456789abcdef";

    (void)state;
    for (size_t n = 1; n <= TN_FEW_BYTES; n++) {
        assert_true(tn_hash_few(text, n) == tn_hash(text, n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_are_what_the_slow_way_says),
        cmocka_unit_test(common_words_are_plain),
        cmocka_unit_test(few_bytes_have_the_hash_of_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
