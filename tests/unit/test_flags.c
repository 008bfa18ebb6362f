/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_flags.c - what an article's flags say, on both sides of where they begin
 */
#include "output/sections.h"
#include "stats_sample.h"

#include <gsl/gsl_errno.h>
#include <stdio.h>

#define MAX_COMMENTS 40

static char id[MAX_COMMENTS][8];
static tn_record record[MAX_COMMENTS];
static tn_article_records article;
static tn_heads heads;

/* n comments of as many authors, all alike, every word known */
static void make(size_t n)
{
    for (size_t i = 0; i < n; i++) {
        snprintf(id[i], sizeof(id[i]), "c%zu", i);
        record[i] = sample_record(id[i], NULL);
        record[i].author_key = i + 1;
        record[i].n_tokens = 5;
        sample_label(&record[i], TENOR_SENTIMENT, 0.0F, 1.0F, 0.0F);
    }
    article = sample_article("x", record, n);
}

/* "small one_voice": exactly these, in this order */
static void assert_flags(const char *wanted)
{
    const char *flag[TN_N_FLAGS];
    tn_article_stats stats;
    char found[128] = "";
    int n;

    tn_records_deduplicate(&article);
    sample_stats(&stats, &article, &heads);
    n = tn_article_flags(flag, &article, &stats);
    assert_in_range(n, 0, TN_N_FLAGS);
    for (int i = 0; i < n; i++) {
        strcat(found, i > 0 ? " " : "");
        strcat(found, flag[i]);
    }
    assert_string_equal(found, wanted);
}

static void unscored(size_t from, size_t to, uint8_t reason)
{
    for (size_t i = from; i < to; i++) {
        record[i].unscored = reason;
        memset(record[i].label, -1, sizeof(record[i].label));
    }
}

static void of_one_author(size_t from, size_t to, uint64_t author)
{
    for (size_t i = from; i < to; i++)
        record[i].author_key = author;
}

static void a_mean_that_differs_from_the_rest_is_told(void **state)
{
    (void)state;
    const char *flag[TN_N_FLAGS];
    tn_article_stats stats;

    make(10);
    sample_stats(&stats, &article, &heads);
    assert_int_equal(tn_article_flags(flag, &article, &stats),
                     0); /* it has no place in a site yet */
    stats.head[TENOR_SENTIMENT].difference.q_value = TN_UNUSUAL_Q;
    assert_int_equal(tn_article_flags(flag, &article, &stats), 1);
    assert_string_equal(flag[0], "unlike_the_rest");
    stats.head[TENOR_SENTIMENT].difference.q_value = 0.11;
    assert_int_equal(tn_article_flags(flag, &article, &stats), 0);
}

static void a_quiet_discussion_has_none(void **state)
{
    (void)state;
    make(10);
    assert_flags("");
    make(MAX_COMMENTS);
    assert_flags("");
}

static void fewer_than_ten_scored_comments_are_small(void **state)
{
    (void)state;
    make(9);
    assert_flags("small");
    make(12);
    unscored(0, 3, TENOR_UNSCORED_EMPTY);
    assert_flags("small");
    make(0);
    assert_flags("small");
}

static void a_title_as_target_is_told_where_there_is_stance(void **state)
{
    (void)state;
    make(10);
    article.target = "Trams";
    article.target_source = TENOR_TARGET_TITLE;
    assert_flags("stance_target_is_title");
    heads.n_classes[TENOR_STANCE] = 0;
    assert_flags("");
    heads = two_heads;
    article.target_source = TENOR_TARGET_OPTION;
    assert_flags("");
}

static void more_than_half_of_unknown_words_is_low_coverage(void **state)
{
    (void)state;
    make(40);
    unscored(0, 20, TENOR_UNSCORED_LOW_COVERAGE);
    assert_flags("");
    make(40);
    unscored(0, 21, TENOR_UNSCORED_LOW_COVERAGE);
    assert_flags("low_coverage");
    make(40);
    unscored(0, 25, TENOR_UNSCORED_NO_WORDS); /* another reason */
    assert_flags("");
}

