/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_words.c - what counts as a word, and what of a comment may be shown
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "text/excerpt.h"
#include "text/words.h"

/* the words of a text, "a b c", in the order they were met */
static void words_of(char *out, tn_word_table *table, const char *text)
{
    tn_tokens tokens = { 0 };
    tn_buf bytes = { 0 };
    tn_word_list list = { 0 };
    uint32_t at = 0, word;

    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    assert_int_equal(tn_words_note(table, &tokens, &bytes, NULL), 0);
    list.bytes = (const uint8_t *)bytes.data;
    list.n_bytes = (uint32_t)bytes.bytes;
    *out = '\0';
    while (tn_word_next(&list, &at, &word)) {
        assert_true(word < table->n_words);
        strcat(out, *out ? " " : "");
        strcat(out, table->word[word].text);
    }
    tn_buf_free(&bytes);
    tn_tokens_free(&tokens);
}

static void only_words_of_a_subject_count_once_each(void **state)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        { "The harbour is the HARBOUR, and the harbour's wall", "harbour wall" },
        { "Minister\xE2\x80\x99s minister", "minister" },
        { "@mayor see https://example.org/tram or write to a.b@example.org", "write" },
        { "call 0800 123 456 at 10:30, #Tram2026 #tram", "call #tram" },
        { "it's don't they're no an ox", "" },
        { "\xC3\x89lys\xC3\xA9"
          "e cafe\xCC\x81",
          "\xC3\xA9lys\xC3\xA9"
          "e caf\xC3\xA9" },
        { "sooooo", "soo" },
        { "", "" },
    };
    tn_word_table table = { 0 };
    char found[1024];

    (void)state;
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            words_of(found, &table, cases[i].text);
            assert_string_equal(found, cases[i].words);
        }
    }
    tn_word_table_free(&table);
}

static void stop_words_are_found_and_others_not(void **state)
{
    static const char *const stop[] = { "about", "the", "yourselves", "don't", "let" };
    static const char *const other[] = { "",      "a",  "abou",        "aboutt", "never",
                                         "zebra", "th", "yourselvess", "zz" };

    (void)state;
    for (size_t i = 0; i < sizeof(stop) / sizeof(stop[0]); i++)
        assert_true(tn_is_stop_word(stop[i], strlen(stop[i])));
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
        assert_false(tn_is_stop_word(other[i], strlen(other[i])));
    assert_false(tn_is_stop_word("the", 4)); /* what is behind it counts, whatever it is */
}

static void what_says_nothing_by_itself(void **state)
{
    static const char text[] = "It's the end OF it, and not without don't no never! The vote? :)";
    static const char wanted[] = "|end|not|without|don't|no|never|!|vote|?|:)";
    tn_tokens tokens = { 0 };
    char telling[sizeof(text)] = "";

    (void)state;
    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    for (size_t t = 0; t < tokens.n_tokens; t++)
        if (!tn_says_nothing(&tokens.token[t], tn_form(&tokens, &tokens.token[t])))
            snprintf(telling + strlen(telling), sizeof(telling) - strlen(telling), "|%.*s",
                     (int)tokens.token[t].bytes, text + tokens.token[t].start);
    assert_string_equal(telling, wanted);
    tn_tokens_free(&tokens);
}

static void a_table_grows_and_keeps_its_words(void **state)
{
    tn_word_table table = { 0 };
    char text[64], found[64];

    (void)state;
    for (int again = 0; again < 2; again++) {
        for (int i = 0; i < 20000; i++) {
            snprintf(text, sizeof(text), "k%c%c%c%c", 'b' + i % 20, 'b' + i / 20 % 20,
                     'b' + i / 400 % 20, 'b' + i / 8000 % 20);
            words_of(found, &table, text);
            assert_true(strlen(found) >= 3);
        }
    }
    assert_true(table.n_words > 15000 && table.n_words <= 20000);
    tn_word_table_free(&table);
}

