/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h - the terminal report: what its pages share
 */
#ifndef TN_OUTPUT_REPORT_H
#define TN_OUTPUT_REPORT_H

#include "output/report/cells.h"
#include "output/results.h"
#include "tenor_run.h"

/*
 * A report is built in memory and written at once. The first failure stays
 * in `rc` and makes the rest do nothing, so that pages need no branches.
 */
typedef struct {
    tn_buf text;
    int width; /* columns, 40..200 */
    bool color;
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
 * for the site; and, if not, a line that says so.
 */
bool tn_report_is_calibrated(const json_t *document);
void tn_page_calibration(tn_page *page, const json_t *document);

/* Numbers as the report shows them; "-" for NaN. */
#define TN_SHOWN_BYTES 24
const char *tn_shown_score(char out[TN_SHOWN_BYTES], double score);   /* +0.12 */
const char *tn_shown_number(char out[TN_SHOWN_BYTES], double number); /* 1.23 */
const char *tn_shown_percent(char out[TN_SHOWN_BYTES], double share);

/* The period of comments as text in `out`, "" if unknown. */
void tn_shown_period(char out[64], const json_t *comments);

/* As one HTML file: `rows` are those of articles.json that are wanted. */
int tn_report_html(tn_page *page, const char *run, const json_t *site, const json_t *rows,
                   const tenor_report_options *options);
int tn_report_markdown(tn_page *page, const json_t *site, const json_t *rows,
                       const tenor_report_options *options);

/*
 * The rows that options->filter and options->since leave, in the order of options->sort, as a new
 * array.
 */
int tn_report_select(json_t **out, const json_t *rows, const tenor_report_options *options,
                     tenor_error *err);

/* `rows` in the order in which they are shown. */
void tn_report_table(tn_page *page, const json_t *rows, const tenor_report_options *options);
void tn_report_article(tn_page *page, const json_t *document);

#endif
