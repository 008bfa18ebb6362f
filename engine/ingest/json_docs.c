/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_docs.c - the formats of JSON: objects one by one, rows of each
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
    tn_json_records_free(&docs->records);
    tn_json_parser_free(docs->page_parser);
    tn_json_reader_free(&docs->json);
    free(docs);
}

static int open_docs(tn_json_docs **out, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    tn_json_docs *docs = tn_alloc(1, sizeof(*docs));
    int rc;

    *out = docs;
    if (!docs)
        return tn_no_memory(err);
    docs->lines = lines;
    docs->max_record_bytes = setup->max_record_bytes;
    docs->records.path = setup->records;
    docs->labelled = setup->labelled;
    rc = tn_json_reader_init(&docs->json, setup, err);
    if (rc < 0)
        return rc;
    if (docs->json.kind->state_bytes > 0) {
        docs->state = tn_alloc(1, docs->json.kind->state_bytes);
        if (!docs->state)
            return tn_no_memory(err);
    }
    return 0;
}

int tn_json_lines_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    return open_docs((tn_json_docs **)state, lines, setup, err);
}

int tn_json_docs_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    const tn_json_kind *kind = setup->format->json;
    const char *list_key = kind->list_key;
    int rc = open_docs((tn_json_docs **)state, lines, setup, err);

    if (rc < 0)
        return rc;
    if (!list_key && (kind->first || setup->labelled || setup->records))
        list_key = ""; /* these look into an object themselves */
    return tn_json_elements_new(&((tn_json_docs *)*state)->elements, lines, list_key,
                                setup->max_record_bytes, err);
}

static bool is_blank(const tn_input_line *line)
{
    for (size_t i = 0; i < line->bytes; i++) {
        char c = line->data[i];

        if (c != ' ' && c != '\t' && c != '\r')
            return false;
    }
    return true;
}

/* The next line that is not blank, or the next object of a document. */
static int next_element(tn_json_docs *docs, tn_input_line *element, tn_source_row *row,
                        tenor_error *err)
{
    const char *reason = NULL;
    int rc;

    if (docs->elements)
        rc = tn_json_elements_next(docs->elements, element, &reason, err);
    else
        do {
            rc = tn_lines_next(docs->lines, element, err);
        } while (rc > 0 && !element->too_long && is_blank(element));
    if (rc <= 0)
        return rc;
    row->line_no = docs->line_no = element->line_no;
    if (element->too_long)
        return tn_bad_row(row, "the %s is longer than %zu bytes",
                          docs->elements ? "record" : "line", docs->max_record_bytes);
    return reason ? tn_bad_row(row, "%s", reason) : TN_GOOD_ROW;
}

/*
 * The object, or what is before its list where it is cut short or faulty, is the page around the
 * objects that follow; its parser keeps it.
 */
static int enter_page(tn_json_docs *docs, tenor_error *err)
{
    tn_json_parser *parser = docs->page_parser;

    docs->page_parser = docs->json.parser;
    docs->json.parser = parser ? parser : tn_json_parser_new();
    if (!docs->json.parser)
        return tn_no_memory(err);
    return tn_json_records_in_page(&docs->records, &docs->json, &docs->root, err);
}

/* 1 = the object is a page, whose items come next, 0 = it is none, < 0. */
static int take_page(tn_json_docs *docs, tn_input_line *element, tn_source_row *row, int parsed,
                     tenor_error *err)
{
    bool begun = tn_json_elements_is_page(docs->elements);
    int rc;

    if (parsed == TN_GOOD_ROW && !begun) {
        rc = tn_json_is_comment(&docs->json, row, docs->root, err);
        if (rc != 0)
            return rc < 0 ? rc : 0;
        rc = enter_page(docs, err);
        if (rc < 0)
            return rc;
        rc = tn_json_elements_unfold(docs->elements, element, err);
        if (rc == 0) { /* it has no list that is known: the walk will find what it holds */
            tn_json_parser *parser = docs->json.parser;

            docs->json.parser = docs->page_parser;
            docs->page_parser = parser;
            return tn_json_records_in_page(&docs->records, &docs->json, NULL, err);
        }
        return rc;
    }
    if (!begun) {
        rc = tn_json_elements_unfold(docs->elements, element, err);
        if (rc <= 0)
            return rc;
        tn_source_row_clear(row);
        parsed =
            tn_json_object(docs->json.parser, element, &docs->root, &docs->json.scratch, row, err);
    }
    if (parsed < 0)
        return parsed;
    rc = parsed == TN_GOOD_ROW ? enter_page(docs, err) : 0;
    return rc < 0 ? rc : 1;
}

