/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_discussion.c - an article's figures from its records, on a discussion made by hand
 */
#include "stats_sample.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#define HOUR 3600

static const tn_heads heads = { .n_classes = { 3, 3, 3 },
                                .class_name = { { "negative", "neutral", "positive" },
                                                { "against", "none", "favor" },
                                                { "disagree", "neutral", "agree" } } };

static void assert_near(double found, double wanted)
{
    if (!(fabs(found - wanted) <= 1e-6)) {
        print_error("%.12g is not %.12g\n", found, wanted);
        fail();
    }
}

/*
 * a (ann) <- b (bob) <- c (ann) <- d (bob), disagree, disagree, agree; e (cas), alone, negative;
 * f names a parent that is not there. Hours 0, 1, 2, 3, 40; f's time is unknown.
 */
static void make(tn_record record[6])
{
    static const char *const id[] = { "a", "b", "c", "d", "e", "f" };
    static const char *const parent[] = { NULL, "a", "b", "c", NULL, "gone" };
    static const uint64_t author[] = { 11, 22, 11, 22, 33, 0 };
    static const float positive[] = { 0.9F, 0.8F, 0.7F, 0.6F, 0.1F, 0.5F };
    static const int64_t likes[] = { 5, 4, 3, 2, 1, INT64_MIN };

    for (int i = 0; i < 6; i++) {
        record[i] = sample_record(id[i], parent[i]);
        record[i].author_key = author[i];
        record[i].likes = likes[i];
        record[i].created_at_s = i == 5 ? TENOR_NO_TIME : (i == 4 ? 40 : i) * HOUR;
        record[i].coverage = 0.5F;
        record[i].n_tokens = (uint16_t)(10 * (i + 1));
        sample_label(&record[i], TENOR_SENTIMENT, 1.0F - positive[i], 0.0F, positive[i]);
        if (i >= 1 && i <= 3)
            sample_label(&record[i], TENOR_REPLY, i < 3 ? 0.8F : 0.1F, 0.1F, i < 3 ? 0.1F : 0.8F);
    }
}

static void stats_of(tn_article_stats *stats, tn_record *record, size_t n)
{
    tn_article_records article = sample_article("x", record, n);

    tn_records_deduplicate(&article);
    sample_stats(stats, &article, &heads);
}

static void a_discussion_made_by_hand(void **state)
{
    tn_record record[6];
    tn_article_stats stats;
    const tn_discussion *d = &stats.discussion;

    (void)state;
    make(record);
    stats_of(&stats, record, 6);
    /* thread: depths 0 1 2 3 0 0 */
    assert_int_equal(d->at_depth[0].comments, 3);
    assert_int_equal(d->at_depth[1].disagree, 1);
    assert_int_equal(d->at_depth[2].disagree, 1);
    assert_int_equal(d->at_depth[3].disagree, 0);
    assert_int_equal(d->at_depth[3].replies, 1);
    assert_near(d->mean_depth, 1.0);
    assert_near(d->replies_per_comment, 0.5);
    assert_int_equal(d->max_breadth, 3);
    assert_int_equal(d->h_index, 1);
    assert_int_equal(d->exchanges.pairs, 1);
    assert_near(d->exchanges.reciprocity, 1.0);
    assert_int_equal(d->exchanges.longest_exchange, 4);
    /* time: 5 known, half of them within 2 hours; hours, for 41 of them are few */
    assert_int_equal(d->grid.width_s, HOUR);
    assert_int_equal(d->grid.n_buckets, 41);
    assert_near(d->half_life_s, 2 * HOUR);
    assert_int_equal(d->trend.n, 5);
    assert_true(d->trend.change.estimate < -1.0);
    /* people: 2, 2 and 1 of the known ones' 5 */
    assert_near(d->concentration.top_author, 0.4);
    assert_near(d->concentration.gini, 2.0 / 15.0);
    /* without cas the mean of 0.8 0.6 0.4 0.2 -0.8 0 is 0.4 */
    assert_near(stats.head[TENOR_SENTIMENT].voices.influence, 0.2 - 0.4);
    assert_int_equal(stats.head[TENOR_SENTIMENT].voices.group_count, 1);
    assert_near(d->likes.rho, 1.0);
    assert_int_equal(d->likes.n, 5);
    assert_int_equal(d->depth.n, 6);
    assert_near(d->mean_coverage, 0.5);
    assert_near(d->mean_tokens, 35.0);
}

