/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_charts.c - the charts of the HTML report as Vega-Lite specifications
 *
 * web/charts.json says what a chart looks like, once for the three heads; here the specifications
 * of each head are made of it, and the rows that only charts need.
 */
#include "output/report/report_charts.h"
#include "output/report/report_assets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA    "https://vega.github.io/schema/vega-lite/v6.json"
#define DAY_BYTES 10 /* 2026-11-22 */

static const struct {
    const char *name, *title;
} heads[] = { { "sentiment", "Sentiment" }, { "stance", "Stance" }, { "reply", "Replies" } };

#define N_HEADS (sizeof(heads) / sizeof(heads[0]))

/* ---------------------------------------------------------- specifications */

/* `spec` for one head: data, description and name are its own */
static void add_for_head(json_t *charts, size_t head, const char *name, const json_t *spec,
                         bool *ok)
{
    json_t *own = json_deep_copy(spec);
    const char *data = tn_get_text(json_object_get(spec, "data"), "name");
    const char *description = tn_get_text(spec, "description");
    char text[128];

    tn_put_text(own, "$schema", SCHEMA, ok);
    snprintf(text, sizeof(text), "%s.%s", heads[head].name, data ? data : "");
    tn_put_text(json_object_get(own, "data"), "name", text, ok);
    snprintf(text, sizeof(text), "%s: %s", heads[head].title, description ? description : "");
    tn_put_text(own, "description", text, ok);
    snprintf(text, sizeof(text), "%s_%s", heads[head].name, name);
    tn_put(charts, text, own, ok);
}

int tn_report_charts(json_t **out, tenor_error *err)
{
    json_error_t fault;
    json_t *kinds = json_loads(tn_charts_json, JSON_REJECT_DUPLICATES, &fault), *spec;
    json_t *charts = json_object();
    bool ok = charts != NULL;
    const char *name;

    *out = NULL;
    if (!kinds) {
        json_decref(charts);
        return tn_fail(err, TENOR_ERR_INTERNAL, "charts.json, line %d: %s", fault.line, fault.text);
    }
    json_object_foreach(json_object_get(kinds, "head"), name, spec)
    {
        for (size_t head = 0; head < N_HEADS; head++)
            add_for_head(charts, head, name, spec, &ok);
    }
    json_object_foreach(json_object_get(kinds, "page"), name, spec)
    {
        tn_put_text(spec, "$schema", SCHEMA, &ok);
        tn_put(charts, name, json_incref(spec), &ok);
    }
    json_decref(kinds);
    *out = tn_json_finish(charts, ok);
    return ok ? 0 : tn_no_memory(err);
}

/* ------------------------------------------------------------------ by day */

typedef struct {
    char day[DAY_BYTES + 1];
    int64_t n_comments, n_scored;
    double sum; /* of scores */
} day_sum;

static int compare_days(const void *left, const void *right)
{
    return strcmp(((const day_sum *)left)->day, ((const day_sum *)right)->day);
}

/* the sums of `sums` by day, in place; returns their number */
static size_t merge_days(day_sum *sums, size_t n)
{
    size_t n_days = 0;

    if (n > 1)
        qsort(sums, n, sizeof(*sums), compare_days);
    for (size_t i = 0; i < n; i++) {
        if (n_days > 0 && compare_days(&sums[n_days - 1], &sums[i]) == 0) {
            sums[n_days - 1].n_comments += sums[i].n_comments;
            sums[n_days - 1].n_scored += sums[i].n_scored;
            sums[n_days - 1].sum += sums[i].sum;
        } else {
            sums[n_days++] = sums[i];
        }
    }
    return n_days;
}

static size_t sum_rows(day_sum *sums, const json_t *rows)
{
    const json_t *row;
    size_t n = 0, index;

    json_array_foreach(rows, index, row)
    {
        const char *published_at = tn_get_text(row, "published_at");
        double mean = tn_get_real(row, "sentiment_mean");

        if (published_at && strlen(published_at) >= DAY_BYTES) {
            day_sum *own = &sums[n++];

            *own = (day_sum){ .n_comments = tn_get_integer(row, "comments") };
            memcpy(own->day, published_at, DAY_BYTES);
            if (isfinite(mean)) {
                own->n_scored = tn_get_integer(row, "scored");
                own->sum = mean * (double)own->n_scored;
            }
        }
    }
    return n;
}

json_t *tn_report_days(const json_t *rows)
{
    day_sum *sums = tn_alloc(json_array_size(rows), sizeof(*sums));
    json_t *days = json_array();
    bool ok = sums && days;
    size_t n = ok ? merge_days(sums, sum_rows(sums, rows)) : 0;

    for (size_t i = 0; i < n; i++) {
        json_t *day = json_object();

        tn_put_text(day, "day", sums[i].day, &ok);
        tn_put_integer(day, "comments", sums[i].n_comments, &ok);
        tn_put_real(day, "sentiment_mean", sums[i].sum / (double)sums[i].n_scored, &ok);
        tn_append(days, day, &ok);
    }
    free(sums);
    return tn_json_finish(days, ok);
}

/* ------------------------------------------------------------------- drift */

static const json_t *class_of(const json_t *head, const char *label)
{
    const json_t *row;
    size_t index;

    json_array_foreach(json_object_get(head, "classes"), index, row)
    {
        const char *own = tn_get_text(row, "label");

        if (own && strcmp(own, label) == 0)
            return row;
    }
    return NULL;
}

static void put_share(json_t *row, const char *prefix, const json_t *class, bool *ok)
{
    static const char *const key[][2] = { { "", "share" },
                                          { "_low", "share_low" },
                                          { "_high", "share_high" } };
    char name[16];

    for (size_t i = 0; i < sizeof(key) / sizeof(key[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", prefix, key[i][0]);
        tn_put_real(row, name, tn_get_real(class, key[i][1]), ok);
    }
}

json_t *tn_report_drift(const json_t *before, const json_t *site)
{
    json_t *rows = json_array();
    const json_t *class;
    bool ok = rows != NULL;
    char figure[96];
    size_t index;

    for (size_t head = 0; head < N_HEADS; head++) {
        const json_t *now = json_object_get(site, heads[head].name);
        const json_t *then = json_object_get(before, heads[head].name);

        json_array_foreach(json_object_get(now, "classes"), index, class)
        {
            const char *label = tn_get_text(class, "label");
            json_t *row = json_object();

            snprintf(figure, sizeof(figure), "%s, %s", heads[head].title, label ? label : "?");
            tn_put_text(row, "figure", figure, &ok);
            put_share(row, "before", label ? class_of(then, label) : NULL, &ok);
            put_share(row, "now", class, &ok);
            tn_append(rows, row, &ok);
        }
    }
    return tn_json_finish(rows, ok);
}
