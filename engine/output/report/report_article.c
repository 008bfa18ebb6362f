/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_article.c - one article's page of the terminal report
 */
#include "output/report/report.h"

#include <math.h>
#include <string.h>

#define LABEL_COLUMNS    10
#define PERCENT_COLUMNS  6
#define INTERVAL_COLUMNS 11
#define MAX_BAR          60

static void metadata(tn_page *page, const json_t *document)
{
    const json_t *article = json_object_get(document, "article");
    const json_t *stance = json_object_get(document, "stance");
    const char *title = tn_get_text(article, "title"), *id = tn_get_text(article, "id");

    tn_page_heading(page, title && *title ? title : id ? id : "?");
    tn_page_field(page, "id", id);
    tn_page_field(page, "url", tn_get_text(article, "url"));
    tn_page_field(page, "published", tn_get_text(article, "published_at"));
    tn_page_field(page, "captured", tn_get_text(article, "captured_at"));
    tn_page_field(page, "section", tn_get_text(article, "section"));
    tn_page_field(page, "target", tn_get_text(stance, "target"));
    tn_page_field(page, "target from", tn_get_text(stance, "target_source"));
}

static void unscored_text(char *text, size_t bytes, const json_t *comments)
{
    int64_t missing = tn_get_integer(comments, "count") - tn_get_integer(comments, "scored");
    int used = snprintf(text, bytes, "%lld, %lld scored, %lld not",
                        (long long)tn_get_integer(comments, "count"),
                        (long long)tn_get_integer(comments, "scored"), (long long)missing);
    const char *separator = " (", *reason;
    json_t *value;

    json_object_foreach(json_object_get(comments, "unscored"), reason, value)
    {
        if (json_integer_value(value) > 0 && used < (int)bytes) {
            used += snprintf(text + used, bytes - (size_t)used, "%s%.40s %lld", separator, reason,
                             (long long)json_integer_value(value));
            separator = ", ";
        }
    }
    if (separator[0] == ',' && used < (int)bytes)
        snprintf(text + used, bytes - (size_t)used, ")");
}

static void counts(tn_page *page, const json_t *document)
{
    const json_t *comments = json_object_get(document, "comments");
    const json_t *depth = json_object_get(comments, "max_depth");
    char text[512];

    unscored_text(text, sizeof(text), comments);
    tn_page_field(page, "comments", text);
    snprintf(text, sizeof(text), "%lld", (long long)tn_get_integer(comments, "authors"));
    tn_page_field(page, "authors", text);
    snprintf(text, sizeof(text), "%lld, with %lld replies (%lld orphans, %lld in cycles)",
             (long long)tn_get_integer(comments, "threads"),
             (long long)tn_get_integer(comments, "replies"),
             (long long)tn_get_integer(comments, "orphans"),
             (long long)tn_get_integer(comments, "cycles"));
    tn_page_field(page, "threads", text);
    if (json_is_integer(depth)) {
        snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(depth));
        tn_page_field(page, "depth", text);
    }
    tn_shown_period(text, comments);
    tn_page_field(page, "period", text);
}

/* the distinctive words on one line */
static void words(tn_page *page, const json_t *document)
{
    const json_t *terms = json_object_get(document, "terms"), *term;
    char text[256] = "";
    size_t index, used = 0;

    json_array_foreach(json_object_get(terms, "distinctive"), index, term)
    {
        const char *word = tn_get_text(term, "term");

        if (!word || used + strlen(word) + 3 > sizeof(text))
            break;
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", index ? ", " : "", word);
    }
    tn_page_field(page, "words", text);
}

/* ---------------------------------------------------------- the shares */

/* '#' to the lower bound, '=' to the share, '-' to the upper bound */
static void bar(tn_page *page, double low, double share, double high, int columns)
{
    int to_low = (int)lround(low * columns), to_share = (int)lround(share * columns);
    int to_high = (int)lround(high * columns);

    for (int i = 0; i < columns; i++)
        tn_page_printf(page, "%c", i < to_low ? '#' : i < to_share ? '=' : i < to_high ? '-' : ' ');
}

