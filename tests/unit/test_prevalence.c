/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_prevalence.c - corrected shares against expectation-maximisation, closed forms and known
 * truth
 */
#include "../bench/adjusted_count.h"
#include "stats/prevalence.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST 400                /* comments */
#define Z    1.6448536269514722 /* of 90 % */

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.15g is not %.15g", value, expected);
}

/* comment after comment, as likelihoods are written down; the engine has them class after class */
static int prevalence_of(tn_prevalence *out, const double *rows, size_t n, int n_classes,
                         tenor_error *err)
{
    static double column[TENOR_MAX_CLASSES][MOST];
    const double *likelihood[] = { column[0], column[1], column[2] };

    assert_true(n <= MOST);
    for (size_t i = 0; i < n * (size_t)n_classes; i++)
        column[i % (size_t)n_classes][i / (size_t)n_classes] = rows[i];
    return tn_prevalence_of(out, likelihood, n, n_classes, NULL, Z, err);
}

/* the fixed point of Saerens et al., with half a comment of each class added */
static void by_em(double *share, const double *likelihood, size_t n, int n_classes)
{
    double added[TENOR_MAX_CLASSES];

    for (int c = 0; c < n_classes; c++) {
        share[c] = 1.0 / n_classes;
        added[c] = 0.5;
    }
    for (size_t i = 0; i < n; i++) { /* a fifth of the comments with their mean posterior */
        const double *l = likelihood + i * (size_t)n_classes;
        double sum = l[0] + l[1] + (n_classes > 2 ? l[2] : 0.0);

        for (int c = 0; c < n_classes; c++)
            added[c] += 0.2 * l[c] / sum;
    }
    for (int step = 0; step < 100000; step++) {
        double next[TENOR_MAX_CLASSES], change = 0.0;

        for (int c = 0; c < n_classes; c++)
            next[c] = added[c];
        for (size_t i = 0; i < n; i++) {
            double sum = 0.0;

            for (int c = 0; c < n_classes; c++)
                sum += share[c] * likelihood[i * (size_t)n_classes + (size_t)c];
            for (int c = 0; c < n_classes; c++)
                next[c] += share[c] * likelihood[i * (size_t)n_classes + (size_t)c] / sum;
        }
        for (int c = 0; c < n_classes; c++) {
            next[c] /= 1.2 * (double)n + 0.5 * n_classes;
            change = fmax(change, fabs(next[c] - share[c]));
            share[c] = next[c];
        }
        if (change < 1e-15)
            return;
    }
}

static void the_maximum_is_that_of_em(void **state)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double likelihood[3 * 400], expected[3];

    (void)state;
    for (int round = 0; round < 200; round++) {
        int n_classes = 2 + round % 2;
        size_t n = 1 + gsl_rng_uniform_int(rng, 400);
        tn_prevalence out;
        double sum = 0.0;

        for (size_t i = 0; i < n * (size_t)n_classes; i++)
            likelihood[i] = pow(gsl_rng_uniform_pos(rng), 3.0);
        assert_int_equal(prevalence_of(&out, likelihood, n, n_classes, NULL), 0);
        by_em(expected, likelihood, n, n_classes);
        for (int c = 0; c < n_classes; c++) {
            assert_near(out.share[c], expected[c], 1e-9);
            assert_true(out.low[c] >= 0.0 && out.low[c] <= out.share[c]);
            assert_true(out.high[c] <= 1.0 && out.high[c] >= out.share[c]);
            assert_true(out.expected_low[c] <= out.low[c] && out.expected_high[c] >= out.high[c]);
            sum += out.share[c];
        }
        assert_near(sum, 1.0, 1e-9);
        assert_true(out.trials > 0.0 && out.trials <= 1.2 * (double)n + 0.5 * n_classes + 1e-9);
    }
    gsl_rng_free(rng);
}

