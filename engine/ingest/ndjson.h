/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ndjson.h - simdjson behind C: one JSON object and its members
 */
#ifndef TN_NDJSON_H
#define TN_NDJSON_H

#include "ingest/ingest.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_json_parser tn_json_parser;

/* A value within the object that was parsed last; lives until the next parse. */
typedef struct {
    const void *document;
    size_t place;
} tn_json_node;

typedef struct {
    const void *document;
    size_t place;
} tn_json_item;

/* What is left of an array; all zero is none. */
typedef struct {
    tn_json_item next, end;
} tn_json_items;

tn_json_parser *tn_json_parser_new(void); /* NULL when memory is short */

/*
 * Parse one object: 0, TENOR_ERR_INPUT with row->reason, or TENOR_ERR_MEMORY.
 * *bad_utf8 tells that nothing but invalid UTF-8 stood in the way.
 * TN_LINE_PADDING bytes after the text must be readable.
 */
int tn_json_parse(tn_json_parser *parser, const char *text, size_t bytes, tn_json_node *root,
                  tn_source_row *row, bool *bad_utf8);
void tn_json_parser_free(tn_json_parser *parser);

/* Fill *row (comes cleared) from an object's members, under the names of the map. */
void tn_json_take_row(tn_source_row *row, const tn_field_map *map, tn_json_node root);

/*
 * The value at a path of keys, "snippet.likeCount". false, and *out as it was,
 * where there is none or it is null.
 */
bool tn_json_get(tn_json_node *out, tn_json_node object, const char *path);
bool tn_json_take(tn_value *out, tn_json_node object, const char *path);

void tn_json_value(tn_value *out, tn_json_node node);

/* The same, of a string; absent where there is none. */
tenor_str tn_json_string(tn_json_node object, const char *path);

/* The node itself as a string; absent if it is none. */
tenor_str tn_json_text(tn_json_node node);

/* The items of an array; false, and none, where the node is no array. */
bool tn_json_items_of(tn_json_items *out, tn_json_node node);
bool tn_json_next_item(tn_json_node *out, tn_json_items *items);

/* The members of an object, likewise. */
bool tn_json_members_of(tn_json_items *out, tn_json_node node);
bool tn_json_next_member(tenor_str *key, tn_json_node *out, tn_json_items *members);
bool tn_json_is_array(tn_json_node node);
bool tn_json_is_object(tn_json_node node);

bool tn_utf8_is_valid(const char *text, size_t bytes);

#ifdef __cplusplus
}
#endif
#endif
