/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare_moment.c - did readers change after a moment?
 *
 * The comments of one run before a time and from then on: of each head the mean score and the mean
 * posterior of each class. What is sampled are authors where all comments are of one article, and
 * articles where they are of several, since comments of one article resemble each other.
 */
#include "output/compare_moment.h"

#include "output/results.h"
#include "output/sections.h"
#include "stats/group.h"
#include "stats/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_GROUPS 2 /* on both sides, or nothing is said of a head */
#define N_MEASURES (1 + TENOR_MAX_CLASSES)

typedef struct {
    uint64_t article, author; /* its place among the articles read; a number within the article */
    bool after;
    double value[N_MEASURES]; /* score, posterior of each class */
} labelled;

typedef struct {
    const char *measure[N_MEASURES]; /* "mean", then classes of the site */
    int n_measures;                  /* 0: no such head */
    labelled *label;
    size_t n, capacity;
    tn_change change[N_MEASURES];
    bool changed[N_MEASURES];
    bool compared;
} sample;

typedef struct {
    const tenor_compare_options *options;
    int64_t at_s;
    json_t *site;
    json_t *rows; /* of articles.json, by id: those that are asked for */
    sample head[TENOR_N_HEADS];
    const json_t *row;            /* of the last comment */
    uint64_t n_articles, n_lines; /* read so far; lines of the last article */
    int64_t n_without_time;
    tenor_error *err;
} moment;

/* ---------------------------------------------------------------- articles */

static bool has_topic(const json_t *row)
{
    const char *source = tn_get_text(row, "target_source");

    return source && (strcmp(source, "article") == 0 || strcmp(source, "option") == 0);
}

static int select_rows(moment *m, const json_t *all)
{
    const tenor_compare_options *o = m->options;
    const char *asked = o->article ? o->article : o->section ? o->section : o->target;
    const json_t *row;
    size_t index;
    int rc = 0;

    json_array_foreach(all, index, row)
    {
        const char *id = tn_get_text(row, "article_id");
        const char *target = has_topic(row) ? tn_get_text(row, "target") : NULL;
        bool is = id && (!o->target || target) && (!o->article || strcmp(id, o->article) == 0) &&
                  (!o->section || tn_is_in_section(row, o->section));

        if (rc == 0 && is && o->target)
            rc = tn_is_same_target(&is, target, o->target, m->err);
        if (rc == 0 && is && json_object_set(m->rows, id, (json_t *)row) != 0)
            rc = tn_no_memory(m->err);
    }
    if (rc == 0 && asked && json_object_size(m->rows) == 0)
        rc = tn_fail(m->err, TENOR_ERR_ARGUMENT, "no such article, section or target in '%s': '%s'",
                     o->before_dir, asked);
    return rc;
}

static bool is_of_several(const moment *m)
{
    return json_object_size(m->rows) > 1;
}

/* ---------------------------------------------------------------- comments */

static int add_label(moment *m, sample *s, const json_t *label, const labelled *from)
{
    const json_t *p = json_object_get(label, "p");
    labelled own = *from;
    int rc = tn_grow((void **)&s->label, &s->capacity, s->n + 1, sizeof(own), m->err);

    if (rc < 0)
        return rc;
    own.value[0] = tn_get_real(label, "score");
    for (int i = 1; i < s->n_measures; i++)
        own.value[i] = tn_get_real(p, s->measure[i]);
    for (int i = 0; i < s->n_measures; i++)
        if (isnan(own.value[i]))
            return tn_results_damaged(m->err);
    s->label[s->n++] = own;
    return 0;
}

static int take_comment(void *user, json_t *comment)
{
    moment *m = user;
    const char *created_at = tn_get_text(comment, "created_at");
    const json_t *author = json_object_get(comment, "author");
    const json_t *row = json_object_get(m->rows, tn_get_text(comment, "article_id"));
    int64_t time_s;
    labelled own;
    int rc = 0;

    if (!author) {
        return tn_fail(m->err, TENOR_ERR_INPUT,
                       "comments.ndjson is of a version that did not tell authors apart: run tenor "
                       "batch again");
    }
    if (!row)
        return 0;
    if (row != m->row) {
        m->row = row;
        m->n_articles++;
        m->n_lines = 0;
    }
    /* an unknown author is one of their own: no known one has the number of their comment */
    own = (labelled){ .article = m->n_articles - 1, .author = m->n_lines++ };
    if (json_is_integer(author))
        own.author = (uint64_t)json_integer_value(author) - 1;
    if (own.author >= m->n_lines)
        return tn_results_damaged(m->err);
    if (!created_at || !tn_parse_time(created_at, strlen(created_at), &time_s)) {
        m->n_without_time++;
        return 0;
    }
    own.after = time_s >= m->at_s;
    for (int head = 0; rc == 0 && head < TENOR_N_HEADS; head++) {
        const json_t *label = json_object_get(comment, tenor_head_name(head));
        bool counts = head != TENOR_STANCE || !is_of_several(m) || has_topic(row);

        if (json_is_object(label) && counts)
            rc = add_label(m, &m->head[head], label, &own);
    }
    return rc;
}

