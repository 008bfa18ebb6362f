/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_mixture.c - what four comments at a time add up to has the bits of one after another
 */
#include "numeric_sample.h"

#include "base/wide.h"
#include "stats/mixture.h"

#define MOST 23 /* comments */

/* ------------------------------------------------------------ the plain way */

static void add_log(double *sum, double *product, double x)
{
    if (x < 1e-100 || x > 1e100) {
        *sum += log(x);
        return;
    }
    *product *= x;
    if (*product < 1e-100 || *product > 1e100) {
        *sum += log(*product);
        *product = 1.0;
    }
}

static void add_up(tn_mixture_sums *out, const tn_mixture *m, const double *share, double value)
{
    double product = 1.0;
    size_t n_classes = (size_t)m->n_classes;

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < m->n; i++) {
        double mixture = 0.0, inverse, q[TENOR_MAX_CLASSES];

        for (size_t c = 0; c < n_classes; c++)
            mixture += share[c] * m->likelihood[c][i];
        inverse = 1.0 / mixture;
        add_log(&value, &product, mixture);
        for (size_t c = 0; c < n_classes; c++) {
            q[c] = m->likelihood[c][i] * inverse;
            out->first[c] += q[c];
            for (size_t d = 0; d < n_classes; d++)
                out->second[c][d] += d <= c ? q[c] * q[d] : 0.0;
        }
    }
    out->value = value + log(product);
}

/* -------------------------------------------------------------------- tests */

static void check(const tn_mixture *m, const double *share)
{
    tn_mixture_sums found, wanted;

    tn_mixture_add_up(&found, m, share, -2.5);
    add_up(&wanted, m, share, -2.5);
    assert_same(found.value, wanted.value);
    for (int c = 0; c < m->n_classes; c++) {
        assert_same(found.first[c], wanted.first[c]);
        for (int d = 0; d <= c; d++) {
            assert_same(found.second[c][d], wanted.second[c][d]);
            assert_same(found.second[d][c], wanted.second[c][d]);
        }
    }
}

static void check_posteriors(const tn_mixture *m)
{
    double found[] = { 0.5, 0.5, 0.5 }, wanted[] = { 0.5, 0.5, 0.5 };

    assert_int_equal(tn_mixture_add_posteriors(found, m, 0.2), m->n);
    for (size_t i = 0; i < m->n; i++) {
        double sum = 0.0;

        for (int c = 0; c < m->n_classes; c++)
            sum += m->likelihood[c][i];
        for (int c = 0; c < m->n_classes; c++)
            wanted[c] += 0.2 * m->likelihood[c][i] / sum;
    }
    for (int c = 0; c < m->n_classes; c++)
        assert_same(found[c], wanted[c]);
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

static void check_all(bool wide)
{
    static const int spread[] = { 0, 1, 9, 11, 30, 150 };
    static const double share[] = { 0.2, 0.7, 0.1 };
    double likelihood[TENOR_MAX_CLASSES][MOST];
    tn_mixture m = { .likelihood = { likelihood[0], likelihood[1], likelihood[2] }, .wide = wide };

    for (m.n_classes = 2; m.n_classes <= 3; m.n_classes++) {
        for (m.n = 0; m.n <= MOST; m.n++) {
            for (size_t k = 0; k < COUNT(spread); k++) {
                fill_likelihoods(likelihood, m.n, spread[k], (uint32_t)(m.n + k));
                check(&m, share);
                check_posteriors(&m);
            }
        }
    }
}

static void sums_have_the_bits_of_the_plain_way(void **state)
{
    (void)state;
    check_all(false);
    if (tn_has_wide())
        check_all(true);
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
            m.wide = k % 2 && tn_has_wide();
            assert_int_equal(tn_mixture_add_posteriors(added, &m, 0.2), at);
        }
        likelihood[0][at] = likelihood[1][at] = likelihood[2][at] = 0.0;
        assert_int_equal(tn_mixture_add_posteriors(added, &m, 0.2), at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_have_the_bits_of_the_plain_way),
        cmocka_unit_test(what_is_no_likelihood_is_found_wherever_it_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
