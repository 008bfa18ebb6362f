/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_numeric_time.c - buckets of time and half-life
 */
#include "numeric_sample.h"

#include "stats/timeline.h"

enum { HOUR = 3600, DAY = 86400, MANY = 300 };

static double half_life(const int64_t *time_s, size_t n)
{
    double out;

    assert_int_equal(tn_half_life(&out, time_s, n, NULL), 0);
    return out;
}

static void half_life_of_few_comments(void **state)
{
    const int64_t time_s[] = { 50, 10, 20, 1000 };

    (void)state;
    assert_true(isnan(half_life(NULL, 0)));
    assert_same(half_life(time_s, 1), 0.0);
    assert_same(half_life(time_s, 2), 0.0);
    assert_same(half_life(time_s, 3), 10.0);
    assert_same(half_life(time_s, 4), 10.0);
}

/* against the sorted times, with many equal ones among them or hardly any */
static void half_life_is_the_median_of_all_waits(void **state)
{
    const uint32_t spread[] = { 1, 5, 1000000 };
    uint32_t seed = 3;

    (void)state;
    for (size_t s = 0; s < COUNT(spread); s++) {
        for (size_t n = 1; n <= MANY; n++) {
            int64_t time_s[MANY], *sorted;

            for (size_t i = 0; i < n; i++)
                time_s[i] = (int64_t)(next_random(&seed) % spread[s]) - 500;
            assert_int_equal(tn_sorted_integers(&sorted, time_s, n, NULL), 0);
            assert_same(half_life(time_s, n), (double)(sorted[(n - 1) / 2] - sorted[0]));
            free(sorted);
        }
    }
}

static void no_time_no_bucket(void **state)
{
    tn_time_grid grid = tn_time_grid_of(NULL, 0);

    (void)state;
    assert_int_equal(grid.n_buckets, 0);
    assert_int_equal(tn_time_buckets_of(NULL, &grid, NULL, NULL, 0, NULL), 0);
}

static void one_time_is_one_hour(void **state)
{
    const int64_t time_s[] = { 7 * HOUR + 59 }, before_1970[] = { -1 };
    tn_time_grid grid = tn_time_grid_of(time_s, 1);

    (void)state;
    assert_int_equal(grid.start_s, 7 * HOUR);
    assert_int_equal(grid.width_s, HOUR);
    assert_int_equal(grid.n_buckets, 1);
    assert_int_equal(tn_time_grid_of(before_1970, 1).start_s, -HOUR);
}

static void a_bucket_is_as_wide_as_the_discussion_needs(void **state)
{
    const int64_t three_days[] = { 3 * DAY - 1, 0 }, longer[] = { 3 * DAY, 0 };
    const int64_t year[] = { 0, 366 * DAY - 1 }, more[] = { 0, 366 * DAY };
    const int64_t shifted[] = { DAY, DAY * 733 }, ages[] = { -(1ll << 53), 1ll << 53 };

    (void)state;
    assert_int_equal(tn_time_grid_of(three_days, 2).width_s, HOUR);
    assert_int_equal(tn_time_grid_of(three_days, 2).n_buckets, 72);
    assert_int_equal(tn_time_grid_of(longer, 2).width_s, DAY);
    assert_int_equal(tn_time_grid_of(longer, 2).n_buckets, 4);
    assert_int_equal(tn_time_grid_of(year, 2).width_s, DAY);
    assert_int_equal(tn_time_grid_of(year, 2).n_buckets, 366);
    assert_int_equal(tn_time_grid_of(more, 2).width_s, 2 * DAY);
    assert_int_equal(tn_time_grid_of(shifted, 2).width_s, 3 * DAY); /* 367 of two days */
    assert_true(tn_time_grid_of(ages, 2).n_buckets <= TN_TIME_BUCKETS_MAX);
}

static void buckets_by_hand(void **state)
{
    const int64_t time_s[] = { 3 * HOUR, 0, HOUR - 1, 10 };
    const double score[] = { NAN, 0.5, -0.25, NAN };
    tn_time_grid grid = tn_time_grid_of(time_s, 4);
    tn_time_bucket bucket[4];

    (void)state;
    assert_int_equal(grid.n_buckets, 4);
    assert_int_equal(tn_time_buckets_of(bucket, &grid, time_s, score, 4, NULL), 0);
    assert_int_equal(bucket[0].n_comments, 3);
    assert_int_equal(bucket[0].n_scored, 2);
    assert_same(bucket[0].mean, 0.125);
    assert_int_equal(bucket[1].n_comments, 0);
    assert_true(isnan(bucket[1].mean) && isnan(bucket[3].mean));
    assert_int_equal(bucket[3].n_comments, 1);
    assert_int_equal(bucket[3].n_scored, 0);
}

static void buckets_do_not_depend_on_the_order(void **state)
{
    int64_t time_s[MANY], shuffled_s[MANY], n_comments = 0;
    double score[MANY], shuffled[MANY];
    tn_time_bucket a[TN_TIME_BUCKETS_MAX], b[TN_TIME_BUCKETS_MAX];
    size_t order[MANY];
    uint32_t random = 11;

    (void)state;
    fill_scores(score, MANY, 3);
    fill_order(order, MANY, 4);
    for (size_t i = 0; i < MANY; i++) {
        time_s[i] = next_random(&random) % (20 * HOUR);
        score[i] /= 3.0;
    }
    for (size_t i = 0; i < MANY; i++) {
        shuffled_s[i] = time_s[order[i]];
        shuffled[i] = score[order[i]];
    }
    tn_time_grid grid = tn_time_grid_of(time_s, MANY), same = tn_time_grid_of(shuffled_s, MANY);

    assert_memory_equal(&grid, &same, sizeof(grid));
    assert_int_equal(tn_time_buckets_of(a, &grid, time_s, score, MANY, NULL), 0);
    assert_int_equal(tn_time_buckets_of(b, &grid, shuffled_s, shuffled, MANY, NULL), 0);
    assert_memory_equal(a, b, (size_t)grid.n_buckets * sizeof(*a));
    for (int64_t i = 0; i < grid.n_buckets; i++)
        n_comments += a[i].n_comments;
    assert_int_equal(n_comments, MANY);
    assert_same(half_life(time_s, MANY), half_life(shuffled_s, MANY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_life_of_few_comments),
        cmocka_unit_test(half_life_is_the_median_of_all_waits),
        cmocka_unit_test(no_time_no_bucket),
        cmocka_unit_test(one_time_is_one_hour),
        cmocka_unit_test(a_bucket_is_as_wide_as_the_discussion_needs),
        cmocka_unit_test(buckets_by_hand),
        cmocka_unit_test(buckets_do_not_depend_on_the_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
