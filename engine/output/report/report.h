/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h - the terminal report: what its pages share
 */
#ifndef TN_OUTPUT_REPORT_H
#define TN_OUTPUT_REPORT_H

#include "output/report/cells.h"
#include "output/results.h"
#include "output/sections.h"
#include "tenor_run.h"

/*
 * A report is built in memory and written at once. The first failure stays
 * in `rc` and makes the rest do nothing, so that pages need no branches.
 */
typedef struct {
    tn_buf text;
    int width; /* columns, 40..200 */
    bool color;
    bool is_mail; /* for who wants to know what is so: no figure that is too uncertain */
    int rc;
    tenor_error *err;
} tn_page;

#define TN_BOLD  "1"
#define TN_FAINT "2"
#define TN_RED   "31"
#define TN_GREEN "32"

void tn_page_printf(tn_page *page, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void tn_page_put(tn_page *page, const char *text, size_t bytes); /* of any length */
void tn_page_style(tn_page *page, const char *style);            /* NULL: back to plain */

/* Unknown text, cleaned, in exactly `columns` (NULL: "-"). */
void tn_page_cell(tn_page *page, const char *text, int columns, bool to_right);

/* The end of a line, without the blanks that its last cell was filled up with. */
void tn_page_end_line(tn_page *page);

/* A rule, a heading, and "name  text" with the text cleaned and wrapped. No text, no line. */
void tn_page_rule(tn_page *page);
void tn_page_heading(tn_page *page, const char *text);
void tn_page_field(tn_page *page, const char *name, const char *text);

/* "mean -0.12 (-0.20 to -0.04)…" of a head's score object. */
void tn_page_score(tn_page *page, const json_t *score);

/*
 * A difference as a field: itself, where its q is at most TN_UNUSUAL_Q, as "`found` +0.21 (+0.10 to
 * +0.32), q 0.01"; else the smallest that so many comments could show. None, no line.
 */
void tn_page_difference(tn_page *page, const char *name, const char *found,
                        const json_t *difference, int64_t n_comments);

/* Whether site.json says that its articles' means of a head differ no more than by chance. */
bool tn_report_is_alike(const json_t *site, const char *head);

/*
 * Whether every head of an article's document or of site.json says that its shares are calibrated
 * for the site.
 */
bool tn_report_is_calibrated(const json_t *document);

/* The end of a legend: whether shares are not calibrated, and intervals too wide to say much. */
void tn_page_limits(tn_page *page, bool is_calibrated, bool is_uncertain);

/* Numbers as the report shows them; "-" for NaN. */
#define TN_SHOWN_BYTES 24
const char *tn_shown_score(char out[TN_SHOWN_BYTES], double score);   /* +0.12 */
const char *tn_shown_number(char out[TN_SHOWN_BYTES], double number); /* 1.23 */
const char *tn_shown_percent(char out[TN_SHOWN_BYTES], double share);

/* The period of comments as text in `out`, "" if unknown. */
void tn_shown_period(char out[64], const json_t *comments);

/*
 * An interval that covers more than this share of what is possible says nothing: the page and the
 * mail write TN_UNCERTAIN for it. `range`: 1 of shares, 2 of means.
 */
#define TN_TOO_UNCERTAIN  0.4
#define TN_UNCERTAIN      "too uncertain to say"
#define TN_SAY_TOO_LITTLE "intervals wider than 40 points (means: 0.80) say too little"
bool tn_is_too_uncertain(double low, double high, double range);

/*
 * Of a figure of a table's row, as "sentiment_mean", or of the shares of a head, "sentiment", which
 * are one statement: uncertain if one of them is. So is a mean without an interval whose shares
 * are.
 */
typedef enum { TN_ABSENT, TN_CERTAIN, TN_TOO_WIDE } tn_certainty;
tn_certainty tn_certainty_of(const json_t *row, const char *figure);

/* Of a head of an article's document or of site.json: its mean, its shares as one statement. */
bool tn_is_mean_uncertain(const json_t *head);
bool tn_are_shares_uncertain(const json_t *head);

/* Whether a report of the document, or of a table's row, shows an interval like that. */
bool tn_is_document_uncertain(const json_t *document);
bool tn_is_row_uncertain(const json_t *row);

/* Which figures of a mail's table say nothing; all zero is none. */
typedef struct {
    char names[160]; /* of those that are left out */
    bool has_marks;  /* of others some are TN_UNCERTAIN_MARK */
} tn_uncertain;
#define TN_UNCERTAIN_MARK "?"

/* Whether to leave a figure out, for it is too uncertain in all n rows; noted either way. */
bool tn_leaves_out(tn_uncertain *noted, const char *name, const char *figure, const json_t *rows,
                   size_t n);

/* "Negative, Positive, ?: too uncertain to say", or "" */
#define TN_UNCERTAIN_BYTES 200
const char *tn_uncertain_text(char out[TN_UNCERTAIN_BYTES], const tn_uncertain *noted);

/* A line of the site's figures: "sentiment", "mean +0.12 (…". */
typedef struct {
    const char *name;
    char text[512];
} tn_site_line;
#define TN_SITE_LINE_BYTES ((int)sizeof(((tn_site_line *)0)->text))
#define TN_MAX_SITE_LINES  (4 + TENOR_N_HEADS)
int tn_report_site_lines(tn_site_line line[TN_MAX_SITE_LINES], const json_t *site, /* how many */
                         bool is_mail);
int tn_report_section_lines(tn_site_line line[TN_MAX_SITE_LINES], const json_t *row, bool is_mail);

/*
 * "mean +0.12 (+0.05 to +0.19)" begins a line; returns its bytes. In the place of a mean without
 * one, and of shares that don't follow: TN_UNCERTAIN.
 */
int tn_put_mean(char text[TN_SITE_LINE_BYTES], double mean, double low, double high, bool has_mean,
                bool has_shares);

/* Append ", 28% negative (20 to 36)" to a line of `used` bytes; returns the bytes it would have. */
int tn_add_share(char text[TN_SITE_LINE_BYTES], int used, const char *label, double share,
                 double low, double high);

/* A column of the tables that all formats but the terminal's wide one share. */
typedef struct {
    const char *title, *key;
    enum {
        TN_CELL_TEXT,
        TN_CELL_TITLE, /* of an article; without one its id */
        TN_CELL_FLAGS, /* what they mean */
        TN_CELL_COUNT, /* it and those behind are numbers; a text in the row stands as it is */
        TN_CELL_SCORE,
        TN_CELL_SHARE
    } kind;
} tn_report_column;
#define TN_N_ARTICLE_COLUMNS 8
extern const tn_report_column tn_article_columns[TN_N_ARTICLE_COLUMNS];
extern const tn_report_column tn_section_columns[TN_N_ARTICLE_COLUMNS];

typedef struct {
    const char *name, *letter, *meaning;
} tn_report_flag;
#define TN_N_REPORT_FLAGS 6
extern const tn_report_flag tn_report_flags[TN_N_REPORT_FLAGS];

/* What stands in a cell, in `shown` or in the row; in a mail TN_UNCERTAIN_MARK for some figures. */
#define TN_CELL_BYTES 160
const char *tn_shown_cell(char shown[TN_CELL_BYTES], const json_t *row,
                          const tn_report_column *column, bool is_mail);

/* Which of a mail's columns are left out, and what is to be said of them; flags, if there are none.
 */
void tn_leave_out(bool left_out[], tn_uncertain *noted, const tn_report_column *column,
                  size_t n_columns, const json_t *rows, size_t n);

/* What a format shows of a run. */
typedef struct {
    const char *run;
    const json_t *site, *rows; /* site.json; the rows of articles.json that are wanted */
    size_t n_top;              /* so many of the rows, where a table is cut */
    json_t *sections;          /* tn_report_sections; NULL: no more than one, or one is shown */
    size_t n_sections;         /* so many of them are shown */
    const json_t *section;     /* its row, where options->section asks for one; else NULL */
    json_t *nights, *weeks;    /* since options->since (tn_report_nights); NULL: not asked for */
    const tenor_report_options *options;
} tn_report_view;

int tn_report_text(tn_page *page, const tn_report_view *view);
int tn_report_markdown(tn_page *page, const tn_report_view *view);
int tn_report_csv(tn_page *page, const tn_report_view *view);
int tn_report_email(tn_page *page, const tn_report_view *view);
int tn_report_html(tn_page *page, const char *run, const json_t *site, const json_t *rows,
                   const tenor_report_options *options);

/* comments.ndjson as CSV, of one article or (NULL) of all; what is long leaves the page for `out`.
 */
int tn_report_csv_comments(tn_page *page, const char *run, const json_t *site, const char *article,
                           FILE *out);

/*
 * The nights of DIR/history.ndjson since options->since (NULL: all), the last run of each day, and
 * the weeks that they make: means over nights, weighted by their scored comments, and in a last row
 * the last week's difference from the one before. NULL, both, where DIR has no history. Released
 * with json_decref.
 */
int tn_report_nights(json_t **nights, json_t **weeks, const tenor_report_options *options,
                     tenor_error *err);
#define TN_N_NIGHT_COLUMNS 8
#define TN_WEEKS_ARE       "by their Mondays; means of nights; change in percentage points"
extern const tn_report_column tn_night_columns[TN_N_NIGHT_COLUMNS];

/*
 * The rows of sections.json as tn_report_table takes them, with `title` and `flags`: which are
 * unlike the rest of the site at a false-discovery rate of TN_UNUSUAL_Q. And the one of a name;
 * NULL: there is none.
 */
int tn_report_sections(json_t **out, const char *run, tenor_error *err);
const json_t *tn_report_find_section(const json_t *sections, const char *name);

/* What a view's figures are of, and these: the site's, or the section's. */
const char *tn_report_heading(const tn_report_view *view);
int tn_report_lines(tn_site_line line[TN_MAX_SITE_LINES], const tn_report_view *view, bool is_mail);

/* Whether a report to an analyst shows an interval that is too uncertain. */
bool tn_report_is_uncertain(const tn_report_view *view);

/* Whether `key` is the share of one of the head's classes: only these and means have bounds. */
bool tn_report_is_class(const json_t *row, const char *key, const char *head);

/*
 * The row of options->article, or those that options->section, filter and since leave, in the order
 * of options->sort, as a new array.
 */
int tn_report_select(json_t **out, const json_t *rows, const tenor_report_options *options,
                     tenor_error *err);

/* `rows` in the order in which they are shown; `what` they are: "article". The last table says what
 * the columns of all are. */
void tn_report_table(tn_page *page, const char *what, const json_t *rows, size_t n_top,
                     bool is_last);
void tn_report_night_tables(tn_page *page, const json_t *nights, const json_t *weeks);
void tn_report_article(tn_page *page, const json_t *document);

#endif
