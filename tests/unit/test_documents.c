/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_documents.c - documents of articles and of the site are JSON, have their keys, their six
 * digits, and survive hostile text
 */
#include "json_output.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#include "output/documents.h"

/* --------------------------------------------------------- file names */

static void name_of(char out[96], const char *id, size_t bytes)
{
    tn_article_file_name(out, id, bytes);
    assert_int_equal(out[2], '/');
    assert_true(strlen(out) < 80);
    for (const char *c = out; *c; c++) {
        assert_true((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-' ||
                    (*c == '/' && c == out + 2) || strcmp(c, ".json") == 0);
    }
    assert_true(out[3] != '-' && out[3] != '.');
}

static void file_names_are_safe_unique_and_the_same_again(void **state)
{
    static char longest[5000];
    const struct {
        const char *id;
        size_t bytes;
    } ids[] = { { "../../etc/passwd", 16 },
                { "CON", 3 },
                { "con", 3 },
                { "", 0 },
                { "a\0b", 3 },
                { "a", 1 },
                { longest, 5000 },
                { longest, 4999 },
                { "\xF0\x9F\x98\x80", 4 },
                { "\xF0\x9F\x98\x81", 4 },
                { "a/b", 3 },
                { "a b", 3 },
                { ".", 1 } };
    enum { N = sizeof(ids) / sizeof(ids[0]) };
    char name[N][96], again[96];

    (void)state;
    memset(longest, 'x', sizeof(longest));
    for (size_t i = 0; i < N; i++) {
        name_of(name[i], ids[i].id, ids[i].bytes);
        name_of(again, ids[i].id, ids[i].bytes);
        assert_string_equal(name[i], again);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(name[i], name[j]);
    }
    assert_non_null(strstr(name[0], "/etc-passwd-"));
    assert_non_null(strstr(name[3], "/article-"));
}

/* --------------------------------------------------- article documents */

static void an_article_document_has_its_keys_and_text(void **state)
{
    tn_article_records article = hostile_article();
    tn_article_stats stats;
    tn_buf out = { 0 };

    (void)state;
    sample_stats(&stats, &article, &two_heads);
    assert_int_equal(tn_write_article(&out, &article, &stats, NULL, &two_heads, "r1", NULL), 0);
    json_t *root = printed_alike(&out, 2);
    json_t *about = json_object_get(root, "article"), *stance = json_object_get(root, "stance");
    json_t *class = json_array_get(json_object_get(stance, "classes"), 0);

    assert_keys(root, "schema results_id confidence article comments sentiment stance reply "
                      "sentiment_by_stance associations thread time people terms examples flags");
    assert_keys(about, "id title url published_at captured_at section target");
    assert_keys(json_object_get(root, "comments"),
                "count scored unscored authors threads replies orphans cycles max_depth first_at "
                "last_at");
    assert_keys(
        stance,
        "count calibrated classes score distribution std_error difference target target_source");
    assert_keys(class, "label count counted share share_low share_high");
    assert_keys(json_object_get(root, "sentiment_by_stance"),
                "count cells chi_square degrees_of_freedom cramers_v min_expected "
                "exact_p_value exact_method exact_p_std_error");
    assert_int_equal(json_string_length(json_object_get(about, "id")), 5);
    assert_memory_equal(json_string_value(json_object_get(about, "id")), "id\0\"1", 5);
    assert_string_equal(json_string_value(json_object_get(about, "title")), HOSTILE);
    assert_string_equal(json_string_value(json_object_get(about, "section")),
                        "broken \xEF\xBF\xBD( \xEF\xBF\xBD");
    assert_true(json_is_null(json_object_get(root, "reply")));
    assert_true(json_is_null(json_object_get(about, "published_at")));
    assert_string_equal(json_string_value(json_object_get(stance, "target_source")), "title");
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(root, "comments"), "first_at")),
        "1970-01-01T00:00:00Z");
    assert_int_equal(json_array_size(json_object_get(root, "flags")), 2);
    assert_six_digits(root);
    json_decref(root);
}