/* The next object becomes the root: TN_GOOD_ROW, TN_BAD_ROW with a reason, 0, < 0. */
static int next_root(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    for (;;) {
        tn_input_line element;
        int rc = next_element(docs, &element, row, err), page = 0;

        if (rc != TN_GOOD_ROW)
            return rc;
        if (docs->records.n_page > 0 && !tn_json_elements_in_page(docs->elements))
            docs->records.n_page = 0;
        rc =
            tn_json_object(docs->json.parser, &element, &docs->root, &docs->json.scratch, row, err);
        if (rc < 0)
            return rc;
        docs->repaired = row->repaired;
        if (docs->elements &&
            (tn_json_elements_is_page(docs->elements) || tn_json_elements_has_list(docs->elements)))
            page = take_page(docs, &element, row, rc, err);
        if (page < 0)
            return page;
        if (page > 0) {
            tn_source_row_clear(row);
            continue;
        }
        docs->has_root = rc == TN_GOOD_ROW;
        docs->has_begun = false;
        docs->list = (tn_json_items){ 0 };
        return rc;
    }
}

int tn_json_docs_next(void *state, tn_source_row *row, tenor_error *err)
{
    tn_json_docs *docs = state;
    const tn_json_kind *kind = docs->json.kind;

    for (;;) {
        int rc = docs->has_root ? TN_GOOD_ROW : next_root(docs, row, err);

        if (rc != TN_GOOD_ROW)
            return rc;
        if (docs->has_begun || row->has_nested)
            tn_source_row_clear(row);
        row->line_no = docs->line_no;
        row->repaired = docs->repaired;
        tn_buf_clear(&docs->json.text);
        rc = 0;
        if (!docs->has_begun) {
            docs->has_begun = true;
            if (kind->first)
                rc = kind->first(docs, row, err);
            else if (docs->labelled)
                rc = tn_json_read_row(&docs->json, row, docs->root, err);
            else
                rc = tn_json_records_first(&docs->records, &docs->json, row, docs->root, err);
        }
        if (rc == 0 && kind->nested)
            rc = kind->nested(docs, row, err);
        else if (rc == 0 && !kind->first && !docs->labelled)
            rc = tn_json_records_next(&docs->records, &docs->json, row, docs->root, err);
        if (rc != 0) {
            /* most objects are one row, after which nothing need be looked for */
            docs->has_root = kind->first || (!docs->labelled && docs->records.n_frames > 0);
            return rc;
        }
        docs->has_root = false;
        tn_source_row_clear(row);
    }
}

bool tn_json_is_page(tenor_str head)
{
    for (int i = 0; tn_json_list_names[i]; i++) {
        tenor_str value = tn_json_head_value(head, tn_json_list_names[i]);

        if (value.bytes > 0 && value.data[0] == '[')
            return true;
    }
    return false;
}

static const tn_json_kind json = { 0 };
const tn_format tn_format_json = { .name = "json",
                                   .any_text = true,
                                   .open = tn_json_docs_open,
                                   .next = tn_json_docs_next,
                                   .close = tn_json_docs_close,
                                   .json = &json };
const tn_format tn_format_ndjson = { .name = "ndjson",
                                     .any_text = true,
                                     .open = tn_json_lines_open,
                                     .next = tn_json_docs_next,
                                     .close = tn_json_docs_close,
                                     .json = &json };
