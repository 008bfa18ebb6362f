/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_ascii_block.c - tokens of whole blocks are those of one token at a time
 */
#include "text/negation.c" /* its table of words, */
#include "text/token.c"    /* and its ways to go through a text, are its own */
#include "token_invariants.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#define N_TEXTS   100000
#define MAX_BYTES 260

static uint64_t draw(uint64_t n)
{
    static uint64_t state = 7;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % n;
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

/* none of them taken for plain */
static int scan_singly(scanner *s)
{
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < s->bytes;)
        rc = scan_one(s, at, &at);
    return rc;
}

/* from a copy of exactly so many bytes, so that a sanitizer sees an overread */
static void compare(const char *text, size_t bytes, tn_tokens *singly, tn_tokens *by_block)
{
    char *copy = malloc(bytes ? bytes : 1);
    scanner s;

    assert_non_null(copy);
    memcpy(copy, text, bytes);
    s = (scanner){ .text = copy, .bytes = bytes, .out = singly };
    assert_int_equal(tokenise(&s, scan_singly), 0);
    s = (scanner){ .text = copy, .bytes = bytes, .out = by_block };
    assert_int_equal(tokenise(&s, scan_text), 0);
    assert_true(same_tokens(singly, by_block));
    free(copy);
}

static void blocks_have_the_tokens_of_one_at_a_time(void **state)
{
    tn_tokens singly = { 0 }, by_block = { 0 };

    (void)state;
    for (size_t i = 0; i < N_TEXTS; i++) {
        char text[MAX_BYTES];

        compare(text, make_text(text), &singly, &by_block);
    }
    tn_tokens_free(&singly);
    tn_tokens_free(&by_block);
}

/* lines of the demonstration's comments, from every byte at which a block may begin */
static void real_comments_have_the_tokens_of_one_at_a_time(void **state)
{
    FILE *file = fopen("datasets/demo/comments.ndjson", "r");
    tn_tokens singly = { 0 }, by_block = { 0 };
    char *line = NULL;
    size_t capacity = 0, n_lines = 0;
    ssize_t bytes;

    (void)state;
    assert_non_null(file);
    while ((bytes = getline(&line, &capacity, file)) > 0) {
        for (size_t from = 0; from < (size_t)bytes && from < 64; from += 1 + n_lines % 7)
            compare(line + from, (size_t)bytes - from, &singly, &by_block);
        n_lines++;
    }
    assert_true(n_lines > 10);
    free(line);
    fclose(file);
    tn_tokens_free(&singly);
    tn_tokens_free(&by_block);
}

static void every_negator_may_negate(void **state)
{
    (void)state;
    for (size_t letter = 0; letter < sizeof(roles) / sizeof(roles[0]); letter++) {
        for (size_t i = 0; roles[letter][i].role; i++) {
            const char *word = roles[letter][i].word;
            size_t bytes = strnlen(word, ROLE_BYTES);

            assert_int_equal(word[0] & 31, letter);
            assert_int_equal(role_of(word, bytes), roles[letter][i].role);
            assert_true(!(roles[letter][i].role & NEGATOR) || tn_may_negate(word, bytes));
        }
    }
    assert_int_equal(tn_negator_of("isn't", 5), NEGATOR);
    assert_int_equal(tn_negator_of("but", 3), 0);
    assert_int_equal(tn_negator_of("notes", 5), 0);
    assert_int_equal(tn_negator_of("scarcelyt", 9), 0);
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
        cmocka_unit_test(blocks_have_the_tokens_of_one_at_a_time),
        cmocka_unit_test(real_comments_have_the_tokens_of_one_at_a_time),
        cmocka_unit_test(every_negator_may_negate),
        cmocka_unit_test(few_bytes_have_the_hash_of_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
