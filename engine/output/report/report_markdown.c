/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_markdown.c - the report as Markdown
 */
#include "output/report/report.h"

#include <string.h>

/* what others wrote, cleaned as for a terminal, so that it stays one cell of text */
static void put_cell(tn_page *page, const char *text)
{
    tn_buf clean = { 0 };

    if (page->rc == 0)
        page->rc = tn_cell_clean(&clean, text, strlen(text), page->err);
    for (size_t i = 0; i < clean.bytes; i++) {
        if (strchr("\\|`*_[]<>&#!~", clean.data[i]))
            tn_page_put(page, "\\", 1);
        tn_page_put(page, clean.data + i, 1);
    }
    tn_buf_free(&clean);
}

static void put_table(tn_page *page, const tn_report_column *column, size_t n_columns,
                      const json_t *rows, size_t n_rows)
{
    char shown[TN_CELL_BYTES];

    for (size_t c = 0; c < n_columns; c++)
        tn_page_printf(page, "%s %s", c > 0 ? " |" : "|", column[c].title);
    tn_page_printf(page, " |\n");
    for (size_t c = 0; c < n_columns; c++)
        tn_page_printf(page, "|---%s", column[c].kind < TN_CELL_COUNT ? "" : ":");
    tn_page_printf(page, "|\n");
    for (size_t r = 0; r < n_rows; r++) {
        for (size_t c = 0; c < n_columns; c++) {
            tn_page_printf(page, c > 0 ? " | " : "| ");
            put_cell(page, tn_shown_cell(shown, json_array_get(rows, r), &column[c], false));
        }
        tn_page_printf(page, " |\n");
    }
}

int tn_report_markdown(tn_page *page, const tn_report_view *view)
{
    const json_t *comments = json_object_get(view->site, "comments"), *section = view->section;
    size_t n = json_array_size(view->rows);

    if (section) {
        put_cell(page, tn_report_heading(view));
        tn_page_printf(page, ": ");
    }
    tn_page_printf(page, "%lld articles, %lld comments, %lld scored.\n\n",
                   (long long)tn_get_integer(section ? section : view->site, "articles"),
                   (long long)(section ? tn_get_integer(section, "comments")
                                       : tn_get_integer(comments, "count")),
                   (long long)tn_get_integer(section ? section : comments, "scored"));
    if (!tn_report_is_calibrated(view->site))
        tn_page_printf(page, "Shares are not calibrated for this site (`tenor calibrate`).\n\n");
    for (int h = 0; h < TENOR_N_HEADS; h++)
        if (tn_report_is_alike(view->site, tenor_head_name(h)))
            tn_page_printf(page, "Articles do not differ in mean %s.\n\n", tenor_head_name(h));
    if (view->nights) {
        tn_page_printf(page, "Nights:\n\n");
        put_table(page, tn_night_columns, TN_N_NIGHT_COLUMNS, view->nights,
                  json_array_size(view->nights));
        tn_page_printf(page, "\nWeeks (" TN_WEEKS_ARE "):\n\n");
        put_table(page, tn_night_columns, TN_N_NIGHT_COLUMNS, view->weeks,
                  json_array_size(view->weeks));
        tn_page_printf(page, "\n");
    }
    if (view->sections) {
        put_table(page, tn_section_columns, TN_N_ARTICLE_COLUMNS, view->sections, view->n_sections);
        tn_page_printf(page, "\n");
    }
    if (view->nights)
        tn_page_printf(page, "Articles:\n\n");
    put_table(page, tn_article_columns, TN_N_ARTICLE_COLUMNS, view->rows, view->n_top);
    if (view->n_top < n)
        tn_page_printf(page, "\nAnd %zu more.\n", n - view->n_top);
    if (tn_report_is_uncertain(view))
        tn_page_printf(page, "\nNote: " TN_SAY_TOO_LITTLE ".\n");
    return page->rc;
}
