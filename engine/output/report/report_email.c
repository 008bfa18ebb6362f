/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_email.c - the report as one message: the terminal's as plain text, and HTML beside it
 *
 * RFC 5322 and 2046, without To and From, which are the sender's (sendmail -t adds what is above).
 * Styles are inline, for some readers of mail drop all others; dark is a rule for those that don't.
 */
#include "base/base64.h"
#include "output/report/report.h"

#include <string.h>
#include <time.h>

#define PLAIN_COLUMNS 72
#define LINE_BYTES    57 /* 76 characters in base64 */

#define N_NARROW 4 /* columns that a phone has room for */

#define CELL "padding:4px 8px;border-bottom:1px solid #ccc;vertical-align:top"

/* -------------------------------------------------------------------- HTML */

static void put_html(tn_page *page, const char *text)
{
    tn_buf clean = { 0 };

    if (page->rc == 0)
        page->rc = tn_cell_clean(&clean, text, strlen(text), page->err);
    for (size_t i = 0; i < clean.bytes; i++) {
        char c = clean.data[i];

        if (strchr("&<>\"", c))
            tn_page_printf(page, "&#%d;", c);
        else
            tn_page_put(page, &c, 1);
    }
    tn_buf_free(&clean);
}

static void begin_cell(tn_page *page, const char *tag, const tn_report_column *column, size_t c)
{
    bool is_narrow = c < N_NARROW && column->kind != TN_CELL_FLAGS;

    tn_page_printf(page, "<%s%s style=\"" CELL ";%s\">", tag, is_narrow ? "" : " class=\"wide\"",
                   column->kind >= TN_CELL_COUNT   ? "text-align:right"
                   : column->kind == TN_CELL_TITLE ? "text-align:left;min-width:7em"
                                                   : "text-align:left");
}

static void put_cell(tn_page *page, const json_t *row, const tn_report_column *column)
{
    const char *url = column->kind == TN_CELL_TITLE ? tn_get_text(row, "url") : NULL;
    bool is_link = url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);
    char shown[TN_CELL_BYTES];

    if (is_link) {
        tn_page_printf(page, "<a style=\"color:inherit\" href=\"");
        put_html(page, url);
        tn_page_printf(page, "\">");
    }
    put_html(page, tn_shown_cell(shown, row, column, true));
    tn_page_printf(page, is_link ? "</a></td>" : "</td>");
}

static void put_table(tn_page *page, const char *title, const tn_report_column *column,
                      size_t n_columns, const json_t *rows, size_t n_rows)
{
    bool left_out[TN_N_ARTICLE_COLUMNS + TN_N_NIGHT_COLUMNS];
    size_t shown[TN_N_ARTICLE_COLUMNS + TN_N_NIGHT_COLUMNS], n_shown = 0;
    tn_uncertain noted = { 0 };
    char note[TN_UNCERTAIN_BYTES];

    tn_leave_out(left_out, &noted, column, n_columns, rows, n_rows);
    for (size_t c = 0; c < n_columns; c++)
        if (!left_out[c])
            shown[n_shown++] = c;
    tn_page_printf(page,
                   "<h2 style=\"font-size:18px\">%s</h2>\n"
                   "<table style=\"border-collapse:collapse\">\n<tr>",
                   title);
    for (size_t i = 0; i < n_shown; i++) {
        begin_cell(page, "th scope=\"col\"", &column[shown[i]], i);
        tn_page_printf(page, "%s</th>", column[shown[i]].title);
    }
    tn_page_printf(page, "</tr>\n");
    for (size_t r = 0; r < n_rows; r++) {
        tn_page_printf(page, "<tr>");
        for (size_t i = 0; i < n_shown; i++) {
            begin_cell(page, "td", &column[shown[i]], i);
            put_cell(page, json_array_get(rows, r), &column[shown[i]]);
        }
        tn_page_printf(page, "</tr>\n");
    }
    tn_page_printf(page, "</table>\n");
    if (*tn_uncertain_text(note, &noted))
        tn_page_printf(page, "<p>%s.</p>\n", note);
}

static void put_figures(tn_page *page, const tn_report_view *view)
{
    tn_site_line line[TN_MAX_SITE_LINES];
    int n = tn_report_lines(line, view, true);

    tn_page_printf(page, "<table style=\"border-collapse:collapse\">\n");
    for (int i = 0; i < n; i++) {
        if (!line[i].text[0])
            continue;
        tn_page_printf(page,
                       "<tr><th scope=\"row\" style=\"" CELL ";text-align:left\">%s</th>"
                       "<td style=\"" CELL "\">",
                       line[i].name);
        put_html(page, line[i].text);
        tn_page_printf(page, "</td></tr>\n");
    }
    tn_page_printf(page, "</table>\n");
}

