/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_hierarchical.c - differences, shrunk means and unusual articles, on sites whose truth is
 * known
 */
#include "numeric_sample.h"

#include "stats/drift.h"
#include "stats/hierarchical.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#define MOST  200
#define SD    0.5 /* of a score */
#define LEVEL 0.90

/* ---------------------------------------------------------- differences */

static tn_difference difference(tn_estimate a, tn_estimate b)
{
    tn_difference out;

    tn_difference_of(&out, &a, &b);
    return out;
}

/* equal variances of 10 values each: Student's t on 18 degrees */
static void a_difference_by_hand(void **state)
{
    tn_difference d = difference((tn_estimate){ 0.5, 0.02, 9 }, (tn_estimate){ 0.3, 0.02, 9 });

    (void)state;
    assert_near(d.estimate, 0.2, 1e-15);
    assert_near(d.high - 0.2, 0.2 * gsl_cdf_tdist_Pinv(0.95, 18.0), 1e-14);
    assert_near(d.p_value, 2.0 * gsl_cdf_tdist_Q(1.0, 18.0), 1e-14);
    assert_near(d.smallest, (d.high - d.low) / 2.0 + 0.2 * gsl_cdf_tdist_Pinv(0.8, 18.0), 1e-14);
    assert_true(isnan(d.q_value));
}

static void a_difference_without_variances(void **state)
{
    const tn_estimate known = { 0.1, 0.0, INFINITY }, none = { NAN, NAN, NAN };
    tn_difference same = difference(known, known);

    (void)state;
    assert_same(same.estimate, 0.0);
    assert_true(isnan(same.p_value) && isnan(same.low) && isnan(same.smallest));
    assert_true(isnan(difference(known, none).estimate));
    assert_true(isnan(difference((tn_estimate){ 0.4, NAN, 0 }, known).p_value)); /* n = 1 */
    assert_near(difference((tn_estimate){ 1.745, 1.0, INFINITY }, known).low, 1e-4, 1e-3);
}

/* that is what it means: of samples so far apart, 80 % have an interval without 0 */
static void the_smallest_difference_is_found_in_four_of_five(void **state)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const tn_estimate zero = { 0.0, 0.0, INFINITY };
    int found = 0;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        double sum = 0.0, squares = 0.0;
        const double far = 0.288; /* (1.729 + 0.861) 0.5 / sqrt(20) */
        tn_estimate mean = { .degrees = 19 };

        for (int i = 0; i < 20; i++) {
            double x = far + gsl_ran_gaussian(rng, 0.5);

            sum += x;
            squares += x * x;
        }
        mean.mean = sum / 20.0;
        mean.variance = (squares - sum * sum / 20.0) / 19.0 / 20.0;
        found += difference(mean, zero).low > 0.0;
    }
    assert_near(found / 4000.0, 0.8, 0.03);
    gsl_rng_free(rng);
}

/* ------------------------------------------------------ articles' means */

/* n comments of as many people, mean theta */
static tn_jackknife draw(gsl_rng *rng, tn_pooled *pooled, double theta, int n)
{
    double x[100], sum = 0.0, squares = 0.0;
    tn_jackknife out;

    for (int i = 0; i < n; i++)
        sum += x[i] = theta + gsl_ran_gaussian(rng, SD);
    for (int i = 0; i < n; i++)
        squares += (x[i] - sum / n) * (x[i] - sum / n);
    out = (tn_jackknife){ .n = n,
                          .n_groups = n,
                          .mean = sum / n,
                          .variance = squares / (n - 1) / n,
                          .overlap = 1.0 / n };
    tn_pool(pooled, n, sqrt(squares / (n - 1)));
    return out;
}

/* true means of sd tau about 0.1, articles of `least` comments to 59 more; the first is `off` */
static void draw_site(gsl_rng *rng, tn_estimate *article, double *truth, int n, int least,
                      double tau, double off)
{
    tn_jackknife own[MOST];
    tn_pooled pooled = { 0.0, 0.0 };

    for (int a = 0; a < n; a++) {
        bool first = a == 0 && off != 0.0;

        truth[a] = 0.1 + (first ? off : gsl_ran_gaussian(rng, tau));
        own[a] =
            draw(rng, &pooled, truth[a], first ? 50 : least + (int)gsl_rng_uniform_int(rng, 60));
    }
    for (int a = 0; a < n; a++)
        article[a] = tn_moderated(&own[a], &pooled);
}

/* share of true means within their intervals, and of sites whose articles are said to differ */
static void cover(double *covered, double *differ, int n, double tau)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    tn_estimate article[MOST];
    double truth[MOST];
    const int rounds = 8000 / n;

    *covered = *differ = 0.0;
    for (int round = 0; round < rounds; round++) {
        tn_hierarchy model;

        draw_site(rng, article, truth, n, 2, tau, 0.0);
        tn_hierarchy_of(&model, article, (size_t)n);
        *differ += (double)model.differ / rounds;
        for (int a = 0; a < n; a++) {
            tn_placed m;

            tn_hierarchy_place(&m, &article[a], &model);
            *covered += truth[a] >= m.low && truth[a] <= m.high;
        }
    }
    *covered /= rounds * n;
    gsl_rng_free(rng);
}

