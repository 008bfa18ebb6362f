/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * partial_line.h - partial results as lines of text, for engines that sort and move lines
 *
 *     ID TAB BASE64        an article's partial: ID is percent-encoded, so it begins with no '#'
 *     #SHARD TAB JSON      what the map says of itself (shard.h); or a rejected record,
 *                          {"input", "line", "reason"}
 */
#ifndef TN_PARTIAL_LINE_H
#define TN_PARTIAL_LINE_H

#include "base/base.h"

/* Append a line with its end. `partial` is in tn_segment_form. */
int tn_partial_line_append(tn_buf *out, const char *shard, tenor_str id, const tn_buf *partial,
                           tenor_error *err);
int tn_note_line_append(tn_buf *out, const char *shard, const char *json, tenor_error *err);

/* A line without its end that begins with '#': TENOR_ERR_INPUT if it is no note. *json is of it. */
int tn_note_line_read(tn_buf *shard, tenor_str *json, tenor_str text, tenor_error *err);

typedef struct {
    tn_buf id, payload, partial; /* scratch; `partial` is what was packed */
    uint64_t shard;              /* tn_hash of its name */
    uint64_t digest;             /* of the line's content: the same for the same line */
} tn_partial_line;

/*
 * Read a line without its end that does not begin with '#'. TENOR_ERR_INPUT if it is damaged. Free
 * the buffers.
 */
int tn_partial_line_read(tn_partial_line *line, tenor_str text, tenor_error *err);

/* Of what shard a line is, as far as can be seen, though the rest of it be damaged. */
bool tn_partial_line_shard(uint64_t *shard, tenor_str text);
void tn_partial_line_free(tn_partial_line *line);

#endif
