/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_stats_records.c - which copy of a comment counts, threads, an article's and a site's figures
 */
#include "stats_sample.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

/* ---------------------------------------------------------- precedence */

/* a wins, b loses, and the other way round */
static void assert_wins(const tn_record *a, const tn_record *b)
{
    assert_true(tn_record_precedence(a, b) > 0);
    assert_true(tn_record_precedence(b, a) < 0);
}

static void a_deletion_wins_over_a_later_edit(void **state)
{
    tn_record deleted = sample_record("1", NULL), edited = sample_record("1", NULL);

    (void)state;
    deleted.deleted = true;
    edited.updated_at_s = 2000;
    edited.likes = 9;
    assert_wins(&deleted, &edited);
}

static void the_latest_edit_wins_over_more_likes(void **state)
{
    tn_record early = sample_record("1", NULL), late = sample_record("1", NULL);

    (void)state;
    early.updated_at_s = 1000;
    early.likes = 500;
    late.updated_at_s = 1001;
    assert_wins(&late, &early);
    early.updated_at_s = TENOR_NO_TIME;
    late.updated_at_s = -5; /* before 1970 is still known */
    assert_wins(&late, &early);
}

static void more_likes_win_over_the_digest(void **state)
{
    tn_record few = sample_record("1", NULL), many = sample_record("1", NULL);

    (void)state;
    few.likes = 0;
    many.likes = 1;
    few.content_key = (tn_digest){ 9, 9 };
    many.content_key = (tn_digest){ 1, 1 };
    assert_wins(&many, &few);
    few.likes = INT64_MIN;
    many.likes = -3; /* votes may be negative; unknown loses */
    assert_wins(&many, &few);
}

static void the_larger_digest_breaks_a_tie(void **state)
{
    tn_record a = sample_record("1", NULL), b = sample_record("1", NULL);

    (void)state;
    a.content_key = (tn_digest){ 2, 0 };
    b.content_key = (tn_digest){ 1, 7 };
    assert_wins(&a, &b);
    b.content_key = (tn_digest){ 2, 1 };
    assert_wins(&b, &a);
    assert_int_equal(tn_record_precedence(&a, &a), 0);
}

/* ------------------------------------------------------------ settling */

#define N_IDS    40
#define N_COPIES 3

static void shuffle(tn_record *record, size_t n, unsigned seed)
{
    for (size_t i = n - 1; i > 0; i--) {
        size_t j = (size_t)rand_r(&seed) % (i + 1);
        tn_record swap = record[i];

        record[i] = record[j];
        record[j] = swap;
    }
}

static void settling_forgets_the_order_of_arrival(void **state)
{
    static char id[N_IDS][24];
    static tn_record first[N_IDS * N_COPIES], other[N_IDS * N_COPIES];
    tn_article_records settled = sample_article("a", first, N_IDS * N_COPIES);

    (void)state;
    for (size_t i = 0; i < (size_t)N_IDS * N_COPIES; i++) {
        snprintf(id[i % N_IDS], sizeof(id[0]), "%zu", i % N_IDS);
        first[i] = sample_record(id[i % N_IDS], NULL);
        first[i].likes = (int64_t)(i * 7 % 5);
        first[i].content_key = (tn_digest){ i * 31 % 17, i };
        other[i] = first[i];
    }
    assert_int_equal(tn_records_deduplicate(&settled), N_IDS * (N_COPIES - 1));
    assert_int_equal(settled.n_records, N_IDS);
    for (unsigned seed = 1; seed < 20; seed++) {
        tn_article_records again = sample_article("a", other, N_IDS * N_COPIES);

        for (size_t i = 0; i < (size_t)N_IDS * N_COPIES; i++) {
            other[i] = sample_record(id[i % N_IDS], NULL);
            other[i].likes = (int64_t)(i * 7 % 5);
            other[i].content_key = (tn_digest){ i * 31 % 17, i };
        }
        shuffle(other, (size_t)N_IDS * N_COPIES, seed);
        assert_int_equal(tn_records_deduplicate(&again), N_IDS * (N_COPIES - 1));
        for (size_t i = 0; i < N_IDS; i++) {
            assert_int_equal(tn_digest_compare(first[i].id_key, other[i].id_key), 0);
            assert_int_equal(tn_digest_compare(first[i].content_key, other[i].content_key), 0);
            assert_true(first[i].likes == other[i].likes);
        }
    }
}

