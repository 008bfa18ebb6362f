/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_elements.h - JSON documents of any length cut into their objects
 */
#ifndef TN_JSON_ELEMENTS_H
#define TN_JSON_ELEMENTS_H

#include "ingest/ingest.h"

/*
 * The objects of one or several documents: the items of arrays, arrays of
 * arrays, or objects one after another. With a list_key an object that holds an
 * array under it is a page of such objects, and its other members are passed
 * over; with "" there are no pages. Without one (NULL) its user says whether an object is a page
 * (unfold).
 */
typedef struct tn_json_elements tn_json_elements;

/* What lists of comments are called, in order of preference; ends with NULL. */
extern const char *const tn_json_list_names[];

/* `list_key` is borrowed. */
int tn_json_elements_new(tn_json_elements **out, tn_lines *lines, const char *list_key,
                         size_t max_element_bytes, tenor_error *err);

/*
 * 1, 0 = end, < 0. The element is complete, and has TN_LINE_PADDING readable
 * bytes behind it. One that is none has no data: it is too long, or *reason
 * (static storage) says what it is instead.
 */
int tn_json_elements_next(tn_json_elements *elements, tn_input_line *element, const char **reason,
                          tenor_error *err);

/*
 * The element that was given last is a page: the items of its list come next, and *element is
 * what stands before the list, a whole object. 1, 0 = it has no list, or an empty one, or is an
 * item of a page itself, < 0.
 */
int tn_json_elements_unfold(tn_json_elements *elements, tn_input_line *element, tenor_error *err);

bool tn_json_elements_has_list(const tn_json_elements *elements);

/* Whether the last element is the beginning of a page, which was too long to be kept whole. */
bool tn_json_elements_is_page(const tn_json_elements *elements);

/* Whether it is an item of a page. */
bool tn_json_elements_in_page(const tn_json_elements *elements);
void tn_json_elements_free(tn_json_elements *elements);

/*
 * The value of a key of the first object in `head`, at its own level; up to
 * the end of head, absent if there is none.
 */
tenor_str tn_json_head_value(tenor_str head, const char *key);

#endif
