/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_html.c - the report as one HTML file that asks for nothing else
 *
 * It holds statistics and the charts' specifications as JSON, of which the script makes the page.
 * The policy allows this script, the charts' library and this style, by their digests, and neither
 * code made of text nor a request of any kind.
 */
#include "output/report/report.h"
#include "output/report/report_assets.h"
#include "output/report/report_charts.h"
#include "output/report/report_comments.h"

#include <stdlib.h>
#include <string.h>

/* With comments a page stays below; without it is what its articles are. */
#define PAGE_BYTES    ((size_t)10 * 1000 * 1000)
#define LATEST_NIGHTS 100 /* and periods of each unit */
#define MAX_GROUPS    200 /* sections, and targets, of a page */

/* What the page shows of an article without its document. */
static const char *const columns[] = {
    "article_id",
    "title",
    "url",
    "section",
    "target",
    "target_source",
    "published_at",
    "comments",
    "scored",
    "authors",
    "threads",
    "replies",
    "sentiment_mean",
    "sentiment_mean_low",
    "sentiment_mean_high",
    "sentiment_mean_shrunk",
    "sentiment_mean_shrunk_low",
    "sentiment_mean_shrunk_high",
    "sentiment_unusual_q",
    "sentiment_difference",
    "sentiment_difference_low",
    "sentiment_difference_high",
    "sentiment_difference_q",
    "sentiment_negative",
    "sentiment_neutral",
    "sentiment_positive",
    "sentiment_polarization",
    "stance_mean_shrunk",
    "stance_mean_shrunk_low",
    "stance_mean_shrunk_high",
    "reply_disagree",
    "reply_disagree_low",
    "reply_disagree_high",
    "flags",
};

/* What of a document the page does not show, or has in the row. */
static const char *const unused[] = { "schema",   "results_id", "confidence",   "article",
                                      "comments", "people",     "associations", "flags" };

/* these columns: their names, then an array of values for each row */
static json_t *slim_rows(const json_t *rows)
{
    json_t *slim = json_array(), *names = json_array();
    const json_t *row;
    bool ok = slim != NULL;
    size_t index;

    for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++)
        tn_append(names, json_string(columns[c]), &ok);
    tn_append(slim, names, &ok);
    json_array_foreach(rows, index, row)
    {
        json_t *own = json_array();

        for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++) {
            json_t *value = json_object_get(row, columns[c]);

            tn_append(own, value ? json_incref(value) : json_null(), &ok);
        }
        tn_append(slim, own, &ok);
    }
    return tn_json_finish(slim, ok);
}

static int compare_comments(const void *left, const void *right)
{
    const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
    int64_t m = tn_get_integer(a, "comments"), n = tn_get_integer(b, "comments");

    return m != n ? (m < n) - (m > n)
                  : strcmp(tn_get_text(a, "article_id"), tn_get_text(b, "article_id"));
}

/* the surest comments of each sentiment, which stand for those that are not on the page */
static void only_shown_examples(json_t *examples)
{
    json_t *row;
    size_t index;

    json_object_del(examples, "stance");
    json_array_foreach(json_object_get(examples, "sentiment"), index, row)
    {
        json_object_del(row, "divisive");
    }
}

static int add_document(json_t *documents, const char *run, const json_t *row, tenor_error *err)
{
    const char *id = tn_get_text(row, "article_id");
    char path[TN_ARTICLE_PATH_BYTES];
    json_t *document = NULL;
    int rc;

    tn_article_path(path, id, json_string_length(json_object_get(row, "article_id")));
    rc = tn_results_load(&document, run, path, JSON_OBJECT, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++)
        json_object_del(document, unused[i]);
    only_shown_examples(json_object_get(document, "examples"));
    return json_object_set_new(documents, id, document) == 0 ? 0 : tn_no_memory(err);
}

/* the documents of the articles with the most comments, by id; *ids: these, in order */
static int load_documents(json_t **out, json_t **ids, const char *run, const json_t *rows, int most,
                          tenor_error *err)
{
    size_t n = json_array_size(rows);
    json_t **sorted = tn_alloc(n, sizeof(json_t *));
    int rc = 0;

    *out = json_object();
    *ids = json_array();
    if (!*out || !*ids || !sorted) {
        free(sorted);
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = json_array_get(rows, i);
        if (!tn_get_text(sorted[i], "article_id")) {
            rc = tn_fail(err, TENOR_ERR_INPUT, "a row of articles.json has no article_id");
            goto done;
        }
    }
    if (n > 1)
        qsort(sorted, n, sizeof(json_t *), compare_comments);
    for (size_t i = 0; rc == 0 && i < n && (most == 0 || i < (size_t)most); i++) {
        rc = add_document(*out, run, sorted[i], err);
        if (rc == 0 && json_array_append(*ids, json_object_get(sorted[i], "article_id")) != 0)
            rc = tn_no_memory(err);
    }
done:
    free(sorted);
    return rc;
}