static void class_line(tn_page *page, const json_t *row, int bar_columns)
{
    double share = tn_get_real(row, "share"), low = tn_get_real(row, "share_low");
    double high = tn_get_real(row, "share_high");
    char text[64], shown[TN_SHOWN_BYTES];

    tn_page_cell(page, tn_get_text(row, "label"), LABEL_COLUMNS, false);
    tn_page_cell(page, tn_shown_percent(shown, share), PERCENT_COLUMNS, true);
    if (isfinite(share) && isfinite(low) && isfinite(high)) {
        snprintf(text, sizeof(text), "(%.0f to %.0f)", low * 100.0, high * 100.0);
        tn_page_cell(page, text, INTERVAL_COLUMNS + 1, true);
        tn_page_printf(page, "  ");
        bar(page, low, share, high, bar_columns);
    }
    tn_page_end_line(page);
}

/* at 40 columns nine are left for the bar */
static int bar_room(int width)
{
    int room = width - LABEL_COLUMNS - PERCENT_COLUMNS - (INTERVAL_COLUMNS + 1) - 2 - 1;

    return room > MAX_BAR ? MAX_BAR : room;
}

static void head_block(tn_page *page, const json_t *document, const char *name, const char *title)
{
    const json_t *head = json_object_get(document, name), *row;
    size_t index;

    if (tn_get_integer(head, "count") == 0)
        return;
    tn_page_printf(page, "\n");
    tn_page_heading(page, title);
    json_array_foreach(json_object_get(head, "classes"), index, row)
    {
        class_line(page, row, bar_room(page->width));
    }
    tn_page_score(page, json_object_get(head, "score"));
    tn_page_difference(page, "site",
                       "unlike the rest of the site:", json_object_get(head, "difference"),
                       tn_get_integer(head, "count"));
}

/* ------------------------------------------------------ the cross table */

/* cells come row by row, so a row ends where the sentiment changes */
static void cross_cells(tn_page *page, const json_t *cells)
{
    const char *current = NULL;
    const json_t *cell;
    size_t index;
    char text[24];

    json_array_foreach(cells, index, cell)
    {
        const char *sentiment = tn_get_text(cell, "sentiment");

        if (!current || !sentiment || strcmp(current, sentiment) != 0) {
            tn_page_printf(page, "%s", current ? "\n" : "");
            tn_page_cell(page, sentiment, LABEL_COLUMNS, false);
            current = sentiment ? sentiment : "";
        }
        snprintf(text, sizeof(text), "%lld", (long long)tn_get_integer(cell, "count"));
        tn_page_cell(page, text, LABEL_COLUMNS, true);
    }
    tn_page_printf(page, "\n");
}

static void cross_header(tn_page *page, const json_t *cells)
{
    const char *first = tn_get_text(json_array_get(cells, 0), "sentiment");
    const json_t *cell;
    size_t index;

    tn_page_cell(page, "", LABEL_COLUMNS, false);
    json_array_foreach(cells, index, cell)
    {
        const char *sentiment = tn_get_text(cell, "sentiment");

        if (first && sentiment && strcmp(first, sentiment) == 0 && index < TENOR_MAX_CLASSES)
            tn_page_cell(page, tn_get_text(cell, "stance"), LABEL_COLUMNS, true);
    }
    tn_page_printf(page, "\n");
}

static void cross_block(tn_page *page, const json_t *document)
{
    const json_t *table = json_object_get(document, "sentiment_by_stance");
    const json_t *cells = json_object_get(table, "cells");
    double chi_square = tn_get_real(table, "chi_square");
    char text[256], shown[3][TN_SHOWN_BYTES];

    if (json_array_size(cells) == 0 ||
        json_array_size(cells) > (size_t)TENOR_MAX_CLASSES * TENOR_MAX_CLASSES)
        return;
    tn_page_printf(page, "\n");
    tn_page_heading(page, "Sentiment by stance");
    cross_header(page, cells);
    cross_cells(page, cells);
    if (isfinite(chi_square)) {
        snprintf(text, sizeof(text), "%s (df %lld), Cram\xC3\xA9r's V %s, exact p %s",
                 tn_shown_number(shown[0], chi_square),
                 (long long)tn_get_integer(table, "degrees_of_freedom"),
                 tn_shown_number(shown[1], tn_get_real(table, "cramers_v")),
                 tn_shown_number(shown[2], tn_get_real(table, "exact_p_value")));
        tn_page_field(page, "chi-square", text);
    }
}

