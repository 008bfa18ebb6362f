/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_record.c - an element of an XML export as a record of texts
 */
#include "ingest/xml_stream.h"

#include <string.h>

#define PATH_BYTES 128

typedef struct {
    char path[PATH_BYTES]; /* of the open element within the record */
    size_t path_bytes[16]; /* of it at each depth */
    int depth;
    int taking; /* the field whose text is read, -1 */
} place;

static void enter(place *p, const char *name)
{
    size_t bytes = p->depth < 16 ? p->path_bytes[p->depth] : PATH_BYTES - 1;
    int n;

    p->depth++;
    if (p->depth < 16) {
        n = snprintf(p->path + bytes, PATH_BYTES - bytes, "%s%s", bytes ? "/" : "", name);
        p->path_bytes[p->depth] =
            bytes + (size_t)n < PATH_BYTES ? bytes + (size_t)n : PATH_BYTES - 1;
    }
}

static void leave(place *p)
{
    p->depth--;
    if (p->depth >= 0 && p->depth < 16)
        p->path[p->path_bytes[p->depth]] = '\0';
}

/* The element that was opened: its attributes, and whether its text is wanted. */
static int take_element(tn_xml *xml, const tn_xml_field *fields, size_t n_fields, place *p,
                        tn_xml_record *record, tenor_error *err)
{
    int rc = 0;

    for (size_t f = 0; f < n_fields && rc == 0; f++) {
        if (p->depth >= 16 || strcmp(fields[f].path, p->path) != 0 || record->found[f])
            continue;
        if (fields[f].attribute) {
            rc = tn_xml_attribute(xml, fields[f].attribute, &record->value[f], err);
            record->found[f] = record->value[f].bytes > 0;
        } else {
            record->found[f] = true;
            p->taking = (int)f;
        }
    }
    return rc;
}

static int take_text(tn_xml_record *record, int field, tenor_str text, tenor_error *err)
{
    if (field < 0)
        return 0;
    if (record->value[field].bytes + text.bytes > record->max_value_bytes) {
        record->too_long = true;
        return 0;
    }
    return tn_buf_append(&record->value[field], text.data, text.bytes, err);
}

static void clear(tn_xml_record *record, int64_t line_no)
{
    for (int f = 0; f < TN_XML_MAX_FIELDS; f++) {
        tn_buf_clear(&record->value[f]);
        record->found[f] = false;
    }
    record->line_no = line_no;
    record->too_long = false;
    record->damaged = true; /* until its end was seen */
}

int tn_xml_read_record(tn_xml *xml, const char *name, const tn_xml_field *fields, size_t n_fields,
                       tn_xml_record *record, tenor_error *err)
{
    place p = { .taking = -1 };
    tn_xml_event event;
    int rc;

    clear(record, tn_xml_line(xml));
    rc = take_element(xml, fields, n_fields, &p, record, err);
    rc = rc < 0 ? rc : tn_xml_next(xml, &event, err);
    while (rc > 0) {
        if (event.kind == TN_XML_OPEN && strcmp(event.name, name) == 0) {
            tn_xml_unread(xml);
            p.depth = -1;
        } else if (event.kind == TN_XML_OPEN) {
            enter(&p, event.name);
            rc = take_element(xml, fields, n_fields, &p, record, err);
        } else if (event.kind == TN_XML_CLOSE) {
            p.taking = -1;
            leave(&p);
        } else if (event.kind == TN_XML_TEXT) {
            rc = take_text(record, p.taking, event.text, err);
        }
        if (rc < 0)
            return rc;
        if (p.depth < 0) {
            record->damaged = false;
            return 0;
        }
        rc = tn_xml_next(xml, &event, err);
    }
    return rc;
}

void tn_xml_record_free(tn_xml_record *record)
{
    for (int f = 0; f < TN_XML_MAX_FIELDS; f++)
        tn_buf_free(&record->value[f]);
}

tenor_str tn_xml_field_text(const tn_xml_record *record, size_t field)
{
    const tn_buf *value = &record->value[field];

    return record->found[field]
               ? tn_trim((tenor_str){ value->data ? value->data : "", value->bytes })
               : (tenor_str){ 0 };
}

bool tn_xml_record_is_bad(const tn_xml_record *record, tn_source_row *row)
{
    if (record->damaged)
        tn_bad_row(row, "the export ends within the record");
    else if (record->too_long)
        tn_bad_row(row, "the record is longer than %zu bytes", record->max_value_bytes);
    return record->damaged || record->too_long;
}