static void intervals_of_shrunk_means_hold(void **state)
{
    const double taus[] = { 0.0, 0.05, 0.15, 0.4 };
    const int sizes[] = { 8, 40, 200 };
    double covered, differ;

    (void)state;
    for (size_t t = 0; t < COUNT(taus); t++) {
        for (size_t s = 0; s < COUNT(sizes); s++) {
            cover(&covered, &differ, sizes[s], taus[t]);
            assert_true(covered > 0.88);
            if (taus[t] == 0.0)
                assert_true(differ < 0.1);
            if (taus[t] >= 0.15 && sizes[s] >= 40)
                assert_true(differ > 0.95 && covered < 0.92);
        }
    }
}

/*
 * Share of sites where an article `sds` standard deviations off is unusual (its true mean, and the
 * standard deviation of the mean of 50 comments over articles); *wrong: false discoveries' share.
 */
static double find(double *wrong, int n, double sds)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const double tau = 0.15, off = sds * sqrt(tau * tau + SD * SD / 50.0);
    const int rounds = 400;
    tn_estimate article[MOST];
    double truth[MOST], q[MOST], found = 0.0;

    *wrong = 0.0;
    for (int round = 0; round < rounds; round++) {
        tn_hierarchy model;
        int n_found = 0;

        draw_site(rng, article, truth, n, 20, tau, off);
        tn_hierarchy_of(&model, article, (size_t)n);
        for (int a = 0; a < n; a++) {
            tn_placed m;

            tn_hierarchy_place(&m, &article[a], &model);
            q[a] = m.p_value;
        }
        assert_int_equal(tn_q_values(q, q, (size_t)n, NULL), 0);
        for (int a = 0; a < n; a++)
            n_found += q[a] <= 0.1;
        found += q[0] <= 0.1;
        *wrong += n_found ? (double)(n_found - (off != 0.0 && q[0] <= 0.1)) / n_found : 0.0;
    }
    *wrong /= rounds;
    gsl_rng_free(rng);
    return found / rounds;
}

static void an_article_four_standard_deviations_off_is_found(void **state)
{
    double wrong;

    (void)state;
    assert_true(find(&wrong, 24, 4.0) > 0.8);
    assert_true(wrong < 0.1);
    assert_true(find(&wrong, 200, 4.0) > 0.8);
    assert_true(wrong < 0.1);
    find(&wrong, 30, 0.0);
    assert_true(wrong < 0.1); /* any discovery is a false one */
}

static void few_articles_and_few_scores(void **state)
{
    const tn_jackknife one = { .n = 1, .n_groups = 1, .mean = 0.9, .variance = NAN, .overlap = 1 };
    const tn_pooled pooled = { 8.0, 40.0 }, unknown = { 0.0, 0.0 };
    const tn_estimate lonely = tn_moderated(&one, &pooled);
    tn_estimate article[6];
    tn_hierarchy model;
    tn_placed m;

    (void)state;
    assert_near(lonely.variance, 0.2, 1e-15); /* the site's alone */
    assert_near(lonely.degrees, 3.0, 1e-15);
    assert_true(isnan(tn_moderated(&(tn_jackknife){ 0 }, &pooled).mean));
    assert_true(isnan(tn_moderated(&one, &unknown).variance));
    for (int a = 0; a < 6; a++)
        article[a] = (tn_estimate){ 0.1 * a, 0.01, 9.0 };
    tn_hierarchy_of(&model, article, 4);
    assert_true(isnan(model.mean) && !model.differ);
    tn_hierarchy_place(&m, &article[0], &model);
    assert_true(isnan(m.mean) && isnan(m.p_value));
    tn_hierarchy_of(&model, article, 6);
    assert_near(model.mean, 0.25, 1e-12);
    tn_hierarchy_place(&m, &(tn_estimate){ NAN, NAN, NAN }, &model);
    assert_true(isnan(m.mean) && isnan(m.z));
    tn_hierarchy_place(&m, &article[5], &model);
    assert_true(m.mean > 0.25 && m.mean < 0.5 && m.z > 0.0);
    tn_hierarchy_of(&model, article, 0);
    assert_true(isnan(model.between) && model.n_articles == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_by_hand),
        cmocka_unit_test(a_difference_without_variances),
        cmocka_unit_test(the_smallest_difference_is_found_in_four_of_five),
        cmocka_unit_test(intervals_of_shrunk_means_hold),
        cmocka_unit_test(an_article_four_standard_deviations_off_is_found),
        cmocka_unit_test(few_articles_and_few_scores),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
