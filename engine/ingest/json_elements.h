/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_elements.h - JSON documents of any length cut into their objects
 */
#ifndef TN_JSON_ELEMENTS_H
#define TN_JSON_ELEMENTS_H

#include "ingest/ingest.h"

/*
 * The objects of one or several documents: the items of arrays, arrays of
 * arrays, or objects one after another. An object that holds an array under
 * `list_key` is a page of such objects, and its other members are passed over.
 */
typedef struct tn_json_elements tn_json_elements;

/* `list_key` (borrowed) may be NULL: there are no pages. */
int tn_json_elements_new(tn_json_elements **out, tn_lines *lines, const char *list_key,
                         size_t max_element_bytes, tenor_error *err);

/*
 * 1, 0 = end, < 0. The element is complete, and has TN_LINE_PADDING readable
 * bytes behind it. One that is none has no data: it is too long, or *reason
 * (static storage) says what it is instead.
 */
int tn_json_elements_next(tn_json_elements *elements, tn_input_line *element, const char **reason,
                          tenor_error *err);
void tn_json_elements_free(tn_json_elements *elements);

/*
 * The value of a key of the first object in `head`, at its own level; up to
 * the end of head, absent if there is none.
 */
tenor_str tn_json_head_value(tenor_str head, const char *key);

#endif