/* beyond 65,536 records they are sorted in another way: one more of them changes nothing else */
static void many_records_are_settled_as_few_are(void **state)
{
    enum { N = 1 << 16 };
    tn_record *few = calloc(N, sizeof(*few)), *many = calloc(N + 1, sizeof(*many));
    tn_article_records less = sample_article("a", few, N), more = sample_article("a", many, N + 1);

    (void)state;
    assert_non_null(few);
    assert_non_null(many);
    many[N] = sample_record("one more", NULL);
    many[N].id_key = (tn_digest){ UINT64_MAX, UINT64_MAX };
    for (uint64_t i = 0; i < N; i++) {
        few[i] = sample_record("", NULL);
        few[i].id_key.high = tn_mix(i / 3, 1); /* three copies of each */
        few[i].likes = (int64_t)(tn_mix(i, 2) % 100);
        few[i].content_key.high = i;
        many[i] = few[i];
    }
    assert_int_equal(tn_records_deduplicate(&less), tn_records_deduplicate(&more));
    assert_int_equal(less.n_records + 1, more.n_records);
    for (size_t i = 0; i < less.n_records; i++) {
        assert_int_equal(tn_digest_compare(few[i].id_key, many[i].id_key), 0);
        assert_int_equal(tn_digest_compare(few[i].content_key, many[i].content_key), 0);
        assert_true(i == 0 || tn_digest_compare(few[i - 1].id_key, few[i].id_key) < 0);
    }
    free(few);
    free(many);
}

static void settling_keeps_the_copy_that_wins(void **state)
{
    tn_record record[3] = { sample_record("1", NULL), sample_record("1", NULL),
                            sample_record("1", NULL) };
    tn_article_records article = sample_article("a", record, 3);

    (void)state;
    record[0].likes = 3;
    record[1].likes = 8;
    record[2].likes = 5;
    assert_int_equal(tn_records_deduplicate(&article), 2);
    assert_int_equal(article.n_records, 1);
    assert_int_equal(record[0].likes, 8);
    article.n_records = 0;
    assert_int_equal(tn_records_deduplicate(&article), 0);
}

static void two_ids_with_one_key_stay_two_comments(void **state)
{
    tn_record record[2] = { sample_record("one", NULL), sample_record("two", NULL) };
    tn_article_records article = sample_article("a", record, 2);

    (void)state;
    record[1].id_key = record[0].id_key;
    assert_int_equal(tn_records_deduplicate(&article), 0);
    assert_int_equal(article.n_records, 2);
}

/* ------------------------------------------------------------- threads */

static tn_counts counts_of(tn_record *record, size_t n)
{
    tn_article_records article = sample_article("a", record, n);
    tn_article_stats stats;

    tn_records_deduplicate(&article);
    sample_stats(&stats, &article, &two_heads);
    return stats.comments;
}

static void replies_are_counted_to_their_depth(void **state)
{
    tn_record record[] = { sample_record("1", NULL), sample_record("2", "1"),
                           sample_record("3", "2"), sample_record("4", "1"),
                           sample_record("5", NULL) };
    tn_counts counts = counts_of(record, 5);

    (void)state;
    assert_int_equal(counts.threads, 2);
    assert_int_equal(counts.replies, 3);
    assert_int_equal(counts.orphans, 0);
    assert_int_equal(counts.cycles, 0);
    assert_int_equal(counts.max_depth, 2);
}