/* ------------------------------------------------------- the discussion */

static void thread_block(tn_page *page, const json_t *document)
{
    const json_t *thread = json_object_get(document, "thread"), *row;
    char text[512], shown[2][TN_SHOWN_BYTES];
    size_t index;
    int used = 0;

    if (!json_is_object(thread))
        return;
    tn_page_printf(page, "\n");
    tn_page_heading(page, "Thread");
    json_array_foreach(json_object_get(thread, "depths"), index, row)
    {
        if (used < (int)sizeof(text)) {
            used += snprintf(text + used, sizeof(text) - (size_t)used, "%s%lld", used ? " " : "",
                             (long long)tn_get_integer(row, "comments"));
        }
    }
    tn_page_field(page, "by depth", used ? text : "-");
    snprintf(text, sizeof(text), "%s replies a comment, h-index %lld, longest exchange %lld",
             tn_shown_number(shown[0], tn_get_real(thread, "replies_per_comment")),
             (long long)tn_get_integer(thread, "h_index"),
             (long long)tn_get_integer(thread, "longest_exchange"));
    tn_page_field(page, "replies", text);
    snprintf(text, sizeof(text), "%lld of %lld pairs answered both ways",
             (long long)tn_get_integer(thread, "reciprocal_pairs"),
             (long long)tn_get_integer(thread, "answering_pairs"));
    tn_page_field(page, "reciprocity", text);
}

static void time_and_people_block(tn_page *page, const json_t *document)
{
    const json_t *times = json_object_get(document, "time");
    const json_t *trend = json_object_get(times, "sentiment_trend");
    const json_t *people = json_object_get(document, "people");
    double half_life = tn_get_real(times, "half_life_seconds");
    char text[256], shown[3][TN_SHOWN_BYTES];

    if (!json_is_object(times) || !json_is_object(people))
        return;
    tn_page_printf(page, "\n");
    tn_page_heading(page, "Time and people");
    if (isfinite(half_life)) {
        snprintf(text, sizeof(text), "half of the comments within %s %s",
                 tn_shown_number(shown[0], half_life / (half_life < 3600.0 ? 60.0 : 3600.0)),
                 half_life < 3600.0 ? "minutes" : "hours");
        tn_page_field(page, "half-life", text);
    }
    tn_page_difference(page, "trend", "sentiment, from the first comment to the last:",
                       json_object_get(trend, "change"), tn_get_integer(trend, "comments"));
    if (isfinite(tn_get_real(people, "gini"))) {
        double influence = tn_get_real(people, "largest_influence");

        snprintf(text, sizeof(text), "Gini %s, %s by the most active%s%s",
                 tn_shown_number(shown[0], tn_get_real(people, "gini")),
                 tn_shown_percent(shown[1], tn_get_real(people, "top_author_share")),
                 isfinite(influence) ? "; one author moves the mean by " : "",
                 isfinite(influence) ? tn_shown_score(shown[2], influence) : "");
        tn_page_field(page, "authors", text);
    }
}

static void flag_lines(tn_page *page, const json_t *document)
{
    const json_t *flag;
    size_t index;

    json_array_foreach(json_object_get(document, "flags"), index, flag)
    {
        tn_page_field(page, "flag", json_string_value(flag));
    }
}

void tn_report_article(tn_page *page, const json_t *document)
{
    metadata(page, document);
    counts(page, document);
    words(page, document);
    flag_lines(page, document);
    head_block(page, document, "sentiment", "Sentiment");
    head_block(page, document, "stance", "Stance");
    head_block(page, document, "reply", "Reply to parent");
    cross_block(page, document);
    thread_block(page, document);
    time_and_people_block(page, document);
    tn_page_printf(page, "\n");
    tn_page_style(page, TN_FAINT);
    tn_page_field(page, "",
                  "Intervals are at the 90% level. Bars: # to the lower bound, = to the share, "
                  "- to the upper bound.");
    tn_page_style(page, NULL);
    tn_page_limits(page, tn_report_is_calibrated(document), tn_is_document_uncertain(document));
}
