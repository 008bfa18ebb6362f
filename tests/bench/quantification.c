/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quantification.c - how far are the shares of an article's classes from the truth, by method?
 *
 *   quantification [NAME CLASSES FILE]...
 *
 * FILE: two lines of CLASSES * CLASSES numbers (rates of labels, mean posteriors; a row for each
 * true class), then a line for each comment: topic TAB true class TAB its posteriors, computed
 * under a uniform prior. Comments of a topic stand together.
 *
 * An article is a topic: as it is, or with 20 to 200 comments drawn from it so that the shares are
 * any.
 */
#include "adjusted_count.h"
#include "stats/prevalence.h"
#include "stats/stats.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ROWS    100000
#define MAX_TOPICS  2000
#define MAX_CASES   10000
#define LEAST       20 /* comments of a topic that is measured as it is */
#define OF_CLASS    5  /* comments of each class of a topic that is drawn from */
#define N_SIMULATED 2400
#define Z           1.6448536269514722 /* of 90 % */

enum { COUNT, MEAN_POSTERIOR, ADJUSTED, ADJUSTED_POSTERIOR, EM, EM_SITE, N_METHODS };

static const char *const method_name[N_METHODS] = {
    "classify and count",   "mean posterior (PCC)", "adjusted count (ACC)",
    "adjusted mean (PACC)", "EMQ (corrected)",      "EMQ toward the site (shrunk)",
};

typedef double vector[TENOR_MAX_CLASSES];

typedef struct {
    int n_classes;
    double rate[2][TENOR_MAX_CLASSES * TENOR_MAX_CLASSES];
    double *posterior; /* n_rows * n_classes */
    int truth[MAX_ROWS];
    size_t n_rows;
    size_t start[MAX_TOPICS + 1]; /* of each topic */
    size_t n_topics;
} data;

/* One article: its true shares and what each method makes of it. */
typedef struct {
    size_t n;
    vector truth, drawn_from;
    vector found[N_METHODS];
    tn_prevalence corrected;
    tn_shrunk_prevalence shrunk;
} article;

static void stop(const char *why)
{
    fprintf(stderr, "quantification: %s\n", why);
    exit(1);
}

static void read_rates(FILE *in, data *d)
{
    for (int table = 0; table < 2; table++) {
        for (int i = 0; i < d->n_classes * d->n_classes; i++)
            if (fscanf(in, "%lf", &d->rate[table][i]) != 1)
                stop("the rates are not there");
    }
}

static void read_data(const char *path, data *d)
{
    FILE *in = fopen(path, "re");
    char topic[256], last[256] = "";

    if (!in)
        stop("cannot open the file");
    read_rates(in, d);
    while (d->n_rows < MAX_ROWS && fscanf(in, " %255[^\t]\t%d", topic, &d->truth[d->n_rows]) == 2) {
        if (strcmp(topic, last) != 0) {
            if (d->n_topics == MAX_TOPICS)
                stop("too many topics");
            snprintf(last, sizeof(last), "%s", topic);
            d->start[d->n_topics++] = d->n_rows;
        }
        for (int c = 0; c < d->n_classes; c++)
            if (fscanf(in, "%lf", d->posterior + d->n_rows * (size_t)d->n_classes + c) != 1)
                stop("a posterior is not there");
        d->n_rows++;
    }
    d->start[d->n_topics] = d->n_rows;
    fclose(in);
}

