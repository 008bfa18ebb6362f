/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_mean_prior.c - shrunk means and unusual articles, on sites whose truth is known
 */
#include "stats/drift.h"
#include "stats/mean_prior.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define N     200
#define LEVEL 0.90
#define Z     1.6448536269514722 /* of it */

static void assert_near(double found, double wanted, double tolerance)
{
    if (!(fabs(found - wanted) <= tolerance)) {
        print_error("%.12g is not %.12g\n", found, wanted);
        fail();
    }
}

/* articles whose true means have this sd about 0.1; scores have sd 0.5 */
static void draw_site(gsl_rng *rng, tn_mean_of_n *article, double *truth, double between_sd)
{
    for (int a = 0; a < N; a++) {
        int n = 2 + (int)gsl_rng_uniform_int(rng, 60);
        double sum = 0.0, squares = 0.0;

        truth[a] = 0.1 + gsl_ran_gaussian(rng, between_sd);
        for (int i = 0; i < n; i++) {
            double x = truth[a] + gsl_ran_gaussian(rng, 0.5);

            sum += x;
            squares += x * x;
        }
        article[a] = (tn_mean_of_n){ n, sum / n, sqrt((squares - sum * sum / n) / (n - 1)) };
    }
}

static void the_prior_is_found_and_its_intervals_hold(void **state)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    tn_mean_of_n article[N];
    double truth[N], between = 0.0, covered = 0.0, own_error = 0.0, shrunk_error = 0.0;
    const int rounds = 50;

    (void)state;
    for (int round = 0; round < rounds; round++) {
        tn_mean_prior prior;

        draw_site(rng, article, truth, 0.15);
        tn_mean_prior_of(&prior, article, N);
        assert_int_equal(prior.n_articles, N);
        assert_near(prior.mean, 0.1, 0.06);
        assert_near(prior.within, 0.25, 0.03);
        between += prior.between / rounds;
        for (int a = 0; a < N; a++) {
            tn_shrunk_mean m;

            tn_shrink_mean(&m, &article[a], &prior, Z);
            covered += truth[a] >= m.low && truth[a] <= m.high;
            own_error += fabs(article[a].mean - truth[a]);
            shrunk_error += fabs(m.mean - truth[a]);
        }
    }
    assert_near(between, 0.15 * 0.15, 0.002);
    assert_near(covered / (N * rounds), LEVEL, 0.02);
    assert_true(shrunk_error < 0.85 * own_error);
    gsl_rng_free(rng);
}

/* 190 articles of one kind, 10 far off: few of those that are called unusual are not */
static void false_discoveries_are_few(void **state)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    tn_mean_of_n article[N];
    double truth[N], q[N], share = 0.0, found = 0.0;
    const int rounds = 100;

    (void)state;
    for (int round = 0; round < rounds; round++) {
        tn_mean_prior prior;
        int n_false = 0, n_found = 0;

        draw_site(rng, article, truth, 0.05);
        for (int a = 0; a < 10; a++)
            article[a].mean += 1.2;
        tn_mean_prior_of(&prior, article, N);
        for (int a = 0; a < N; a++) {
            tn_shrunk_mean m;

            tn_shrink_mean(&m, &article[a], &prior, Z);
            q[a] = m.p_value;
        }
        assert_int_equal(tn_q_values(q, q, N, NULL), 0);
        for (int a = 0; a < N; a++) {
            n_found += q[a] <= 0.1;
            n_false += q[a] <= 0.1 && a >= 10;
        }
        share += n_found ? (double)n_false / n_found : 0.0;
        found += n_found - n_false;
    }
    assert_true(share / rounds <= 0.1);
    assert_true(found / rounds >= 7.0);
    gsl_rng_free(rng);
}

static void few_articles_and_few_scores(void **state)
{
    tn_mean_of_n article[6];
    tn_mean_prior prior;
    tn_shrunk_mean m;

    (void)state;
    for (int a = 0; a < 6; a++)
        article[a] = (tn_mean_of_n){ 10, 0.1 * a, 0.3 };
    tn_mean_prior_of(&prior, article, 4);
    assert_true(isnan(prior.between) && isnan(prior.mean));
    tn_shrink_mean(&m, &article[0], &prior, Z);
    assert_true(isnan(m.mean) && isnan(m.p_value));
    tn_mean_prior_of(&prior, article, 6);
    assert_near(prior.mean, 0.25, 1e-12);
    tn_shrink_mean(&m, &(tn_mean_of_n){ .n = 0, .mean = NAN, .sd = NAN }, &prior, Z);
    assert_near(m.mean, 0.25, 1e-12);
    assert_true(isnan(m.z));
    tn_shrink_mean(&m, &(tn_mean_of_n){ .n = 1, .mean = 0.9, .sd = NAN }, &prior, Z);
    assert_true(m.mean > 0.25 && m.mean < 0.9);
    tn_mean_prior_of(&prior, article, 0);
    assert_true(isnan(prior.between) && prior.n_articles == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_prior_is_found_and_its_intervals_hold),
        cmocka_unit_test(false_discoveries_are_few),
        cmocka_unit_test(few_articles_and_few_scores),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
