/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numeric_dump.c - the library's figures of given arrays, for comparison with other programs
 *
 * One JSON object a line on standard input, {"statistic": NAME, its arrays};
 * one object a line on standard output, 17 digits, null for NaN.
 */
#include "stats/association.h"
#include "stats/distinctive.h"
#include "stats/distribution.h"
#include "stats/drift.h"
#include "stats/numeric.h"
#include "stats/people.h"
#include "stats/stats.h"
#include "stats/thread_shape.h"
#include "stats/timeline.h"
#include "stats/trend.h"

#include <gsl/gsl_cdf.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A program of the tests may give up: what failed is on standard error. */
static void need(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "numeric_dump: %s\n", what);
        exit(1);
    }
}

static void *room(size_t n, size_t size)
{
    void *memory = calloc(n + 1, size);

    need(memory, "out of memory");
    return memory;
}

/* -------------------------------------------------------- in and out */

static size_t size_of(const json_t *in, const char *key)
{
    return json_array_size(json_object_get(in, key));
}

static double number(const json_t *in, const char *key)
{
    const json_t *value = json_object_get(in, key);

    need(json_is_number(value), key);
    return json_number_value(value);
}

static double *numbers(const json_t *in, const char *key)
{
    size_t n = size_of(in, key);
    double *out = room(n, sizeof(*out));

    for (size_t i = 0; i < n; i++)
        out[i] = json_number_value(json_array_get(json_object_get(in, key), i));
    return out;
}

static int64_t *integers(const json_t *in, const char *key)
{
    size_t n = size_of(in, key);
    int64_t *out = room(n, sizeof(*out));

    for (size_t i = 0; i < n; i++)
        out[i] = json_integer_value(json_array_get(json_object_get(in, key), i));
    return out;
}

static json_t *figure(double x)
{
    return isfinite(x) ? json_real(x) : isnan(x) ? json_null() : json_string("infinite");
}

static void put(json_t *out, const char *key, double x)
{
    need(json_object_set_new(out, key, figure(x)) == 0, "out of memory");
}

static json_t *put_list(json_t *out, const char *key)
{
    json_t *list = json_array();

    need(json_object_set_new(out, key, list) == 0, "out of memory");
    return list;
}

static void append(json_t *list, double x)
{
    need(json_array_append_new(list, figure(x)) == 0, "out of memory");
}

/* -------------------------------------------------------- the figures */

static int dump_moments(json_t *out, const json_t *in, tenor_error *err)
{
    double *x = numbers(in, "x");
    tn_moments m;
    tn_central central = { 0 };
    int rc;

    if (size_of(in, "x") > 0)
        tn_central_of(&central, x, size_of(in, "x"));
    rc = tn_moments_of(&m, x, size_of(in, "x"), &central, err);

    put(out, "mean", m.mean);
    put(out, "sd", m.sd);
    put(out, "skewness", m.skewness);
    put(out, "kurtosis", m.kurtosis);
    put(out, "median", m.median);
    put(out, "q1", m.q1);
    put(out, "q3", m.q3);
    free(x);
    return rc;
}

static int dump_distribution(json_t *out, const json_t *in, tenor_error *err)
{
    double *x = numbers(in, "x");
    tn_score_histogram histogram;
    json_t *bins = put_list(out, "histogram");

    (void)err;
    tn_score_histogram_of(&histogram, x, size_of(in, "x"));
    for (int i = 0; i < TN_SCORE_BINS; i++)
        append(bins, (double)histogram.count[i]);
    free(x);
    return 0;
}

static int dump_classes(json_t *out, const json_t *in, tenor_error *err)
{
    int64_t *count = integers(in, "count"), n = (int64_t)size_of(in, "count");

    (void)err;
    put(out, "agreement", tn_agreement(count, (int)n));
    put(out, "polarization", tn_polarization(count, (int)n));
    put(out, "balance", tn_balance(count[0], count[n - 1]));
    free(count);
    return 0;
}

