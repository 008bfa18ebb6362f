/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_docs.h - the formats of JSON documents and of JSON lines
 *
 * A document is cut into its objects (json_elements.h), each of which is one
 * comment or holds several; a line is one comment. The format (setup->format)
 * says in its tn_json_kind what is read from an object.
 */
#ifndef TN_JSON_DOCS_H
#define TN_JSON_DOCS_H

#include "ingest/json_elements.h"
#include "ingest/json_reader.h"

struct tn_json_docs {
    tn_json_reader json;
    tn_json_node root;  /* the current object */
    tn_json_items list; /* for the kind: nested comments; cleared for each object */
    void *state;        /* likewise, not cleared */

    tn_json_elements *elements;
    size_t max_record_bytes;
    bool has_root;
    bool has_begun; /* the root's first row was asked for */
    bool repaired;  /* the root */
    int64_t line_no;
};

/* The functions of a format of documents. */
int tn_json_docs_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err);
int tn_json_docs_next(void *state, tn_source_row *row, tenor_error *err);
void tn_json_docs_close(void *state);

/* Of a format of lines. */
int tn_json_lines_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err);
int tn_json_lines_next(void *state, tn_source_row *row, tenor_error *err);
void tn_json_lines_close(void *state);

/* The list's key of a page of comments, where the first object is one; else NULL. */
const char *tn_json_list_key(tenor_str head);

#endif