static void an_orphan_begins_a_thread(void **state)
{
    tn_record record[] = { sample_record("1", NULL), sample_record("2", "gone"),
                           sample_record("3", "2") };
    tn_counts counts = counts_of(record, 3);

    (void)state;
    assert_int_equal(counts.threads, 2);
    assert_int_equal(counts.orphans, 1);
    assert_int_equal(counts.replies, 1);
    assert_int_equal(counts.max_depth, 1);
}

static void cycles_end_and_have_no_depth(void **state)
{
    tn_record record[] = { sample_record("1", "2"), sample_record("2", "1"),
                           sample_record("3", "2"), sample_record("4", "3"),
                           sample_record("5", "5"), sample_record("6", NULL),
                           sample_record("7", "6") };
    tn_counts counts = counts_of(record, 7);

    (void)state;
    assert_int_equal(counts.cycles, 5); /* 1 and 2, below them 3 and 4, and 5 itself */
    assert_int_equal(counts.replies, 6);
    assert_int_equal(counts.threads, 1);
    assert_int_equal(counts.max_depth, 1);
}

static void nothing_but_a_cycle_has_no_depth(void **state)
{
    tn_record record[] = { sample_record("1", "1") };

    (void)state;
    assert_int_equal(counts_of(record, 1).max_depth, -1);
    assert_int_equal(counts_of(record, 0).max_depth, -1);
}

#define N_DEEP 200000

static void a_very_deep_thread_is_walked_without_recursion(void **state)
{
    tn_record *record = calloc(N_DEEP, sizeof(*record));
    char(*id)[24] = calloc(N_DEEP, sizeof(*id));

    (void)state;
    assert_true(record && id);
    for (int i = 0; i < N_DEEP; i++) {
        snprintf(id[i], sizeof(id[i]), "%d", i);
        record[i] = sample_record(id[i], i ? id[i - 1] : NULL);
    }
    tn_counts counts = counts_of(record, N_DEEP);

    assert_int_equal(counts.max_depth, N_DEEP - 1);
    assert_int_equal(counts.threads, 1);
    free(record);
    free(id);
}

/* ----------------------------------------------------- article and site */

static void an_article_is_counted_by_reason_author_and_time(void **state)
{
    tn_record record[] = { sample_record("1", NULL), sample_record("2", NULL),
                           sample_record("3", NULL), sample_record("4", NULL) };

    (void)state;
    record[0].author_key = 11;
    record[1].author_key = 11;
    record[2].author_key = 12; /* the fourth has no known author */
    record[1].unscored = TENOR_UNSCORED_EMPTY;
    record[2].unscored = TENOR_UNSCORED_LOW_COVERAGE;
    record[2].created_at_s = 500;
    record[3].created_at_s = 100;
    tn_counts counts = counts_of(record, 4);

    assert_int_equal(counts.count, 4);
    assert_int_equal(counts.scored, 2);
    assert_int_equal(counts.unscored[TENOR_UNSCORED_EMPTY], 1);
    assert_int_equal(counts.unscored[TENOR_UNSCORED_LOW_COVERAGE], 1);
    assert_int_equal(counts.authors, 2);
    assert_int_equal(counts.first_at_s, 100);
    assert_int_equal(counts.last_at_s, 500);
}

static void an_article_without_comments_is_undefined_not_an_error(void **state)
{
    tn_article_records article = sample_article("a", NULL, 0);
    tn_article_stats stats;

    (void)state;
    article.target_source = TENOR_TARGET_ARTICLE;
    sample_stats(&stats, &article, &two_heads);
    assert_true(stats.head[TENOR_SENTIMENT].present && stats.head[TENOR_STANCE].present);
    assert_false(stats.head[TENOR_REPLY].present);
    assert_int_equal(stats.head[TENOR_SENTIMENT].n, 0);
    assert_true(isnan(stats.head[TENOR_SENTIMENT].score.mean));
    assert_true(isnan(stats.head[TENOR_SENTIMENT].label[0].share));
    assert_true(stats.comments.first_at_s == TENOR_NO_TIME);
    assert_true(isnan(stats.sentiment_by_stance.chi_square));
}