static void a_classifier_that_never_errs_leaves_only_sampling(void **state)
{
    double likelihood[2 * 40] = { 0 };
    tn_prevalence out;

    (void)state;
    for (size_t i = 0; i < 40; i++)
        likelihood[2 * i + (i < 10)] = 1.0;
    assert_int_equal(prevalence_of(&out, likelihood, 40, 2, NULL), 0);
    assert_near(out.share[1], 12.5 / 49.0, 1e-12);
    assert_true(out.high[1] - out.low[1] < 0.02);
    assert_near(out.trials, 49.0, 0.1);
    assert_true(out.expected_high[1] - out.expected_low[1] > 0.2);
}

static void a_classifier_that_knows_nothing_says_nothing(void **state)
{
    double likelihood[2 * 40];
    tn_prevalence out;

    (void)state;
    for (size_t i = 0; i < 80; i++)
        likelihood[i] = 0.5;
    assert_int_equal(prevalence_of(&out, likelihood, 40, 2, NULL), 0);
    assert_near(out.share[0], 0.5, 1e-12);
    assert_true(out.low[0] < 0.1 && out.high[0] > 0.9);
}

/*
 * The variance in closed form is that of the bootstrap, where the classifier is as good as it says:
 * comments are drawn from two normal distributions, and their likelihoods are true.
 */
static void the_variance_is_that_of_the_bootstrap(void **state)
{
    enum { N = 300, RESAMPLES = 400 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    static double likelihood[2 * N], drawn[2 * N];
    double ratio = 0.0;
    const int rounds = 10;

    (void)state;
    for (int round = 0; round < rounds; round++) {
        tn_prevalence out, again;
        double sum = 0.0, squares = 0.0, sampling;

        for (int i = 0; i < N; i++) {
            double x = gsl_ran_gaussian(rng, 1.0) + (gsl_rng_uniform(rng) < 0.3 ? 1.0 : -1.0);

            likelihood[2 * i] = exp(-(x + 1.0) * (x + 1.0) / 2.0);
            likelihood[2 * i + 1] = exp(-(x - 1.0) * (x - 1.0) / 2.0);
        }
        assert_int_equal(prevalence_of(&out, likelihood, N, 2, NULL), 0);
        for (int b = 0; b < RESAMPLES; b++) {
            for (int i = 0; i < N; i++) {
                size_t k = gsl_rng_uniform_int(rng, N);

                drawn[2 * i] = likelihood[2 * k];
                drawn[2 * i + 1] = likelihood[2 * k + 1];
            }
            assert_int_equal(prevalence_of(&again, drawn, N, 2, NULL), 0);
            sum += again.share[1];
            squares += again.share[1] * again.share[1];
        }
        sampling = out.share[1] * (1.0 - out.share[1]) / out.trials; /* with the caution */
        ratio += (squares / RESAMPLES - sum / RESAMPLES * sum / RESAMPLES) / sampling / rounds;
    }
    assert_true(ratio > 0.75 && ratio < 1.25);
    gsl_rng_free(rng);
}

static void few_comments_and_none(void **state)
{
    const double likelihood[] = { 0.7, 0.2, 0.1, 0.1, 0.1, 0.8 };
    tn_prevalence out;

    (void)state;
    assert_int_equal(prevalence_of(&out, likelihood, 0, 3, NULL), 0);
    assert_true(isnan(out.share[0]) && isnan(out.low[0]) && isnan(out.trials) && out.n == 0);
    for (size_t n = 1; n <= 2; n++) {
        assert_int_equal(prevalence_of(&out, likelihood, n, 3, NULL), 0);
        assert_true(out.expected_high[0] - out.expected_low[0] > 0.4);
    }
}

static void what_is_no_likelihood_is_refused(void **state)
{
    const double none[] = { 0.0, 0.0 }, negative[] = { -0.1, 1.0 }, nan_[] = { NAN, 1.0 };
    tn_prevalence out;
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(prevalence_of(&out, none, 1, 2, &err), TENOR_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "comment 0"));
    assert_int_equal(prevalence_of(&out, negative, 1, 2, &err), TENOR_ERR_ARGUMENT);
    assert_int_equal(prevalence_of(&out, nan_, 1, 2, &err), TENOR_ERR_ARGUMENT);
    assert_int_equal(prevalence_of(&out, none, 1, 1, &err), TENOR_ERR_ARGUMENT);
}

