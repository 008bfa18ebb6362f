/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.c - a report of results: reads them, chooses the format; the site on a terminal
 */
#include "output/report/report.h"

#include <math.h>
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

int tn_put_mean(char text[TN_SITE_LINE_BYTES], double mean, double low, double high, bool has_mean,
                bool has_shares)
{
    char shown[3][TN_SHOWN_BYTES];

    if (!has_mean)
        return snprintf(text, TN_SITE_LINE_BYTES, "%s" TN_UNCERTAIN, has_shares ? "mean " : "");
    return snprintf(text, TN_SITE_LINE_BYTES, "mean %s (%s to %s)%s",
                    tn_shown_score(shown[0], mean), tn_shown_score(shown[1], low),
                    tn_shown_score(shown[2], high), has_shares ? "" : ", shares " TN_UNCERTAIN);
}

int tn_add_share(char text[TN_SITE_LINE_BYTES], int used, const char *label, double share,
                 double low, double high)
{
    char shown[TN_SHOWN_BYTES];

    if (used < TN_SITE_LINE_BYTES)
        used += snprintf(text + used, (size_t)(TN_SITE_LINE_BYTES - used), ", %s %.32s",
                         tn_shown_percent(shown, share), label);
    if (used < TN_SITE_LINE_BYTES && isfinite(low))
        used += snprintf(text + used, (size_t)(TN_SITE_LINE_BYTES - used), " (%.0f to %.0f)",
                         100.0 * low, 100.0 * high);
    return used;
}

static void site_head(char text[TN_SITE_LINE_BYTES], const json_t *site, const char *name,
                      bool is_mail)
{
    const json_t *head = json_object_get(site, name);
    const json_t *score = json_object_get(head, "score"), *row;
    bool has_mean = !is_mail || !tn_is_mean_uncertain(head);
    bool has_shares = !is_mail || !tn_are_shares_uncertain(head);
    size_t index;
    int used = tn_put_mean(text, tn_get_real(score, "mean"), tn_get_real(score, "mean_low"),
                           tn_get_real(score, "mean_high"), has_mean, has_shares);

    json_array_foreach(has_shares ? json_object_get(head, "classes") : NULL, index, row)
    {
        const char *label = tn_get_text(row, "label");

        used = tn_add_share(text, used, label ? label : "?", tn_get_real(row, "share"),
                            tn_get_real(row, "share_low"), tn_get_real(row, "share_high"));
    }
    if (used < TN_SITE_LINE_BYTES && tn_report_is_alike(site, name))
        snprintf(text + used, (size_t)(TN_SITE_LINE_BYTES - used), "; articles do not differ");
}

int tn_report_site_lines(tn_site_line line[TN_MAX_SITE_LINES], const json_t *site, bool is_mail)
{
    const json_t *comments = json_object_get(site, "comments");
    int64_t count = tn_get_integer(comments, "count");
    int64_t scored = tn_get_integer(comments, "scored");
    int n = 0;

    line[n].name = "articles";
    snprintf(line[n++].text, sizeof(line->text), "%lld",
             (long long)tn_get_integer(site, "articles"));
    line[n].name = "comments";
    snprintf(line[n++].text, sizeof(line->text), "%lld, %lld scored, %lld not; %lld authors",
             (long long)count, (long long)scored, (long long)(count - scored),
             (long long)tn_get_integer(comments, "authors"));
    line[n].name = "threads";
    snprintf(line[n++].text, sizeof(line->text), "%lld, with %lld replies",
             (long long)tn_get_integer(comments, "threads"),
             (long long)tn_get_integer(comments, "replies"));
    line[n].name = "period";
    tn_shown_period(line[n++].text, comments);
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const char *name = tenor_head_name(h);

        if (json_is_object(json_object_get(site, name))) {
            line[n].name = name;
            site_head(line[n++].text, site, name, is_mail);
        }
    }
    return n;
}

const char *tn_report_heading(const tn_report_view *view)
{
    return view->section ? tn_get_text(view->section, "title") : "Site";
}

int tn_report_lines(tn_site_line line[TN_MAX_SITE_LINES], const tn_report_view *view, bool is_mail)
{
    return view->section ? tn_report_section_lines(line, view->section, is_mail)
                         : tn_report_site_lines(line, view->site, is_mail);
}

bool tn_report_is_uncertain(const tn_report_view *view)
{
    bool found =
        view->section ? tn_is_row_uncertain(view->section) : tn_is_document_uncertain(view->site);

    for (size_t r = 0; !found && r < view->n_sections; r++)
        found = tn_is_row_uncertain(json_array_get(view->sections, r));
    for (size_t r = 0; !found && r < view->n_top; r++)
        found = tn_is_row_uncertain(json_array_get(view->rows, r));
    return found;
}

