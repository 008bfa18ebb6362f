/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_group.c - sections, targets and periods: what is summed where, and how far they are apart
 */
#include "stats_sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY 86400

static void assert_near(double found, double wanted)
{
    if (!(fabs(found - wanted) <= 1e-12))
        fail_msg("%.15g is not %.15g", found, wanted);
}

static int64_t time_of(const char *text)
{
    int64_t time_s;

    assert_true(tn_parse_time(text, strlen(text), &time_s));
    return time_s;
}

static void assert_starts(tn_period_unit unit, const char *time, const char *start)
{
    assert_int_equal(tn_period_start(unit, time_of(time)), time_of(start));
}

static void periods_begin_at_midnight_on_mondays_and_on_the_first(void **state)
{
    (void)state;
    assert_starts(TN_DAY, "2026-11-30T23:59:59Z", "2026-11-30");
    assert_starts(TN_DAY, "1969-12-31T00:00:00Z", "1969-12-31");
    assert_starts(TN_DAY, "1969-12-31T23:59:59Z", "1969-12-31");
    assert_starts(TN_WEEK, "2026-11-29T23:59:59Z", "2026-11-23"); /* a Sunday */
    assert_starts(TN_WEEK, "2026-11-30T00:00:00Z", "2026-11-30");
    assert_starts(TN_WEEK, "2027-01-01T12:00:00Z", "2026-12-28"); /* ISO's week 53 of 2026 */
    assert_starts(TN_WEEK, "1970-01-01T00:00:00Z", "1969-12-29");
    assert_starts(TN_WEEK, "1969-12-28T23:59:59Z", "1969-12-22");
    assert_starts(TN_MONTH, "2024-02-29T23:59:59Z", "2024-02-01");
    assert_starts(TN_MONTH, "0001-12-31T23:59:59Z", "0001-12-01");
}

/* ---------------------------------------------------------------- a site */

#define N_ARTICLES 7
#define N_RECORDS  6

static const struct {
    const char *id, *section, *target;
    int source;
    size_t n;
} plan[N_ARTICLES] = {
    { "a", "News",
      "Nuclear power\x1F"
      "atom",
      TENOR_TARGET_ARTICLE, 6 },
    { "b", "News", "the tram", TENOR_TARGET_OPTION, 4 },
    { "c", "Sport", NULL, TENOR_TARGET_NONE, 3 },
    { "d", NULL, "nuclear  POWER", TENOR_TARGET_ARTICLE, 5 },
    { "e", "", "A title", TENOR_TARGET_TITLE, 2 },
    { "f", "Sport", "the tram", TENOR_TARGET_ARTICLE, 6 },
    { "g", "News", "the tram", TENOR_TARGET_TITLE, 2 },
};

static tn_record record[N_ARTICLES][N_RECORDS];
static tn_article_records article[N_ARTICLES];
static tn_article_stats stats[N_ARTICLES];
static tn_site site;

/* comment k of article a: its score, and when it was written */
static float score_of(size_t a, size_t k)
{
    return (float)((int)(a * 5 % 7) - 3) / 8.0F + (float)(k % 2) / 16.0F;
}

static void make_site(int64_t (*time_of_comment)(size_t a, size_t k))
{
    static const char *const ids[] = { "1", "2", "3", "4", "5", "6" };
    const tn_article_records *list[N_ARTICLES];

    for (size_t a = 0; a < N_ARTICLES; a++) {
        for (size_t k = 0; k < plan[a].n; k++) {
            float score = score_of(a, k);

            record[a][k] = sample_record(ids[k], NULL);
            record[a][k].created_at_s = time_of_comment(a, k);
            sample_label(&record[a][k], TENOR_SENTIMENT, 0.25F - score / 2, 0.5F,
                         0.25F + score / 2);
            sample_label(&record[a][k], TENOR_STANCE, 0.25F, 0.25F, 0.5F);
        }
        article[a] = sample_article(plan[a].id, record[a], plan[a].n);
        article[a].info.section = plan[a].section;
        article[a].target = plan[a].target;
        article[a].target_source = plan[a].source;
        tn_records_deduplicate(&article[a]);
        list[a] = &article[a];
    }
    sample_site(&site, list, stats, N_ARTICLES, &two_heads);
}

static int64_t one_day(size_t a, size_t k)
{
    return (int64_t)(a + k);
}

static int release(void **state)
{
    (void)state;
    tn_site_free(&site);
    return 0;
}

static void assert_group(const tn_groups *groups, size_t i, const char *name, int64_t articles,
                         int64_t comments)
{
    const tn_group *group = &groups->group[i];

    assert_true(i < groups->n);
    if (name)
        assert_string_equal(group->name.data, name);
    else
        assert_null(group->name.data);
    assert_int_equal(group->sums.articles, articles);
    assert_int_equal(group->sums.comments, comments);
}

