/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_csv.c - articles and comments as CSV for spreadsheets
 */
#include "output/report/report.h"
#include "text/csv_cell.h"

#include <stdlib.h>
#include <string.h>

#define PIECE_BYTES ((size_t)1 << 20)

static void put_text(tn_page *page, const char *text, size_t bytes)
{
    if (page->rc == 0)
        page->rc = tn_csv_append(&page->text, text, bytes, ',', page->err);
}

/*
 * What others wrote must not become a spreadsheet's formula: an apostrophe in front makes it text
 * (OWASP, CSV injection; full-width signs are taken for the narrow ones in some locales).
 */
static void put_foreign(tn_page *page, const char *text, size_t bytes)
{
    static const char *const sign[] = { "=",
                                        "+",
                                        "-",
                                        "@",
                                        "\t",
                                        "\r",
                                        "\n",
                                        "\xEF\xBC\x9D",
                                        "\xEF\xBC\x8B",
                                        "\xEF\xBC\x8D",
                                        "\xEF\xBC\xA0" };
    tn_buf guarded = { 0 };
    bool formula = false;

    for (size_t i = 0; i < sizeof(sign) / sizeof(sign[0]); i++)
        formula = formula || strncmp(text, sign[i], strlen(sign[i])) == 0;
    if (!formula) {
        put_text(page, text, bytes);
        return;
    }
    if (page->rc == 0 && (page->rc = tn_buf_puts(&guarded, "'", page->err)) == 0 &&
        (page->rc = tn_buf_append(&guarded, text, bytes, page->err)) == 0)
        put_text(page, guarded.data, guarded.bytes);
    tn_buf_free(&guarded);
}

/* null: empty */
static void put_value(tn_page *page, const json_t *value)
{
    char number[32];

    if (json_is_string(value))
        put_foreign(page, json_string_value(value), json_string_length(value));
    else if (json_is_integer(value))
        tn_page_put(page, number, (size_t)tn_format_integer(number, json_integer_value(value)));
    else if (json_is_real(value))
        tn_page_put(page, number, (size_t)tn_format6(number, json_real_value(value)));
    else if (json_is_boolean(value))
        tn_page_printf(page, "%s", json_is_true(value) ? "true" : "false");
}

/* every row has the members of the first one */
int tn_report_csv(tn_page *page, const tn_report_view *view)
{
    json_t *first = json_array_get(view->rows, 0), *value;
    const json_t *row;
    const char *key, *comma = "";
    size_t index;

    tn_page_printf(page, TN_BYTE_ORDER_MARK);
    json_object_foreach(first, key, value)
    {
        tn_page_printf(page, "%s%s", comma, key);
        comma = ",";
    }
    tn_page_printf(page, "%s" TN_CSV_LINE_END, first ? "" : "article_id");
    json_array_foreach(view->rows, index, row)
    {
        comma = "";
        json_object_foreach(first, key, value)
        {
            tn_page_printf(page, "%s", comma);
            put_value(page, json_object_get(row, key));
            comma = ",";
        }
        tn_page_printf(page, TN_CSV_LINE_END);
    }
    return page->rc;
}

/* ---------------------------------------------------------------- comments */

/* a label's members, or the names of their columns: `sentiment`, `sentiment_score`, … */
static void put_label(tn_page *page, const json_t *site, const char *head, const json_t *label,
                      bool names)
{
    const json_t *p = json_object_get(label, "p"), *row;
    size_t index;

    if (names)
        tn_page_printf(page, "%s,%s_score", head, head);
    else {
        put_value(page, json_object_get(label, "label"));
        tn_page_put(page, ",", 1);
        put_value(page, json_object_get(label, "score"));
    }
    json_array_foreach(json_object_get(json_object_get(site, head), "classes"), index, row)
    {
        const char *name = tn_get_text(row, "label");

        tn_page_put(page, ",", 1);
        if (names)
            tn_page_printf(page, "%s_p_%.40s", head, name ? name : "");
        else
            put_value(page, json_object_get(p, name ? name : ""));
    }
}

static bool is_head(const char *key)
{
    for (int h = 0; h < TENOR_N_HEADS; h++)
        if (strcmp(key, tenor_head_name(h)) == 0)
            return true;
    return false;
}

/* the columns of `first`, with the figures of `comment` or (NULL) their names; parts are left out
 */
static void put_comment(tn_page *page, const json_t *site, json_t *first, const json_t *comment)
{
    const char *key, *comma = "";
    json_t *value;

    json_object_foreach(first, key, value)
    {
        bool has_label = is_head(key);

        if (!has_label && (json_is_object(value) || json_is_array(value)))
            continue;
        tn_page_printf(page, "%s", comma);
        comma = ",";
        if (has_label)
            put_label(page, site, key, json_object_get(comment, key), !comment);
        else if (!comment)
            tn_page_printf(page, "%s", key);
        else
            put_value(page, json_object_get(comment, key));
    }
    tn_page_printf(page, TN_CSV_LINE_END);
}

typedef struct {
    tn_page *page;
    const json_t *site;
    const char *article; /* NULL: all */
    FILE *out;
    json_t *first; /* comment, whose columns all have */
} comment_rows;

static int put_row(void *user, json_t *comment)
{
    comment_rows *rows = user;
    tn_page *page = rows->page;

    if (!rows->first) {
        rows->first = json_incref(comment);
        put_comment(page, rows->site, rows->first, NULL);
    }
    if (!rows->article || strcmp(tn_get_text(comment, "article_id"), rows->article) == 0)
        put_comment(page, rows->site, rows->first, comment);
    if (page->rc == 0 && page->text.bytes >= PIECE_BYTES) {
        page->rc = tn_stream_write(rows->out, &page->text, page->err);
        tn_buf_clear(&page->text);
    }
    return page->rc;
}

int tn_report_csv_comments(tn_page *page, const char *run, const json_t *site, const char *article,
                           FILE *out)
{
    comment_rows rows = { page, site, article, out, NULL };

    tn_page_printf(page, TN_BYTE_ORDER_MARK);
    page->rc = page->rc < 0 ? page->rc : tn_results_each_comment(run, put_row, &rows, page->err);
    json_decref(rows.first);
    return page->rc;
}
