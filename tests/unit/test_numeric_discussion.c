/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_numeric_discussion.c - people, threads and distinctive words
 */
#include "numeric_sample.h"

#include "stats/distinctive.h"
#include "stats/people.h"
#include "stats/thread_shape.h"

/* ------------------------------------------------------- concentration */

static tn_concentration concentration(const int64_t *count, size_t n)
{
    tn_concentration out;

    assert_int_equal(tn_concentration_of(&out, count, n, NULL), 0);
    return out;
}

static void concentration_of_few_authors(void **state)
{
    const int64_t equal[] = { 3, 3 }, zero[] = { 0, 0 };

    (void)state;
    assert_true(isnan(concentration(NULL, 0).gini) && isnan(concentration(zero, 2).top_author));
    assert_same(concentration(equal, 1).gini, 0.0);
    assert_same(concentration(equal, 2).gini, 0.0);
    assert_same(concentration(equal, 2).top_10, 0.5);
}

/* 1, 1, 2, 6: (-3 - 1 + 2 + 18) / (4 * 10) */
static void gini_by_hand_in_any_order(void **state)
{
    const int64_t count[] = { 6, 1, 2, 1 }, other[] = { 1, 2, 1, 6 };

    (void)state;
    assert_same(concentration(count, 4).gini, 0.4);
    assert_same(concentration(count, 4).top_author, 0.6);
    assert_same(concentration(count, 4).gini, concentration(other, 4).gini);
}

static void the_top_tenth_is_rounded_up(void **state)
{
    int64_t count[101];

    (void)state;
    for (size_t i = 0; i < COUNT(count); i++)
        count[i] = i < 11 ? 2 : 1;
    assert_near(concentration(count, 100).top_10, 20.0 / 111.0, 1e-16);
    assert_near(concentration(count, 101).top_10, 22.0 / 112.0, 1e-16);
}

/* ----------------------------------------------------------- jackknife */

static tn_jackknife jackknife(const double *x, const uint64_t *group, size_t n)
{
    tn_jackknife out;

    assert_int_equal(tn_jackknife_of(&out, x, group, n, 10, NULL), 0);
    return out;
}

static void one_author_has_no_influence_to_speak_of(void **state)
{
    const double x[] = { -0.5, 0.5 };
    const uint64_t group[] = { 7, 7 };
    tn_jackknife one = jackknife(x, group, 2);

    (void)state;
    assert_true(isnan(jackknife(NULL, NULL, 0).mean));
    assert_same(one.mean, 0.0);
    assert_int_equal(one.n_groups, 1);
    assert_same(one.overlap, 1.0);
    assert_true(isnan(one.influence) && isnan(one.variance));
}

/* all 0.4; without a: 0.1 (of 2), without b: 0.6 (of 3); half their distance is the error */
static void influence_by_hand(void **state)
{
    const double x[] = { 0.0, 0.0, 0.2, 0.8, 1.0 };
    const uint64_t group[] = { 9, 5, 9, 5, 5 };
    tn_jackknife j = jackknife(x, group, 5);

    (void)state;
    assert_near(j.mean, 0.4, 1e-16);
    assert_near(j.influence, 0.3, 1e-15);
    assert_int_equal(j.group_count, 3);
    assert_near(j.variance, 0.0625, 1e-15);
    assert_near(j.overlap, 13.0 / 25.0, 1e-16);
}

static void of_equals_the_first_group_is_reported(void **state)
{
    const double x[] = { -1.0, 0.0, 1.0 };
    const uint64_t apart[] = { 2, 0, 1 };
    tn_jackknife j = jackknife(x, apart, 3);

    (void)state;
    assert_near(j.variance, 1.0 / 3.0, 1e-15); /* as for a plain mean */
    assert_near(j.influence, 0.5, 1e-15);      /* of the one in slot 1 */
}

static void equal_values_have_no_influence(void **state)
{
    const double x[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 };
    const uint64_t group[] = { 1, 2, 3, 1, 2, 3 };

    (void)state;
    assert_same(jackknife(x, group, 6).influence, 0.0);
    assert_same(jackknife(x, group, 6).variance, 0.0);
}

/* ------------------------------------------------------------- threads */

