/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_table.c - the table of articles, with as many columns as the terminal has room for
 */
#include "output/report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2 /* columns between two cells */

typedef void (*cell_fn)(tn_page *page, const json_t *row, int columns);

typedef struct {
    const char *title;
    int columns;
    int need; /* 0 = always there; otherwise a smaller number is given room first */
    bool to_right;
    cell_fn put;
    const char *meaning;       /* for the legend; NULL: the title says it */
    const char *figure, *name; /* what tn_certainty_of knows, if it is one; in words */
} column;

/* -------------------------------------------------------------- cells */

static void put_integer(tn_page *page, const json_t *row, const char *key, int columns)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)tn_get_integer(row, key));
    tn_page_cell(page, text, columns, true);
}

static void put_comments(tn_page *page, const json_t *row, int columns)
{
    put_integer(page, row, "comments", columns);
}

static void put_scored(tn_page *page, const json_t *row, int columns)
{
    put_integer(page, row, "scored", columns);
}

/* "+0.12 ±0.05": half the interval */
static void put_sentiment(tn_page *page, const json_t *row, int columns)
{
    double mean = tn_get_real(row, "sentiment_mean");
    double half =
        (tn_get_real(row, "sentiment_mean_high") - tn_get_real(row, "sentiment_mean_low")) / 2;
    char text[64], shown[TN_SHOWN_BYTES];

    snprintf(text, sizeof(text), isfinite(half) ? "%s \xC2\xB1%.2f" : "%s",
             tn_shown_score(shown, mean), half);
    if (isfinite(mean) && fabs(mean) >= 0.005)
        tn_page_style(page, mean < 0 ? TN_RED : TN_GREEN);
    tn_page_cell(page, text, columns, false);
    tn_page_style(page, NULL);
}

bool tn_report_is_class(const json_t *row, const char *key, const char *head)
{
    size_t bytes = strlen(head);
    char low[128];

    snprintf(low, sizeof(low), "%s_low", key);
    return strncmp(key, head, bytes) == 0 && key[bytes] == '_' &&
           strncmp(key + bytes, "_mean", 5) != 0 && strcmp(key + bytes, "_difference") != 0 &&
           json_object_get(row, low);
}

/* the shares of a head's classes in the row, in order; returns their number */
static int shares_of(double share[TENOR_MAX_CLASSES], const json_t *row, const char *head)
{
    const char *key;
    json_t *value;
    int n = 0;

    json_object_foreach((json_t *)(uintptr_t)row, key, value)
    {
        if (n < TENOR_MAX_CLASSES && json_is_number(value) && tn_report_is_class(row, key, head))
            share[n++] = json_number_value(value);
    }
    return n;
}

/* columns of a bar by largest remainder, so that they always fill it */
static void divide(int part[TENOR_MAX_CLASSES], const double *share, int n, int columns)
{
    double rest[TENOR_MAX_CLASSES] = { 0 };
    int left = columns;

    for (int c = 0; c < n; c++) {
        double exact = fmin(fmax(share[c], 0.0), 1.0) * columns;

        part[c] = (int)exact < left ? (int)exact : left;
        rest[c] = exact - part[c];
        left -= part[c];
    }
    for (; left > 0; left--) {
        int most = 0;

        for (int c = 1; c < n; c++)
            most = rest[c] > rest[most] ? c : most;
        part[most]++;
        rest[most] -= 1.0;
    }
}

static void put_bar(tn_page *page, const json_t *row, int columns)
{
    static const char sign[TENOR_MAX_CLASSES] = { '-', '.', '+' };
    static const char *const style[TENOR_MAX_CLASSES] = { TN_RED, TN_FAINT, TN_GREEN };
    double share[TENOR_MAX_CLASSES] = { 0 };
    int part[TENOR_MAX_CLASSES] = { 0 };
    int n = shares_of(share, row, "sentiment");

    if (n == 0) {
        tn_page_cell(page, "", columns, false);
        return;
    }
    divide(part, share, n, columns);
    for (int c = 0; c < n && c < TENOR_MAX_CLASSES; c++) {
        int look = c == n - 1 ? TENOR_MAX_CLASSES - 1 : c; /* of two, the last is the positive */

        tn_page_style(page, style[look]);
        for (int i = 0; i < part[c]; i++)
            tn_page_printf(page, "%c", sign[look]);
        tn_page_style(page, NULL);
    }
}

