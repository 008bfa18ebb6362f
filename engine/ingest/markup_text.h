/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markup_text.h - HTML as the text a reader sees
 *
 * Paragraphs and <br> become lines, references their characters; scripts and
 * tags go. A quotation's lines begin with "> ", which keeps them out of the
 * commenter's own words.
 */
#ifndef TN_MARKUP_TEXT_H
#define TN_MARKUP_TEXT_H

#include "base/base.h"

/* Text under way. All zero but `out` and `err` is the start. */
typedef struct {
    tn_buf *out;
    tenor_error *err;
    bool keep_lines; /* line ends of the source are line ends */
    size_t start;    /* of the text in out */
    int rc;          /* the first failure */
    int n_newlines;  /* due before the next character */
    bool space;      /* likewise */
    int quote_depth;
    int pre_depth;
    int hidden_depth; /* within a script, a style sheet, … */
} tn_markup;

/* An element begins; `alt` is its alternative text or NULL: emoji are often pictures. */
void tn_markup_open(tn_markup *markup, const char *name, const char *alt);
void tn_markup_close(tn_markup *markup, const char *name);
void tn_markup_characters(tn_markup *markup, const char *text, size_t bytes);

/*
 * Append a fragment of HTML as text. `keep_lines`: as WordPress stores
 * comments, with line ends that count. 0, TENOR_ERR_INPUT where it is nested
 * too deeply or too long (err tells), TENOR_ERR_MEMORY.
 */
int tn_markup_text(tn_buf *out, tenor_str html, bool keep_lines, tenor_error *err);

/*
 * Quoted lines may begin with '>' alone, as Markdown has it: give them the
 * blank, so that all begin with "> ".
 */
int tn_mark_quotes(tn_buf *text, tenor_error *err);

#endif
