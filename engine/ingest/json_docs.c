/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_docs.c - formats of JSON documents: objects one by one, rows of each
 */
#include "ingest/json_docs.h"

#include "ingest/json_elements.h"
#include "ingest/markup_text.h"

#include <stdlib.h>
#include <string.h>

struct tn_json_docs_parts {
    tn_json_elements *elements;
    tn_json_parser *parser;
    tn_field_map own_map;
    size_t max_record_bytes;
    tn_buf scratch;
    bool has_root;
    bool repaired;
    int64_t line_no;
};

void tn_json_docs_close(void *state)
{
    tn_json_docs *docs = state;

    if (!docs)
        return;
    if (docs->parts) {
        tn_json_elements_free(docs->parts->elements);
        tn_json_parser_free(docs->parts->parser);
        tn_field_map_free(&docs->parts->own_map);
        tn_buf_free(&docs->parts->scratch);
        free(docs->parts);
    }
    if (docs->state && docs->kind->free_state)
        docs->kind->free_state(docs->state);
    tn_buf_free(&docs->text);
    free(docs);
}

static int open_parts(tn_json_docs *docs, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    struct tn_json_docs_parts *parts = tn_alloc(1, sizeof(*parts));
    int rc;

    docs->parts = parts;
    if (!parts)
        return tn_no_memory(err);
    parts->max_record_bytes = setup->max_record_bytes;
    parts->parser = tn_json_parser_new();
    if (!parts->parser)
        return tn_no_memory(err);
    docs->map = setup->map;
    if (docs->kind->names) {
        rc = tn_field_map_init(&parts->own_map, docs->kind->names, err);
        if (rc < 0)
            return rc;
        docs->map = &parts->own_map;
    }
    return tn_json_elements_new(&parts->elements, lines, docs->kind->list_key,
                                setup->max_record_bytes, err);
}

int tn_json_docs_open(void **state, tn_lines *lines, const tn_setup *setup,
                      const tn_json_kind *kind, tenor_error *err)
{
    tn_json_docs *docs = tn_alloc(1, sizeof(*docs));

    *state = docs;
    if (!docs)
        return tn_no_memory(err);
    docs->kind = kind;
    return open_parts(docs, lines, setup, err);
}

/* The next object becomes the root: TN_GOOD_ROW, TN_BAD_ROW with a reason, 0, < 0. */
static int next_root(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    struct tn_json_docs_parts *parts = docs->parts;
    const char *reason;
    tn_input_line element;
    int rc = tn_json_elements_next(parts->elements, &element, &reason, err);

    if (rc <= 0)
        return rc;
    row->line_no = parts->line_no = element.line_no;
    if (element.too_long)
        return tn_bad_row(row, "the record is longer than %zu bytes", parts->max_record_bytes);
    if (reason)
        return tn_bad_row(row, "%s", reason);
    rc = tn_json_object(parts->parser, &element, &docs->root, &parts->scratch, row, err);
    parts->has_root = rc == TN_GOOD_ROW;
    parts->repaired = row->repaired;
    docs->n_rows = 0;
    docs->list = (tn_json_items){ 0 };
    return rc;
}

int tn_json_docs_next(void *state, tn_source_row *row, tenor_error *err)
{
    tn_json_docs *docs = state;
    struct tn_json_docs_parts *parts = docs->parts;
    int rc;

    for (;;) {
        if (!parts->has_root) {
            rc = next_root(docs, row, err);
            if (rc != TN_GOOD_ROW)
                return rc;
        }
        tn_source_row_clear(row);
        row->line_no = parts->line_no;
        row->repaired = parts->repaired;
        tn_buf_clear(&docs->text);
        rc = docs->kind->next(docs, row, err);
        docs->n_rows++;
        if (rc != 0)
            return rc;
        parts->has_root = false;
        tn_source_row_clear(row);
    }
}

int tn_take_markup(tn_source_row *row, tenor_str html, bool keep_lines, tn_buf *text,
                   tenor_error *err)
{
    tenor_error cause = { 0 };
    int rc = tn_markup_text(text, html, keep_lines, &cause);

    if (rc == TENOR_ERR_INPUT)
        return tn_bad_row(row, "%s", cause.message);
    if (rc < 0)
        return tn_fail(err, rc, "%s", cause.message);
    tn_set_text(&row->field[TN_FIELD_TEXT],
                (tenor_str){ text->data ? text->data : "", text->bytes });
    return TN_GOOD_ROW;
}

/* ------------------------------------------- objects under the user's names */

static int json_next(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    (void)err;
    if (docs->n_rows > 0)
        return 0;
    tn_json_take_row(row, docs->map, docs->root);
    return TN_GOOD_ROW;
}

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
    static const tn_json_kind kinds[] = {
        { .next = json_next },
        { .next = json_next, .list_key = "comments" },
        { .next = json_next, .list_key = "items" },
        { .next = json_next, .list_key = "data" },
        { .next = json_next, .list_key = "results" },
    };
    const tn_json_kind *kind = kinds;
    const char *key;
    tenor_str head;
    bool whole;
    int rc = tn_lines_peek(lines, &head, &whole, err);

    *state = NULL;
    if (rc < 0)
        return rc;
    key = tn_json_list_key(head);
    for (size_t i = 1; key && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i].list_key, key) == 0)
            kind = &kinds[i];
    return tn_json_docs_open(state, lines, setup, kind, err);
}

const tn_format tn_format_json = {
    .name = "json", .open = json_open, .next = tn_json_docs_next, .close = tn_json_docs_close
};
