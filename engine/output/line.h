/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line.h - the fast writer of JSON lines of a fixed shape
 *
 * A few kilobytes on the stack, written out when full and at the end; no
 * allocation. Errors of the stream are found in tn_line_end.
 */
#ifndef TN_OUTPUT_LINE_H
#define TN_OUTPUT_LINE_H

#include "base/base.h"

#include <string.h>

typedef struct {
    FILE *out;
    size_t bytes;
    char data[4096];
} tn_line;

static inline void tn_line_begin(tn_line *line, FILE *out)
{
    line->out = out;
    line->bytes = 0;
}
void tn_line_flush(tn_line *line);
void tn_line_pieces(tn_line *line, const char *text, size_t bytes); /* as it is, however long */

/* Where so many bytes (no more than `data` has) may be written; the caller counts them. */
static inline char *tn_line_room(tn_line *line, size_t bytes)
{
    if (bytes > sizeof(line->data) - line->bytes) {
        tn_line_flush(line);
    }
    return line->data + line->bytes;
}

static inline void tn_line_char(tn_line *line, char c)
{
    *tn_line_room(line, 1) = c;
    line->bytes++;
}

/* As it is. Inline: most are a few bytes that compilers know. */
static inline void tn_line_raw(tn_line *line, const char *text, size_t bytes)
{
    if (bytes < sizeof(line->data) - line->bytes) {
        memcpy(line->data + line->bytes, text, bytes);
        line->bytes += bytes;
    } else {
        tn_line_pieces(line, text, bytes);
    }
}
static inline void tn_line_puts(tn_line *line, const char *text)
{
    tn_line_raw(line, text, strlen(text));
}
void tn_line_text(tn_line *line, const char *text, size_t bytes); /* a JSON string; NULL: null */
void tn_line_integer(tn_line *line, int64_t value);
void tn_line_real(tn_line *line, double value);   /* as tn_format6 */
int tn_line_end(tn_line *line, tenor_error *err); /* newline, and out */

/* Of a string: bytes that JSON takes as they are; and what stands for the `used` after them. */
#define TN_ESCAPED_BYTES 6
size_t tn_json_plain_run(const char *text, size_t bytes);

/*
 * Copy the ASCII bytes that stand for themselves, up to the first other one; returns how many. At
 * `out` eight bytes more than `bytes` may be written.
 */
size_t tn_json_copy_plain(char *out, const char *text, size_t bytes);
size_t tn_json_escape(char out[TN_ESCAPED_BYTES], const char *text, size_t bytes, size_t *used);

/* ,"name": of an object that has members already; the value is to follow. */
static inline void tn_line_key(tn_line *line, const char *name)
{
    size_t bytes = strlen(name);
    char *at = tn_line_room(line, bytes + 4);

    at[0] = ',';
    at[1] = '"';
    memcpy(at + 2, name, bytes);
    at[bytes + 2] = '"';
    at[bytes + 3] = ':';
    line->bytes += bytes + 4;
}

/* {"label":…,"score":… of an object that the caller goes on with; "p" of one that is begun. */
void tn_line_label(tn_line *line, const char *const *class_name, int label, double score);
void tn_line_probabilities(tn_line *line, const char *const *class_name, int n_classes,
                           const double *p);

#endif
