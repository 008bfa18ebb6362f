/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain_lines.c - text of which every line is a comment
 */
#include "ingest/repair.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    tn_lines *lines;
    size_t max_record_bytes;
    bool has_article_id; /* the user's */
    bool is_utf8;        /* some line so far was, beyond ASCII */
    tn_buf text;
} plain_lines;

/*
 * Neither documents nor a table without a column for the text: its header has separators and no
 * spaces.
 */
bool tn_plain_lines_sniff(tenor_str head)
{
    const char *newline = head.bytes ? memchr(head.data, '\n', head.bytes) : NULL;
    size_t bytes = newline ? (size_t)(newline - head.data) : head.bytes;
    bool spaces = bytes > 0 && memchr(head.data, ' ', bytes);
    bool separators = false;

    for (size_t i = 0; i < head.bytes; i++)
        if ((unsigned char)head.data[i] < ' ' && !memchr("\t\n\r", head.data[i], 3))
            return false; /* binary */
    for (size_t i = 0; i < bytes; i++)
        separators |= head.data[i] == ',' || head.data[i] == ';' || head.data[i] == '\t';
    return bytes > 0 && !strchr("{[<", head.data[0]) && (spaces || !separators);
}

static int next(void *state, tn_source_row *row, tenor_error *err)
{
    plain_lines *format = state;
    tn_input_line line;
    int rc;

    do
        rc = tn_lines_next(format->lines, &line, err);
    while (rc > 0 && !line.too_long && tn_trim((tenor_str){ line.data, line.bytes }).bytes == 0);
    if (rc <= 0)
        return rc;
    row->line_no = line.line_no;
    if (line.too_long)
        return tn_bad_row(row, "the line is longer than %zu bytes", format->max_record_bytes);
    tn_buf_clear(&format->text);
    rc = tn_repair_bytes(&format->text, line.data, line.bytes, &format->is_utf8, err);
    if (rc < 0)
        return rc;
    row->repaired = rc > 0;
    if (!format->has_article_id)
        tn_set_text(&row->field[TN_FIELD_ARTICLE_ID], tn_str("lines"));
    tn_set_text(&row->field[TN_FIELD_TEXT],
                tn_trim((tenor_str){ format->text.data, format->text.bytes }));
    return TN_GOOD_ROW;
}

static void close_lines(void *state)
{
    plain_lines *format = state;

    if (format)
        tn_buf_free(&format->text);
    free(format);
}

static int open_lines(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    plain_lines *format = tn_alloc(1, sizeof(*format));

    *state = format;
    if (!format)
        return tn_no_memory(err);
    format->lines = lines;
    format->max_record_bytes = setup->max_record_bytes;
    format->has_article_id = setup->has_article_id;
    return 0;
}

const tn_format tn_format_plain_lines = {
    .name = "lines", .any_text = true, .open = open_lines, .next = next, .close = close_lines
};
