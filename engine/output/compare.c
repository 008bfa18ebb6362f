/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.c - tenor_compare: has the second of two nights drifted from the first?
 *
 * Articles are what varies: each measure's mean over articles is compared, for the site and for
 * each section, under one false-discovery rate. Labels of the whole site are compared by their
 * population stability index besides.
 *
 * A night before and after a moment is compared in compare_moment.c.
 */
#include "output/compare_moment.h"
#include "output/results.h"
#include "output/sections.h"
#include "stats/drift.h"
#include "text/clean.h"
#include "tenor_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_ARTICLES 8  /* on both sides, or nothing is said */
#define PSI_ARTICLES 20 /* on both sides, for a verdict by shares of labels */
#define PSI_COMMENTS 500
#define SMOOTHING    0.5
#define MAX_CLASSES  TENOR_N_UNSCORED

typedef struct {
    const char *column, *name;
    const char *error; /* column of the value's standard error; NULL: as good as none */
    bool log;          /* its logarithm is compared */
    bool share; /* `error` is that of its head's mean: where there is none it does not count */
} measure;

static const measure measures[] = {
    { "comments", "log comments", .log = true },
    { "mean_tokens", "length", .error = NULL },
    { "mean_coverage", "coverage", .error = NULL },
    { "sentiment_mean", "sentiment", .error = "sentiment_std_error" },
    { "stance_mean", "stance", .error = "stance_std_error" },
    { "reply_mean", "agreement", .error = "reply_std_error" },
    { "sentiment_negative", "negative", .error = "sentiment_std_error", .share = true },
    { "sentiment_neutral", "neutral", .error = "sentiment_std_error", .share = true },
    { "sentiment_positive", "positive", .error = "sentiment_std_error", .share = true },
    { "stance_against", "against", .error = "stance_std_error", .share = true },
    { "stance_none", "no stance", .error = "stance_std_error", .share = true },
    { "stance_favor", "in favor", .error = "stance_std_error", .share = true },
    { "reply_disagree", "disagree", .error = "reply_std_error", .share = true },
    { "reply_neutral", "neutral reply", .error = "reply_std_error", .share = true },
    { "reply_agree", "agree", .error = "reply_std_error", .share = true },
    { "thread_mean_depth", "depth", .error = NULL },
};
#define N_MEASURES (sizeof(measures) / sizeof(measures[0]))

/* One comparison of a measure over the articles of a section. */
typedef struct {
    const char *section; /* NULL: the whole site */
    const measure *measure;
    size_t n[2];
    tn_estimate mean[2];
    tn_difference difference; /* after - before */
    bool drifted;
} finding;

typedef struct {
    const char *name; /* of a head, or "unscored" */
    double psi;
    bool drifted;
} shift;

typedef struct {
    const tenor_compare_options *options;
    json_t *site[2], *articles[2], *manifest[2];
    finding *finding;
    size_t n_findings, capacity;
    shift shift[TENOR_N_HEADS + 1];
    size_t n_shifts;
    bool enough, same_models;
    tenor_error *err;
} comparison;

/* ---------------------------------------------------------------- values */

static bool in_section(const json_t *row, const char *section)
{
    const char *own = tn_get_text(row, "section");

    return !section || (own && strcmp(own, section) == 0);
}

/* means with errors by the model of their distribution, others as a plain sample */
static void average(tn_estimate *out, const tn_estimate *article, const double *value, size_t n,
                    const measure *m)
{
    double degrees = (double)n - 1.0;
    tn_hierarchy model;
    tn_central central;

    *out = (tn_estimate){ NAN, NAN, NAN };
    if (n < MIN_ARTICLES)
        return;
    if (m->error && !m->share) {
        tn_hierarchy_of(&model, article, n);
        *out = (tn_estimate){ model.mean, model.variance, INFINITY };
    } else {
        tn_central_of(&central, value, n);
        *out = (tn_estimate){ tn_sum_value(central.mean), central.squares / degrees / (double)n,
                              degrees };
    }
}

