/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ndjson.h - simdjson behind C: one line of JSON into a flat row
 */
#ifndef TN_NDJSON_H
#define TN_NDJSON_H

#include "ingest/ingest.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_json_parser tn_json_parser;

tn_json_parser *tn_json_parser_new(void); /* NULL when memory is short */

/*
 * Parse one object into *row (comes cleared): 0, TENOR_ERR_INPUT with
 * row->reason, or TENOR_ERR_MEMORY. *bad_utf8 tells that nothing but invalid
 * UTF-8 stood in the way. TN_LINE_PADDING bytes after the line must be
 * readable. Strings of the row live until the next parse.
 */
int tn_json_parse(tn_json_parser *parser, const char *line, size_t bytes, const tn_field_map *map,
                  tn_row *row, bool *bad_utf8);
void tn_json_parser_free(tn_json_parser *parser);

bool tn_utf8_is_valid(const char *text, size_t bytes);

/*
 * As tn_json_parse, for a line as it comes: lone surrogate escapes and invalid
 * UTF-8 become U+FFFD (row->repaired). The line may be changed. `scratch` keeps
 * the repaired line. A line that is not usable is TN_BAD_ROW, else TN_GOOD_ROW.
 */
int tn_json_line(tn_json_parser *parser, tn_line *line, const tn_field_map *map, tn_buf *scratch,
                 tn_row *row, tenor_error *err);

#ifdef __cplusplus
}
#endif
#endif
