/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_mixture.c - the log-likelihood of shares, its derivatives, and what has no likelihood
 */
#include "numeric_sample.h"

#include "stats/mixture.h"

#define MOST 23 /* comments */

/* three comments of two classes, at shares of 1/4 and 3/4: mixtures of 1/4, 1/2 and 3/4 */
static void sums_are_those_of_paper_and_pencil(void **state)
{
    static const double first[] = { 1.0, 0.5, 0.0 }, second[] = { 0.0, 0.5, 1.0 };
    static const double share[] = { 0.25, 0.75 };
    tn_mixture m = { .likelihood = { first, second }, .n = 3, .n_classes = 2 };
    double added[] = { 0.5, 0.5 };
    tn_mixture_sums s;

    (void)state;
    tn_mixture_add_up(&s, &m, share, -2.5);
    assert_near(s.value, -2.5 + log(0.25 * 0.5 * 0.75), 1e-14);
    assert_near(s.first[0], 4.0 + 1.0, 1e-14);
    assert_near(s.first[1], 1.0 + 4.0 / 3.0, 1e-14);
    assert_near(s.second[0][0], 16.0 + 1.0, 1e-14);
    assert_near(s.second[1][1], 1.0 + 16.0 / 9.0, 1e-14);
    assert_near(s.second[0][1], 1.0, 1e-14);
    assert_same(s.second[0][1], s.second[1][0]);
    assert_int_equal(tn_mixture_add_posteriors(added, &m, NULL, 0.2), 3);
    assert_near(added[0], 0.5 + 0.2 * 1.5, 1e-14);
    assert_near(added[1], 0.5 + 0.2 * 1.5, 1e-14);
    added[0] = added[1] = 0.0;
    assert_int_equal(tn_mixture_add_posteriors(added, &m, (const double[]){ 0.25, 0.75 }, 1.0), 3);
    assert_near(added[0], 1.0 + 0.25, 1e-14);
    assert_near(added[1], 0.75 + 1.0, 1e-14);
}

/* powers of ten up to 10^spread, up and down, and zeros */
static void fill_likelihoods(double likelihood[TENOR_MAX_CLASSES][MOST], size_t n, int spread,
                             uint32_t seed)
{
    for (size_t i = 0; i < n; i++) {
        for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
            double power = (double)(next_random(&seed) % 2001) / 1000.0 - 1.0;

            likelihood[c][i] = c == 0 || next_random(&seed) % 4 ? pow(10.0, power * spread) : 0.0;
        }
    }
}

/* whose product is beyond a double, up or down */
static void logarithms_of_any_size_add_up(void **state)
{
    static const int spread[] = { 0, 1, 9, 11, 30, 150 };
    static const double share[] = { 0.2, 0.7, 0.1 };
    double likelihood[TENOR_MAX_CLASSES][MOST];
    tn_mixture m = { .likelihood = { likelihood[0], likelihood[1], likelihood[2] },
                     .n = MOST,
                     .n_classes = 3 };

    (void)state;
    for (size_t k = 0; k < COUNT(spread); k++) {
        double wanted = 0.0;
        tn_mixture_sums s;

        fill_likelihoods(likelihood, MOST, spread[k], (uint32_t)k);
        for (size_t i = 0; i < MOST; i++) {
            double mixture = 0.0;

            for (int c = 0; c < 3; c++)
                mixture += share[c] * likelihood[c][i];
            wanted += log(mixture);
        }
        tn_mixture_add_up(&s, &m, share, 0.0);
        assert_near(s.value, wanted, 1e-11);
        /* the shares' weighted first sums are the number of comments */
        assert_near(share[0] * s.first[0] + share[1] * s.first[1] + share[2] * s.first[2], MOST,
                    1e-12);
    }
}

static void what_is_no_likelihood_is_found_wherever_it_stands(void **state)
{
    static const double bad[] = { -1e-9, NAN, INFINITY, -INFINITY };
    double likelihood[TENOR_MAX_CLASSES][MOST], added[TENOR_MAX_CLASSES] = { 0.0 };
    tn_mixture m = { .likelihood = { likelihood[0], likelihood[1], likelihood[2] },
                     .n = MOST,
                     .n_classes = 3 };

    (void)state;
    for (size_t at = 0; at < MOST; at++) {
        for (size_t k = 0; k < COUNT(bad); k++) {
            fill_likelihoods(likelihood, MOST, 1, 7);
            likelihood[at % 3][at] = bad[k];
            assert_int_equal(tn_mixture_add_posteriors(added, &m, NULL, 0.2), at);
        }
        likelihood[0][at] = likelihood[1][at] = likelihood[2][at] = 0.0;
        assert_int_equal(tn_mixture_add_posteriors(added, &m, NULL, 0.2), at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_paper_and_pencil),
        cmocka_unit_test(logarithms_of_any_size_add_up),
        cmocka_unit_test(what_is_no_likelihood_is_found_wherever_it_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