static void labels_scores_and_the_table_agree(void **state)
{
    tn_record record[] = { sample_record("1", NULL), sample_record("2", NULL),
                           sample_record("3", NULL) };
    tn_article_records article = sample_article("a", record, 3);
    tn_article_stats stats;

    (void)state;
    article.target_source = TENOR_TARGET_OPTION;
    sample_label(&record[0], TENOR_SENTIMENT, 0.75F, 0.25F, 0.0F);
    sample_label(&record[1], TENOR_SENTIMENT, 0.0F, 0.25F, 0.75F);
    sample_label(&record[2], TENOR_SENTIMENT, 0.0F, 0.0F, 1.0F);
    sample_label(&record[0], TENOR_STANCE, 1.0F, 0.0F, 0.0F);
    sample_label(&record[1], TENOR_STANCE, 0.0F, 0.0F, 1.0F);
    sample_stats(&stats, &article, &two_heads);
    assert_int_equal(stats.head[TENOR_SENTIMENT].n, 3);
    assert_int_equal(stats.head[TENOR_SENTIMENT].label[2].count, 2);
    assert_int_equal(stats.head[TENOR_STANCE].n, 2);
    assert_true(fabs(stats.head[TENOR_SENTIMENT].score.mean - 1.0 / 3.0) < 1e-12);
    assert_true(stats.head[TENOR_SENTIMENT].mean_low >= -1.0);
    assert_int_equal(stats.sentiment_by_stance.n, 2); /* the third has no stance */
    assert_int_equal(stats.sentiment_by_stance.cell[0][0], 1);
    assert_int_equal(stats.sentiment_by_stance.cell[2][2], 1);
}

static void unscored_comments_have_no_label(void **state)
{
    tn_record record[] = { sample_record("1", NULL) };
    tn_article_records article = sample_article("a", record, 1);
    tn_article_stats stats;

    (void)state;
    sample_label(&record[0], TENOR_SENTIMENT, 1.0F, 0.0F, 0.0F);
    record[0].unscored = TENOR_UNSCORED_DELETED;
    sample_stats(&stats, &article, &two_heads);
    assert_int_equal(stats.head[TENOR_SENTIMENT].n, 0);
}

static void a_site_leaves_out_stance_toward_titles_and_counts_authors_once(void **state)
{
    tn_record one[] = { sample_record("1", NULL) }, two[] = { sample_record("1", NULL) };
    tn_article_records a = sample_article("a", one, 1), b = sample_article("b", two, 1);
    const tn_article_records *both[] = { &a, &b };
    tn_article_stats stats[2];
    tn_site site;

    (void)state;
    one[0].author_key = two[0].author_key = 5;
    sample_label(&one[0], TENOR_STANCE, 1.0F, 0.0F, 0.0F);
    sample_label(&two[0], TENOR_STANCE, 0.0F, 0.0F, 1.0F);
    a.target_source = TENOR_TARGET_TITLE;
    b.target_source = TENOR_TARGET_ARTICLE;
    sample_site(&site, both, stats, 2, &two_heads);
    assert_int_equal(site.stats.articles, 2);
    assert_int_equal(site.stats.all.comments.count,
                     2); /* the same id in two articles is two comments */
    assert_int_equal(site.stats.all.comments.authors, 1);
    assert_int_equal(site.stats.all.head[TENOR_STANCE].n, 1);
    assert_int_equal(site.stats.all.head[TENOR_STANCE].label[2].count, 1);
    tn_site_free(&site);
    sample_site(&site, both, stats, 1, &two_heads);
    assert_false(site.stats.all.head[TENOR_STANCE].present);
    tn_site_free(&site);
}

