/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_records.h - the one judge of what a record is in JSON of any shape
 *
 * An object with a text is a comment, and what its `replies`, `children`,
 * `comments` or `responses` hold are replies to it. Any other object is a
 * container: its lists are looked through, and what it says of an article (id,
 * title, address, target) is said of the comments in it.
 */
#ifndef TN_JSON_RECORDS_H
#define TN_JSON_RECORDS_H

#include "ingest/json_reader.h"

#define TN_MAX_CONTAINERS 8 /* of which one inherits from the other */

typedef struct {
    tn_source_row row;  /* what it says of its article */
    bool names_article; /* by an `article_id`, not by an `id` that may be another thing's */
    bool has_title;     /* of its own */
    char name[TN_ARTICLE_NAME_BYTES];
} tn_json_container;

typedef struct {
    tn_json_items left;
    bool of_members; /* of an object, else of an array */
    bool of_comment; /* members: those that hold replies count */
    bool lists_only; /* members: those with a list's name count */
    bool of_replies; /* what is visited now: its name is one that comments' lists have */
    bool strict;     /* what is neither comment nor container is a rejected record */
    size_t n_containers;
    tn_value parent, article_id; /* of the comment that is replied to */
    bool answers; /* members of an item of a list: a record if there is none within it */
    tn_json_node object;
    int64_t n_before; /* n_found when it began */
} tn_json_frame;

/* All zero is the start. */
typedef struct {
    tn_json_frame *frame;
    size_t n_frames, capacity;
    tn_json_container *container; /* TN_MAX_CONTAINERS, once there was one */
    size_t n_page;                /* 1: the first is the page around the roots */
    const char *path;             /* --records, or NULL */
    int64_t n_found;              /* in this root: records, and lists, which may be empty */
    int64_t n_textless;           /* items of its lists that should have been comments */
} tn_json_records;

void tn_json_records_free(tn_json_records *records);

/* Whether the object is a comment; *row becomes it. 1, 0, < 0. */
int tn_json_is_comment(tn_json_reader *reader, tn_source_row *row, tn_json_node object,
                       tenor_error *err);

/* The roots that follow are in this page, which lives as long; without one (NULL): in none. */
int tn_json_records_in_page(tn_json_records *records, tn_json_reader *reader,
                            const tn_json_node *page, tenor_error *err);

/*
 * The first record of a root, and those that follow, until 0: TN_GOOD_ROW, TN_BAD_ROW, 0, < 0.
 * *row comes cleared but for its place.
 */
int tn_json_records_first(tn_json_records *records, tn_json_reader *reader, tn_source_row *row,
                          tn_json_node root, tenor_error *err);
int tn_json_records_next(tn_json_records *records, tn_json_reader *reader, tn_source_row *row,
                         tn_json_node root, tenor_error *err);

#endif
