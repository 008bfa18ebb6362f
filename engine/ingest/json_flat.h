/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_flat.h - a comment's JSON object as most are, read in one pass
 */
#ifndef TN_JSON_FLAT_H
#define TN_JSON_FLAT_H

#include "ingest/ingest.h"

/* What a name can stand for besides a field. */
enum {
    TN_FLAT_NONE = TN_N_FIELDS,
    TN_FLAT_ARTICLE,
    TN_FLAT_BEGIN, /* of the line: before all names */
    TN_N_FLAT
};

/* A member's name as it stood in a line. */
typedef struct {
    uint64_t text[2]; /* from the quotation mark to the colon */
    uint64_t mask[2];
    uint8_t bytes; /* 0: there was none, or a longer one */
    uint8_t field;
    bool in_article;
} tn_flat_name;

/*
 * The name that stood behind each other one the last time. Nearly all lines of a file have their
 * members in the same order: then a name is neither searched for its end nor looked up. All zero:
 * no line was read yet. They are of one map.
 */
typedef struct {
    tn_flat_name after[TN_N_FLAT];
} tn_flat_names;

/*
 * Fill *row (comes cleared) as tn_json_object and tn_json_take_row do. false where those are to be
 * asked, because the object has something unusual in it or is none; *row is to be cleared again
 * then. TN_LINE_PADDING bytes behind the line must be readable. Strings stay in the line, or stand
 * in `scratch` where they had escapes.
 */
bool tn_json_flat(tn_row *row, const tn_field_map *map, tenor_str line, tn_flat_names *names,
                  tn_buf *scratch);

#endif
