/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_comments.h - comments found in an HTML page, by its markup or its JSON-LD
 */
#ifndef TN_HTML_COMMENTS_H
#define TN_HTML_COMMENTS_H

#include "ingest/ndjson.h"

#include <libxml/tree.h>

/* Strings are in the page's arena; absent where the page does not tell. */
typedef struct {
    tenor_str id, parent_id, author, time, text;
    size_t parent; /* in the markup: 1 + the index of the comment around it, 0 if none */
    int64_t likes; /* INT64_MIN if absent */
    int64_t line_no;
    xmlNodePtr author_node; /* in the markup: the first, once it was looked for */
    bool author_known;
    const char *fault; /* why it cannot be used, static storage; NULL if it can */
    bool is_pingback;  /* or a trackback */
} tn_html_comment;

typedef struct {
    tn_arena *arena;
    tn_html_comment *item;
    size_t n_items;
    size_t capacity;
} tn_html_comments;

/* Append a comment, all absent; NULL when memory is short. Lives until the next. */
tn_html_comment *tn_html_add(tn_html_comments *comments, tenor_error *err);

/* A copy in the arena; absent if the text is absent or blank. */
int tn_html_keep(tn_arena *arena, tenor_str *out, tenor_str text, tenor_error *err);

/* Give it an id of its author, time and text, if it has none. */
int tn_html_name(tn_arena *arena, tn_html_comment *comment, tenor_error *err);

/* Comments of a list in the page's markup (html_markup.c). Uses the nodes' _private. */
int tn_html_find_in_markup(tn_html_comments *comments, xmlNodePtr root, tenor_error *err);

/* Comments of a schema.org description (html_ld.c); `json` is the text of its script. */
int tn_html_find_in_json(tn_html_comments *comments, tn_json_parser *parser, tenor_str json,
                         int64_t line_no, tenor_error *err);

/* The next node in the order of the document, below or behind; NULL at the end of root. */
xmlNodePtr tn_html_next(xmlNodePtr node, xmlNodePtr root, bool below);

/* The value of an attribute, NULL if there is none; lives as long as the document. */
const char *tn_html_attribute(xmlNodePtr node, const char *name);

bool tn_html_is(xmlNodePtr node, const char *name);
bool tn_html_is_text(xmlNodePtr node); /* and it has content */

#endif