static void measure(const data *d, article *a, const size_t *row, size_t n)
{
    size_t k = (size_t)d->n_classes;
    double *likelihood = calloc(n * k, sizeof(*likelihood));

    const double *class_likelihood[TENOR_MAX_CLASSES] = { 0 };

    if (!likelihood)
        stop("out of memory");
    for (size_t c = 0; c < k; c++)
        class_likelihood[c] = likelihood + c * n;
    a->n = n;
    memset(a->truth, 0, sizeof(a->truth));
    memset(a->found, 0, sizeof(a->found));
    for (size_t i = 0; i < n; i++) {
        const double *p = d->posterior + row[i] * k;
        size_t best = 0;

        for (size_t c = 0; c < k; c++) {
            likelihood[c * n + i] = p[c]; /* the prior is uniform */
            best = p[c] > p[best] ? c : best;
            a->found[MEAN_POSTERIOR][c] += p[c] / (double)n;
        }
        a->truth[d->truth[row[i]]] += 1.0 / (double)n;
        a->found[COUNT][best] += 1.0 / (double)n;
    }
    if (adjusted_count(a->found[ADJUSTED], d->rate[0], a->found[COUNT], d->n_classes, NULL) < 0 ||
        adjusted_count(a->found[ADJUSTED_POSTERIOR], d->rate[1], a->found[MEAN_POSTERIOR],
                       d->n_classes, NULL) < 0 ||
        tn_prevalence_of(&a->corrected, class_likelihood, n, d->n_classes, NULL, Z, NULL) < 0)
        stop("an article has no shares");
    memcpy(a->found[EM], a->corrected.share, sizeof(a->found[EM]));
    free(likelihood);
}

static void shrink(const data *d, article *a, size_t n)
{
    const tn_prevalence **group = calloc(n, sizeof(*group));
    tn_prevalence_prior prior;

    if (!group)
        stop("out of memory");
    for (size_t i = 0; i < n; i++)
        group[i] = &a[i].corrected;
    tn_prevalence_prior_of(&prior, group, n, d->n_classes);
    for (size_t i = 0; i < n; i++) {
        tn_prevalence_shrink(&a[i].shrunk, &a[i].corrected, &prior, Z);
        memcpy(a[i].found[EM_SITE], a[i].shrunk.share, sizeof(a[i].found[EM_SITE]));
    }
    free(group);
}

static size_t as_they_are(const data *d, article *a)
{
    size_t n = 0, row[MAX_ROWS / 10];

    for (size_t t = 0; t < d->n_topics; t++) {
        size_t size = d->start[t + 1] - d->start[t];

        if (size < LEAST || size > sizeof(row) / sizeof(row[0]))
            continue;
        for (size_t i = 0; i < size; i++)
            row[i] = d->start[t] + i;
        measure(d, &a[n], row, size);
        memcpy(a[n].drawn_from, a[n].truth, sizeof(vector));
        n++;
    }
    return n;
}

/* rows of a topic by class; false if there are too few of one */
static bool by_class(const data *d, size_t topic, size_t *row[TENOR_MAX_CLASSES],
                     size_t n[TENOR_MAX_CLASSES])
{
    bool enough = true;

    memset(n, 0, TENOR_MAX_CLASSES * sizeof(*n));
    for (size_t r = d->start[topic]; r < d->start[topic + 1]; r++)
        row[d->truth[r]][n[d->truth[r]]++] = r;
    for (int c = 0; c < d->n_classes; c++)
        enough &= n[c] >= OF_CLASS;
    return enough;
}

static size_t simulated(const data *d, article *a, gsl_rng *rng)
{
    static const size_t sizes[] = { 20, 50, 100, 200 };
    size_t *row[TENOR_MAX_CLASSES], n_of[TENOR_MAX_CLASSES], drawn[200], n = 0;
    vector even = { 1.0, 1.0, 1.0 };

    for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
        row[c] = calloc(MAX_ROWS, sizeof(*row[c]));
        if (!row[c])
            stop("out of memory");
    }
    for (size_t t = 0, tries = 0; n < N_SIMULATED && tries < 100 * N_SIMULATED;
         t = (t + 1) % d->n_topics, tries++) {
        size_t size = sizes[n % 4], k = (size_t)d->n_classes;

        if (!by_class(d, t, row, n_of))
            continue;
        gsl_ran_dirichlet(rng, k, even, a[n].drawn_from);
        for (size_t i = 0; i < size; i++) {
            double u = gsl_rng_uniform(rng);
            size_t c = 0;

            while (c + 1 < k && u >= a[n].drawn_from[c])
                u -= a[n].drawn_from[c++];
            drawn[i] = row[c][gsl_rng_uniform_int(rng, n_of[c])];
        }
        measure(d, &a[n], drawn, size);
        n++;
    }
    for (int c = 0; c < TENOR_MAX_CLASSES; c++)
        free(row[c]);
    return n;
}