static int dump_shares(json_t *out, const json_t *in, tenor_error *err)
{
    double *p = numbers(in, "p"), *error = numbers(in, "error"), low, high;
    double correlation = number(in, "correlation");
    int head = (int)number(in, "head"), n_classes = (int)number(in, "classes");
    int64_t n = (int64_t)size_of(in, "p") / n_classes;
    tn_share share[TENOR_MAX_CLASSES] = { 0 };
    tn_posterior_sums sums = { 0 };
    json_t *shares = put_list(out, "share"), *lows = put_list(out, "low");
    json_t *highs = put_list(out, "high");

    (void)err;
    for (int64_t i = 0; i < n; i++) {
        float one[TENOR_MAX_CLASSES];

        for (int c = 0; c < n_classes; c++)
            one[c] = (float)p[i * n_classes + c];
        tn_posteriors_add(&sums, one, n_classes);
    }
    tn_shares_of(share, &sums, n, head, n_classes, size_of(in, "error") ? error : NULL,
                 correlation);
    for (int c = 0; c < n_classes; c++) {
        append(shares, share[c].share);
        append(lows, share[c].low);
        append(highs, share[c].high);
    }
    tn_mean_interval(&low, &high, (sums.sum[n_classes - 1] - sums.sum[0]) / (double)n, &sums, n,
                     head, n_classes, size_of(in, "error") ? error : NULL, correlation);
    put(out, "mean_low", low);
    put(out, "mean_high", high);
    free(error);
    free(p);
    return 0;
}

static int dump_table(json_t *out, const json_t *in, tenor_error *err)
{
    int rows = (int)number(in, "rows"), columns = (int)number(in, "columns");
    int64_t *cell = integers(in, "cell"), draws = (int64_t)number(in, "draws");
    tn_table_test test;
    int rc = tn_table_test_of(&test, cell, rows, columns, draws, 7, err);

    put(out, "p_value", test.p_value);
    put(out, "p_std_error", test.p_std_error);
    put(out, "method", test.method);
    if (rows == 2 && columns == 2)
        put(out, "fisher", tn_fisher_2x2(cell[0], cell[1], cell[2], cell[3]));
    if (rows <= TENOR_MAX_CLASSES && columns <= TENOR_MAX_CLASSES) {
        tn_crosstab table = { .n_rows = rows, .n_columns = columns };

        for (int i = 0; i < rows * columns; i++)
            table.cell[i / columns][i % columns] = cell[i];
        tn_crosstab_finish(&table);
        put(out, "chi_square", table.chi_square);
        put(out, "chi_square_p", table.p_value);
        put(out, "cramers_v", table.cramers_v);
        put(out, "min_expected", table.min_expected);
    }
    free(cell);
    return rc;
}

static int dump_spearman(json_t *out, const json_t *in, tenor_error *err)
{
    double *x = numbers(in, "x"), *y = numbers(in, "y");
    tn_spearman s;
    int rc = tn_spearman_of(&s, x, y, size_of(in, "x"), err);

    put(out, "rho", s.rho);
    put(out, "p_value", s.p_value);
    free(x);
    free(y);
    return rc;
}

static void put_change(json_t *out, const tn_difference *change)
{
    put(out, "estimate", change->estimate);
    put(out, "low", change->low);
    put(out, "high", change->high);
    put(out, "p_value", change->p_value);
}

/* of "trend", and of "moment", where time is 0 or 1 */
static int dump_trend(json_t *out, const json_t *in, tenor_error *err)
{
    double *time = numbers(in, "time"), *value = numbers(in, "value");
    int64_t *group = integers(in, "group");
    size_t n = size_of(in, "time");
    tn_point *point = room(n, sizeof(*point));
    bool moment = strcmp(json_string_value(json_object_get(in, "statistic")), "moment") == 0;
    tn_trend t;
    tn_change c;
    int rc;

    for (size_t i = 0; i < n; i++)
        point[i] = (tn_point){ time[i], value[i], (uint64_t)group[i] };
    rc = moment ? tn_change_of(&c, point, n, n + 1, err) : tn_trend_of(&t, point, n, n + 1, err);
    put_change(out, moment ? &c.difference : &t.change);
    free(point);
    free(group);
    free(time);
    free(value);
    return rc;
}

