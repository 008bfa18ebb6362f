/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_docs.h - the formats of JSON documents and of JSON lines
 *
 * A document is cut into its objects (json_elements.h), and so are lines. Each
 * is one comment or holds several (json_records.h). The format (setup->format)
 * says in its tn_json_kind what is read from an object.
 */
#ifndef TN_JSON_DOCS_H
#define TN_JSON_DOCS_H

#include "ingest/json_elements.h"
#include "ingest/json_records.h"

struct tn_json_docs {
    tn_json_reader json;
    tn_json_node root;  /* the current object */
    tn_json_items list; /* for the kind: nested comments; cleared for each object */
    void *state;        /* likewise, not cleared */

    tn_lines *lines;
    tn_json_elements *elements; /* NULL: every line is one */
    tn_json_records records;
    tn_json_parser *page_parser; /* holds the page around the object */
    size_t max_record_bytes;
    bool labelled; /* every object is one row */
    bool has_root;
    bool has_begun; /* the root's first row was asked for */
    bool repaired;  /* the root */
    int64_t line_no;
};

/* The functions of a format of documents; one of lines opens with the second. */
int tn_json_docs_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err);
int tn_json_lines_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err);
int tn_json_docs_next(void *state, tn_source_row *row, tenor_error *err);
void tn_json_docs_close(void *state);

/* Whether the first object has a list of comments, by its name. */
bool tn_json_is_page(tenor_str head);

#endif
