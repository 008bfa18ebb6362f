/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_docs.h - what the formats of JSON documents share
 *
 * A document is cut into its objects (json_elements.h); a kind of document
 * says what rows an object gives: one, or as many as comments are nested in it.
 */
#ifndef TN_JSON_DOCS_H
#define TN_JSON_DOCS_H

#include "ingest/ndjson.h"

typedef struct tn_json_docs tn_json_docs;

typedef struct {
    const char *list_key; /* of a page of objects; NULL if there are no pages */
    const char *names;    /* as --map has them; NULL: the names are the user's */
    /*
     * The next row of docs->root: TN_GOOD_ROW, TN_BAD_ROW, 0 = no more, < 0.
     * The first call of an object has docs->n_rows == 0.
     */
    int (*next)(tn_json_docs *docs, tn_source_row *row, tenor_error *err);
    void (*free_state)(void *state);
} tn_json_kind;

struct tn_json_docs {
    const tn_json_kind *kind;
    const tn_field_map *map;
    tn_json_node root;  /* the object under way */
    int64_t n_rows;     /* it has given */
    tn_json_items list; /* for the kind: nested comments; cleared for each object */
    void *state;        /* likewise, not cleared */
    tn_buf text;        /* for the row's text */
    struct tn_json_docs_parts *parts;
};

int tn_json_docs_open(void **state, tn_lines *lines, const tn_setup *setup,
                      const tn_json_kind *kind, tenor_error *err);
int tn_json_docs_next(void *state, tn_source_row *row, tenor_error *err);
void tn_json_docs_close(void *state);

/* The list's key of a page of comments, where the first object is one; else NULL. */
const char *tn_json_list_key(tenor_str head);

/*
 * Put a row right whose fields were taken by name; `text` is room for its
 * text. TN_GOOD_ROW, TN_BAD_ROW or < 0.
 */
typedef int (*tn_normalise_fn)(tn_source_row *row, tn_buf *text, tenor_error *err);

extern const char tn_reddit_names[];
int tn_reddit_normalise(tn_source_row *row, tn_buf *text, tenor_error *err);

/* Make the row's text out of HTML, in `text`: TN_GOOD_ROW, TN_BAD_ROW or < 0. */
int tn_take_markup(tn_source_row *row, tenor_str html, bool keep_lines, tn_buf *text,
                   tenor_error *err);

#endif