static void assert_excerpt(const char *text, const char *wanted)
{
    tn_buf out = { 0 };

    assert_int_equal(tn_excerpt(&out, text, strlen(text), NULL), 0);
    assert_string_equal(out.data ? out.data : "", wanted);
    tn_buf_free(&out);
}

/* each i a word of its own */
static void spell(char word[9], unsigned i)
{
    static const char letters[] = "bcdfghjklmnprstvwz";

    snprintf(word, 9, "q%ca%ce%co%c", letters[i % 18], letters[i / 18 % 18], letters[i / 324 % 18],
             letters[i / 5832 % 18]);
}

static void many_forms_keep_their_words(void **state)
{
    enum { N_FORMS = 25000 };
    tn_word_table table = { 0 };
    char text[200], found[200];

    (void)state;
    for (int again = 0; again < 3; again++) {
        for (unsigned i = 0; i < N_FORMS; i++) {
            char word[9];

            spell(word, i);
            snprintf(text, sizeof(text), "%s the %s's %s", word, word, word);
            words_of(found, &table, text);
            assert_string_equal(found, word);
        }
        assert_int_equal(table.n_words, N_FORMS);
    }
    tn_word_table_free(&table);
}

/* a word's form, its possessive and what is no word */
static void words_count_once_in_a_long_comment(void **state)
{
    enum { N_WORDS = 40000 }; /* indices of one unit and of two */
    tn_word_table table = { 0 };
    tn_tokens tokens = { 0 };
    tn_buf text = { 0 }, bytes = { 0 };
    tn_word_list list;
    uint32_t at = 0, index, n = 0;

    (void)state;
    for (int again = 0; again < 3; again++) {
        for (unsigned i = 0; i < N_WORDS; i++) {
            char word[9];

            spell(word, i);
            assert_int_equal(
                tn_buf_printf(&text, NULL, "%s%s the @m%u, ", word, again == 1 ? "'s" : "", i), 0);
        }
    }
    assert_int_equal(tn_tokenise(&tokens, text.data, text.bytes, NULL), 0);
    assert_int_equal(tn_words_note(&table, &tokens, &bytes, NULL), 0);
    list = (tn_word_list){ .bytes = (const uint8_t *)bytes.data, .n_bytes = (uint32_t)bytes.bytes };
    while (tn_word_next(&list, &at, &index)) {
        assert_int_equal(index, n);
        n++;
    }
    assert_int_equal(n, N_WORDS);
    tn_buf_free(&text);
    tn_buf_free(&bytes);
    tn_tokens_free(&tokens);
    tn_word_table_free(&table);
}

/* of a text's tokens, and of the same forms one by one, as a file has them */
static void forms_are_noted_alike_in_either_way(void **state)
{
    static const char *const forms[] = { "harbour", "harbour's", "#harbour", "the",    "it's",
                                         "wall",    ":)",        "...",      "minist", "harbour" };
    tn_word_table table = { 0 }, other = { 0 };
    tn_buf numbers = { 0 };
    char found[200];

    (void)state;
    for (int again = 0; again < 2; again++) {
        words_of(found, &table, "Harbour harbour's #harbour the it's wall :) ... minist harbour");
        assert_string_equal(found, "harbour #harbour wall minist");
        tn_buf_clear(&numbers);
        tn_words_begin(&other);
        for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
            assert_int_equal(tn_words_note_one(&other, forms[f], strlen(forms[f]), &numbers, NULL),
                             0);
        }
        assert_int_equal(numbers.bytes, 8);
        assert_memory_equal(numbers.data, "\0\0\1\0\2\0\3\0", 9);
    }
    tn_buf_free(&numbers);
    tn_word_table_free(&table);
    tn_word_table_free(&other);
}

