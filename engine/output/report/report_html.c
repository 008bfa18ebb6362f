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

#include <stdlib.h>
#include <string.h>

#define MAX_GROUPS 200 /* sections, and targets, of a page */

/* What the page shows of an article without its document. */
static const char *const columns[] = {
    "article_id",
    "title",
    "section",
    "target",
    "published_at",
    "comments",
    "scored",
    "authors",
    "threads",
    "replies",
    "sentiment_mean",
    "sentiment_negative",
    "sentiment_positive",
    "stance_mean",
    "reply_disagree",
    "flags",
};

/* the same rows with these columns only */
static json_t *slim_rows(const json_t *rows)
{
    json_t *slim = json_array();
    const json_t *row;
    bool ok = slim != NULL;
    size_t index;

    json_array_foreach(rows, index, row)
    {
        json_t *own = json_object();

        for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++) {
            json_t *value = json_object_get(row, columns[c]);

            tn_put(own, columns[c], value ? json_incref(value) : json_null(), &ok);
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
    return json_object_set_new(documents, id, document) == 0 ? 0 : tn_no_memory(err);
}

/* the documents of the articles with the most comments, by id */
static int load_documents(json_t **out, const char *run, const json_t *rows, int most,
                          tenor_error *err)
{
    size_t n = json_array_size(rows);
    json_t **sorted = tn_alloc(n, sizeof(json_t *));
    int rc = 0;

    *out = json_object();
    if (!*out || !sorted) {
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
    for (size_t i = 0; rc == 0 && i < n && (most == 0 || i < (size_t)most); i++)
        rc = add_document(*out, run, sorted[i], err);
done:
    free(sorted);
    return rc;
}

/* nothing in a string may end the element that holds it, or begin another */
static void put_json(tn_page *page, const json_t *root)
{
    char *text = json_dumps(root, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(6));
    const char *from = text;

    if (!text) {
        page->rc = tn_no_memory(page->err);
        return;
    }
    for (const char *at = text;; at++) {
        if (*at && *at != '<' && *at != '>' && *at != '&')
            continue;
        tn_page_put(page, from, (size_t)(at - from));
        if (!*at)
            break;
        tn_page_printf(page, "\\u%04x", (unsigned char)*at);
        from = at + 1;
    }
    free(text);
}

static void put_page(tn_page *page, const json_t *data)
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
    tn_page_printf(page, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#/\">Overview</a>\n"
                         "<header><h1>The tenor of the discussion</h1></header>\n"
                         "<main id=\"main\" tabindex=\"-1\"><noscript><p>This page is made by a "
                         "script that stands in it; without one, read articles.json and "
                         "site.json.</p></noscript></main>\n");
    tn_page_printf(page,
                   "<footer>Labels are a classifier's; the intervals of shares hold its errors. "
                   "Don't judge a reader by one label.</footer>\n");
    tn_page_printf(page, "<script type=\"application/json\" id=\"data\">");
    put_json(page, data);
    tn_page_printf(page, "</script>\n");
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
    tn_put(data, "site", own, &ok);
    tn_put(data, "before", before ? json_incref(before) : json_null(), &ok);
    tn_put(data, "rows", slim_rows(rows), &ok);
    tn_put(data, "days", tn_report_days(rows), &ok);
    tn_put(data, "drift", before ? tn_report_drift(before, site) : json_array(), &ok);
    tn_put(data, "charts", charts, &ok);
    return ok ? 0 : tn_no_memory(err);
}

int tn_report_html(tn_page *page, const char *run, const json_t *site, const json_t *rows,
                   const tenor_report_options *options)
{
    json_t *documents = NULL, *before = NULL, *data = json_object();
    int rc = data ? load_before(&before, options, page->err) : tn_no_memory(page->err);

    if (rc < 0)
        goto done;
    rc = load_documents(&documents, run, rows, options->pages, page->err);
    if (rc < 0)
        goto done;
    rc = fill(data, site, rows, before, page->err);
    if (rc < 0)
        goto done;
    if ((rc = tn_results_put_rollups(data, run, MAX_GROUPS, page->err)) < 0)
        goto done;
    if (json_object_set(data, "documents", documents) != 0) {
        rc = tn_no_memory(page->err);
        goto done;
    }
    put_page(page, data);
    rc = page->rc;
done:
    json_decref(data);
    json_decref(documents);
    json_decref(before);
    return rc;
}
