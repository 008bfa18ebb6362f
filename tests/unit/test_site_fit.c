/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_site_fit.c - a slope and biases out of simulated labels, and what they make of a calibrator
 */
#include "model/calibrate.h"
#include "train/site_fit.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_CLASSES 3
#define MAX_ROWS  20000

static double log_p[MAX_ROWS][N_CLASSES];
static int8_t label[MAX_ROWS];
static size_t row[MAX_ROWS];

static int prepare(void **state)
{
    (void)state;
    tenor_init();
    for (size_t r = 0; r < MAX_ROWS; r++)
        row[r] = r;
    return 0;
}

static void assert_close(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%.17g is not %.17g", found, expected);
}

static tn_site_rows rows_of(size_t n)
{
    return (tn_site_rows){ &log_p[0][0], label, row, n, N_CLASSES };
}

/* posteriors of a model, and labels that these parameters give them */
static void simulate(size_t n, const tn_site_parameters *truth, unsigned seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    gsl_rng_set(rng, seed);
    for (size_t r = 0; r < n; r++) {
        double p[N_CLASSES], sum = 0.0, u = gsl_rng_uniform(rng);

        for (int c = 0; c < N_CLASSES; c++) {
            p[c] = exp(gsl_ran_gaussian(rng, 1.5));
            sum += p[c];
        }
        for (int c = 0; c < N_CLASSES; c++)
            log_p[r][c] = log(p[c] / sum);
        tn_site_posteriors(p, log_p[r], truth, N_CLASSES);
        label[r] = (int8_t)(u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2);
    }
    gsl_rng_free(rng);
}

static void a_known_slope_and_biases_are_found(void **state)
{
    (void)state;
    static const tn_site_parameters truth[] = { { 1.0, { 0.0, 0.0, 0.0 } },
                                                { 0.6, { 0.7, -0.2, -0.5 } },
                                                { 1.5, { -0.6, 0.9, -0.3 } } };

    for (size_t i = 0; i < sizeof(truth) / sizeof(truth[0]); i++) {
        tn_site_rows rows = rows_of(MAX_ROWS);
        tn_site_parameters found;

        simulate(MAX_ROWS, &truth[i], 1);
        assert_int_equal(tn_site_fit(&found, &rows, &TN_SLOPE_FITTED, NULL), 0);
        assert_close(found.slope, truth[i].slope, 0.04);
        for (int c = 0; c < N_CLASSES; c++)
            assert_close(found.bias[c], truth[i].bias[c], 0.06);
        assert_close(found.bias[0] + found.bias[1] + found.bias[2], 0.0, 1e-12);
    }
}

static void few_labels_stay_near_the_prior(void **state)
{
    (void)state;
    tn_site_rows rows = rows_of(1);
    tn_site_parameters found;

    simulate(1, &(tn_site_parameters){ 0.2, { 1.0, 0.0, -1.0 } }, 3);
    assert_int_equal(tn_site_fit(&found, &rows, &TN_SLOPE_FITTED, NULL), 0);
    assert_close(found.slope, 1.0, 0.25);
    for (int c = 0; c < N_CLASSES; c++)
        assert_close(found.bias[c], 0.0, 1.0);
}

static void a_slope_that_is_held_stays(void **state)
{
    (void)state;
    tn_site_rows rows = rows_of(200);
    tn_site_parameters found;
    double count[N_CLASSES] = { 0 }, mean[N_CLASSES] = { 0 };

    simulate(200, &(tn_site_parameters){ 1.0, { 1.0, 0.0, -1.0 } }, 4);
    assert_int_equal(tn_site_fit(&found, &rows, &TN_SLOPE_HELD, NULL), 0);
    assert_close(found.slope, 0.1, 0.03);
    for (size_t r = 0; r < 200; r++) {
        double p[N_CLASSES];

        tn_site_posteriors(p, log_p[r], &found, N_CLASSES);
        count[label[r]] += 1.0 / 200;
        for (int c = 0; c < N_CLASSES; c++)
            mean[c] += p[c] / 200;
    }
    for (int c = 0; c < N_CLASSES; c++)
        assert_close(mean[c], count[c], 0.02);
}

