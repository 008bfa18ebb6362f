/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_stream.h - an XML export as a stream of events
 *
 * No network, no document types from elsewhere, no entities of the document's
 * own; libxml2's limits are on. What most exporters get wrong (control
 * characters, invalid UTF-8, a stray ampersand, HTML's entities) is put right.
 */
#ifndef TN_XML_STREAM_H
#define TN_XML_STREAM_H

#include "ingest/mapping.h"

typedef struct tn_xml tn_xml;

typedef enum {
    TN_XML_OPEN,   /* an element begins; its attributes can be asked for */
    TN_XML_CLOSE,  /* also of one that was empty */
    TN_XML_TEXT,   /* text, CDATA or an entity's character */
    TN_XML_DAMAGED /* reported once, as the last event: what follows cannot be read */
} tn_xml_kind;

/* Strings live until the next event. */
typedef struct {
    tn_xml_kind kind;
    const char *prefix; /* of the element's name, as written; "" if none */
    const char *name;   /* without its prefix */
    int depth;          /* of the element: 0 for the document's */
    tenor_str text;     /* TN_XML_TEXT; TN_XML_DAMAGED: why */
} tn_xml_event;

int tn_xml_open(tn_xml **out, tn_lines *lines, tenor_error *err);

/* 1 = *event, 0 = end, < 0. */
int tn_xml_next(tn_xml *xml, tn_xml_event *event, tenor_error *err);

/* Hand the last event out again. */
void tn_xml_unread(tn_xml *xml);

/* An attribute of the element that was opened last, appended to out; nothing if there is none. */
int tn_xml_attribute(tn_xml *xml, const char *qualified_name, tn_buf *out, tenor_error *err);

/* A damaged export as a row: TN_BAD_ROW. */
int tn_xml_damage(const tn_xml *xml, const tn_xml_event *event, tn_source_row *row);

int64_t tn_xml_line(const tn_xml *xml);

/* Whether invalid bytes were replaced since the last call. */
bool tn_xml_repaired(tn_xml *xml);
void tn_xml_close(tn_xml *xml);

/* ---------------------------------------------------------------- records */

#define TN_XML_MAX_FIELDS 16 /* rows of a table */

typedef struct {
    const tn_mapping *fields;        /* what was read */
    tn_buf value[TN_XML_MAX_FIELDS]; /* one for each of them; the first of several in the export */
    bool found[TN_XML_MAX_FIELDS];
    int64_t line_no;
    size_t max_value_bytes; /* set by the caller */
    bool too_long;          /* a value passed the limit and was cut */
    bool damaged;           /* the export ends within the record */
} tn_xml_record;

/*
 * Read on from the record's TN_XML_OPEN (named `name`) to its TN_XML_CLOSE, or
 * to the next one of its name, which a fault may bring first, and fill *record
 * (comes zero but for its limit, or used before) with the fields of a table.
 * Their paths are local names, "author/name" the element name in the element
 * author, "" the record itself; behind an @ stands the qualified name of an
 * attribute, and "link[rel=related]" is a link with this attribute. 0 or < 0.
 */
int tn_xml_read_record(tn_xml *xml, const char *name, const tn_mapping *fields,
                       tn_xml_record *record, tenor_error *err);
void tn_xml_record_free(tn_xml_record *record);

/* What was read at a path of the table, without white space around it; absent if nothing was. */
tenor_str tn_xml_text(const tn_xml_record *record, const char *path);

/* TN_GOOD_ROW, or TN_BAD_ROW where the record is damaged or too long. */
int tn_xml_check(const tn_xml_record *record, tn_source_row *row);

/* Fill the row's fields from it: TN_GOOD_ROW, TN_BAD_ROW or < 0. */
int tn_xml_map(tn_source_row *row, const tn_xml_record *record, tn_buf *text, tenor_error *err);

#endif