static void put_json(tn_page *page, const char *id, const tn_buf *text)
{
    tn_page_printf(page, "<script type=\"application/json\" id=\"%s\">", id);
    tn_page_put(page, text->data, text->bytes);
    tn_page_printf(page, "</script>\n");
}

static void put_page(tn_page *page, const tn_buf *data, const tn_buf *comments)
{
    tn_page_printf(page,
                   "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "script-src 'sha256-%s' 'sha256-%s'; style-src 'sha256-%s'; base-uri 'none'; "
                   "form-action 'none'\">\n",
                   tn_report_js_sha256, tn_charts_js_sha256, tn_report_css_sha256);
    tn_page_printf(page, "<meta name=\"viewport\" content=\"width=device-width, "
                         "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
                         "dark\">\n<title>tenor: report</title>\n<style>");
    tn_page_put(page, tn_report_css, strlen(tn_report_css));
    tn_page_printf(page,
                   "</style>\n</head>\n<body>\n<header><a class=\"skip\" href=\"#\">Overview</a>"
                   "<h1>The tenor of the discussion</h1><p id=\"run\" "
                   "class=\"small faint\"></p></header>\n"
                   "<main id=\"main\" tabindex=\"-1\"><noscript><p>This page is made by a "
                   "script that stands in it; without one, read articles.json and "
                   "site.json.</p></noscript></main>\n");
    tn_page_printf(page,
                   "<footer>Labels are a classifier's; the intervals of shares hold its errors. "
                   "Don't judge a reader by one label.</footer>\n");
    put_json(page, "data", data);
    put_json(page, "comments", comments);
    if (*tn_charts_js) { /* a build may lack the charts' library */
        tn_page_printf(page, "<script>");
        tn_page_put(page, tn_charts_js, strlen(tn_charts_js));
        tn_page_printf(page, "</script>\n");
    }
    tn_page_printf(page, "<script>");
    tn_page_put(page, tn_report_js, strlen(tn_report_js));
    tn_page_printf(page, "</script>\n");
    tn_page_printf(page, "</body>\n</html>\n");
}

/* the latest nights of DIR/history.ndjson, the earliest first; none where DIR is a run itself */
static int load_nights(json_t **out, const tenor_report_options *options, tenor_error *err)
{
    tenor_report_options all = *options;
    json_t *weeks = NULL;
    int rc;

    all.since = NULL; /* that is of articles here */
    rc = tn_report_nights(out, &weeks, &all, err);
    json_decref(weeks);
    if (rc == 0 && !*out && !(*out = json_array()))
        return tn_no_memory(err);
    while (rc == 0 && json_array_size(*out) > LATEST_NIGHTS)
        json_array_remove(*out, 0);
    return rc;
}

/* letters and meanings of flags, by name */
static json_t *flag_names(void)
{
    json_t *flags = json_object();
    bool ok = flags != NULL;

    for (size_t f = 0; f < TN_N_REPORT_FLAGS; f++) {
        const tn_report_flag *flag = &tn_report_flags[f];

        tn_put(flags, flag->name, json_pack("[s,s]", flag->letter, flag->meaning), &ok);
    }
    return tn_json_finish(flags, ok);
}

/* of the manifest what a reader of the page may see: no names of files */
static int load_run(json_t **out, const char *run, tenor_error *err)
{
    static const char *const shown[] = { "run_id", "tenor_version", "finished_at", "models" };
    json_t *manifest = NULL, *value;
    bool ok;
    int rc = tn_results_load(&manifest, run, "manifest.json", JSON_OBJECT, err);

    *out = rc == 0 ? json_object() : NULL;
    ok = *out != NULL;
    for (size_t i = 0; rc == 0 && i < sizeof(shown) / sizeof(shown[0]); i++) {
        value = json_object_get(manifest, shown[i]);
        tn_put(*out, shown[i], value ? json_incref(value) : json_null(), &ok);
    }
    json_decref(manifest);
    return rc < 0 || ok ? rc : tn_no_memory(err);
}

