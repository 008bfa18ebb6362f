/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_hypergeometric.c - random counts have the probabilities that they should
 */
#include "numeric_sample.h"

#include "stats/hypergeometric.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>

#define MOST    80    /* balls */
#define N_DRAWS 20000 /* so that a share is off by 0.004 at most, one time in four */

static void counts_have_the_probabilities_of_gsl(void **state)
{
    static const int64_t balls[][3] = { /* white, black, drawn */
                                        { 10, 10, 10 }, { 1, 50, 20 }, { 40, 3, 30 },
                                        { 3, 40, 41 },  { 7, 20, 26 }, { 30, 50, 12 }
    };
    double log_factorial[MOST + 1];
    gsl_rng *rng = tn_rng_new(3);

    (void)state;
    assert_non_null(rng);
    for (unsigned k = 0; k <= MOST; k++)
        log_factorial[k] = gsl_sf_lnfact(k);
    for (size_t i = 0; i < COUNT(balls); i++) {
        int n_of[MOST + 1] = { 0 };

        for (int draw = 0; draw < N_DRAWS; draw++) {
            int64_t white =
                tn_hypergeometric(balls[i][0], balls[i][1], balls[i][2], log_factorial, rng);

            assert_in_range(white, 0, MOST);
            n_of[white]++;
        }
        for (unsigned white = 0; white <= MOST; white++) {
            double p = gsl_ran_hypergeometric_pdf(white, (unsigned)balls[i][0],
                                                  (unsigned)balls[i][1], (unsigned)balls[i][2]);

            assert_near((double)n_of[white] / N_DRAWS, p, 5.0 * sqrt(p * (1.0 - p) / N_DRAWS));
        }
    }
    gsl_rng_free(rng);
}

static void no_number_is_drawn_where_one_count_is_possible(void **state)
{
    gsl_rng *rng = tn_rng_new(1), *other = tn_rng_new(1);

    (void)state;
    assert_int_equal(tn_hypergeometric(0, 5, 3, NULL, rng), 0);
    assert_int_equal(tn_hypergeometric(4, 5, 9, NULL, rng), 4);
    assert_int_equal(tn_hypergeometric(4, 0, 3, NULL, rng), 3);
    assert_true(gsl_rng_get(rng) == gsl_rng_get(other));
    gsl_rng_free(rng);
    gsl_rng_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_the_probabilities_of_gsl),
        cmocka_unit_test(no_number_is_drawn_where_one_count_is_possible),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
