/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_site_shares.c - a site's shares by labels, posteriors and both, on simulated sites
 */
#include "train/site_shares.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define N 100
#define M 3000

static double log_p[N][2];
static int8_t label[N];
static size_t row[N];
static const tn_site_rows rows = { &log_p[0][0], label, row, N, 2 };
static tn_population population;

static void assert_close(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%.17g is not %.17g", found, expected);
}

/* two classes, the first a share of .3; its posterior is higher by `lift` where it is the label */
static void simulate(gsl_rng *rng, double lift)
{
    population = (tn_population){ 0 };
    for (size_t i = 0; i < N + M; i++) {
        bool first = gsl_rng_uniform(rng) < 0.3;
        double p[2] = { 0.1 + 0.4 * gsl_rng_uniform(rng) + (first ? lift : 0.0) };

        p[1] = 1.0 - p[0];
        if (i >= N) {
            tn_population_add(&population, p, 2);
            continue;
        }
        row[i] = i;
        label[i] = !first;
        log_p[i][0] = log(p[0]);
        log_p[i][1] = log(p[1]);
    }
}

static void posteriors_that_go_with_labels_narrow_the_interval(void **state)
{
    (void)state;
    enum { DRAWS = 400 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double error = 0.0, by_labels = 0.0, width = 0.0, width_by_labels = 0.0;
    int held = 0;

    gsl_rng_set(rng, 1);
    for (int i = 0; i < DRAWS; i++) {
        tenor_head_calibration out = { 0 };
        const tenor_site_share *both = &out.by_both[0], *labels = &out.by_labels[0];

        simulate(rng, 0.4);
        assert_true(tn_scores_go_with_labels(&rows));
        tn_site_shares(&out, &rows, true, &population);
        assert_int_equal(out.n_population, M);
        assert_true(out.lambda > 0.5 && out.lambda <= 1.0);
        assert_close(both[0].share + both[1].share, 1.0, 1e-9);
        error += (both->share - 0.3) * (both->share - 0.3);
        by_labels += (labels->share - 0.3) * (labels->share - 0.3);
        width += both->interval.high - both->interval.low;
        width_by_labels += labels->interval.high - labels->interval.low;
        held += both->interval.low <= 0.3 && 0.3 <= both->interval.high;
    }
    assert_true(error < 0.5 * by_labels && width < 0.7 * width_by_labels);
    assert_close(held / (double)DRAWS, 0.9, 0.04);
    gsl_rng_free(rng);
}

static void posteriors_that_say_nothing_are_found_at_ten_per_cent(void **state)
{
    (void)state;
    enum { DRAWS = 1000 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    int found = 0;

    gsl_rng_set(rng, 2);
    for (int i = 0; i < DRAWS; i++) {
        simulate(rng, 0.0);
        found += tn_scores_go_with_labels(&rows);
    }
    assert_close(found / (double)DRAWS, 0.1, 0.03);
    simulate(rng, -0.09);
    assert_false(tn_scores_go_with_labels(&rows));
    gsl_rng_free(rng);
}

static void without_posteriors_or_a_population_the_labels_speak(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    tenor_head_calibration out = { 0 };

    simulate(rng, 0.4);
    tn_site_shares(&out, &rows, false, &population);
    assert_close(out.lambda, 0.0, 0.0);
    assert_close(out.by_both[0].share, out.by_labels[0].share, 1e-12);
    assert_true(isfinite(out.by_both[0].interval.low));
    tn_site_shares(&out, &rows, true, &(tn_population){ 0 });
    assert_true(isnan(out.by_both[0].share) && isfinite(out.by_models[0]));
    gsl_rng_free(rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posteriors_that_go_with_labels_narrow_the_interval),
        cmocka_unit_test(posteriors_that_say_nothing_are_found_at_ten_per_cent),
        cmocka_unit_test(without_posteriors_or_a_population_the_labels_speak),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