/* a measure's mean over a section's articles */
static int average_rows(tn_estimate *out, size_t *n, const json_t *rows, const char *section,
                        const measure *m, tenor_error *err)
{
    size_t n_rows = json_array_size(rows), index;
    tn_estimate *article = tn_alloc(n_rows, sizeof(*article));
    double *values = tn_alloc(n_rows, sizeof(*values));
    int rc = article && values ? 0 : tn_no_memory(err);
    const json_t *row;

    *n = 0;
    if (rc < 0)
        goto done;
    json_array_foreach(rows, index, row)
    {
        double value = tn_get_real(row, m->column);
        double error = m->error ? tn_get_real(row, m->error) : 0.0;

        value = m->log ? log(value) : value;
        if (in_section(row, section) && isfinite(value) && isfinite(error)) {
            article[*n] = (tn_estimate){ value, error * error, INFINITY };
            values[(*n)++] = value;
        }
    }
    average(out, article, values, *n, m);
done:
    free(article);
    free(values);
    return rc;
}

static int compare_measure(comparison *c, const char *section, const measure *m)
{
    finding f = { .section = section, .measure = m };
    int rc;

    for (int side = 0; side < 2; side++) {
        rc = average_rows(&f.mean[side], &f.n[side], c->articles[side], section, m, c->err);
        if (rc < 0)
            return rc;
    }
    tn_difference_of(&f.difference, &f.mean[1], &f.mean[0]);
    if (isnan(f.difference.estimate))
        return 0;
    rc = tn_grow((void **)&c->finding, &c->capacity, c->n_findings + 1, sizeof(f), c->err);
    if (rc == 0)
        c->finding[c->n_findings++] = f;
    return rc;
}

static int compare_all(comparison *c, const char *section)
{
    int rc = 0;

    for (size_t m = 0; rc == 0 && m < N_MEASURES; m++)
        rc = compare_measure(c, section, &measures[m]);
    return rc;
}

/* the sections of the second night, each once, in order of their first article */
static int compare_sections(comparison *c)
{
    const json_t *row;
    size_t index;
    json_t *seen = json_object();
    int rc = seen ? 0 : tn_no_memory(c->err);

    json_array_foreach(c->articles[1], index, row)
    {
        const char *section = tn_get_text(row, "section");

        if (rc < 0 || !section || json_object_get(seen, section))
            continue;
        rc = json_object_set_new(seen, section, json_true()) == 0 ? compare_all(c, section)
                                                                  : tn_no_memory(c->err);
    }
    json_decref(seen);
    return rc;
}

static int judge_findings(comparison *c)
{
    double *p = tn_alloc(c->n_findings, sizeof(*p));
    int rc;

    if (!p)
        return tn_no_memory(c->err);
    for (size_t i = 0; i < c->n_findings; i++)
        p[i] = c->finding[i].difference.p_value;
    rc = tn_q_values(p, p, c->n_findings, c->err);
    for (size_t i = 0; rc == 0 && i < c->n_findings; i++) {
        c->finding[i].difference.q_value = p[i];
        c->finding[i].drifted = p[i] <= c->options->false_discovery_rate;
    }
    free(p);
    return rc;
}

/* ---------------------------------------------------------------- shares */

static int class_counts(int64_t *count, int64_t *sum, const json_t *classes)
{
    const json_t *row;
    size_t index;
    int n = 0;

    *sum = 0;
    json_array_foreach(classes, index, row)
    {
        if (n < MAX_CLASSES) {
            count[n] = tn_get_integer(row, "count");
            *sum += count[n++];
        }
    }
    return n;
}

/* why comments were not scored, and that they were */
static int reason_counts(int64_t *count, int64_t *sum, const json_t *comments)
{
    const json_t *unscored = json_object_get(comments, "unscored");

    *sum = count[0] = tn_get_integer(comments, "scored");
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++) {
        count[reason] = tn_get_integer(unscored, tenor_unscored_name(reason));
        *sum += count[reason];
    }
    return TENOR_N_UNSCORED;
}

