/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * label_lines.c - labelled rows of one line each: fastText's "__label__x text", and "label TAB
 * text"
 */
#include "ingest/ingest.h"
#include "ingest/ndjson.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

#define MARK            "__label__"
#define MAX_LABEL_BYTES 40

typedef struct {
    tn_lines *lines;
    size_t max_record_bytes;
    tn_buf repaired;
} label_lines;

static bool has_mark(tenor_str line)
{
    return line.bytes > strlen(MARK) && memcmp(line.data, MARK, strlen(MARK)) == 0;
}

/* Cut the label off the line, which then is the text; false where it has none. */
static bool take_label(tenor_str *label, tenor_str *line)
{
    size_t bytes = 0;
    bool marked = has_mark(*line);

    if (marked)
        *line = (tenor_str){ line->data + strlen(MARK), line->bytes - strlen(MARK) };
    while (bytes < line->bytes && line->data[bytes] != '\t' &&
           !(marked && line->data[bytes] == ' '))
        bytes++;
    *label = tn_trim((tenor_str){ line->data, bytes });
    *line = tn_trim((tenor_str){ line->data + bytes, line->bytes - bytes });
    return label->bytes > 0 && label->bytes <= MAX_LABEL_BYTES && line->bytes > 0;
}

/* By the first line, which is no header of several columns. */
bool tn_label_lines_sniff(tenor_str head)
{
    tenor_str line, label;
    const char *newline;

    head = tn_trim(head);
    newline = head.bytes ? memchr(head.data, '\n', head.bytes) : NULL;
    line = newline ? (tenor_str){ head.data, (size_t)(newline - head.data) } : head;
    if (has_mark(line))
        return true;
    return line.bytes > 0 && !memchr(line.data, '\0', line.bytes) && take_label(&label, &line) &&
           label.data + label.bytes < line.data && !memchr(line.data, '\t', line.bytes);
}

static int next(void *state, tn_source_row *row, tenor_error *err)
{
    label_lines *format = state;
    tenor_str label, text;
    tn_input_line line;
    int rc;

    do {
        rc = tn_lines_next(format->lines, &line, err);
        text = tn_trim((tenor_str){ line.data, rc > 0 ? line.bytes : 0 });
    } while (rc > 0 && !line.too_long && text.bytes == 0);
    if (rc <= 0)
        return rc;
    row->line_no = line.line_no;
    row->textual = true;
    if (line.too_long)
        return tn_bad_row(row, "the line is longer than %zu bytes", format->max_record_bytes);
    if (!tn_utf8_is_valid(text.data, text.bytes)) {
        int64_t n_invalid;

        tn_buf_clear(&format->repaired);
        n_invalid = tn_utf8_sanitise(&format->repaired, text.data, text.bytes, err);
        if (n_invalid < 0)
            return (int)n_invalid;
        row->repaired = true;
        text = (tenor_str){ format->repaired.data, format->repaired.bytes };
    }
    if (!take_label(&label, &text))
        return tn_bad_row(row, "neither a label, a tab and a text nor " MARK "LABEL and a text");
    if (has_mark(text))
        return tn_bad_row(row, "more than one label");
    tn_set_text(&row->field[TN_FIELD_LABEL], label);
    tn_set_text(&row->field[TN_FIELD_TEXT], text);
    return TN_GOOD_ROW;
}

static void close_lines(void *state)
{
    label_lines *format = state;

    if (format)
        tn_buf_free(&format->repaired);
    free(format);
}

static int open_lines(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    label_lines *format = tn_alloc(1, sizeof(*format));

    *state = format;
    if (!format)
        return tn_no_memory(err);
    format->lines = lines;
    format->max_record_bytes = setup->max_record_bytes;
    return 0;
}

const tn_format tn_format_label_lines = {
    .name = "label_lines", .open = open_lines, .next = next, .close = close_lines
};