static int dump_time(json_t *out, const json_t *in, tenor_error *err)
{
    int64_t *time_s = integers(in, "time");
    double *score = numbers(in, "score"), half_life;
    size_t n = size_of(in, "time");
    tn_time_grid grid = tn_time_grid_of(time_s, n);
    tn_time_bucket *bucket = room((size_t)grid.n_buckets, sizeof(*bucket));
    json_t *volume = put_list(out, "volume"), *mean = put_list(out, "mean");
    int rc = tn_time_buckets_of(bucket, &grid, time_s, score, n, err);

    rc = rc == 0 ? tn_half_life(&half_life, time_s, n, err) : rc;
    need(rc == 0, "no times");
    for (int64_t b = 0; b < grid.n_buckets; b++) {
        append(volume, (double)bucket[b].n_comments);
        append(mean, bucket[b].mean);
    }
    put(out, "width_s", (double)grid.width_s);
    put(out, "half_life", half_life);
    free(bucket);
    free(score);
    free(time_s);
    return rc;
}

static int dump_hierarchy(json_t *out, const json_t *in, tenor_error *err)
{
    double *mean = numbers(in, "mean"), *variance = numbers(in, "variance");
    double *degrees = numbers(in, "degrees");
    size_t n = size_of(in, "mean");
    tn_estimate *article = room(n, sizeof(*article));
    json_t *shrunk = put_list(out, "shrunk"), *high = put_list(out, "high");
    json_t *z = put_list(out, "z"), *p = put_list(out, "p_value");
    tn_hierarchy model;

    (void)err;
    for (size_t i = 0; i < n; i++)
        article[i] = (tn_estimate){ mean[i], variance[i], degrees[i] };
    tn_hierarchy_of(&model, article, n);
    put(out, "mean", model.mean);
    put(out, "variance", model.variance);
    put(out, "between", model.between);
    put(out, "differ", model.differ);
    for (size_t i = 0; i < n; i++) {
        tn_placed placed;

        tn_hierarchy_place(&placed, &article[i], &model);
        append(shrunk, placed.mean);
        append(high, placed.high);
        append(z, placed.z);
        append(p, placed.p_value);
    }
    free(article);
    free(degrees);
    free(variance);
    free(mean);
    return 0;
}

static int dump_psi(json_t *out, const json_t *in, tenor_error *err)
{
    int64_t *before = integers(in, "before"), *after = integers(in, "after");

    (void)err;
    put(out, "psi", tn_psi(before, after, (int)size_of(in, "before"), number(in, "smoothing")));
    free(before);
    free(after);
    return 0;
}

static int dump_q_values(json_t *out, const json_t *in, tenor_error *err)
{
    double *p = numbers(in, "p");
    size_t n = size_of(in, "p");
    int rc = tn_q_values(p, p, n, err);
    json_t *list = put_list(out, "q");

    for (size_t i = 0; i < n; i++)
        append(list, p[i]);
    free(p);
    return rc;
}

static int dump_difference(json_t *out, const json_t *in, tenor_error *err)
{
    double *mean = numbers(in, "mean"), *variance = numbers(in, "variance");
    double *degrees = numbers(in, "degrees");
    tn_estimate side[2];
    tn_difference d;

    (void)err;
    for (int i = 0; i < 2; i++)
        side[i] = (tn_estimate){ mean[i], variance[i], degrees[i] };
    tn_difference_of(&d, &side[0], &side[1]);
    put(out, "estimate", d.estimate);
    put(out, "low", d.low);
    put(out, "high", d.high);
    put(out, "p_value", d.p_value);
    put(out, "smallest", d.smallest);
    free(mean);
    free(variance);
    free(degrees);
    return 0;
}

static int dump_concentration(json_t *out, const json_t *in, tenor_error *err)
{
    int64_t *count = integers(in, "count");
    tn_concentration c;
    int rc = tn_concentration_of(&c, count, size_of(in, "count"), err);

    put(out, "gini", c.gini);
    put(out, "top_10", c.top_10);
    put(out, "top_author", c.top_author);
    free(count);
    return rc;
}

static int dump_jackknife(json_t *out, const json_t *in, tenor_error *err)
{
    double *x = numbers(in, "x");
    size_t n = size_of(in, "x");
    int64_t *group = integers(in, "group");
    uint64_t *slot = room(n, sizeof(*slot));
    tn_jackknife j;
    int rc;

    for (size_t i = 0; i < n; i++)
        slot[i] = (uint64_t)group[i];
    rc = tn_jackknife_of(&j, x, slot, n, 1000, err);
    put(out, "mean", j.mean);
    put(out, "variance", j.variance);
    put(out, "overlap", j.overlap);
    put(out, "influence", j.influence);
    put(out, "group_count", (double)j.group_count);
    put(out, "n_groups", (double)j.n_groups);
    free(slot);
    free(group);
    free(x);
    return rc;
}