static void numbers_of_comments_begin_anew(void **state)
{
    tn_word_table table = { 0 };
    char found[200];

    (void)state;
    for (int i = 0; i < 8; i++) {
        words_of(found, &table, "the harbour's harbour wall, wall");
        assert_string_equal(found, "harbour wall");
        table.n_comments += i == 3 ? UINT32_MAX - 7 : 0;
    }
    assert_in_range(table.n_comments, 1, 4);
    words_of(found, &table, "harbour new");
    assert_string_equal(found, "harbour new");
    tn_word_table_free(&table);
}

static void a_table_has_room_for_so_many_words(void **state)
{
    tn_word_table table = { 0 };
    tn_buf out = { 0 };
    tenor_error err = { 0 };

    (void)state;
    table.n_words = TN_MAX_WORDS;
    tn_words_begin(&table);
    assert_int_equal(tn_words_note_one(&table, "harbour", 7, &out, &err), TENOR_ERR_INPUT);
    assert_string_equal(err.message, "more than 1073741824 different words");
    table.n_words = 0;
    tn_buf_free(&out);
    tn_word_table_free(&table);
}

static void addresses_and_phone_numbers_are_masked(void **state)
{
    (void)state;
    assert_excerpt("Write to jane.doe+x@mail.example.org!", "Write to [email]!");
    assert_excerpt("<jane@example.org>", "<[email]>");
    assert_excerpt("Ring +44 (0)20 7946-0123 now", "Ring [phone] now");
    assert_excerpt("Ring 020\xE2\x80\x93"
                   "7946\xE2\x80\x93"
                   "0123",
                   "Ring [phone]");
    assert_excerpt("Ring 555.123.4567.", "Ring [phone].");
    assert_excerpt("In 2016 it was 1,234 of 99 (5%)", "In 2016 it was 1,234 of 99 (5%)");
    /* what hides an address from a reader's eye does not hide it here */
    assert_excerpt("jane\xE2\x80\x8B@exa\xC2\xADmple.org", "[email]");
}

static void controls_and_bidi_marks_are_dropped(void **state)
{
    (void)state;
    assert_excerpt("  a\r\n\tb \x1b[31m\xE2\x80\xAE"
                   "c\xEF\xBB\xBF  ",
                   "a b [31mc");
    assert_excerpt("\xFF", "\xEF\xBF\xBD");
    assert_excerpt("", "");
}

static void long_texts_are_cut_before_a_word(void **state)
{
    enum { N = TN_EXCERPT_CHARACTERS };
    char text[N + 2], wanted[N + 3];

    (void)state;
    memset(text, 'x', N);
    text[N] = '\0';
    assert_excerpt(text, text);
    strcat(text, "y");
    memset(wanted, 'x', N - 1);
    strcpy(wanted + N - 1, "\xE2\x80\xA6");
    assert_excerpt(text, wanted);
    text[N - 2] = ' ';
    strcpy(wanted + N - 2, "\xE2\x80\xA6");
    assert_excerpt(text, wanted);
    text[N - 1] = ' '; /* the word before it is whole, and so is the ellipsis */
    text[N - 2] = 'x';
    strcpy(wanted + N - 2, "x\xE2\x80\xA6");
    assert_excerpt(text, wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_words_of_a_subject_count_once_each),
        cmocka_unit_test(stop_words_are_found_and_others_not),
        cmocka_unit_test(what_says_nothing_by_itself),
        cmocka_unit_test(a_table_grows_and_keeps_its_words),
        cmocka_unit_test(many_forms_keep_their_words),
        cmocka_unit_test(words_count_once_in_a_long_comment),
        cmocka_unit_test(forms_are_noted_alike_in_either_way),
        cmocka_unit_test(numbers_of_comments_begin_anew),
        cmocka_unit_test(a_table_has_room_for_so_many_words),
        cmocka_unit_test(addresses_and_phone_numbers_are_masked),
        cmocka_unit_test(controls_and_bidi_marks_are_dropped),
        cmocka_unit_test(long_texts_are_cut_before_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