static void compare_shares(comparison *c, const char *name, int head)
{
    int64_t count[2][MAX_CLASSES], sum[2];
    int n[2];
    shift s = { .name = name };
    bool enough = true;

    for (int side = 0; side < 2; side++) {
        const json_t *site = c->site[side];

        n[side] = head < 0
                      ? reason_counts(count[side], &sum[side], json_object_get(site, "comments"))
                      : class_counts(count[side], &sum[side],
                                     json_object_get(json_object_get(site, name), "classes"));
        enough &= sum[side] >= PSI_COMMENTS && json_array_size(c->articles[side]) >= PSI_ARTICLES;
    }
    if (n[0] == 0 || n[0] != n[1] || sum[0] == 0 || sum[1] == 0)
        return;
    s.psi = tn_psi(count[0], count[1], n[0], SMOOTHING);
    s.drifted = enough && s.psi >= c->options->psi;
    c->shift[c->n_shifts++] = s;
}

/* ---------------------------------------------------------------- output */

static bool any_drift(const comparison *c)
{
    bool any = false;

    for (size_t i = 0; i < c->n_findings; i++)
        any |= c->finding[i].drifted;
    for (size_t i = 0; i < c->n_shifts; i++)
        any |= c->shift[i].drifted;
    return any;
}

static const char *verdict(const comparison *c)
{
    return !c->enough ? "unknown" : any_drift(c) ? "drift" : "no drift";
}

static int write_json(const comparison *c, FILE *out)
{
    tn_buf text = { 0 };
    tn_json_writer doc;

    tn_json_begin(&doc, &text, TN_JSON_INDENTED, c->err);
    tn_json_open_object(&doc, NULL);
    tn_json_put_text(&doc, "schema", "tenor/comparison/1");
    tn_json_put_text(&doc, "before", tn_get_text(c->site[0], "results_id"));
    tn_json_put_text(&doc, "after", tn_get_text(c->site[1], "results_id"));
    tn_json_put_bool(&doc, "same_models", c->same_models);
    tn_json_put_real(&doc, "false_discovery_rate", c->options->false_discovery_rate);
    tn_json_put_real(&doc, "psi_threshold", c->options->psi);
    tn_json_put_text(&doc, "verdict", verdict(c));
    tn_json_open_array(&doc, "shares");
    for (size_t i = 0; i < c->n_shifts; i++) {
        tn_json_open_object(&doc, NULL);
        tn_json_put_text(&doc, "shares", c->shift[i].name);
        tn_json_put_real(&doc, "psi", c->shift[i].psi);
        tn_json_put_bool(&doc, "drifted", c->shift[i].drifted);
        tn_json_close(&doc);
    }
    tn_json_close(&doc);
    tn_json_open_array(&doc, "measures");
    for (size_t i = 0; i < c->n_findings; i++) {
        const finding *f = &c->finding[i];

        tn_json_open_object(&doc, NULL);
        tn_json_put_text(&doc, "section", f->section);
        tn_json_put_text(&doc, "measure", f->measure->column);
        tn_json_put_integer(&doc, "articles_before", (int64_t)f->n[0]);
        tn_json_put_integer(&doc, "articles_after", (int64_t)f->n[1]);
        tn_json_put_real(&doc, "mean_before", f->mean[0].mean);
        tn_json_put_real(&doc, "mean_after", f->mean[1].mean);
        tn_doc_difference(&doc, "difference", &f->difference);
        tn_json_put_bool(&doc, "drifted", f->drifted);
        tn_json_close(&doc);
    }
    tn_json_close(&doc);
    tn_json_close(&doc);
    return tn_stream_json(out, &doc);
}

/* sections are whatever a site calls them: nothing of a terminal's own may be in their names */
static int print_name(FILE *out, const char *text, tenor_error *err)
{
    tn_buf clean = { 0 };
    int rc = tn_cell_clean(&clean, text, strlen(text), err);

    if (rc == 0)
        fprintf(out, "%s", clean.data ? clean.data : "");
    tn_buf_free(&clean);
    return rc;
}

static int print_finding(FILE *out, const finding *f, tenor_error *err)
{
    int rc;

    fprintf(out, "%c %-13s %9.4g %9.4g  %+.2g (%+.2g to %+.2g)  q %-7.2g ", f->drifted ? '!' : ' ',
            f->measure->name, f->mean[0].mean, f->mean[1].mean, f->difference.estimate,
            f->difference.low, f->difference.high, f->difference.q_value);
    rc = print_name(out, f->section ? f->section : "all", err);
    fprintf(out, " (%zu, %zu articles)\n", f->n[0], f->n[1]);
    return rc;
}