/* "12/70/18": against, none, favor, in percent */
static void put_stance(tn_page *page, const json_t *row, int columns)
{
    double share[TENOR_MAX_CLASSES] = { 0 };
    char text[48] = "";
    int n = shares_of(share, row, "stance"), used = 0;

    for (int c = 0; c < n && used < (int)sizeof(text); c++) {
        used += snprintf(text + used, sizeof(text) - (size_t)used, "%s%.0f", c ? "/" : "",
                         share[c] * 100.0);
    }
    tn_page_cell(page, n ? text : "-", columns, true);
}

static void put_flags(tn_page *page, const json_t *row, int columns)
{
    const char *flags = tn_get_text(row, "flags");
    char text[TN_N_REPORT_FLAGS + 1] = "";
    size_t used = 0;

    for (size_t f = 0; flags && f < TN_N_REPORT_FLAGS; f++)
        if (strstr(flags, tn_report_flags[f].name))
            text[used++] = tn_report_flags[f].letter[0];
    tn_page_cell(page, text, columns, false);
}

static void put_title(tn_page *page, const json_t *row, int columns)
{
    const char *title = tn_get_text(row, "title");

    tn_page_cell(page, title && *title ? title : tn_get_text(row, "article_id"), columns, false);
}

/* ------------------------------------------------------------- layout */

static const column all_columns[] = {
    { "article", 17, 0, false, put_title, NULL, NULL, NULL },
    { "comments", 8, 0, true, put_comments, NULL, NULL, NULL },
    { "scored", 6, 4, true, put_scored, NULL, NULL, NULL },
    { "sentiment", 11, 0, false, put_sentiment, "mean score, with half its 90% interval",
      "sentiment_mean", "mean sentiment" },
    { "- . +", 12, 1, false, put_bar, "shares negative, neutral, positive", "sentiment",
      "shares of sentiment" },
    { "ag/no/fav%", 10, 3, true, put_stance, "shares against, none, in favor", "stance",
      "shares of stance" },
    { "flags", 5, 2, false, put_flags, NULL, NULL, NULL },
};

#define N_COLUMNS  (sizeof(all_columns) / sizeof(all_columns[0]))
#define MOST_NEEDY 4

typedef struct {
    bool shown[N_COLUMNS];
    int title_columns;
} layout;

static layout lay_out(int width, const bool left_out[N_COLUMNS])
{
    layout plan = { { false }, 0 };
    int left = width + GAP;

    for (int need = 0; need <= MOST_NEEDY; need++) {
        for (size_t c = 0; c < N_COLUMNS; c++) {
            if (all_columns[c].need == need && !left_out[c] &&
                all_columns[c].columns + GAP <= left) {
                plan.shown[c] = true;
                left -= all_columns[c].columns + GAP;
            }
        }
    }
    plan.title_columns = all_columns[0].columns + left;
    return plan;
}

/* of no row: the titles, `what` the rows are first */
static void table_line(tn_page *page, const layout *plan, const char *what, const json_t *row)
{
    for (size_t c = 0; c < N_COLUMNS; c++) {
        int columns = c == 0 ? plan->title_columns : all_columns[c].columns;

        if (!plan->shown[c])
            continue;
        tn_page_printf(page, "%*s", c == 0 ? 0 : GAP, "");
        if (row && page->is_mail && all_columns[c].figure &&
            tn_certainty_of(row, all_columns[c].figure) == TN_TOO_WIDE)
            tn_page_cell(page, TN_UNCERTAIN_MARK, columns, all_columns[c].to_right);
        else if (row)
            all_columns[c].put(page, row, columns);
        else
            tn_page_cell(page, c == 0 ? what : all_columns[c].title, columns,
                         all_columns[c].to_right);
    }
    tn_page_end_line(page);
}

static void put_note(tn_page *page, const char *text)
{
    if (!*text)
        return;
    tn_page_style(page, TN_FAINT);
    tn_page_field(page, "", text);
    tn_page_style(page, NULL);
}