static void an_article_without_comments_has_nulls_and_no_nan(void **state)
{
    tn_article_records article = sample_article("empty", NULL, 0);
    tn_article_stats stats;
    tn_buf out = { 0 };

    (void)state;
    sample_stats(&stats, &article, &two_heads);
    assert_int_equal(tn_write_article(&out, &article, &stats, NULL, &two_heads, "r1", NULL), 0);
    json_t *root = printed_alike(&out, 2);
    json_t *score = json_object_get(json_object_get(root, "sentiment"), "score");

    assert_keys(score, "mean mean_low mean_high sd median q1 q3 skewness kurtosis");
    assert_true(json_is_null(json_object_get(score, "mean")));
    assert_true(json_is_null(json_object_get(root, "stance"))); /* there is no target */
    assert_true(json_is_null(json_object_get(root, "sentiment_by_stance")));
    assert_true(json_is_null(json_object_get(json_object_get(root, "comments"), "max_depth")));
    json_decref(root); /* jansson reads no NaN */
}

static void rows_of_articles_are_flat_and_have_every_column(void **state)
{
    tn_article_records article = hostile_article();
    tn_article_stats stats;
    FILE *out = memory();

    (void)state;
    sample_stats(&stats, &article, &two_heads);
    assert_int_equal(tn_write_articles_begin(out, NULL), 0);
    for (int i = 0; i < 2; i++) {
        tn_buf line = { 0 };

        assert_int_equal(
            tn_write_articles_row(&line, i == 0, &article, &stats, &two_heads, "r1", NULL), 0);
        fwrite(line.data, 1, line.bytes, out);
        memmove(line.data, line.data + (i ? 2 : 1), line.bytes - (i ? 1 : 0));
        line.bytes -= i ? 2 : 1;
        json_decref(printed_alike(&line, 0));
    }
    assert_int_equal(tn_write_articles_end(out, NULL), 0);
    json_t *root = parsed(out), *row = json_array_get(root, 1);

    assert_int_equal(json_array_size(root), 2);
    assert_keys(
        row,
        "article_id title url published_at section target target_source file comments scored "
        "authors threads replies sentiment_mean sentiment_mean_low sentiment_mean_high "
        "sentiment_negative sentiment_negative_low sentiment_negative_high sentiment_neutral "
        "sentiment_neutral_low sentiment_neutral_high sentiment_positive "
        "sentiment_positive_low sentiment_positive_high stance_against stance_against_low "
        "stance_against_high stance_none stance_none_low stance_none_high stance_favor "
        "stance_favor_low stance_favor_high stance_mean reply_mean reply_disagree "
        "reply_disagree_low "
        "reply_disagree_high reply_neutral reply_neutral_low reply_neutral_high reply_agree "
        "reply_agree_low reply_agree_high sentiment_polarization "
        "thread_mean_depth thread_h_index thread_reciprocity half_life_seconds trend_change "
        "trend_q authors_gini top_author_share mean_coverage mean_tokens "
        "sentiment_mean_shrunk sentiment_mean_shrunk_low sentiment_mean_shrunk_high "
        "sentiment_unusual_q sentiment_std_error sentiment_difference sentiment_difference_low "
        "sentiment_difference_high sentiment_difference_q stance_mean_shrunk "
        "stance_mean_shrunk_low stance_mean_shrunk_high stance_unusual_q stance_std_error "
        "stance_difference stance_difference_low stance_difference_high stance_difference_q "
        "reply_mean_shrunk reply_mean_shrunk_low reply_mean_shrunk_high reply_unusual_q "
        "reply_std_error reply_difference reply_difference_low reply_difference_high "
        "reply_difference_q flags results_id");
    assert_flat(row);
    assert_string_equal(json_string_value(json_object_get(row, "flags")),
                        "small stance_target_is_title");
    assert_true(json_is_null(json_object_get(row, "reply_agree")));
    assert_true(json_real_value(json_object_get(row, "sentiment_negative")) == 0.4);
    json_decref(root);
}

