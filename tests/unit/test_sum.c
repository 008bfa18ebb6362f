/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_sum.c - the fast sums are those of the plain way
 *
 * The plain way is kept here, and is the best description of what a score is: every feature of a
 * text is looked up in the vocabulary, and weighed as model.svm has it.
 */
#include "model_helper.h"
#include "model/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const texts[] = {
    "",
    "no",
    "not good at all, a HORRIBLE idea... never again, but we will see",
    "soooo happy :) @friend #win http://example.com/a?b=c &amp; 19:30 \xF0\x9F\x98\x80",
    "qwrtzp blorft qwrtzp kvenn NOT QWRTZP at all",
    "@someone I don't think so. @someone else: However, it isn't soooooo baaaad",
    "We did not LOVE it at last",
    "We LOVE the bike lane at last, not that we take out the bike lane",
    "Stra\xC3\x9F"
    "e \xC3\x89T\xC3\x89 na\xC3\xAFve \xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82",
};
#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static tenor_engine *engine;

static int make_models(void **state)
{
    tenor_train_options sentiment = small_training("sentiment");
    tenor_train_options stance = small_training("stance"), reply = small_training("reply");

    if (make_folder(state) != 0)
        return -1;
    train_on("sentiment", &sentiment, NULL);
    train_on("reply", &reply, NULL);
    train_with_domain("stance", &stance, "LOVE", true); /* texts that name it are masked */
    engine = load("");
    assert_int_equal(engine->head[TENOR_STANCE]->description.domains.n, 1);
    return 0;
}

static int free_models(void **state)
{
    tenor_engine_free(engine);
    return remove_folder(state);
}

/* ------------------------------------------------------------ the plain way */

static void plain_sum(double *sum, tn_model *m, const tn_tokens *tokens, int part)
{
    const tn_model_description *d = &m->description;
    const tn_vocabulary *v;
    tn_features features = { 0 };
    double *weight, rho[TN_MAX_PAIRS];

    assert_int_equal(tn_model_vocabulary(m, &v, NULL), 0);
    assert_int_equal(tn_model_weights(m, &weight, rho, NULL), 0);
    assert_int_equal(tn_features_of(&features, tokens, false, NULL), 0);
    for (int pair = 0; pair < TN_MAX_PAIRS; pair++)
        sum[pair] = 0.0;
    for (size_t f = 0; f < features.n_features; f++) {
        int32_t entry = tn_vocabulary_find(v, features.feature[f].key, part);

        for (int pair = 0; entry >= 0 && pair < tn_n_pairs(d->n_classes); pair++)
            sum[pair] += weight[(size_t)pair * d->n_features + (size_t)entry];
    }
    free(weight);
    tn_features_free(&features);
}

static void compare(tn_summer *s, const tn_tokens *tokens, int part)
{
    tn_sums sums;

    assert_int_equal(tn_sum_text(&sums, s, tokens, part, NULL), 0);
    for (int head = part < 0 ? 0 : TENOR_STANCE; head <= (part < 0 ? TENOR_REPLY : TENOR_STANCE);
         head++) {
        double plain[TN_MAX_PAIRS];

        plain_sum(plain, engine->head[head], tokens, part);
        for (int pair = 0; pair < TN_MAX_PAIRS; pair++) {
            assert_true(fabs(sums.sum[head][pair] - plain[pair]) <=
                        1e-5 * (1.0 + fabs(plain[pair])) * (1.0 + (double)tokens->n_tokens));
        }
    }
}

static void each_text(int part)
{
    tn_summer summer;
    tn_tokens tokens = { 0 };

    tn_summer_init(&summer, &engine->lookup);
    for (size_t round = 0; round < 2; round++) { /* rows are made, then found in the cache */
        for (size_t i = 0; i < N_TEXTS; i++) {
            assert_int_equal(tn_tokenise(&tokens, texts[i], strlen(texts[i]), NULL), 0);
            compare(&summer, &tokens, part);
        }
    }
    tn_tokens_free(&tokens);
    tn_summer_free(&summer);
}

static void sums_are_those_of_the_plain_way(void **state)
{
    (void)state;
    each_text(TN_SHARED);
}

static void a_domain_has_sums_of_its_own(void **state)
{
    (void)state;
    each_text(0);
}