/* ------------------------------------------------------------- differences */

static int compare_head(moment *m, sample *s)
{
    size_t n_slots = is_of_several(m) ? m->n_articles : m->n_lines;
    tn_point *point = tn_resize(NULL, s->n, sizeof(*point));
    int rc = point ? 0 : tn_no_memory(m->err);

    for (int i = 0; rc == 0 && i < s->n_measures; i++) {
        for (size_t k = 0; k < s->n; k++) {
            const labelled *from = &s->label[k];

            point[k] = (tn_point){ from->after ? 1.0 : 0.0, from->value[i],
                                   is_of_several(m) ? from->article : from->author };
        }
        rc = tn_change_of(&s->change[i], point, s->n, n_slots, m->err);
    }
    s->compared =
        rc == 0 && s->change[0].n_groups[0] >= MIN_GROUPS && s->change[0].n_groups[1] >= MIN_GROUPS;
    free(point);
    return rc;
}

/* q over all tests of the call */
static int judge(moment *m)
{
    tn_difference all[TENOR_N_HEADS * N_MEASURES];
    size_t n = 0;
    int rc;

    for (int head = 0; head < TENOR_N_HEADS; head++)
        for (int i = 0; m->head[head].compared && i < m->head[head].n_measures; i++)
            all[n++] = m->head[head].change[i].difference;
    rc = tn_difference_q_values(all, n, m->err);
    n = 0;
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        sample *s = &m->head[head];

        for (int i = 0; s->compared && i < s->n_measures; i++, n++) {
            s->change[i].difference.q_value = all[n].q_value;
            s->changed[i] = all[n].q_value <= m->options->false_discovery_rate;
        }
    }
    return rc;
}

/* ------------------------------------------------------------------ output */

static bool any_compared(const moment *m)
{
    bool any = false;

    for (int head = 0; head < TENOR_N_HEADS; head++)
        any |= m->head[head].compared;
    return any;
}

static bool any_changed(const moment *m)
{
    bool any = false;

    for (int head = 0; head < TENOR_N_HEADS; head++)
        for (int i = 0; i < m->head[head].n_measures; i++)
            any |= m->head[head].changed[i];
    return any;
}

static const char *groups_of(const moment *m)
{
    return is_of_several(m) ? "articles" : "authors";
}

static void put_measure(tn_json_writer *doc, const sample *s, int i)
{
    const tn_change *c = &s->change[i];

    tn_json_open_object(doc, NULL);
    tn_json_put_text(doc, "measure", i == 0 ? "mean" : "share");
    tn_json_put_text(doc, "class", i == 0 ? NULL : s->measure[i]);
    tn_json_put_real(doc, "before", c->mean[0]);
    tn_json_put_real(doc, "after", c->mean[1]);
    tn_doc_difference(doc, "difference", s->compared ? &c->difference : NULL);
    tn_json_put_bool(doc, "changed", s->changed[i]);
    tn_json_close(doc);
}

static int write_json(const moment *m, FILE *out)
{
    tn_buf text = { 0 };
    tn_json_writer doc;

    tn_json_begin(&doc, &text, TN_JSON_INDENTED, m->err);
    tn_json_open_object(&doc, NULL);
    tn_json_put_text(&doc, "schema", "tenor/change/1");
    tn_json_put_text(&doc, "results_id", tn_get_text(m->site, "results_id"));
    tn_json_put_time(&doc, "at", m->at_s);
    tn_json_put_text(&doc, "article", m->options->article);
    tn_json_put_text(&doc, "section", m->options->section);
    tn_json_put_text(&doc, "target", m->options->target);
    tn_json_put_real(&doc, "confidence", TN_CONFIDENCE);
    tn_json_put_real(&doc, "false_discovery_rate", m->options->false_discovery_rate);
    tn_json_put_integer(&doc, "comments_without_time", m->n_without_time);
    tn_json_put_text(&doc, "groups", groups_of(m));
    tn_json_put_text(&doc, "verdict",
                     !any_compared(m) ? "unknown"
                     : any_changed(m) ? "change"
                                      : "no change");
    tn_json_open_array(&doc, "heads");
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const sample *s = &m->head[head];

        if (s->n_measures == 0)
            continue;
        tn_json_open_object(&doc, NULL);
        tn_json_put_text(&doc, "head", tenor_head_name(head));
        tn_json_put_integer(&doc, "comments_before", s->change[0].n[0]);
        tn_json_put_integer(&doc, "comments_after", s->change[0].n[1]);
        tn_json_put_integer(&doc, "groups_before", s->change[0].n_groups[0]);
        tn_json_put_integer(&doc, "groups_after", s->change[0].n_groups[1]);
        tn_json_open_array(&doc, "measures");
        for (int i = 0; i < s->n_measures; i++)
            put_measure(&doc, s, i);
        tn_json_close(&doc);
        tn_json_close(&doc);
    }
    tn_json_close(&doc);
    tn_json_close(&doc);
    return tn_stream_json(out, &doc);
}

