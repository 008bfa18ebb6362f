/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_rows.c - which articles a report shows, in what order; and its table in Markdown
 */
#include "output/report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ------------------------------------------------------------------ choice */

/* in any case of ASCII letters */
static bool contains(const char *text, const char *wanted)
{
    size_t n = strlen(wanted);

    for (; text && *text; text++)
        if (strncasecmp(text, wanted, n) == 0)
            return true;
    return false;
}

static bool passes(const json_t *row, const tenor_report_options *options, int64_t since_s)
{
    static const char *const searched[] = { "title", "article_id", "section", "target" };
    const char *published_at = tn_get_text(row, "published_at");
    bool found = !options->filter || !*options->filter;
    int64_t at_s;

    for (size_t i = 0; !found && i < sizeof(searched) / sizeof(searched[0]); i++)
        found = contains(tn_get_text(row, searched[i]), options->filter);
    return found && (!options->since ||
                     (published_at && tn_parse_time(published_at, strlen(published_at), &at_s) &&
                      at_s >= since_s));
}

/* ------------------------------------------------------------------- order */

typedef struct {
    const json_t *row;
    const json_t *key;
    const char *id;
} ordered;

/* numbers: large first; text: as in a dictionary; null: last; ties: by id */
static int compare_rows(const void *left, const void *right)
{
    const ordered *a = left, *b = right;
    int order = json_is_null(a->key) - json_is_null(b->key);

    if (order == 0 && json_is_number(a->key) && json_is_number(b->key)) {
        double x = json_number_value(a->key), y = json_number_value(b->key);

        order = (x < y) - (x > y);
    } else if (order == 0 && json_is_string(a->key) && json_is_string(b->key)) {
        order = strcmp(json_string_value(a->key), json_string_value(b->key));
    }
    return order ? order : strcmp(a->id, b->id);
}

int tn_report_select(json_t **out, const json_t *rows, const tenor_report_options *options,
                     tenor_error *err)
{
    const char *by = options->sort ? options->sort : "comments";
    size_t n = json_array_size(rows), n_kept = 0, index;
    ordered *list = tn_alloc(n, sizeof(*list));
    int64_t since_s = 0;
    const json_t *row;
    int rc = 0;

    *out = json_array();
    if (!list || !*out) {
        free(list);
        return tn_no_memory(err);
    }
    if (options->since && !tn_parse_time(options->since, strlen(options->since), &since_s)) {
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "'%.60s' is not a date", options->since);
        goto done;
    }
    json_array_foreach(rows, index, row)
    {
        const json_t *key = json_object_get(row, by);
        const char *id = tn_get_text(row, "article_id");

        if (!key) {
            rc = tn_fail(err, TENOR_ERR_ARGUMENT, "articles have no column '%s'", by);
            goto done;
        }
        if (passes(row, options, since_s))
            list[n_kept++] = (ordered){ row, key, id ? id : "" };
    }
    if (n_kept > 1)
        qsort(list, n_kept, sizeof(*list), compare_rows);
    for (size_t i = 0; i < n_kept; i++) {
        if (json_array_append(*out, (json_t *)list[i].row) != 0) {
            rc = tn_no_memory(err);
            goto done;
        }
    }
done:
    free(list);
    return rc;
}

/* ---------------------------------------------------------------- Markdown */

/* what others wrote, cleaned as for a terminal, so that it stays one cell of text */
static void put_cell(tn_page *page, const char *text)
{
    tn_buf clean = { 0 };

    if (page->rc == 0 && text)
        page->rc = tn_cell_clean(&clean, text, strlen(text), page->err);
    for (size_t i = 0; i < clean.bytes; i++) {
        if (strchr("\\|`*_[]<>&#!~", clean.data[i]))
            tn_page_put(page, "\\", 1);
        tn_page_put(page, clean.data + i, 1);
    }
    tn_buf_free(&clean);
}

static void put_row(tn_page *page, const json_t *row)
{
    char shown[6][TN_SHOWN_BYTES];
    const char *title = tn_get_text(row, "title");
    bool unlike = tn_get_real(row, "sentiment_difference_q") <= TN_UNUSUAL_Q;

    tn_page_put(page, "| ", 2);
    put_cell(page, title ? title : tn_get_text(row, "article_id"));
    tn_page_printf(page, " | %lld | %s | %s | %s | %s | %s | %s | ",
                   (long long)tn_get_integer(row, "comments"),
                   tn_shown_score(shown[0], tn_get_real(row, "sentiment_mean")),
                   unlike ? tn_shown_score(shown[5], tn_get_real(row, "sentiment_difference")) : "",
                   tn_shown_percent(shown[1], tn_get_real(row, "sentiment_negative")),
                   tn_shown_percent(shown[2], tn_get_real(row, "sentiment_positive")),
                   tn_shown_score(shown[3], tn_get_real(row, "stance_mean")),
                   tn_shown_percent(shown[4], tn_get_real(row, "reply_disagree")));
    put_cell(page, tn_get_text(row, "flags"));
    tn_page_put(page, " |\n", 3);
}

int tn_report_markdown(tn_page *page, const json_t *site, const json_t *rows,
                       const tenor_report_options *options)
{
    const json_t *comments = json_object_get(site, "comments");
    size_t n = json_array_size(rows), shown = n;

    if (options->top > 0 && (size_t)options->top < n)
        shown = (size_t)options->top;
    tn_page_printf(page, "%lld articles, %lld comments, %lld scored.\n\n",
                   (long long)tn_get_integer(site, "articles"),
                   (long long)tn_get_integer(comments, "count"),
                   (long long)tn_get_integer(comments, "scored"));
    if (!tn_report_is_calibrated(site))
        tn_page_printf(page, "Shares are not calibrated for this site (`tenor calibrate`).\n\n");
    for (int h = 0; h < TENOR_N_HEADS; h++)
        if (tn_report_is_alike(site, tenor_head_name(h)))
            tn_page_printf(page, "Articles do not differ in mean %s.\n\n", tenor_head_name(h));
    tn_page_printf(page, "| Article | Comments | Sentiment | Than the rest | Negative | Positive | "
                         "Stance | Disagreeing | Flags |\n"
                         "|---|---:|---:|---:|---:|---:|---:|---:|---|\n");
    for (size_t i = 0; i < shown; i++)
        put_row(page, json_array_get(rows, i));
    if (shown < n)
        tn_page_printf(page, "\nAnd %zu more.\n", n - shown);
    return page->rc;
}