static void the_gradient_is_that_of_the_loss(void **state)
{
    (void)state;
    static const double x[N_CLASSES + 1] = { 0.8, 0.3, -0.4, 0.2 };
    static const tn_slope_prior prior[] = { { 1.0, 0.25 }, { 0.1, 0.01 } };
    tn_site_rows rows = rows_of(300);

    simulate(300, &(tn_site_parameters){ 1.2, { 0.5, -0.5, 0.0 } }, 5);
    for (size_t i = 0; i < 2; i++) {
        double gradient[N_CLASSES + 1];

        tn_site_loss(&rows, &prior[i], x, gradient);
        for (int k = 0; k <= N_CLASSES; k++) {
            double step = 1e-6, up[N_CLASSES + 1], down[N_CLASSES + 1];

            memcpy(up, x, sizeof(up));
            memcpy(down, x, sizeof(down));
            up[k] += step;
            down[k] -= step;
            assert_close(gradient[k],
                         (tn_site_loss(&rows, &prior[i], up, NULL) -
                          tn_site_loss(&rows, &prior[i], down, NULL)) /
                             (2.0 * step),
                         1e-6 * fmax(1.0, fabs(gradient[k])));
        }
    }
}

static void the_covariance_is_that_of_draws_of_labels(void **state)
{
    (void)state;
    enum { N = 150, DRAWS = 60 };
    static const tn_site_parameters truth = { 0.9, { 0.4, -0.1, -0.3 } };
    double of_draws = 0.0, mean = 0.0, slope[DRAWS];
    double once[TENOR_MAX_CLASSES + 1][TENOR_MAX_CLASSES + 1];
    double again[TENOR_MAX_CLASSES + 1][TENOR_MAX_CLASSES + 1];
    tn_site_rows rows = rows_of(N);

    for (unsigned i = 0; i < DRAWS; i++) {
        tn_site_parameters found;

        simulate(N, &truth, 100 + i);
        assert_int_equal(tn_site_fit(&found, &rows, &TN_SLOPE_FITTED, NULL), 0);
        slope[i] = found.slope;
        mean += slope[i] / DRAWS;
    }
    for (int i = 0; i < DRAWS; i++)
        of_draws += (slope[i] - mean) * (slope[i] - mean) / (DRAWS - 1);
    assert_int_equal(tn_site_covariance(once, &rows, &TN_SLOPE_FITTED, 1, NULL), 0);
    assert_int_equal(tn_site_covariance(again, &rows, &TN_SLOPE_FITTED, 1, NULL), 0);
    assert_memory_equal(once, again, sizeof(once));
    assert_close(sqrt(once[0][0]) / sqrt(of_draws), 1.0, 0.4);
    for (int k = 0; k <= N_CLASSES; k++) {
        assert_close(once[k][1] + once[k][2] + once[k][3], 0.0, 1e-9); /* biases sum to 0 */
        assert_close(once[k][0], once[0][k], 0.0);
    }
    assert_int_equal(tn_site_covariance(again, &rows, &TN_SLOPE_FITTED, 2, NULL), 0);
    assert_memory_not_equal(once, again, sizeof(once));
}

/* the calibrator that is adapted gives what the parameters make of its posteriors */
static void parameters_compose_with_a_calibrator(void **state)
{
    (void)state;
    static const double decision[3] = { 0.7, -0.4, 1.1 }, factor[3] = { 1.5, 0.6, 1.2 };
    static const tn_site_parameters site = { 0.7, { 0.4, -0.6, 0.2 } };
    tn_calibrator c = { .n_classes = 3,
                        .slope = { { 1.0, 0.5, 0.1 }, { -1.0, 0.2, 0.9 }, { 0.0, -0.7, -1.0 } },
                        .offset = { 0.1, -0.3, 0.2 },
                        .prior = { 0.2, 0.5, 0.3 } },
                  adapted = c;
    double p[3], logs[3], expected[3], found[3], sum = 0.0;

    tn_calibrator_apply(&c, decision, 0, p);
    for (int k = 0; k < 3; k++)
        logs[k] = log(p[k]);
    tn_site_posteriors(expected, logs, &site, 3);
    tn_calibrator_adapt(&adapted, site.slope, site.bias, factor);
    tn_calibrator_apply(&adapted, decision, 0, found);
    for (int k = 0; k < 3; k++) {
        assert_close(found[k], expected[k], 1e-12);
        sum += adapted.prior[k];
    }
    assert_close(sum, 1.0, 1e-12);
    assert_close(adapted.prior[0] / adapted.prior[1], 0.2 * 1.5 / (0.5 * 0.6), 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_slope_and_biases_are_found),
        cmocka_unit_test(few_labels_stay_near_the_prior),
        cmocka_unit_test(a_slope_that_is_held_stays),
        cmocka_unit_test(the_gradient_is_that_of_the_loss),
        cmocka_unit_test(the_covariance_is_that_of_draws_of_labels),
        cmocka_unit_test(parameters_compose_with_a_calibrator),
    };

    return cmocka_run_group_tests(tests, prepare, NULL);
}