/* the shared part of stance reads a mark where the target is named, and its pairs with words */
static void a_masked_text_has_the_sums_of_its_marks(void **state)
{
    (void)state;
    static const char *const named[] = { "We love the bike lane at last", "Bike lane!",
                                         "take out that lane, and not a #bikelane",
                                         "not sure about the bike lane, plan" };
    const tn_vocabulary *v;
    tn_summer summer;
    tn_target target = { 0 };
    tn_tokens tokens = { 0 }, masked = { 0 };
    tn_naming naming;

    assert_int_equal(tn_model_vocabulary(engine->head[TENOR_STANCE], &v, NULL), 0);
    assert_true(tn_vocabulary_find(v, tn_feature_key(TN_FAMILY_WORD, TN_TARGET, "<target>", 8),
                                   TN_SHARED) >= 0);
    assert_true(tn_vocabulary_find(v, tn_feature_key(TN_FAMILY_BIGRAM, 0, "the <target>", 12),
                                   TN_SHARED) >= 0);
    assert_true(
        tn_vocabulary_find(v, tn_feature_key(TN_FAMILY_BIGRAM, 0, "bike lane", 9), TN_SHARED) < 0);
    assert_true(tn_vocabulary_find(v, tn_feature_key(TN_FAMILY_BIGRAM, 0, "bike lane", 9), 0) >= 0);
    assert_int_equal(tn_target_read(&target, tn_str("the bike lane"), NULL), 0);
    tn_summer_init(&summer, &engine->lookup);
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        assert_int_equal(tn_tokenise(&tokens, named[i], strlen(named[i]), NULL), 0);
        assert_int_equal(tn_target_mask(&masked, &naming, &tokens, &target, NULL), 0);
        assert_true(naming.n_marks > 0);
        compare(&summer, &masked, TN_SHARED);
    }
    free(masked.token);
    tn_tokens_free(&tokens);
    tn_target_free(&target);
    tn_summer_free(&summer);
}

static void texts_of_all_lengths_have_the_same_sums(void **state)
{
    (void)state;
    static const char words[] = "Nobody is soooo HAPPY but @friend says this is NOT good at all "
                                "however #win never looooost again, said an UGLY qwrtzp";
    tn_summer summer;
    tn_tokens tokens = { 0 };

    tn_summer_init(&summer, &engine->lookup);
    for (size_t end = 0; end < sizeof(words); end++) {
        if (words[end] == ' ' || !words[end]) {
            assert_int_equal(tn_tokenise(&tokens, words, end, NULL), 0);
            compare(&summer, &tokens, TN_SHARED);
        }
    }
    tn_tokens_free(&tokens);
    tn_summer_free(&summer);
}

/* rows that another one's place is taken from are made anew */
static void many_words_change_nothing(void **state)
{
    (void)state;
    tn_summer summer;
    tn_tokens tokens = { 0 };
    uint64_t x = 1;

    tn_summer_init(&summer, &engine->lookup);
    for (int i = 0; i < 2000; i++) {
        char text[512];
        tn_sums sums;

        for (size_t at = 0; at < sizeof(text); at++) {
            x = tn_mix(x, at);
            text[at] = x % 9 == 0 ? ' ' : (char)('a' + x % 23);
        }
        assert_int_equal(tn_tokenise(&tokens, text, sizeof(text), NULL), 0);
        assert_int_equal(tn_sum_text(&sums, &summer, &tokens, TN_SHARED, NULL), 0);
        assert_true(sums.n_words > 0 && sums.n_known[TENOR_SENTIMENT] <= sums.n_words);
    }
    tn_summer_rest(&summer);
    for (size_t i = 0; i < N_TEXTS; i++) {
        assert_int_equal(tn_tokenise(&tokens, texts[i], strlen(texts[i]), NULL), 0);
        compare(&summer, &tokens, TN_SHARED);
    }
    tn_tokens_free(&tokens);
    tn_summer_free(&summer);
}

static void words_and_pairs_that_training_text_had_are_known(void **state)
{
    (void)state;
    tn_summer summer;
    tn_tokens tokens = { 0 };
    tn_sums sums;

    tn_summer_init(&summer, &engine->lookup);
    assert_int_equal(tn_tokenise(&tokens, "we love it qwrtzp", 17, NULL), 0);
    assert_int_equal(tn_sum_text(&sums, &summer, &tokens, TN_SHARED, NULL), 0);
    assert_int_equal(sums.n_words, 4);
    assert_int_equal(sums.n_known[TENOR_STANCE], 3);
    assert_int_equal(sums.n_known_pairs[TENOR_STANCE], 2); /* the opener is none of them */
    tn_tokens_free(&tokens);
    tn_summer_free(&summer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_the_plain_way),
        cmocka_unit_test(a_domain_has_sums_of_its_own),
        cmocka_unit_test(a_masked_text_has_the_sums_of_its_marks),
        cmocka_unit_test(texts_of_all_lengths_have_the_same_sums),
        cmocka_unit_test(many_words_change_nothing),
        cmocka_unit_test(words_and_pairs_that_training_text_had_are_known),
    };

    return cmocka_run_group_tests(tests, make_models, free_models);
}
