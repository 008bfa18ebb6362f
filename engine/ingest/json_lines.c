/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_lines.c - the JSON formats of one object a line
 */
#include "ingest/json_docs.h"

#include <stdlib.h>

typedef struct {
    tn_json_reader json;
    tn_lines *lines;
    size_t max_record_bytes;
} json_lines;

void tn_json_lines_close(void *state)
{
    json_lines *format = state;

    if (format) {
        tn_json_reader_free(&format->json);
        free(format);
    }
}

int tn_json_lines_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    json_lines *format = tn_alloc(1, sizeof(*format));

    *state = format;
    if (!format)
        return tn_no_memory(err);
    format->lines = lines;
    format->max_record_bytes = setup->max_record_bytes;
    return tn_json_reader_init(&format->json, setup, err);
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

int tn_json_lines_next(void *state, tn_source_row *row, tenor_error *err)
{
    json_lines *format = state;
    tn_input_line line;
    tn_json_node root;
    int rc;

    do {
        rc = tn_lines_next(format->lines, &line, err);
    } while (rc > 0 && !line.too_long && is_blank(&line));
    if (rc <= 0)
        return rc;
    row->line_no = line.line_no;
    if (line.too_long)
        return tn_bad_row(row, "the line is longer than %zu bytes", format->max_record_bytes);
    tn_buf_clear(&format->json.text);
    rc = tn_json_object(format->json.parser, &line, &root, &format->json.scratch, row, err);
    return rc == TN_GOOD_ROW ? tn_json_read_row(&format->json, row, root, err) : rc;
}

static const tn_json_kind ndjson = { 0 };
const tn_format tn_format_ndjson = { .name = "ndjson",
                                     .open = tn_json_lines_open,
                                     .next = tn_json_lines_next,
                                     .close = tn_json_lines_close,
                                     .json = &ndjson };