/* site.json of the run to compare with; NULL if none was asked for */
static int load_before(json_t **before, const tenor_report_options *options, tenor_error *err)
{
    char *run = NULL;
    int rc;

    *before = NULL;
    if (!options->against)
        return 0;
    rc = tn_results_find(&run, options->against, err);
    if (rc == 0)
        rc = tn_results_load(before, run, "site.json", JSON_OBJECT, err);
    free(run);
    return rc;
}

static int fill(json_t *data, const json_t *site, const json_t *rows, json_t *before,
                tenor_error *err)
{
    json_t *own = json_deep_copy(site), *charts = NULL;
    bool ok = own != NULL;
    int rc = tn_report_charts(&charts, err);

    if (rc < 0) {
        json_decref(own);
        return rc;
    }
    json_object_del(own, "rankings"); /* the table sorts */
    tn_put(data, "confidence", json_incref(json_object_get(own, "confidence")), &ok);
    tn_put(data, "flags", flag_names(), &ok);
    tn_put_real(data, "too_uncertain", TN_TOO_UNCERTAIN, &ok);
    tn_put_real(data, "unusual_q", TN_UNUSUAL_Q, &ok);
    tn_put(data, "site", own, &ok);
    tn_put(data, "before", before ? json_incref(before) : json_null(), &ok);
    tn_put(data, "rows", slim_rows(rows), &ok);
    tn_put(data, "days", tn_report_days(rows), &ok);
    tn_put(data, "drift", before ? tn_report_drift(before, site) : json_array(), &ok);
    tn_put(data, "charts", charts, &ok);
    return ok ? 0 : tn_no_memory(err);
}

/* put `value`, which is released if rc is a failure already */
static int put_loaded(json_t *data, const char *key, json_t *value, int rc, tenor_error *err)
{
    if (rc < 0) {
        json_decref(value);
        return rc;
    }
    return json_object_set_new(data, key, value) == 0 ? 0 : tn_no_memory(err);
}

/* of each unit, which stand one behind the other, each in the order of time */
static void keep_latest(json_t *periods)
{
    const char *last = "";
    size_t n = 0;

    for (size_t i = json_array_size(periods); i-- > 0;) {
        const char *unit = tn_get_text(json_array_get(periods, i), "period");

        if (!unit || strcmp(unit, last) != 0) {
            last = unit ? unit : "";
            n = 0;
        }
        if (++n > LATEST_NIGHTS)
            json_array_remove(periods, i);
    }
}

int tn_report_html(tn_page *page, const char *run, const json_t *site, const json_t *rows,
                   const tenor_report_options *options)
{
    json_t *part = NULL, *before = NULL, *ids = NULL, *data = json_object();
    tn_buf embedded = { 0 }, comments = { 0 };
    char *text = NULL;
    size_t used;
    int rc = data ? load_before(&before, options, page->err) : tn_no_memory(page->err);

    if (rc < 0)
        goto done;
    rc = load_documents(&part, &ids, run, rows, options->pages, page->err);
    if ((rc = put_loaded(data, "documents", part, rc, page->err)) < 0)
        goto done;
    rc = load_run(&part, run, page->err);
    if ((rc = put_loaded(data, "run", part, rc, page->err)) < 0)
        goto done;
    rc = load_nights(&part, options, page->err);
    if ((rc = put_loaded(data, "history", part, rc, page->err)) < 0 ||
        (rc = fill(data, site, rows, before, page->err)) < 0 ||
        (rc = tn_results_put_rollups(data, run, MAX_GROUPS, page->err)) < 0)
        goto done;
    keep_latest(json_object_get(data, "periods"));
    text = json_dumps(data, JSON_COMPACT | JSON_REAL_PRECISION(6));
    rc = text ? tn_embed_json(&embedded, text, page->err) : tn_no_memory(page->err);
    if (rc < 0)
        goto done;
    used =
        embedded.bytes + strlen(tn_charts_js) + strlen(tn_report_js) + strlen(tn_report_css) + 8192;
    rc = tn_report_comments(&comments, run, ids, used < PAGE_BYTES ? PAGE_BYTES - used : 0,
                            page->err);
    if (rc < 0)
        goto done;
    put_page(page, &embedded, &comments);
    rc = page->rc;
done:
    free(text);
    tn_buf_free(&embedded);
    tn_buf_free(&comments);
    json_decref(data);
    json_decref(ids);
    json_decref(before);
    return rc;
}