static tn_thread_shape shape(const size_t *parent, size_t n)
{
    int64_t *depth = malloc((n + 1) * sizeof(*depth));
    tn_thread_shape out;

    assert_non_null(depth);
    tn_thread_depths(depth, parent, n);
    assert_int_equal(tn_thread_shape_of(&out, depth, n, NULL), 0);
    free(depth);
    return out;
}

static tn_exchanges exchanges(const size_t *parent, const uint64_t *author, size_t n)
{
    int64_t *depth = malloc((n + 1) * sizeof(*depth));
    tn_exchanges out;

    assert_non_null(depth);
    tn_thread_depths(depth, parent, n);
    assert_int_equal(tn_exchanges_of(&out, depth, parent, author, n, NULL), 0);
    free(depth);
    return out;
}

static void no_comment_has_no_shape(void **state)
{
    tn_thread_shape none = shape(NULL, 0);

    (void)state;
    assert_int_equal(none.max_depth, -1);
    assert_int_equal(none.h_index, 0);
    assert_true(isnan(none.mean_depth));
    free(none.at_depth);
    assert_true(isnan(exchanges(NULL, NULL, 0).reciprocity));
}

/* levels 1, 2, 3 hold 1, 2 and 3 comments */
static void h_index_is_the_deepest_level_that_is_wide_enough(void **state)
{
    const size_t parent[] = { TN_ROOT, 0, 0, 1, 1, 2, 3 };
    tn_thread_shape three = shape(parent, 6), still = shape(parent, 7), one = shape(parent, 1);

    (void)state;
    assert_int_equal(three.h_index, 3);
    assert_int_equal(still.h_index, 3); /* one comment at level 4 is not four */
    assert_int_equal(one.h_index, 1);
    assert_int_equal(three.at_depth[2], 3);
    assert_int_equal(three.max_breadth, 3);
    assert_near(three.mean_depth, 8.0 / 6.0, 1e-15);
    free(three.at_depth);
    free(still.at_depth);
    free(one.at_depth);
}

/* 1 and 2 answer each other, 3 answers 2, 4 answers itself; 5 names what is not there */
static void cycles_and_what_hangs_on_them_are_skipped(void **state)
{
    const size_t parent[] = { TN_ROOT, 2, 1, 2, 4, 99, 0 };
    const uint64_t author[] = { 1, 1, 2, 1, 2, 1, 2 };
    tn_thread_shape tree = shape(parent, 7);
    tn_exchanges pairs = exchanges(parent, author, 7);

    (void)state;
    assert_int_equal(tree.skipped, 4);
    assert_int_equal(tree.max_depth, 1);
    assert_int_equal(tree.at_depth[0], 2);
    assert_int_equal(pairs.pairs, 1);
    assert_int_equal(pairs.longest_exchange, 2);
    free(tree.at_depth);
}

static void a_chain_of_a_million_does_not_overflow_the_stack(void **state)
{
    enum { N = 1000000 };
    size_t *parent = malloc(N * sizeof(*parent));
    uint64_t *author = malloc(N * sizeof(*author));
    tn_thread_shape chain;

    (void)state;
    assert_non_null(parent);
    assert_non_null(author);
    for (size_t i = 0; i < N; i++) {
        parent[i] = i + 1 < N ? i + 1 : TN_ROOT; /* from the leaf up */
        author[i] = 1 + i % 2;
    }
    chain = shape(parent, N);
    assert_int_equal(chain.max_depth, N - 1);
    assert_int_equal(chain.h_index, 1);
    assert_int_equal(exchanges(parent, author, N).longest_exchange, N);
    free(chain.at_depth);
    free(parent);
    free(author);
}

static void reciprocity_counts_pairs_not_replies(void **state)
{
    /* 1 -> 2 twice and back once; 3 -> 1 only; 3 -> 3 and the unknown are no pair */
    const size_t parent[] = { TN_ROOT, 0, 1, 0, 0, 4, 0 };
    const uint64_t author[] = { 2, 1, 2, 1, 3, 3, 0 };
    tn_exchanges e = exchanges(parent, author, 7);

    (void)state;
    assert_int_equal(e.pairs, 2);
    assert_int_equal(e.reciprocal, 1);
    assert_same(e.reciprocity, 0.5);
}