static void figures_have_the_same_bits_whatever_the_order(void **state)
{
    static char id[64][24];
    static tn_record record[64];
    tn_article_stats stats[2];

    (void)state;
    memset(stats, 0, sizeof(stats));
    for (unsigned run = 0; run < 2; run++) {
        tn_article_records article = sample_article("a", record, 64);

        for (int i = 0; i < 64; i++) {
            float p = (float)(i * 37 % 64) / 97.0F;

            snprintf(id[i], sizeof(id[i]), "%d", i);
            record[i] = sample_record(id[i], NULL);
            sample_label(&record[i], TENOR_SENTIMENT, p, 0.2F, 0.8F - p);
        }
        shuffle(record, 64, run * 7 + 1);
        tn_records_deduplicate(&article);
        sample_stats(&stats[run], &article, &two_heads);
    }
    assert_memory_equal(&stats[0].head[TENOR_SENTIMENT].score,
                        &stats[1].head[TENOR_SENTIMENT].score, sizeof(tn_moments));
}

/* few, many and very many are sorted in different ways; `crowd`: nearly all in one place */
static void check_scores(tn_record *record, size_t n, bool crowd)
{
    tn_article_records article = sample_article("a", record, n);
    tn_scores scores;
    size_t n_labelled = 0;

    for (size_t i = 0; i < n; i++) {
        float p = (float)(tn_mix(i, n) % 1000) / (crowd && i % 50 ? 1e7F : 1e3F);

        record[i] = sample_record("", NULL);
        if (i % 7 != 3) {
            sample_label(&record[i], TENOR_STANCE, p, 1.0F - p, 0.5F);
            n_labelled++;
        }
    }
    assert_int_equal(tn_scores_of(&scores, &article, TENOR_STANCE, 3, NULL), 0);
    assert_int_equal(scores.n, n_labelled);
    for (size_t k = 0; k < scores.n; k++) {
        const tn_record *whose = &record[scores.place[k]];

        assert_true(whose->label[TENOR_STANCE] >= 0);
        assert_true(scores.score[k] == (double)tn_record_score(whose, TENOR_STANCE, 3));
        assert_true(
            k == 0 || scores.score[k - 1] < scores.score[k] ||
            (scores.score[k - 1] == scores.score[k] && scores.place[k - 1] < scores.place[k]));
    }
    tn_scores_free(&scores);
}

static void scores_are_sorted_however_many(void **state)
{
    static const size_t size[] = { 0, 1, 2, 20, 300, 4700, 5000 };
    static tn_record record[5000];

    (void)state;
    for (size_t s = 0; s < sizeof(size) / sizeof(size[0]); s++) {
        check_scores(record, size[s], false);
        check_scores(record, size[s], true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deletion_wins_over_a_later_edit),
        cmocka_unit_test(the_latest_edit_wins_over_more_likes),
        cmocka_unit_test(more_likes_win_over_the_digest),
        cmocka_unit_test(the_larger_digest_breaks_a_tie),
        cmocka_unit_test(settling_forgets_the_order_of_arrival),
        cmocka_unit_test(many_records_are_settled_as_few_are),
        cmocka_unit_test(settling_keeps_the_copy_that_wins),
        cmocka_unit_test(scores_are_sorted_however_many),
        cmocka_unit_test(two_ids_with_one_key_stay_two_comments),
        cmocka_unit_test(replies_are_counted_to_their_depth),
        cmocka_unit_test(an_orphan_begins_a_thread),
        cmocka_unit_test(cycles_end_and_have_no_depth),
        cmocka_unit_test(nothing_but_a_cycle_has_no_depth),
        cmocka_unit_test(a_very_deep_thread_is_walked_without_recursion),
        cmocka_unit_test(an_article_is_counted_by_reason_author_and_time),
        cmocka_unit_test(an_article_without_comments_is_undefined_not_an_error),
        cmocka_unit_test(labels_scores_and_the_table_agree),
        cmocka_unit_test(unscored_comments_have_no_label),
        cmocka_unit_test(a_site_leaves_out_stance_toward_titles_and_counts_authors_once),
        cmocka_unit_test(figures_have_the_same_bits_whatever_the_order),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
