/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.h - the layout of an article page that was copied as text
 */
#ifndef TN_PAGE_H
#define TN_PAGE_H

#include "ingest/ingest.h"

typedef struct {
    tenor_str text;    /* without white space around it; not absent */
    size_t indent;     /* columns of white space before it */
    int32_t number;    /* of "  7. text", the last of "  7.2. text"; -1 if it begins with none */
    int n_parts;       /* of the number: 1 of "7.", 2 of "7.2." */
    size_t number_end; /* column of the point after the number */
    size_t rest;       /* byte of `text` where the comment's own words begin */
} tn_page_line;

typedef struct {
    tenor_str title;       /* absent if none was found */
    int64_t captured_at_s; /* TENOR_NO_TIME if there is no date above the title */
    size_t first_comment;  /* lines [first, end) hold the comments; equal if there are none */
    size_t end_comments;
    bool newest_first; /* the numbers descend */
} tn_page_layout;

/* Measure one line. */
tn_page_line tn_page_measure(tenor_str line);

tn_page_layout tn_page_find_layout(const tn_page_line *line, size_t n_lines);

/*
 * Whether line `at` begins the comment after number `previous` of the run that
 * `first` began; numbers of comments that were taken away may lack.
 */
bool tn_page_continues(const tn_page_line *first, const tn_page_line *at, int32_t previous,
                       bool newest_first);

#endif