/* a b a, then c answers, then a: the exchange of a and c begins anew */
static void an_exchange_has_two_voices(void **state)
{
    const size_t parent[] = { TN_ROOT, 0, 1, 2, 3 };
    const uint64_t author[] = { 1, 2, 1, 3, 1 }, talk[] = { 1, 1, 1, 1, 1 };

    (void)state;
    assert_int_equal(exchanges(parent, author, 5).longest_exchange, 3);
    assert_int_equal(exchanges(parent, talk, 5).longest_exchange, 0);
    assert_int_equal(exchanges(parent, author, 2).longest_exchange, 2);
    assert_int_equal(exchanges(parent, author, 1).longest_exchange, 0);
}

/* --------------------------------------------------- distinctive words */

static void log_odds_by_hand(void **state)
{
    const int64_t a[] = { 3, 1 }, b[] = { 1, 3 };
    const double prior[] = { 1.0, 1.0 };
    tn_log_odds words[2];

    (void)state;
    assert_int_equal(tn_log_odds_of(words, a, b, prior, 2, NULL), 0);
    assert_near(words[0].log_odds, log(4.0), 1e-15); /* 4 / 2 against 2 / 4 */
    assert_near(words[0].z, log(4.0) / sqrt(0.25 + 0.5), 1e-15);
    assert_near(words[1].log_odds, -log(4.0), 1e-15);
}

static void log_odds_at_the_edges(void **state)
{
    const int64_t none[] = { 0, 0, 0 }, bad[] = { -1, 2, 0 };
    const double prior[] = { 1.0, 0.5, 0.0 };
    tn_log_odds words[3];

    (void)state;
    assert_int_equal(tn_log_odds_of(words, none, none, prior, 0, NULL), 0);
    assert_int_equal(tn_log_odds_of(words, none, none, prior, 3, NULL), 0);
    assert_same(words[0].log_odds, 0.0);
    assert_true(isnan(words[2].z)); /* no prior */
    assert_int_equal(tn_log_odds_of(words, bad, none, prior, 3, NULL), 0);
    assert_true(isnan(words[0].z));
    assert_int_equal(tn_log_odds_of(words, none, none, prior, 1, NULL), 0);
    assert_true(isnan(words[0].z)); /* nothing else there */
}

static void the_best_words_come_in_a_fixed_order(void **state)
{
    const tn_log_odds words[] = { { 0, 1.0 }, { 0, NAN }, { 0, 2.0 }, { 0, -3.0 }, { 0, 2.0 } };
    size_t best[5];

    (void)state;
    assert_int_equal(tn_log_odds_top(best, 2, 0.0, words, 5), 2);
    assert_true(best[0] == 2 && best[1] == 4);
    assert_int_equal(tn_log_odds_top(best, 1, 0.0, words, 5), 1);
    assert_int_equal(best[0], 2);
    assert_int_equal(tn_log_odds_top(best, 5, 0.0, words, 5), 3);
    assert_true(best[0] == 2 && best[1] == 4 && best[2] == 0);
    assert_int_equal(tn_log_odds_top(best, 5, -9.0, words, 5), 4);
    assert_int_equal(best[3], 3);
    assert_int_equal(tn_log_odds_top(best, 5, 2.5, words, 5), 0);
    assert_int_equal(tn_log_odds_top(best, 0, 0.0, words, 5), 0);
    assert_int_equal(tn_log_odds_top(best, 5, 0.0, words, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(concentration_of_few_authors),
        cmocka_unit_test(gini_by_hand_in_any_order),
        cmocka_unit_test(the_top_tenth_is_rounded_up),
        cmocka_unit_test(one_author_has_no_influence_to_speak_of),
        cmocka_unit_test(influence_by_hand),
        cmocka_unit_test(of_equals_the_first_group_is_reported),
        cmocka_unit_test(equal_values_have_no_influence),
        cmocka_unit_test(no_comment_has_no_shape),
        cmocka_unit_test(h_index_is_the_deepest_level_that_is_wide_enough),
        cmocka_unit_test(cycles_and_what_hangs_on_them_are_skipped),
        cmocka_unit_test(a_chain_of_a_million_does_not_overflow_the_stack),
        cmocka_unit_test(reciprocity_counts_pairs_not_replies),
        cmocka_unit_test(an_exchange_has_two_voices),
        cmocka_unit_test(log_odds_by_hand),
        cmocka_unit_test(log_odds_at_the_edges),
        cmocka_unit_test(the_best_words_come_in_a_fixed_order),
    };

    tenor_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