static void an_array_of_no_articles_is_an_array(void **state)
{
    FILE *out = memory();

    (void)state;
    assert_int_equal(tn_write_articles_begin(out, NULL), 0);
    assert_int_equal(tn_write_articles_end(out, NULL), 0);
    json_t *root = parsed(out);

    assert_int_equal(json_array_size(root), 0);
    json_decref(root);
}

/* ----------------------------------------------------------- the site */

#define N_SITE 14

static void rankings_are_ordered_and_ties_go_to_the_smaller_id(void **state)
{
    static char id[N_SITE][24];
    static tn_record record[N_SITE][TN_RANKING_MIN_SCORED];
    static tn_article_records article[N_SITE];
    static tn_article_stats stats[N_SITE];
    static const char *const comment_ids[] = { "1", "2", "3", "4", "5" };
    const tn_article_records *list[N_SITE];
    tn_rankings *ranked = tn_rankings_new();
    tn_site site;
    FILE *out = memory();

    (void)state;
    for (size_t a = 0; a < N_SITE; a++) {
        /* means in four groups; the last article has too few comments to be ranked by them */
        size_t n = a == N_SITE - 1 ? TN_RANKING_MIN_SCORED - 1 : TN_RANKING_MIN_SCORED;
        float p = (float)(a % 4) / 4.0F;

        snprintf(id[a], sizeof(id[a]), "a%02zu", a);
        for (size_t i = 0; i < n; i++) {
            record[a][i] = sample_record(comment_ids[i], NULL);
            sample_label(&record[a][i], TENOR_SENTIMENT, p, 0.0F, 1.0F - p);
        }
        article[a] = sample_article(id[a], record[a], n);
        list[a] = &article[a];
    }
    sample_site(&site, list, stats, N_SITE, &two_heads);
    for (size_t a = 0; a < N_SITE; a++)
        assert_int_equal(tn_rankings_add(ranked, list[a], &stats[a], NULL), 0);
    assert_int_equal(tn_write_site(out, &site.stats, ranked, NULL, &two_heads, "r1", NULL), 0);
    tn_rankings_free(ranked);
    tn_site_free(&site);
    json_t *root = parsed(out), *rankings = json_object_get(root, "rankings");
    json_t *negative = json_object_get(rankings, "most_negative"), *row;
    static const char *const wanted[] = { "a03", "a07", "a11", "a02", "a06",
                                          "a10", "a01", "a05", "a09", "a00" };
    size_t index;

    assert_keys(root, "schema results_id confidence articles suppressed_articles min_comments "
                      "comments sentiment stance reply "
                      "sentiment_by_stance terms rankings");
    assert_keys(rankings, "most_comments most_negative most_positive most_against most_in_favor "
                          "unusual_sentiment unusual_stance sentiment_not_ranked "
                          "stance_not_ranked");
    assert_int_equal(json_array_size(negative), TN_RANKING_LENGTH);
    json_array_foreach(negative, index, row)
    {
        assert_keys(row,
                    "rank article_id title file comments scored sentiment_mean "
                    "sentiment_mean_shrunk sentiment_mean_shrunk_low sentiment_mean_shrunk_high "
                    "target stance_mean stance_mean_shrunk stance_mean_shrunk_low "
                    "stance_mean_shrunk_high");
        assert_string_equal(json_string_value(json_object_get(row, "article_id")), wanted[index]);
        assert_int_equal(json_integer_value(json_object_get(row, "rank")), (json_int_t)index + 1);
    }
    row = json_array_get(json_object_get(rankings, "most_comments"), 9);
    assert_string_equal(json_string_value(json_object_get(row, "article_id")), "a09");
    assert_int_equal(json_array_size(json_object_get(rankings, "most_against")), 0);
    json_decref(root);
}