static void sections_stand_by_comments_and_then_by_name(void **state)
{
    (void)state;
    make_site(one_day);
    assert_int_equal(site.rollups.sections.n, 3);
    assert_group(&site.rollups.sections, 0, "News", 3, 12);
    assert_group(&site.rollups.sections, 1, "Sport", 2, 9);
    assert_group(&site.rollups.sections, 2, NULL, 2, 7); /* none, and an empty one */
}

static void a_target_is_one_however_it_is_spelt_and_a_title_is_none(void **state)
{
    (void)state;
    make_site(one_day);
    assert_int_equal(site.rollups.targets.n, 2);
    assert_group(&site.rollups.targets, 0, "Nuclear power", 2, 11);
    assert_group(&site.rollups.targets, 1, "the tram", 2, 10);
}

static void the_sums_of_all_sections_are_the_sites(void **state)
{
    const tn_groups *sections = &site.rollups.sections;
    tn_group_sums all = { 0 };
    tn_head_stats head;

    (void)state;
    make_site(one_day);
    for (size_t i = 0; i < sections->n; i++)
        tn_group_add(&all, &sections->group[i].sums);
    for (int h = 0; h < 2; h++) {
        tn_group_head(&head, &all.head[h], h, &two_heads);
        assert_int_equal(head.n, site.stats.all.head[h].n);
        assert_near(head.score.mean, site.stats.all.head[h].score.mean);
        assert_near(head.mean_low, site.stats.all.head[h].mean_low);
        for (int c = 0; c < 3; c++) {
            assert_int_equal(head.label[c].count, site.stats.all.head[h].label[c].count);
            assert_near(head.label[c].share, site.stats.all.head[h].label[c].share);
            assert_near(head.label[c].high, site.stats.all.head[h].label[c].high);
        }
    }
    assert_int_equal(all.head[TENOR_STANCE].n, 21); /* neither toward titles nor toward nothing */
}

/* the difference of two sets of articles, straight from their comments */
static void assert_difference(const tn_difference *found, const double n[2][N_ARTICLES],
                              const double sum[2][N_ARTICLES])
{
    const tn_hierarchy *means = &site.stats.means[TENOR_SENTIMENT];
    const tn_pooled *pooled = &site.pooled[TENOR_SENTIMENT];
    double total[2] = { 0 }, score[2] = { 0 }, variance = 0.0;
    tn_estimate own = { .degrees = N_ARTICLES - 1 }, other = { .degrees = INFINITY };
    tn_difference wanted;

    for (int side = 0; side < 2; side++) {
        for (size_t a = 0; a < N_ARTICLES; a++) {
            total[side] += n[side][a];
            score[side] += sum[side][a];
        }
    }
    for (size_t a = 0; a < N_ARTICLES; a++)
        variance +=
            means->between * means->between * pow(n[0][a] / total[0] - n[1][a] / total[1], 2);
    own.variance = variance + pooled->squares / pooled->degrees * (1 / total[0] + 1 / total[1]);
    own.mean = score[0] / total[0];
    other.mean = score[1] / total[1];
    tn_difference_of(&wanted, &own, &other);
    assert_true(means->between > 0.0 && wanted.p_value < 1.0);
    assert_near(found->estimate, wanted.estimate);
    assert_near(found->low, wanted.low);
    assert_near(found->high, wanted.high);
    assert_near(found->p_value, wanted.p_value);
    assert_near(found->smallest, wanted.smallest);
    assert_true(found->q_value >= found->p_value && found->q_value <= 1.0);
}

static void a_section_is_compared_with_the_rest_by_its_articles(void **state)
{
    double n[2][N_ARTICLES] = { { 0 } }, sum[2][N_ARTICLES] = { { 0 } };

    (void)state;
    make_site(one_day);
    for (size_t a = 0; a < N_ARTICLES; a++) {
        int side = !(plan[a].section && strcmp(plan[a].section, "News") == 0);

        n[side][a] = (double)plan[a].n;
        for (size_t k = 0; k < plan[a].n; k++)
            sum[side][a] += (double)score_of(a, k);
    }
    assert_difference(&site.rollups.sections.group[0].difference[TENOR_SENTIMENT], n, sum);
}

/* the first three of an article on one day, the others on the next */
static int64_t two_days(size_t a, size_t k)
{
    return (int64_t)(20000 + k / 3) * DAY + (int64_t)a;
}

static void a_day_is_compared_with_the_one_before_and_an_article_of_both_is_one(void **state)
{
    const tn_groups *days = &site.rollups.periods[TN_DAY];
    double n[2][N_ARTICLES] = { { 0 } }, sum[2][N_ARTICLES] = { { 0 } };

    (void)state;
    make_site(two_days);
    for (size_t a = 0; a < N_ARTICLES; a++) {
        for (size_t k = 0; k < plan[a].n; k++) {
            n[k < 3][a] += 1.0;
            sum[k < 3][a] += (double)score_of(a, k);
        }
    }
    assert_int_equal(days->n, 2);
    assert_int_equal(days->group[1].start_s, 20001 * DAY);
    assert_true(isnan(days->group[0].difference[TENOR_SENTIMENT].estimate));
    assert_difference(&days->group[1].difference[TENOR_SENTIMENT], n, sum);
    assert_int_equal(site.rollups.periods[TN_WEEK].n, 1);
    assert_int_equal(site.rollups.periods[TN_WEEK].group[0].sums.articles, N_ARTICLES);
}

