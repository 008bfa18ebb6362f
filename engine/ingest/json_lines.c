/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_lines.c - the NDJSON formats: repairs of a line, and rows one by one
 */
#include "ingest/ingest.h"
#include "ingest/json_docs.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    tn_lines *lines;
    const tn_field_map *map;
    tn_field_map own_map;      /* of a format with names of its own */
    tn_normalise_fn normalise; /* NULL if rows are as they come */
    size_t max_record_bytes;
    tn_json_parser *parser;
    tn_buf scratch;
    tn_buf text;
} json_lines;

/* "\uXXXX" at `at`, or -1. */
static int32_t escaped_unit(const char *at, const char *end)
{
    int32_t unit = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;

        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/*
 * simdjson refuses a surrogate without its other half. Other writers leave
 * them behind when they cut a text, so they become U+FFFD, of the same length.
 */
static bool replace_lone_surrogates(char *line, size_t bytes)
{
    char *end = line + bytes;
    char *at = memchr(line, '\\', bytes);
    bool replaced = false;

    while (at && end - at >= 2) {
        int32_t unit = escaped_unit(at, end);
        int32_t next = unit >= 0xD800 && unit < 0xDC00 ? escaped_unit(at + 6, end) : -1;

        if (next >= 0xDC00 && next < 0xE000) {
            at += 12;
        } else if (unit >= 0xD800 && unit < 0xE000) {
            memcpy(at + 2, "fffd", 4);
            replaced = true;
            at += 6;
        } else {
            at += 2;
        }
        at = at < end ? memchr(at, '\\', (size_t)(end - at)) : NULL;
    }
    return replaced;
}

int tn_json_object(tn_json_parser *parser, tn_input_line *line, tn_json_node *root, tn_buf *scratch,
                   tn_source_row *row, tenor_error *err)
{
    bool bad_utf8;
    int rc;

    row->repaired = replace_lone_surrogates(line->data, line->bytes);
    rc = tn_json_parse(parser, line->data, line->bytes, root, row, &bad_utf8);
    if (rc == TENOR_ERR_INPUT && bad_utf8) {
        int64_t n_invalid;

        tn_buf_clear(scratch);
        n_invalid = tn_utf8_sanitise(scratch, line->data, line->bytes, err);
        if (n_invalid < 0)
            return (int)n_invalid;
        rc = tn_buf_reserve(scratch, TN_LINE_PADDING, err);
        if (rc < 0)
            return rc;
        memset(scratch->data + scratch->bytes, 0, TN_LINE_PADDING);
        row->repaired = true;
        rc = tn_json_parse(parser, scratch->data, scratch->bytes, root, row, &bad_utf8);
    }
    if (rc == TENOR_ERR_MEMORY)
        return tn_no_memory(err);
    return rc < 0 ? TN_BAD_ROW : TN_GOOD_ROW;
}

/* a line that is a comment */
static int read_line(json_lines *format, tn_input_line *line, tn_source_row *row, tenor_error *err)
{
    tn_json_node root;
    int rc = tn_json_object(format->parser, line, &root, &format->scratch, row, err);

    if (rc == TN_GOOD_ROW)
        tn_json_take_row(row, format->map, root);
    return rc;
}

static void json_lines_close(void *state)
{
    json_lines *format = state;

    if (format) {
        tn_json_parser_free(format->parser);
        tn_buf_free(&format->scratch);
        tn_buf_free(&format->text);
        tn_field_map_free(&format->own_map);
        free(format);
    }
}

static int json_lines_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    json_lines *format = tn_alloc(1, sizeof(*format));

    *state = format;
    if (!format)
        return tn_no_memory(err);
    format->lines = lines;
    format->map = setup->map;
    format->max_record_bytes = setup->max_record_bytes;
    format->parser = tn_json_parser_new();
    return format->parser ? 0 : tn_no_memory(err);
}

/* One object a line as Reddit's archives have it. */
static int reddit_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    int rc = json_lines_open(state, lines, setup, err);
    json_lines *format = *state;

    if (rc == 0) {
        rc = tn_field_map_init(&format->own_map, tn_reddit_names, err);
        format->map = &format->own_map;
        format->normalise = tn_reddit_normalise;
    }
    return rc;
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

static int json_lines_next(void *state, tn_source_row *row, tenor_error *err)
{
    json_lines *format = state;
    tn_input_line line;
    int rc;

    do {
        rc = tn_lines_next(format->lines, &line, err);
    } while (rc > 0 && !line.too_long && is_blank(&line));
    if (rc <= 0)
        return rc;
    row->line_no = line.line_no;
    if (line.too_long)
        return tn_bad_row(row, "the line is longer than %zu bytes", format->max_record_bytes);
    rc = read_line(format, &line, row, err);
    return rc == TN_GOOD_ROW && format->normalise ? format->normalise(row, &format->text, err) : rc;
}

const tn_format tn_format_ndjson = {
    .name = "ndjson", .open = json_lines_open, .next = json_lines_next, .close = json_lines_close
};

const tn_format tn_format_reddit = {
    .name = "reddit", .open = reddit_open, .next = json_lines_next, .close = json_lines_close
};