static void print_head(const moment *m, FILE *out, const char *name, const sample *s)
{
    const tn_change *c = &s->change[0];

    fprintf(out, "%s: %lld comments of %lld %s before, %lld of %lld after\n", name,
            (long long)c->n[0], (long long)c->n_groups[0], groups_of(m), (long long)c->n[1],
            (long long)c->n_groups[1]);
    for (int i = 0; s->compared && i < s->n_measures; i++) {
        const tn_difference *d = &s->change[i].difference;

        fprintf(
            out, "%c %-12s %9.3f %9.3f  %+.3f (%+.3f to %+.3f)  p %-7.2g q %-7.2g seen from %.3f\n",
            s->changed[i] ? '!' : ' ', s->measure[i], s->change[i].mean[0], s->change[i].mean[1],
            d->estimate, d->low, d->high, d->p_value, d->q_value, d->smallest);
    }
}

static void print_verdict(const moment *m, FILE *out)
{
    const char *separator = " ";

    if (!any_compared(m)) {
        fprintf(out, "unknown: no head has labels of %d %s on both sides\n", MIN_GROUPS,
                groups_of(m));
        return;
    }
    if (!any_changed(m)) {
        fprintf(out, "no change\n");
        return;
    }
    fprintf(out, "change:");
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const sample *s = &m->head[head];

        for (int i = 0; i < s->n_measures; i++) {
            if (s->changed[i]) {
                fprintf(out, "%s%s of %s", separator, s->measure[i], tenor_head_name(head));
                separator = ", ";
            }
        }
    }
    fprintf(out, "\n");
}

static int write_text(const moment *m, FILE *out)
{
    char at[32];

    tn_format_time(at, m->at_s);
    fprintf(out, "before and after %s; comments without a time, left out: %lld\n", at,
            (long long)m->n_without_time);
    fprintf(out, "  %-12s %9s %9s  difference (90 %%)\n", "measure", "before", "after");
    for (int head = 0; head < TENOR_N_HEADS; head++)
        if (m->head[head].n_measures > 0)
            print_head(m, out, tenor_head_name(head), &m->head[head]);
    print_verdict(m, out);
    return 0;
}

/* --------------------------------------------------------------- the whole */

/* the classes of the site's heads */
static void name_measures(moment *m)
{
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const json_t *of_head = json_object_get(m->site, tenor_head_name(head)), *class;
        sample *s = &m->head[head];
        size_t index;

        json_array_foreach(json_object_get(of_head, "classes"), index, class)
        {
            const char *name = tn_get_text(class, "label");

            if (!name || index >= TENOR_MAX_CLASSES)
                break;
            s->measure[0] = "mean";
            s->measure[index + 1] = name;
            s->n_measures = (int)index + 2;
        }
    }
}

static int load(moment *m)
{
    json_t *all = NULL;
    char *run = NULL;
    int rc;

    m->rows = json_object();
    if (!m->rows)
        return tn_no_memory(m->err);
    if ((rc = tn_results_find(&run, m->options->before_dir, m->err)) < 0)
        return rc;
    if ((rc = tn_results_load(&m->site, run, "site.json", JSON_OBJECT, m->err)) < 0 ||
        (rc = tn_results_load(&all, run, "articles.json", JSON_ARRAY, m->err)) < 0 ||
        (rc = select_rows(m, all)) < 0)
        goto done;
    name_measures(m);
    rc = tn_results_each_comment(run, take_comment, m, m->err);
done:
    json_decref(all);
    free(run);
    return rc;
}

int tn_compare_moment(const tenor_compare_options *options, FILE *out, bool *changed,
                      tenor_error *err)
{
    moment m = { .options = options, .err = err };
    int rc;

    if (!tn_parse_time(options->at, strlen(options->at), &m.at_s))
        return tn_fail(err, TENOR_ERR_ARGUMENT, "'%.60s' is not a time", options->at);
    rc = load(&m);
    for (int head = 0; rc == 0 && head < TENOR_N_HEADS; head++)
        rc = compare_head(&m, &m.head[head]);
    if (rc == 0)
        rc = judge(&m);
    if (rc == 0)
        rc = options->json ? write_json(&m, out) : write_text(&m, out);
    if (rc == 0) {
        *changed = any_changed(&m);
        rc = tn_stream_check(out, err);
    }
    for (int head = 0; head < TENOR_N_HEADS; head++)
        free(m.head[head].label);
    json_decref(m.rows);
    json_decref(m.site);
    return rc;
}
