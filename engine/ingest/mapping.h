/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mapping.h - a format as a table: which field is read from which place of a record, and how
 */
#ifndef TN_MAPPING_H
#define TN_MAPPING_H

#include "ingest/ingest.h"

/* What of a value is taken; where it is of another type the field stays absent. */
typedef enum {
    TN_AS_IT_IS,     /* any value: accept.c judges its type */
    TN_AS_TEXT,      /* a string */
    TN_AS_INTEGER,   /* a number */
    TN_AS_TRUTH,     /* the string "true", or else false */
    TN_AS_TIME,      /* a string, as tn_set_time takes it */
    TN_AS_MAIL_DATE, /* the day of "Tue, 04 Sep 2007 17:48:10 +0000" */
    TN_AS_PARENT,    /* an id, of which 0 is none */
    TN_AS_PATH,      /* the ids of a thread, "0.12.34": the last but one; of a 0, or of one, none */
    TN_AS_PIECES,    /* a string, or a list of strings and of objects with a `text` */
    TN_AS_PAGE,      /* the address of a comment, without its fragment: that of the page */
    TN_AS_HTML,      /* for TN_FIELD_TEXT only */
    TN_AS_HTML_LINES, /* likewise, with line ends that count */
    /* These refuse a row. With TN_FIELD_DELETED: what is in the trash is deleted. */
    TN_AS_SPAM,       /* the string "true" */
    TN_AS_STATUS,     /* spam, and what waits for approval, is no comment */
    TN_AS_OTHER_TYPE, /* a story, a poll, a message of the service */
    TN_AS_WP_TYPE     /* nor are the links that other sites send (pingbacks, trackbacks) */
} tn_mapping_kind;

/*
 * One row of the table. Several rows may name one field: the first that gives it a value that is
 * no empty string, and not false, wins. A table ends with a row without a path.
 */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): rows are read from left to right */
typedef struct {
    tn_field field; /* TN_NO_FIELD: gives none */
    const char
        *path; /* "snippet.videoId" in JSON; in XML as xml_stream.h has it, "thread@dsq:id" */
    tn_mapping_kind kind;
} tn_mapping;

/*
 * Give the row's field this value, if no row of the table did before. `text` is room for what
 * HTML becomes. TN_GOOD_ROW, TN_BAD_ROW (with the reason) or < 0.
 */
int tn_map_value(tn_source_row *row, const tn_mapping *mapping, const tn_value *value, tn_buf *text,
                 tenor_error *err);

#endif