static int print_verdict(const comparison *c, FILE *out)
{
    const char *separator = " ";
    int rc = 0;

    if (!c->enough) {
        fprintf(out, "unknown: fewer than %d articles on a side\n", MIN_ARTICLES);
        return 0;
    }
    if (!any_drift(c)) {
        fprintf(out, "no drift\n");
        return 0;
    }
    fprintf(out, "drift:");
    for (size_t i = 0; i < c->n_shifts; i++) {
        if (c->shift[i].drifted) {
            fprintf(out, "%sshares of %s", separator, c->shift[i].name);
            separator = ", ";
        }
    }
    for (size_t i = 0; rc == 0 && i < c->n_findings; i++) {
        if (c->finding[i].drifted) {
            fprintf(out, "%s%s in ", separator, c->finding[i].measure->name);
            rc = print_name(out, c->finding[i].section ? c->finding[i].section : "all", c->err);
            separator = ", ";
        }
    }
    fprintf(out, "\n");
    return rc;
}

static int write_text(const comparison *c, FILE *out)
{
    int rc = 0;

    if (!c->same_models)
        fprintf(out, "the models differ: what changed may be them\n");
    fprintf(out, "  %-13s %9s %9s  difference of articles' means (90 %%)\n", "measure", "before",
            "after");
    for (size_t i = 0; rc == 0 && i < c->n_findings; i++)
        if (!c->finding[i].section || c->finding[i].drifted || c->options->all)
            rc = print_finding(out, &c->finding[i], c->err);
    for (size_t i = 0; i < c->n_shifts; i++) {
        fprintf(out, "%c shares of %-10s psi %.3f\n", c->shift[i].drifted ? '!' : ' ',
                c->shift[i].name, c->shift[i].psi);
    }
    return rc == 0 ? print_verdict(c, out) : rc;
}

/* ------------------------------------------------------------- the whole */

static int load(comparison *c, int side, const char *dir)
{
    char *run = NULL;
    int rc = tn_results_find(&run, dir, c->err);

    if (rc < 0)
        return rc;
    rc = tn_results_load(&c->site[side], run, "site.json", JSON_OBJECT, c->err);
    if (rc < 0)
        goto done;
    rc = tn_results_load(&c->articles[side], run, "articles.json", JSON_ARRAY, c->err);
    if (rc < 0)
        goto done;
    rc = tn_results_load(&c->manifest[side], run, "manifest.json", JSON_OBJECT, c->err);
done:
    free(run);
    return rc;
}

static int compare(comparison *c)
{
    int rc;

    c->enough = json_array_size(c->articles[0]) >= MIN_ARTICLES &&
                json_array_size(c->articles[1]) >= MIN_ARTICLES;
    c->same_models = json_equal(json_object_get(c->manifest[0], "models"),
                                json_object_get(c->manifest[1], "models"));
    for (int head = 0; head < TENOR_N_HEADS; head++)
        compare_shares(c, tenor_head_name(head), head);
    compare_shares(c, "unscored", -1);
    rc = compare_all(c, NULL);
    if (rc < 0)
        return rc;
    rc = compare_sections(c);
    return rc < 0 ? rc : judge_findings(c);
}

void tenor_compare_options_init(tenor_compare_options *options)
{
    *options = (tenor_compare_options){ .false_discovery_rate = 0.05, .psi = 0.25 };
}

int tenor_compare(const tenor_compare_options *options, FILE *out, bool *drifted, tenor_error *err)
{
    comparison c = { .options = options, .err = err };
    int rc;

    *drifted = false;
    if (options->at)
        return tn_compare_moment(options, out, drifted, err);
    rc = load(&c, 0, options->before_dir);
    if (rc < 0)
        goto done;
    rc = load(&c, 1, options->after_dir);
    if (rc < 0)
        goto done;
    rc = compare(&c);
    if (rc < 0)
        goto done;
    rc = options->json ? write_json(&c, out) : write_text(&c, out);
    if (rc < 0)
        goto done;
    *drifted = c.enough && any_drift(&c);
    rc = tn_stream_check(out, err);
done:
    for (int side = 0; side < 2; side++) {
        json_decref(c.site[side]);
        json_decref(c.articles[side]);
        json_decref(c.manifest[side]);
    }
    free(c.finding);
    return rc;
}