static void two_classes_are_adjusted_by_the_known_formula(void **state)
{
    const double rate[] = { 0.8, 0.2, 0.3, 0.7 };
    double share[2];

    (void)state;
    for (double labelled = 0.25; labelled < 0.7; labelled += 0.1) {
        const double observed[] = { 1.0 - labelled, labelled };

        assert_int_equal(adjusted_count(share, rate, observed, 2, NULL), 0);
        assert_near(share[1], (labelled - 0.2) / (0.7 - 0.2), 1e-12);
    }
    assert_int_equal(adjusted_count(share, rate, (const double[]){ 0.95, 0.05 }, 2, NULL), 0);
    assert_near(share[1], 0.0, 0.0);
    assert_int_equal(adjusted_count(share, rate, (const double[]){ 0.1, 0.9 }, 2, NULL), 0);
    assert_near(share[1], 1.0, 0.0);
}

static void three_classes_are_adjusted_better_than_on_any_grid(void **state)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    (void)state;
    for (int round = 0; round < 50; round++) {
        double rate[9], observed[3], share[3], found = 0.0, sum = 0.0;

        for (int t = 0; t < 3; t++) {
            double row = 0.0;

            observed[t] = gsl_rng_uniform_pos(rng);
            sum += observed[t];
            for (int c = 0; c < 3; c++) {
                rate[t * 3 + c] = gsl_rng_uniform_pos(rng) + (t == c);
                row += rate[t * 3 + c];
            }
            for (int c = 0; c < 3; c++)
                rate[t * 3 + c] /= row;
        }
        for (int c = 0; c < 3; c++)
            observed[c] /= sum;
        assert_int_equal(adjusted_count(share, rate, observed, 3, NULL), 0);
        assert_near(share[0] + share[1] + share[2], 1.0, 1e-12);
        for (int i = -1; i <= 50; i++) {
            for (int j = 0; j <= (i < 0 ? 0 : 50 - i); j++) {
                double grid[3] = { i / 50.0, j / 50.0, (50 - i - j) / 50.0 }, d = 0.0;
                const double *tried = i < 0 ? share : grid;

                for (int c = 0; c < 3; c++) {
                    double miss = tried[0] * rate[c] + tried[1] * rate[3 + c] +
                                  tried[2] * rate[6 + c] - observed[c];

                    d += miss * miss;
                }
                if (i < 0)
                    found = d;
                else
                    assert_true(found <= d + 1e-12);
            }
        }
    }
    gsl_rng_free(rng);
}

