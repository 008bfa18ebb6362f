/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_dense.c - what names a target, against a count that takes no short cut
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/dense.h"

static tn_tokens tokens_of(const char *text)
{
    tn_tokens tokens = { 0 };

    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    return tokens;
}

static bool same_form(const tn_tokens *a, const tn_token *x, const tn_tokens *b, const tn_token *y)
{
    return x->form_bytes == y->form_bytes &&
           memcmp(tn_form(a, x), tn_form(b, y), x->form_bytes) == 0;
}

/* the name's word `at` is one that counts, and none of those before it is the same */
static bool counts(const tn_tokens *name, size_t at)
{
    bool any_content = false;

    for (size_t w = 0; w < name->n_tokens; w++) {
        any_content |= tn_is_content_word(&name->token[w]);
    }
    for (size_t w = 0; w < at; w++) {
        if (same_form(name, &name->token[w], name, &name->token[at])) {
            return false;
        }
    }
    return any_content ? tn_is_content_word(&name->token[at]) : name->token[at].kind == TN_WORD;
}

/* of one name: share of its words, whether a tag holds one, whether one is negated */
static void plainly(const tn_tokens *tokens, const tn_tokens *name, double out[3])
{
    int n_words = 0, n_found = 0;

    out[1] = out[2] = 0.0;
    for (size_t w = 0; w < name->n_tokens; w++) {
        const tn_token *word = &name->token[w];
        bool is_word = counts(name, w), found = false;

        for (size_t t = 0; t < tokens->n_tokens; t++) {
            const tn_token *token = &tokens->token[t];

            if (is_word && same_form(tokens, token, name, word)) {
                found = true;
                out[2] = token->marks & TN_NEGATED ? 1.0 : out[2];
            }
            if ((token->kind == TN_HASHTAG || token->kind == TN_MENTION) &&
                tn_is_content_word(word) &&
                memmem(tn_form(tokens, token), token->form_bytes, tn_form(name, word),
                       word->form_bytes)) {
                out[1] = 1.0;
            }
        }
        n_words += is_word;
        n_found += found;
    }
    out[0] = n_words ? (double)n_found / n_words : 0.0;
}

static const char *const texts[] = {
    "",
    "Nuclear power is never nuclear enough, #teamnuclear!",
    "I do not like the power plant at the harbour",
    "@harbourmaster says no, no and no",
    "an ox is in it",
    "#Harbour and #harbour, the harbour's wall",
    "climate change is a real concern and not a hoax",
};

static const char *const names[] = {
    "Nuclear power",
    "nuclear nuclear POWER power",
    "it is an ox",
    "!!! 12",
    "harbour #harbour",
    "Climate change is a real concern",
    "power plant at the harbour wall",
    "don't never power",
};

static void expect_the_same_of_a_known_name(const tn_tokens *tokens, const char *text,
                                            const double *wanted)
{
    tn_name name = { 0 };
    tn_lengths lengths;
    double dense[TN_MAX_DENSE];

    tn_lengths_fill(&lengths);
    for (int time = 0; time < 2; time++) { /* in the place of another one too */
        assert_int_equal(tn_name_read(&name, tn_str(time ? text : "another harbour"), NULL), 0);
    }
    tn_dense_of_comment(TENOR_STANCE, tokens, &name, NULL, &lengths, dense);
    assert_memory_equal(dense, wanted, 4 * sizeof(*dense));
    tn_name_free(&name);
}

static void a_name_is_found_as_by_a_plain_count(void **state)
{
    (void)state;
    for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++) {
        for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
            tn_tokens tokens = tokens_of(texts[t]), name = tokens_of(names[n]);
            double dense[TN_MAX_DENSE], wanted[3];

            tn_dense_of(TENOR_STANCE, &tokens, &name, NULL, dense);
            plainly(&tokens, &name, wanted);
            for (int i = 0; i < 3; i++) {
                assert_true(dense[i] == wanted[i]);
            }
            assert_true(dense[3] == tn_log_length(tokens.n_tokens));
            expect_the_same_of_a_known_name(&tokens, names[n], dense);
            tn_tokens_free(&tokens);
            tn_tokens_free(&name);
        }
    }
}

/* the largest share of any name, and what any name gives */
static void another_name_names_the_target_too(void **state)
{
    static const char target[] = "Nuclear power\x1F"
                                 "harbour\x1F"
                                 "climate hoax";
    tn_aliases aliases = { 0 };
    tn_tokens name = tokens_of("Nuclear power");
    double dense[TN_MAX_DENSE];

    (void)state;
    assert_int_equal(tn_aliases_read(&aliases, tn_str(target), NULL), 0);
    assert_int_equal(aliases.n, 2);
    for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++) {
        tn_tokens tokens = tokens_of(texts[t]);
        double wanted[3];

        tn_dense_of(TENOR_STANCE, &tokens, &name, &aliases, dense);
        plainly(&tokens, &name, wanted);
        for (size_t a = 0; a < aliases.n; a++) {
            double other[3];

            plainly(&tokens, &aliases.item[a].tokens, other);
            for (int i = 0; i < 3; i++) {
                wanted[i] = other[i] > wanted[i] ? other[i] : wanted[i];
            }
        }
        for (int i = 0; i < 3; i++) {
            assert_true(dense[i] == wanted[i]);
        }
        tn_tokens_free(&tokens);
    }
    tn_tokens_free(&name);
    tn_aliases_free(&aliases);
}

static void lengths_at_hand_have_the_same_bits(void **state)
{
    tn_lengths lengths;

    (void)state;
    tn_lengths_fill(&lengths);
    for (size_t n = 0; n < 2 * TN_N_LENGTHS; n++) {
        assert_true(tn_lengths_log(&lengths, n) == tn_log_length(n));
        assert_true(tn_lengths_scale(&lengths, n) == 1.0 / tn_length_norm(n));
    }
}

static void words_behind_the_first_few_of_a_target_are_context(void **state)
{
    tn_buf text = { 0 };
    tn_tokens name, tokens;
    double dense[TN_MAX_DENSE];

    (void)state;
    for (int w = 0; w < 2 * TN_MAX_TARGET_WORDS; w++) { /* each twice */
        assert_int_equal(tn_buf_printf(&text, NULL, "word%c%c the word%c%c ", 'a' + w / 16,
                                       'a' + w % 16, 'a' + w / 16, 'a' + w % 16),
                         0);
    }
    name = tokens_of(text.data);
    tokens = tokens_of("wordaa worddp wordea wordhp"); /* the 1st, 64th, 65th and 128th */
    tn_dense_of(TENOR_STANCE, &tokens, &name, NULL, dense);
    assert_true(dense[0] == 2.0 / TN_MAX_TARGET_WORDS);
    tn_tokens_free(&name);
    tn_tokens_free(&tokens);
    tn_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_found_as_by_a_plain_count),
        cmocka_unit_test(another_name_names_the_target_too),
        cmocka_unit_test(lengths_at_hand_have_the_same_bits),
        cmocka_unit_test(words_behind_the_first_few_of_a_target_are_context),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