/* eight articles of the same eight comments, or the last with others; its site.json */
static json_t *alike(tn_article_stats stats[8], bool last_differs)
{
    static char id[8][8];
    static tn_record record[8][8];
    static tn_article_records article[8];
    static const char *const comment_ids[] = { "1", "2", "3", "4", "5", "6", "7", "8" };
    const tn_article_records *list[8];
    tn_rankings *ranked = tn_rankings_new();
    tn_site site;
    FILE *out = memory();

    for (size_t a = 0; a < 8; a++) {
        snprintf(id[a], sizeof(id[a]), "a%zu", a);
        for (size_t i = 0; i < 8; i++) {
            float p = last_differs && a == 7 ? 0.95F : 0.25F + 0.5F * (float)(i % 2);

            record[a][i] = sample_record(comment_ids[i], NULL);
            sample_label(&record[a][i], TENOR_SENTIMENT, 1.0F - p, 0.0F, p);
        }
        article[a] = sample_article(id[a], record[a], 8);
        list[a] = &article[a];
    }
    sample_site(&site, list, stats, 8, &two_heads);
    for (size_t a = 0; a < 8; a++)
        assert_int_equal(tn_rankings_add(ranked, list[a], &stats[a], NULL), 0);
    assert_int_equal(tn_write_site(out, &site.stats, ranked, NULL, &two_heads, "r1", NULL), 0);
    tn_rankings_free(ranked);
    tn_site_free(&site);
    return parsed(out);
}

static void articles_that_do_not_differ_are_not_ranked(void **state)
{
    tn_article_stats stats[8];
    json_t *root = alike(stats, false), *rankings = json_object_get(root, "rankings");
    const tn_difference *d = &stats[0].head[TENOR_SENTIMENT].difference;

    (void)state;
    assert_int_equal(json_array_size(json_object_get(rankings, "most_comments")), 8);
    assert_int_equal(json_array_size(json_object_get(rankings, "most_positive")), 0);
    assert_string_equal(json_string_value(json_object_get(rankings, "sentiment_not_ranked")),
                        "articles do not differ");
    assert_true(fabs(d->estimate) < 1e-12 && d->p_value > 0.99 && d->smallest > 0.3);
    json_decref(root);
}

/* the others' mean is 0, whatever the last one's */
static void an_article_unlike_the_rest_leads_its_ranking(void **state)
{
    tn_article_stats stats[8];
    json_t *root = alike(stats, true), *rankings = json_object_get(root, "rankings");
    json_t *first = json_array_get(json_object_get(rankings, "most_positive"), 0);
    const tn_difference *d = &stats[7].head[TENOR_SENTIMENT].difference;

    (void)state;
    assert_string_equal(json_string_value(json_object_get(first, "article_id")), "a7");
    assert_true(json_is_null(json_object_get(rankings, "sentiment_not_ranked")));
    first = json_array_get(json_object_get(rankings, "unusual_sentiment"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "article_id")), "a7");
    assert_true(fabs(d->estimate - 0.9) < 1e-6 && d->low > 0.5 && d->q_value < 0.01);
    assert_true(isnan(stats[7].head[TENOR_STANCE].difference.estimate));
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_names_are_safe_unique_and_the_same_again),
        cmocka_unit_test(an_article_document_has_its_keys_and_text),
        cmocka_unit_test(an_article_without_comments_has_nulls_and_no_nan),
        cmocka_unit_test(rows_of_articles_are_flat_and_have_every_column),
        cmocka_unit_test(an_array_of_no_articles_is_an_array),
        cmocka_unit_test(rankings_are_ordered_and_ties_go_to_the_smaller_id),
        cmocka_unit_test(articles_that_do_not_differ_are_not_ranked),
        cmocka_unit_test(an_article_unlike_the_rest_leads_its_ranking),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, release);
}