static void put_page(tn_page *page, const tn_report_view *view)
{
    size_t n = json_array_size(view->rows);

    tn_page_printf(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"color-scheme\" content=\"light dark\">\n"
                         "<title>The tenor of the discussion</title>\n<style>\n"
                         ":root { color-scheme: light dark }\n"
                         "@media (prefers-color-scheme: dark) {\n"
                         "  body { background: #16181d !important; color: #e8e8e8 !important }\n"
                         "  td, th { border-color: #444 !important }\n"
                         "}\n"
                         "@media (max-width: 600px) {\n  .wide { display: none }\n"
                         "  td, th { padding: 4px 3px !important; font-size: 14px }\n"
                         "}\n</style>\n</head>\n");
    tn_page_printf(page, "<body style=\"margin:16px;background:#fff;color:#1a1a1a;"
                         "font:15px/1.4 sans-serif\">\n"
                         "<h1 style=\"font-size:22px\">The tenor of the discussion</h1>\n");
    if (view->section) {
        tn_page_printf(page, "<h2 style=\"font-size:18px\">");
        put_html(page, tn_report_heading(view));
        tn_page_printf(page, "</h2>\n");
    }
    put_figures(page, view);
    if (!tn_report_is_calibrated(view->site))
        tn_page_printf(page, "<p>Shares are not calibrated for this site (tenor calibrate).</p>\n");
    if (view->nights) {
        put_table(page, "Nights", tn_night_columns, TN_N_NIGHT_COLUMNS, view->nights,
                  json_array_size(view->nights));
        put_table(page, "Weeks", tn_night_columns, TN_N_NIGHT_COLUMNS, view->weeks,
                  json_array_size(view->weeks));
        tn_page_printf(page, "<p>Weeks: " TN_WEEKS_ARE ".</p>\n");
    }
    if (view->sections)
        put_table(page, "Sections", tn_section_columns, TN_N_ARTICLE_COLUMNS, view->sections,
                  view->n_sections);
    put_table(page, "Articles", tn_article_columns, TN_N_ARTICLE_COLUMNS, view->rows, view->n_top);
    if (view->n_top < n)
        tn_page_printf(page, "<p>And %zu more.</p>\n", n - view->n_top);
    tn_page_printf(page, "</body>\n</html>\n");
}

/* ----------------------------------------------------------------- message */

/* when the run was finished, so that the same results are the same message */
static int put_date(tn_page *page, const char *run)
{
    static const char day[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char month[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    json_t *manifest = NULL;
    const char *at;
    int64_t at_s;
    struct tm when;
    int rc = tn_results_load(&manifest, run, "manifest.json", JSON_OBJECT, page->err);

    at = tn_get_text(manifest, "finished_at");
    if (rc == 0 && at && tn_parse_time(at, strlen(at), &at_s) &&
        gmtime_r(&(time_t){ (time_t)at_s }, &when)) {
        tn_page_printf(page, "Date: %s, %d %s %d %02d:%02d:%02d +0000\n", day[when.tm_wday],
                       when.tm_mday, month[when.tm_mon], when.tm_year + 1900, when.tm_hour,
                       when.tm_min, when.tm_sec);
    }
    json_decref(manifest);
    return rc;
}

/* folded, so that no line is long */
static void put_subject(tn_page *page, const json_t *site)
{
    const json_t *comments = json_object_get(site, "comments"), *row;
    const json_t *sentiment = json_object_get(site, "sentiment");
    char shown[TN_SHOWN_BYTES];
    size_t index;

    tn_page_printf(page, "Subject: %lld comments under %lld articles",
                   (long long)tn_get_integer(comments, "count"),
                   (long long)tn_get_integer(site, "articles"));
    if (tn_are_shares_uncertain(sentiment))
        sentiment = NULL;
    json_array_foreach(json_object_get(sentiment, "classes"), index, row)
    {
        const char *label = tn_get_text(row, "label"); /* a name of letters, digits and _ */

        tn_page_printf(page, "%s %s %.32s", index > 0 ? "," : ",\n",
                       tn_shown_percent(shown, tn_get_real(row, "share")), label ? label : "?");
    }
    tn_page_printf(page, "\n");
}

/* base64 has no line that begins with "--", so nothing of a part can look like its end */
static void put_part(tn_page *page, const char *type, const tn_buf *body)
{
    tn_page_printf(page,
                   "--tenor\nContent-Type: text/%s; charset=utf-8\n"
                   "Content-Transfer-Encoding: base64\n\n",
                   type);
    for (size_t at = 0; page->rc == 0 && at < body->bytes; at += LINE_BYTES) {
        size_t bytes = body->bytes - at < LINE_BYTES ? body->bytes - at : LINE_BYTES;

        page->rc = tn_base64_append(&page->text, body->data + at, bytes, page->err);
        tn_page_put(page, "\n", 1);
    }
}

int tn_report_email(tn_page *page, const tn_report_view *view)
{
    tn_page plain = { .width = PLAIN_COLUMNS, .is_mail = true, .err = page->err };
    tn_page html = { .err = page->err };
    int rc;

    put_page(&html, view);
    if ((rc = tn_report_text(&plain, view)) < 0 || (rc = html.rc) < 0)
        goto done;
    put_subject(page, view->site);
    if ((rc = put_date(page, view->run)) < 0)
        goto done;
    tn_page_printf(page, "MIME-Version: 1.0\n"
                         "Content-Type: multipart/alternative; boundary=\"tenor\"\n\n");
    put_part(page, "plain", &plain.text);
    put_part(page, "html", &html.text);
    tn_page_printf(page, "--tenor--\n");
    rc = page->rc;
done:
    tn_buf_free(&plain.text);
    tn_buf_free(&html.text);
    return rc;
}