static void print_errors(const data *d, const article *a, size_t n)
{
    printf("%-30s %8s %8s %8s\n", "method", "MAE", "RAE", "KLD");
    for (int m = 0; m < N_METHODS; m++) {
        double mae = 0.0, rae = 0.0, kld = 0.0;

        for (size_t i = 0; i < n; i++) {
            double e = 0.5 / (double)a[i].n, scale = 1.0 + d->n_classes * e;

            for (int c = 0; c < d->n_classes; c++) {
                double t = (a[i].truth[c] + e) / scale, f = (a[i].found[m][c] + e) / scale;

                mae += fabs(a[i].truth[c] - a[i].found[m][c]) / d->n_classes;
                rae += fabs(t - f) / t / d->n_classes;
                kld += t * log(t / f);
            }
        }
        printf("%-30s %8.3f %8.3f %8.3f\n", method_name[m], mae / (double)n, rae / (double)n,
               kld / (double)n);
    }
}

/* how often a set's intervals hold the truth */
typedef struct {
    double came, expected, shrunk, width, shrunk_width;
    double n; /* intervals of each kind */
} coverage;

static void add_coverage(coverage *sum, const data *d, const article *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const tn_prevalence *p = &a[i].corrected;
        const tn_shrunk_prevalence *s = &a[i].shrunk;

        for (int c = 0; c < d->n_classes; c++) {
            double came = a[i].truth[c], might = a[i].drawn_from[c];

            sum->came += came >= p->low[c] && came <= p->high[c];
            sum->expected += might >= p->expected_low[c] && might <= p->expected_high[c];
            sum->shrunk += might >= s->low[c] && might <= s->high[c];
            sum->width += p->high[c] - p->low[c];
            sum->shrunk_width += s->high[c] - s->low[c];
            sum->n += 1.0;
        }
    }
}

static void print_coverage(const coverage *c)
{
    printf(
        "intervals of 90 %% hold the truth: of the comments that came %.3f, that might have come "
        "%.3f, shrunk %.3f; mean width %.2f, shrunk %.2f\n",
        c->came / c->n, c->expected / c->n, c->shrunk / c->n, c->width / c->n,
        c->shrunk_width / c->n);
}

static void report(const data *d, article *a, size_t n, const char *name, const char *how,
                   coverage *all)
{
    coverage own = { 0 };

    printf("-- %s, %zu articles, %s\n", name, n, how);
    if (n == 0)
        return;
    shrink(d, a, n);
    print_errors(d, a, n);
    add_coverage(&own, d, a, n);
    add_coverage(all, d, a, n);
    print_coverage(&own);
}

static void measure_set(char **name_classes_file, article *a, gsl_rng *rng, coverage *natural,
                        coverage *even)
{
    data *d = calloc(1, sizeof(*d));

    if (!d)
        stop("out of memory");
    d->n_classes = atoi(name_classes_file[1]);
    if (d->n_classes < 2 || d->n_classes > TENOR_MAX_CLASSES)
        stop("CLASSES must be 2 or 3");
    d->posterior = calloc(MAX_ROWS * (size_t)d->n_classes, sizeof(double));
    if (!d->posterior)
        stop("out of memory");
    read_data(name_classes_file[2], d);
    report(d, a, as_they_are(d, a), name_classes_file[0], "topics as they are", natural);
    report(d, a, simulated(d, a, rng), name_classes_file[0], "topics with shares drawn evenly",
           even);
    free(d->posterior);
    free(d);
}

int main(int argc, char **argv)
{
    article *a = calloc(MAX_CASES, sizeof(*a));
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    coverage natural = { 0 }, even = { 0 };

    gsl_set_error_handler_off();
    if (argc < 4 || argc % 3 != 1 || !a || !rng)
        stop("usage: quantification [NAME CLASSES FILE]...");
    for (int i = 1; i + 2 < argc; i += 3)
        measure_set(argv + i, a, rng, &natural, &even);
    printf("-- all topics as they are\n");
    print_coverage(&natural);
    printf("-- all topics with shares drawn evenly\n");
    print_coverage(&even);
    gsl_rng_free(rng);
    free(a);
    return 0;
}