/* every order of arrival, and other keys of the authors, give the same bytes */
static void order_and_keys_do_not_matter(void **state)
{
    static const int order[][6] = { { 5, 4, 3, 2, 1, 0 },
                                    { 2, 0, 4, 1, 5, 3 },
                                    { 3, 5, 0, 2, 4, 1 } };
    tn_record record[6], shuffled[6];
    tn_article_stats one, other;

    (void)state;
    make(record);
    memcpy(shuffled, record, sizeof(record));
    stats_of(&one, record, 6);
    make(record);
    for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++) {
        for (int i = 0; i < 6; i++) {
            shuffled[i] = record[order[o][i]];
            if (shuffled[i].author_key) /* another run's keys */
                shuffled[i].author_key = tn_mix(o + 1, shuffled[i].author_key) | 1;
        }
        stats_of(&other, shuffled, 6);
        assert_memory_equal(&one.discussion, &other.discussion, sizeof(one.discussion));
        assert_memory_equal(&one.head[0], &other.head[0], sizeof(one.head[0]));
    }
}

static void nothing_and_one(void **state)
{
    tn_record record[6];
    tn_article_stats stats;
    const tn_discussion *d = &stats.discussion;

    (void)state;
    make(record);
    stats_of(&stats, record, 0);
    assert_true(isnan(d->mean_depth) && isnan(d->half_life_s) && isnan(d->concentration.gini));
    assert_true(isnan(stats.head[TENOR_SENTIMENT].voices.mean) && isnan(d->mean_coverage));
    assert_int_equal(d->grid.n_buckets, 0);
    assert_int_equal(d->h_index, 0);
    stats_of(&stats, record, 1);
    assert_near(d->mean_depth, 0.0);
    assert_near(d->half_life_s, 0.0);
    assert_near(d->concentration.top_author, 1.0);
    assert_true(isnan(d->likes.rho) && isnan(d->trend.change.estimate));
    assert_true(isnan(stats.head[TENOR_SENTIMENT].voices.influence));
}

static void the_detail_adds_up(void **state)
{
    tn_record record[6];
    tn_article_records article;
    tn_article_stats stats;
    tn_detail detail;
    int64_t n = 0, comments = 0;

    (void)state;
    make(record);
    stats_of(&stats, record, 6);
    article = sample_article("x", record, 6);
    assert_int_equal(tn_detail_of(&detail, &article, &stats.discussion.grid, heads.n_classes, NULL),
                     0);
    for (int bin = 0; bin < TN_SCORE_BINS; bin++)
        n += detail.histogram[TENOR_SENTIMENT].count[bin];
    for (int64_t b = 0; b < stats.discussion.grid.n_buckets; b++)
        comments += detail.bucket[b].n_comments;
    assert_int_equal(n, 6);
    assert_int_equal(comments, 5);
    assert_near(detail.bucket[40].mean, -0.8);
    tn_detail_free(&detail);
}

/* more comments than the test of a table takes: the article has all its other figures */
static void a_table_beyond_all_bounds_has_no_exact_test(void **state)
{
    static const tn_crosstab table = { .n_rows = 3,
                                       .n_columns = 3,
                                       .cell = { { 6000000, 9 }, { 9, 6000000 } } };
    tn_record record[6];
    tn_discussion d;
    tn_reply_tree tree;
    tn_scores scores[TENOR_N_HEADS] = { { 0 } };
    tn_jackknife voices[TENOR_N_HEADS];
    tn_article_records article = sample_article("x", record, 6);

    (void)state;
    make(record);
    tn_records_deduplicate(&article);
    assert_int_equal(tn_reply_tree_of(&tree, &article, NULL), 0);
    assert_int_equal(tn_scores_of(&scores[TENOR_SENTIMENT], &article, TENOR_SENTIMENT, 3, NULL), 0);
    assert_int_equal(
        tn_discussion_of(&d, voices, &article, &tree, scores, &table, heads.n_classes, NULL), 0);
    tn_scores_free(&scores[TENOR_SENTIMENT]);
    tn_reply_tree_free(&tree);
    assert_int_equal(d.table.method, TN_TABLE_NONE);
    assert_true(isnan(d.table.p_value));
    assert_int_equal(d.at_depth[0].comments, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_discussion_made_by_hand),
        cmocka_unit_test(order_and_keys_do_not_matter),
        cmocka_unit_test(nothing_and_one),
        cmocka_unit_test(the_detail_adds_up),
        cmocka_unit_test(a_table_beyond_all_bounds_has_no_exact_test),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