static void put_shape(json_t *out, const tn_thread_shape *shape, const tn_exchanges *exchanges)
{
    json_t *list = put_list(out, "at_depth");

    for (int64_t d = 0; d <= shape->max_depth; d++)
        append(list, (double)shape->at_depth[d]);
    put(out, "skipped", (double)shape->skipped);
    put(out, "h_index", (double)shape->h_index);
    put(out, "max_breadth", (double)shape->max_breadth);
    put(out, "mean_depth", shape->mean_depth);
    put(out, "pairs", (double)exchanges->pairs);
    put(out, "reciprocity", exchanges->reciprocity);
    put(out, "longest_exchange", (double)exchanges->longest_exchange);
}

static int dump_thread(json_t *out, const json_t *in, tenor_error *err)
{
    size_t n = size_of(in, "parent"), *parent = room(n, sizeof(*parent));
    int64_t *above = integers(in, "parent"), *who = integers(in, "author");
    int64_t *depth = room(n, sizeof(*depth));
    uint64_t *author = room(n, sizeof(*author));
    tn_exchanges exchanges;
    tn_thread_shape shape;
    int rc;

    for (size_t i = 0; i < n; i++) {
        parent[i] = above[i] < 0 ? TN_ROOT : (size_t)above[i];
        author[i] = (uint64_t)who[i];
    }
    tn_thread_depths(depth, parent, n);
    rc = tn_thread_shape_of(&shape, depth, n, err);
    rc = rc == 0 ? tn_exchanges_of(&exchanges, depth, parent, author, n, err) : rc;
    need(rc == 0, "no shape");
    put_shape(out, &shape, &exchanges);
    free(shape.at_depth);
    free(depth);
    free(parent);
    free(author);
    free(above);
    free(who);
    return rc;
}

static int dump_log_odds(json_t *out, const json_t *in, tenor_error *err)
{
    size_t n = size_of(in, "a");
    int64_t *a = integers(in, "a"), *b = integers(in, "b");
    double *prior = numbers(in, "prior");
    tn_log_odds *words = room(n, sizeof(*words));
    int rc = tn_log_odds_of(words, a, b, prior, n, err);
    json_t *odds = put_list(out, "log_odds"), *z = put_list(out, "z");

    for (size_t w = 0; w < n; w++) {
        append(odds, words[w].log_odds);
        append(z, words[w].z);
    }
    free(words);
    free(prior);
    free(a);
    free(b);
    return rc;
}

static const struct {
    const char *name;
    int (*dump)(json_t *out, const json_t *in, tenor_error *err);
} statistics[] = {
    { "moments", dump_moments },
    { "distribution", dump_distribution },
    { "classes", dump_classes },
    { "shares", dump_shares },
    { "table", dump_table },
    { "spearman", dump_spearman },
    { "trend", dump_trend },
    { "moment", dump_trend },
    { "time", dump_time },
    { "hierarchy", dump_hierarchy },
    { "psi", dump_psi },
    { "q_values", dump_q_values },
    { "difference", dump_difference },
    { "concentration", dump_concentration },
    { "jackknife", dump_jackknife },
    { "thread", dump_thread },
    { "log_odds", dump_log_odds },
};

static void dump_line(const json_t *in)
{
    const char *name = json_string_value(json_object_get(in, "statistic"));
    json_t *out = json_object();
    tenor_error err = { 0 };
    bool known = false;

    need(name && out, "no statistic named");
    for (size_t i = 0; i < sizeof(statistics) / sizeof(statistics[0]); i++) {
        if (strcmp(name, statistics[i].name) == 0) {
            known = true;
            need(statistics[i].dump(out, in, &err) == 0, err.message);
        }
    }
    need(known, name);
    need(json_dumpf(out, stdout, JSON_COMPACT | JSON_REAL_PRECISION(17)) == 0 &&
             putchar('\n') != EOF,
         "cannot write");
    json_decref(out);
}

int main(void)
{
    json_t *in;

    tenor_init();
    while ((in = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
        dump_line(in);
        json_decref(in);
    }
    need(feof(stdin), "the input is not a line of JSON after another");
    return fflush(stdout) == 0 ? 0 : 1;
}