static int64_t days_apart(size_t a, size_t k)
{
    return a == 0 && k == 0 ? TENOR_NO_TIME : (int64_t)(20000 + 2 * k) * DAY + (int64_t)a;
}

static void a_day_without_one_before_has_no_difference(void **state)
{
    const tn_groups *days = &site.rollups.periods[TN_DAY];

    (void)state;
    make_site(days_apart);
    assert_int_equal(site.rollups.n_without_time, 1);
    assert_int_equal(days->n, 6);
    for (size_t i = 0; i < days->n; i++)
        assert_true(isnan(days->group[i].difference[TENOR_SENTIMENT].estimate));
}

static void all_of_the_site_in_one_section_has_no_rest(void **state)
{
    const tn_article_records *list[] = { &article[0] };
    const tn_difference *difference;

    (void)state;
    make_site(one_day);
    tn_site_free(&site);
    sample_site(&site, list, stats, 1, &two_heads);
    assert_int_equal(site.rollups.sections.n, 1);
    difference = &site.rollups.sections.group[0].difference[TENOR_SENTIMENT];
    assert_true(isnan(difference->estimate) && isnan(difference->p_value));
}

/* ------------------------------------------------------------- many days */

static void of_many_days_the_last_ones_are_kept_in_whatever_order_they_come(void **state)
{
    enum { N_DAYS = 3 * TN_PERIODS_MAX };
    tn_article_stats own;
    tn_record comment;

    (void)state;
    for (int i = 0; i < N_DAYS; i++) {
        int64_t day = (int64_t)i * 7 % N_DAYS; /* each once: 7 divides no 1098 */
        tn_article_records one = sample_article("one", &comment, 1);

        comment = sample_record("1", NULL);
        comment.created_at_s = day * DAY + 1;
        sample_label(&comment, TENOR_SENTIMENT, 0.5F, 0.25F, 0.25F);
        sample_stats(&own, &one, &two_heads);
        assert_int_equal(tn_site_add(&site, &one, &own, NULL), 0);
    }
    assert_int_equal(site.rollups.periods[TN_DAY].n, TN_PERIODS_MAX);
    for (int64_t i = 0; i < TN_PERIODS_MAX; i++) {
        const tn_group *group = &site.rollups.periods[TN_DAY].group[i];

        assert_int_equal(group->start_s, (N_DAYS - TN_PERIODS_MAX + i) * DAY);
        assert_int_equal(group->sums.comments, 1);
    }
    assert_int_equal(site.rollups.periods[TN_WEEK].n, (N_DAYS + 3 + 6) / 7);
}

static void of_very_many_sections_those_with_the_most_comments_are_kept(void **state)
{
    const tn_groups *sections = &site.rollups.sections;
    tn_record comment[2] = { sample_record("1", NULL), sample_record("2", NULL) };
    tn_article_stats own;
    char name[16];

    (void)state;
    for (int i = 0; i < TN_GROUPS_MAX + 3; i++) {
        tn_article_records one = sample_article("one", comment, i == 7 ? 2 : 1);

        snprintf(name, sizeof(name), "%05d", i);
        one.info.section = name;
        sample_stats(&own, &one, &two_heads);
        assert_int_equal(tn_site_add(&site, &one, &own, NULL), 0);
    }
    for (int head = 0; head < TENOR_N_HEADS; head++)
        assert_int_equal(tn_site_finish_head(&site, head, &two_heads, NULL), 0);
    assert_int_equal(tn_site_finish(&site, NULL), 0);
    assert_int_equal(sections->n, TN_GROUPS_MAX);
    assert_int_equal(sections->n_left_out, 3);
    assert_group(sections, 0, "00007", 1, 2);
    assert_group(sections, 1, "00000", 1, 1);
    assert_group(sections, TN_GROUPS_MAX - 1, "09999", 1, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_begin_at_midnight_on_mondays_and_on_the_first),
        cmocka_unit_test_teardown(sections_stand_by_comments_and_then_by_name, release),
        cmocka_unit_test_teardown(a_target_is_one_however_it_is_spelt_and_a_title_is_none, release),
        cmocka_unit_test_teardown(the_sums_of_all_sections_are_the_sites, release),
        cmocka_unit_test_teardown(a_section_is_compared_with_the_rest_by_its_articles, release),
        cmocka_unit_test_teardown(
            a_day_is_compared_with_the_one_before_and_an_article_of_both_is_one, release),
        cmocka_unit_test_teardown(a_day_without_one_before_has_no_difference, release),
        cmocka_unit_test_teardown(all_of_the_site_in_one_section_has_no_rest, release),
        cmocka_unit_test_teardown(of_many_days_the_last_ones_are_kept_in_whatever_order_they_come,
                                  release),
        cmocka_unit_test_teardown(of_very_many_sections_those_with_the_most_comments_are_kept,
                                  release),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