static void a_prior_is_what_varies_beyond_each_groups_own_variance(void **state)
{
    tn_prevalence group[5] = { 0 };
    const tn_prevalence *pointer[5];
    const double share[] = { 0.2, 0.4, 0.6, 0.8, 0.9 };
    tn_prevalence_prior prior;
    tn_shrunk_prevalence shrunk;

    (void)state;
    for (int g = 0; g < 5; g++) {
        group[g] = (tn_prevalence){ .n_classes = 2,
                                    .n = g < 4 ? 10 : TN_GROUP_MIN - 1,
                                    .share = { share[g], 1.0 - share[g] },
                                    .variance = { 0.01, 0.01 },
                                    .trials = 16.0 };
        pointer[g] = &group[g];
    }
    tn_prevalence_prior_of(&prior, pointer, 5, 2);
    assert_int_equal(prior.n_groups, 4);
    assert_near(prior.mean[0], 0.5, 1e-12);
    /* squares 2 * 0.2, less 2 * (0.16 + 0.24 + 0.24 + 0.16) / 16, by 3; the classes spread 0.5 */
    assert_near(prior.strength, 0.5 / ((0.4 - 0.1) / 3.0) - 1.0, 1e-9);
    tn_prevalence_shrink(&shrunk, &group[0], &prior, Z);
    assert_near(shrunk.share[0], (16.0 * 0.2 + prior.strength * 0.5) / (16.0 + prior.strength),
                1e-12);
    assert_near(shrunk.share[0] + shrunk.share[1], 1.0, 1e-12);
    assert_true(shrunk.low[0] < shrunk.share[0] && shrunk.high[0] > shrunk.share[0]);
    tn_prevalence_shrink(&shrunk, &(tn_prevalence){ .n_classes = 2 }, &prior, Z);
    assert_near(shrunk.share[0], 0.5, 1e-12);

    tn_prevalence_prior_of(&prior, pointer, 2, 2);
    assert_true(isnan(prior.strength) && prior.n_groups == 2);
    tn_prevalence_shrink(&shrunk, &group[0], &prior, Z);
    assert_true(isnan(shrunk.share[0]) && isnan(shrunk.low[0]));
    tn_prevalence_prior_of(&prior, pointer, 0, 2);
    assert_true(isnan(prior.mean[0]));
}

static void a_site_is_the_pool_of_its_articles(void **state)
{
    tn_prevalence group[4] = { 0 }, out;
    const tn_prevalence *pointer[4];
    tn_prevalence_prior prior;

    (void)state;
    for (int g = 0; g < 4; g++) {
        group[g] = (tn_prevalence){ .n_classes = 2,
                                    .n = 10 * (g + 1),
                                    .share = { 0.1 + 0.2 * g, 0.9 - 0.2 * g },
                                    .variance = { 0.03, 0.03 },
                                    .error_variance = { 0.01, 0.01 },
                                    .trials = 20.0 };
        pointer[g] = &group[g];
    }
    tn_prevalence_prior_of(&prior, pointer, 2, 2); /* too few to have a strength */
    tn_prevalence_pool(&out, pointer, 2, &prior, Z);
    assert_int_equal(out.n, 30);
    assert_near(out.share[0], (10.0 * 0.1 + 20.0 * 0.3) / 30.0, 1e-12);
    assert_near(out.error_variance[0], 0.01, 1e-12);
    assert_near(out.variance[0], 0.01 + 0.02 * (1.0 + 4.0) / 9.0, 1e-12);
    assert_true(out.expected_low[0] < out.low[0] && out.low[0] < out.share[0]);

    tn_prevalence_prior_of(&prior, pointer, 4, 2);
    assert_true(prior.strength > 1.0 && prior.strength <= 4.0);
    tn_prevalence_pool(&out, pointer, 4, &prior, Z);
    assert_near(out.share[0] + out.share[1], 1.0, 1e-12);
    assert_true(out.share[0] > 0.4 && out.share[0] < 0.5); /* 0.5, drawn toward 0.4 */

    tn_prevalence_pool(&out, NULL, 0, &prior, Z);
    assert_true(out.n == 0 && isnan(out.share[0]) && isnan(out.low[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_maximum_is_that_of_em),
        cmocka_unit_test(a_classifier_that_never_errs_leaves_only_sampling),
        cmocka_unit_test(a_classifier_that_knows_nothing_says_nothing),
        cmocka_unit_test(the_variance_is_that_of_the_bootstrap),
        cmocka_unit_test(few_comments_and_none),
        cmocka_unit_test(what_is_no_likelihood_is_refused),
        cmocka_unit_test(two_classes_are_adjusted_by_the_known_formula),
        cmocka_unit_test(three_classes_are_adjusted_better_than_on_any_grid),
        cmocka_unit_test(a_prior_is_what_varies_beyond_each_groups_own_variance),
        cmocka_unit_test(a_site_is_the_pool_of_its_articles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
