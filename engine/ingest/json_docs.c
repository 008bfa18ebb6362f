/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_docs.c - formats of JSON documents: objects one by one, rows of each
 */
#include "ingest/json_docs.h"

#include <stdlib.h>

void tn_json_docs_close(void *state)
{
    tn_json_docs *docs = state;

    if (!docs)
        return;
    if (docs->state && docs->json.kind->free_state)
        docs->json.kind->free_state(docs->state);
    free(docs->state);
    tn_json_elements_free(docs->elements);
    tn_json_reader_free(&docs->json);
    free(docs);
}

/* With this key of a page's list, or NULL. */
static int open_docs(tn_json_docs **out, tn_lines *lines, const tn_setup *setup,
                     const char *list_key, tenor_error *err)
{
    tn_json_docs *docs = tn_alloc(1, sizeof(*docs));
    int rc;

    *out = docs;
    if (!docs)
        return tn_no_memory(err);
    docs->max_record_bytes = setup->max_record_bytes;
    rc = tn_json_reader_init(&docs->json, setup, err);
    if (rc < 0)
        return rc;
    if (docs->json.kind->state_bytes > 0) {
        docs->state = tn_alloc(1, docs->json.kind->state_bytes);
        if (!docs->state)
            return tn_no_memory(err);
    }
    return tn_json_elements_new(&docs->elements, lines, list_key, setup->max_record_bytes, err);
}

int tn_json_docs_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    return open_docs((tn_json_docs **)state, lines, setup, setup->format->json->list_key, err);
}

/* The next object becomes the root: TN_GOOD_ROW, TN_BAD_ROW with a reason, 0, < 0. */
static int next_root(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    const char *reason;
    tn_input_line element;
    int rc = tn_json_elements_next(docs->elements, &element, &reason, err);

    if (rc <= 0)
        return rc;
    row->line_no = docs->line_no = element.line_no;
    if (element.too_long)
        return tn_bad_row(row, "the record is longer than %zu bytes", docs->max_record_bytes);
    if (reason)
        return tn_bad_row(row, "%s", reason);
    rc = tn_json_object(docs->json.parser, &element, &docs->root, &docs->json.scratch, row, err);
    docs->has_root = rc == TN_GOOD_ROW;
    docs->has_begun = false;
    docs->repaired = row->repaired;
    docs->list = (tn_json_items){ 0 };
    return rc;
}

int tn_json_docs_next(void *state, tn_source_row *row, tenor_error *err)
{
    tn_json_docs *docs = state;
    const tn_json_kind *kind = docs->json.kind;

    for (;;) {
        int rc = docs->has_root ? TN_GOOD_ROW : next_root(docs, row, err);

        if (rc != TN_GOOD_ROW)
            return rc;
        tn_source_row_clear(row);
        row->line_no = docs->line_no;
        row->repaired = docs->repaired;
        tn_buf_clear(&docs->json.text);
        rc = 0;
        if (!docs->has_begun) {
            docs->has_begun = true;
            rc = kind->first ? kind->first(docs, row, err)
                             : tn_json_read_row(&docs->json, row, docs->root, err);
        }
        if (rc == 0 && kind->nested)
            rc = kind->nested(docs, row, err);
        if (rc != 0)
            return rc;
        docs->has_root = false;
        tn_source_row_clear(row);
    }
}

/* ------------------------------------------- objects under the user's names */

const char *tn_json_list_key(tenor_str head)
{
    static const char *const keys[] = { "comments", "items", "data", "results" };

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        tenor_str value = tn_json_head_value(head, keys[i]);

        if (value.bytes > 0 && value.data[0] == '[')
            return keys[i];
    }
    return NULL;
}

static int json_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    tenor_str head;
    bool whole;
    int rc = tn_lines_peek(lines, &head, &whole, err);

    *state = NULL;
    if (rc < 0)
        return rc;
    return open_docs((tn_json_docs **)state, lines, setup, tn_json_list_key(head), err);
}

static const tn_json_kind json = { 0 };
const tn_format tn_format_json = { .name = "json",
                                   .open = json_open,
                                   .next = tn_json_docs_next,
                                   .close = tn_json_docs_close,
                                   .json = &json };