static void an_author_of_more_than_half_is_one_voice(void **state)
{
    (void)state;
    make(12);
    of_one_author(0, 6, 99);
    assert_flags("");
    make(12);
    of_one_author(0, 7, 99);
    assert_flags("one_voice");
    make(9); /* too few to say so */
    of_one_author(0, 9, 99);
    assert_flags("small");
}

/* of comments whose author is unknown nobody can say that they are one's */
static void unknown_authors_are_no_voice(void **state)
{
    (void)state;
    make(12);
    of_one_author(0, 12, 0);
    assert_flags("");
    make(12); /* two of the three with an author */
    of_one_author(0, 2, 99);
    of_one_author(3, 12, 0);
    assert_flags("one_voice");
    make(12); /* the only known author is no majority among several */
    of_one_author(0, 2, 99);
    of_one_author(2, 12, 0);
    assert_flags("");
}

static void an_author_who_moves_the_mean_is_one_voice(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        float negative = side ? 0.0F : 1.0F, positive = 1.0F - negative;

        make(10); /* the mean is 0.2, and 0 without the author */
        sample_label(&record[0], TENOR_SENTIMENT, negative, 0.0F, positive);
        sample_label(&record[1], TENOR_SENTIMENT, negative, 0.0F, positive);
        of_one_author(0, 2, 99);
        assert_flags("one_voice");
        make(10); /* 0.2, and 1/9 without either of two */
        sample_label(&record[0], TENOR_SENTIMENT, negative, 0.0F, positive);
        sample_label(&record[1], TENOR_SENTIMENT, negative, 0.0F, positive);
        assert_flags("");
        of_one_author(0, 2, 0); /* nor of two that are unknown */
        assert_flags("");
    }
}

static void words_unlike_those_of_training_are_out_of_domain(void **state)
{
    (void)state;
    make(10);
    for (size_t i = 0; i < 10; i++)
        record[i].coverage = i < 5 ? 0.5F : 1.0F;
    assert_flags(""); /* 0.75 on average */
    record[0].coverage = 0.49F;
    assert_flags("out_of_domain");
    make(20); /* comments that are unscored for it count, others do not */
    unscored(0, 5, TENOR_UNSCORED_LOW_COVERAGE);
    unscored(5, 10, TENOR_UNSCORED_NO_WORDS);
    for (size_t i = 0; i < 10; i++)
        record[i].coverage = 0.0F;
    assert_flags("out_of_domain"); /* 10 of 15 */
    make(20);
    unscored(0, 10, TENOR_UNSCORED_NO_WORDS);
    for (size_t i = 0; i < 10; i++)
        record[i].coverage = 0.0F;
    assert_flags("");
}

static void flags_stand_in_their_order(void **state)
{
    (void)state;
    make(12);
    unscored(0, 7, TENOR_UNSCORED_LOW_COVERAGE);
    of_one_author(0, 7, 99);
    for (size_t i = 0; i < 12; i++)
        record[i].coverage = i < 7 ? 0.1F : 1.0F;
    article.target = "Trams";
    article.target_source = TENOR_TARGET_TITLE;
    assert_flags("small stance_target_is_title low_coverage one_voice out_of_domain");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quiet_discussion_has_none),
        cmocka_unit_test(a_mean_that_differs_from_the_rest_is_told),
        cmocka_unit_test(fewer_than_ten_scored_comments_are_small),
        cmocka_unit_test(a_title_as_target_is_told_where_there_is_stance),
        cmocka_unit_test(more_than_half_of_unknown_words_is_low_coverage),
        cmocka_unit_test(an_author_of_more_than_half_is_one_voice),
        cmocka_unit_test(unknown_authors_are_no_voice),
        cmocka_unit_test(an_author_who_moves_the_mean_is_one_voice),
        cmocka_unit_test(words_unlike_those_of_training_are_out_of_domain),
        cmocka_unit_test(flags_stand_in_their_order),
    };

    gsl_set_error_handler_off();
    heads = two_heads;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