/* what the columns, unless another table says it, and the letters of the shown rows stand for */
static void legend(tn_page *page, const layout *plan, bool of_columns, const json_t *rows,
                   size_t n_shown)
{
    char text[512] = "";
    size_t used = 0;

    for (size_t c = 0; of_columns && c < N_COLUMNS; c++) {
        if (plan->shown[c] && all_columns[c].meaning) {
            used +=
                (size_t)snprintf(text + used, sizeof(text) - used, "%s%s: %s", used > 0 ? "; " : "",
                                 all_columns[c].title, all_columns[c].meaning);
        }
    }
    for (size_t f = 0; plan->shown[N_COLUMNS - 1] && f < TN_N_REPORT_FLAGS; f++) {
        bool there = false;

        for (size_t i = 0; i < n_shown && !there; i++) {
            const char *flags = tn_get_text(json_array_get(rows, i), "flags");

            there = flags && strstr(flags, tn_report_flags[f].name);
        }
        if (there) {
            used +=
                (size_t)snprintf(text + used, sizeof(text) - used, "%s%s: %s", used > 0 ? "; " : "",
                                 tn_report_flags[f].letter, tn_report_flags[f].meaning);
        }
    }
    put_note(page, text);
}

void tn_report_table(tn_page *page, const char *what, const json_t *rows, size_t n_top,
                     bool is_last)
{
    size_t n = json_array_size(rows);
    bool left_out[N_COLUMNS] = { false };
    layout plan;
    tn_uncertain noted = { 0 };
    char note[TN_UNCERTAIN_BYTES];

    for (size_t c = 0; page->is_mail && c < N_COLUMNS; c++) {
        const column *own = &all_columns[c];

        left_out[c] = own->figure && tn_leaves_out(&noted, own->name, own->figure, rows, n_top);
    }
    plan = lay_out(page->width, left_out);

    tn_page_style(page, TN_BOLD);
    table_line(page, &plan, what, NULL);
    tn_page_style(page, NULL);
    tn_page_rule(page);
    for (size_t i = 0; i < n_top; i++)
        table_line(page, &plan, what, json_array_get(rows, i));
    tn_page_rule(page);
    if (n_top < n)
        tn_page_printf(page, "and %zu more\n", n - n_top);
    put_note(page, tn_uncertain_text(note, &noted));
    legend(page, &plan, is_last, rows, n_top);
    if (!is_last)
        tn_page_printf(page, "\n");
}

/* ------------------------------------------------------------- nights */

/* the first columns that there is room for; `row` NULL: their titles */
static void night_line(tn_page *page, const json_t *row, const bool left_out[TN_N_NIGHT_COLUMNS])
{
    int left = page->width;

    for (size_t c = 0; c < TN_N_NIGHT_COLUMNS; c++) {
        const tn_report_column *night = &tn_night_columns[c];
        int columns = c == 0 ? (int)strlen("2026-11-30") : GAP + (int)strlen(night->title);
        char shown[TN_CELL_BYTES];

        if (left_out[c])
            continue;
        if (columns > left)
            break;
        tn_page_cell(page, row ? tn_shown_cell(shown, row, night, page->is_mail) : night->title,
                     columns, c > 0);
        left -= columns;
    }
    tn_page_end_line(page);
}

static void night_table(tn_page *page, const char *title, const json_t *rows)
{
    bool left_out[TN_N_NIGHT_COLUMNS] = { false };
    tn_uncertain noted = { 0 };
    char note[TN_UNCERTAIN_BYTES];
    const json_t *row;
    size_t index;

    if (page->is_mail)
        tn_leave_out(left_out, &noted, tn_night_columns, TN_N_NIGHT_COLUMNS, rows,
                     json_array_size(rows));
    tn_page_heading(page, title);
    night_line(page, NULL, left_out);
    json_array_foreach(rows, index, row)
    {
        night_line(page, row, left_out);
    }
    put_note(page, tn_uncertain_text(note, &noted));
    tn_page_printf(page, "\n");
}

void tn_report_night_tables(tn_page *page, const json_t *nights, const json_t *weeks)
{
    night_table(page, "Nights", nights);
    night_table(page, "Weeks (" TN_WEEKS_ARE ")", weeks);
}
