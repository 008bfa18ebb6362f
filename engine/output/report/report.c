/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.c - the terminal report: reads the results, chooses the page
 */
#include "output/report/report.h"

#include <stdlib.h>
#include <string.h>

#define MIN_WIDTH     40
#define MAX_WIDTH     200
#define DEFAULT_TOP   20
#define DEFAULT_PAGES 500

void tenor_report_options_init(tenor_report_options *options)
{
    *options = (tenor_report_options){ .width = 80, .top = DEFAULT_TOP, .pages = DEFAULT_PAGES };
}

/* ----------------------------------------------------------- the site */

static void site_head(tn_page *page, const json_t *site, const char *name)
{
    const json_t *head = json_object_get(site, name), *row;
    char text[512], shown[3][TN_SHOWN_BYTES];
    const json_t *score = json_object_get(head, "score");
    size_t index;
    int used;

    if (!json_is_object(head))
        return;
    used = snprintf(text, sizeof(text), "mean %s (%s to %s)",
                    tn_shown_score(shown[0], tn_get_real(score, "mean")),
                    tn_shown_score(shown[1], tn_get_real(score, "mean_low")),
                    tn_shown_score(shown[2], tn_get_real(score, "mean_high")));
    json_array_foreach(json_object_get(head, "classes"), index, row)
    {
        const char *label = tn_get_text(row, "label");

        if (used < (int)sizeof(text)) {
            used += snprintf(text + used, sizeof(text) - (size_t)used, ", %s %.32s",
                             tn_shown_percent(shown[0], tn_get_real(row, "share")),
                             label ? label : "?");
        }
        if (used < (int)sizeof(text) && json_is_number(json_object_get(row, "share_low"))) {
            used += snprintf(text + used, sizeof(text) - (size_t)used, " (%.0f to %.0f)",
                             100.0 * tn_get_real(row, "share_low"),
                             100.0 * tn_get_real(row, "share_high"));
        }
    }
    if (used < (int)sizeof(text) && tn_report_is_alike(site, name))
        snprintf(text + used, sizeof(text) - (size_t)used, "; articles do not differ");
    tn_page_field(page, name, text);
}

static void site_block(tn_page *page, const json_t *site)
{
    const json_t *comments = json_object_get(site, "comments");
    int64_t count = tn_get_integer(comments, "count");
    int64_t scored = tn_get_integer(comments, "scored");
    char text[256];

    tn_page_heading(page, "Site");
    snprintf(text, sizeof(text), "%lld", (long long)tn_get_integer(site, "articles"));
    tn_page_field(page, "articles", text);
    snprintf(text, sizeof(text), "%lld, %lld scored, %lld not; %lld authors", (long long)count,
             (long long)scored, (long long)(count - scored),
             (long long)tn_get_integer(comments, "authors"));
    tn_page_field(page, "comments", text);
    snprintf(text, sizeof(text), "%lld, with %lld replies",
             (long long)tn_get_integer(comments, "threads"),
             (long long)tn_get_integer(comments, "replies"));
    tn_page_field(page, "threads", text);
    tn_shown_period(text, comments);
    tn_page_field(page, "period", text);
    site_head(page, site, "sentiment");
    site_head(page, site, "stance");
    site_head(page, site, "reply");
}

static int write_json(tn_page *page, const json_t *site, const json_t *rows)
{
    json_t *root = json_pack("{s:O,s:O}", "site", site, "articles", rows);
    char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) : NULL;

    json_decref(root);
    if (!text)
        return tn_no_memory(page->err);
    tn_page_put(page, text, strlen(text));
    tn_page_put(page, "\n", 1);
    free(text);
    return page->rc;
}

static int write_overview(tn_page *page, const char *run, const json_t *site, json_t *rows,
                          const tenor_report_options *options)
{
    const char *format = options->format ? options->format : "text";

    if (strcmp(format, "html") == 0)
        return tn_report_html(page, run, site, rows, options);
    if (strcmp(format, "markdown") == 0)
        return tn_report_markdown(page, site, rows, options);
    if (strcmp(format, "json") == 0)
        return write_json(page, site, rows);
    if (strcmp(format, "text") != 0)
        return tn_fail(page->err, TENOR_ERR_ARGUMENT, "unknown format '%s' of a report", format);
    site_block(page, site);
    tn_page_printf(page, "\n");
    tn_report_table(page, rows, options);
    tn_page_calibration(page, site);
    return page->rc;
}

static int overview(tn_page *page, const char *run, const tenor_report_options *options)
{
    json_t *site = NULL, *all = NULL, *rows = NULL;
    int rc = tn_results_load(&site, run, "site.json", JSON_OBJECT, page->err);

    if (rc < 0)
        goto done;
    rc = tn_results_load(&all, run, "articles.json", JSON_ARRAY, page->err);
    if (rc < 0)
        goto done;
    rc = tn_report_select(&rows, all, options, page->err);
    if (rc < 0)
        goto done;
    rc = write_overview(page, run, site, rows, options);
done:
    json_decref(site);
    json_decref(all);
    json_decref(rows);
    return rc;
}

/* -------------------------------------------------------- one article */

static int one_article(tn_page *page, const char *run, const char *id)
{
    char path[TN_ARTICLE_PATH_BYTES];
    json_t *rows = NULL, *document = NULL;
    const json_t *row;
    bool found = false;
    size_t index;
    int rc = tn_results_load(&rows, run, "articles.json", JSON_ARRAY, page->err);

    if (rc < 0)
        return rc;
    json_array_foreach(rows, index, row)
    {
        const char *own = tn_get_text(row, "article_id");

        found = found || (own && strcmp(own, id) == 0);
    }
    if (!found) {
        rc = tn_fail(page->err, TENOR_ERR_ARGUMENT, "no article '%s' in '%s'", id, run);
        goto done;
    }
    tn_article_path(path, id, strlen(id));
    rc = tn_results_load(&document, run, path, JSON_OBJECT, page->err);
    if (rc < 0)
        goto done;
    tn_report_article(page, document);
    rc = page->rc;
done:
    json_decref(rows);
    json_decref(document);
    return rc;
}

int tenor_report(const tenor_report_options *options, FILE *out, tenor_error *err)
{
    tn_page page = { .width = options->width, .color = options->color, .err = err };
    char *run = NULL;
    int rc;

    page.width = page.width < MIN_WIDTH ? MIN_WIDTH : page.width;
    page.width = page.width > MAX_WIDTH ? MAX_WIDTH : page.width;
    rc = tn_results_find(&run, options->results_dir, err);
    if (rc < 0)
        return rc;
    rc = options->article ? one_article(&page, run, options->article)
                          : overview(&page, run, options);
    if (rc == 0)
        rc = tn_stream_write(out, &page.text, err);
    tn_buf_free(&page.text);
    free(run);
    return rc;
}