int tn_report_text(tn_page *page, const tn_report_view *view)
{
    tn_site_line line[TN_MAX_SITE_LINES];
    int n = tn_report_lines(line, view, page->is_mail);

    tn_page_heading(page, tn_report_heading(view));
    for (int i = 0; i < n; i++)
        tn_page_field(page, line[i].name, line[i].text);
    tn_page_printf(page, "\n");
    if (view->nights)
        tn_report_night_tables(page, view->nights, view->weeks);
    if (view->sections)
        tn_report_table(page, "section", view->sections, view->n_sections, false);
    tn_report_table(page, "article", view->rows, view->n_top, true);
    tn_page_limits(page, tn_report_is_calibrated(view->site),
                   !page->is_mail && tn_report_is_uncertain(view));
    return page->rc;
}

static int write_json(tn_page *page, const tn_report_view *view)
{
    json_t *root = json_pack("{s:O,s:O}", "site", view->site, "articles", view->rows);
    char *text = NULL;
    int rc = root ? tn_results_put_rollups(root, view->run, 0, page->err) : tn_no_memory(page->err);

    if (rc == 0)
        text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    json_decref(root);
    if (rc < 0)
        return rc;
    if (!text)
        return tn_no_memory(page->err);
    tn_page_put(page, text, strlen(text));
    tn_page_put(page, "\n", 1);
    free(text);
    return page->rc;
}

static int write_html(tn_page *page, const tn_report_view *view)
{
    return tn_report_html(page, view->run, view->site, view->rows, view->options);
}

static const struct report_format {
    const char *name;
    int (*write)(tn_page *page, const tn_report_view *view);
    bool has_nights;  /* --since is about nights, too */
    bool has_article; /* there is one of a single article */
} formats[] = {
    { "text", tn_report_text, true, true }, { "markdown", tn_report_markdown, true, false },
    { "html", write_html, false, false },   { "json", write_json, false, false },
    { "csv", tn_report_csv, false, true },  { "email", tn_report_email, true, false },
};

static int find_format(const struct report_format **out, const tenor_report_options *options,
                       tenor_error *err)
{
    const char *name = options->format ? options->format : "text";

    *out = NULL;
    for (size_t i = 0; !*out && i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcmp(formats[i].name, name) == 0)
            *out = &formats[i];
    if (!*out)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "unknown format '%s' of a report", name);
    if (options->article && !(*out)->has_article)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "one article is text or csv, not %s", name);
    if (options->comments && (*out)->write != tn_report_csv)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "comments are csv, not %s", name);
    return 0;
}

static int article_page(tn_page *page, const tn_report_view *view)
{
    const char *id = view->options->article;
    char path[TN_ARTICLE_PATH_BYTES];
    json_t *document = NULL;
    int rc;

    tn_article_path(path, id, strlen(id));
    rc = tn_results_load(&document, view->run, path, JSON_OBJECT, page->err);
    if (rc < 0)
        return rc;
    tn_report_article(page, document);
    json_decref(document);
    return page->rc;
}

/* top 0: all */
static size_t at_most(size_t n, int top)
{
    return top > 0 && (size_t)top < n ? (size_t)top : n;
}

static int write_report(tn_page *page, const char *run, const tenor_report_options *options,
                        FILE *out)
{
    tn_report_view view = { .run = run, .options = options };
    const struct report_format *format;
    json_t *site = NULL, *all = NULL, *rows = NULL, *sections = NULL;
    int rc;

    if ((rc = find_format(&format, options, page->err)) < 0 ||
        (rc = tn_results_load(&site, run, "site.json", JSON_OBJECT, page->err)) < 0 ||
        (rc = tn_results_load(&all, run, "articles.json", JSON_ARRAY, page->err)) < 0 ||
        (rc = tn_report_select(&rows, all, options, page->err)) < 0 ||
        (rc = tn_report_sections(&sections, run, page->err)) < 0)
        goto done;
    view.site = site;
    view.rows = rows;
    view.n_top = at_most(json_array_size(rows), options->top);
    if (options->article && view.n_top == 0) {
        rc = tn_fail(page->err, TENOR_ERR_ARGUMENT, "no article '%s' in '%s'", options->article,
                     run);
        goto done;
    }
    if (options->section) {
        view.section = tn_report_find_section(sections, options->section);
        if (!view.section) {
            rc = tn_fail(page->err, TENOR_ERR_ARGUMENT, "no section '%s' in '%s'", options->section,
                         run);
            goto done;
        }
    } else if (json_array_size(sections) > 1) {
        view.sections = sections;
        view.n_sections = at_most(json_array_size(sections), options->top);
    }
    if (options->since && format->has_nights &&
        (rc = tn_report_nights(&view.nights, &view.weeks, options, page->err)) < 0)
        goto done;
    if (options->comments)
        rc = tn_report_csv_comments(page, run, site, options->article, out);
    else if (options->article && format->write == tn_report_text)
        rc = article_page(page, &view);
    else
        rc = format->write(page, &view);
done:
    json_decref(site);
    json_decref(all);
    json_decref(rows);
    json_decref(sections);
    json_decref(view.nights);
    json_decref(view.weeks);
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
    rc = write_report(&page, run, options, out);
    if (rc == 0)
        rc = tn_stream_write(out, &page.text, err);
    tn_buf_free(&page.text);
    free(run);
    return rc;
}
