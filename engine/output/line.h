/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line.h - the fast writer of JSON lines of a fixed shape
 *
 * Lines are appended to a buffer. The first failure (of memory) stays: what follows it does
 * nothing, and tn_line_end tells.
 */
#ifndef TN_OUTPUT_LINE_H
#define TN_OUTPUT_LINE_H

#include "output/line_label.h"

#include <string.h>

typedef struct {
    tn_buf *out;
    tenor_error *err;
    char *at, *end; /* where the next byte goes, and the room that there is for it */
    int rc;
} tn_line;

void tn_line_begin(tn_line *line, tn_buf *out, tenor_error *err);
int tn_line_end(tn_line *line); /* a newline; 0 or the first failure */

/* Where so many bytes may be written, NULL after a failure; what was is added to line->at. */
char *tn_line_grow(tn_line *line, size_t bytes);
static inline char *tn_line_room(tn_line *line, size_t bytes)
{
    return (size_t)(line->end - line->at) > bytes ? line->at : tn_line_grow(line, bytes);
}

/* As it is. Inline: most are a few bytes that compilers know. */
static inline void tn_line_raw(tn_line *line, const char *text, size_t bytes)
{
    char *at = tn_line_room(line, bytes);

    if (at) {
        memcpy(at, text, bytes);
        line->at = at + bytes;
    }
}

static inline void tn_line_char(tn_line *line, char c)
{
    tn_line_raw(line, &c, 1);
}

static inline void tn_line_puts(tn_line *line, const char *text)
{
    tn_line_raw(line, text, strlen(text));
}
void tn_line_text(tn_line *line, const char *text, size_t bytes); /* a JSON string; NULL: null */
void tn_line_integer(tn_line *line, int64_t value);
void tn_line_real(tn_line *line, double value); /* as tn_format6 */

#define TN_ESCAPED_BYTES 6 /* of one byte, at most */

/*
 * Copy the ASCII bytes that stand for themselves, up to the first other one; returns how many. At
 * `out` eight bytes more than `bytes` may be written.
 */
size_t tn_json_copy_plain(char *out, const char *text, size_t bytes);

/* What stands in a JSON string, to out[0..TN_ESCAPED_BYTES * bytes); where it ends. */
char *tn_json_put_pieces(char *out, const char *text, size_t bytes);

/* ,"name": of an object that has members already; the value is to follow. */
static inline void tn_line_key(tn_line *line, const char *name)
{
    size_t bytes = strlen(name);
    char *at = tn_line_room(line, bytes + 4);

    if (at) {
        at[0] = ',';
        at[1] = '"';
        memcpy(at + 2, name, bytes);
        at[bytes + 2] = '"';
        at[bytes + 3] = ':';
        line->at = at + bytes + 4;
    }
}

/*
 * The member of an object that is begun: null, or an object with label and score, which the caller
 * goes on with; and its member of probabilities.
 */
void tn_line_no_label(tn_line *line, const tn_label_lines *lines, int head);
void tn_line_label(tn_line *line, const tn_label_lines *lines, int head, int label, double score);
void tn_line_probabilities(tn_line *line, const tn_label_lines *lines, int head, int n_classes,
                           const double *p);

#endif
