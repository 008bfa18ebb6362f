/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_record.c - an element of an XML export as a record of texts
 */
#include "ingest/xml_stream.h"

#include <string.h>

#define PATH_BYTES 128
#define MAX_DEPTH  16

typedef struct {
    char path[PATH_BYTES];        /* of the open element within the record */
    size_t path_bytes[MAX_DEPTH]; /* of it at each depth */
    int depth;
    int taking; /* the field whose text is read, -1 */
} place;

static void enter(place *p, const char *name)
{
    size_t bytes = p->depth < MAX_DEPTH ? p->path_bytes[p->depth] : PATH_BYTES - 1;
    int n;

    p->depth++;
    if (p->depth < MAX_DEPTH) {
        n = snprintf(p->path + bytes, PATH_BYTES - bytes, "%s%s", bytes ? "/" : "", name);
        p->path_bytes[p->depth] =
            bytes + (size_t)n < PATH_BYTES ? bytes + (size_t)n : PATH_BYTES - 1;
    }
}

static void leave(place *p)
{
    p->depth--;
    if (p->depth >= 0 && p->depth < MAX_DEPTH)
        p->path[p->path_bytes[p->depth]] = '\0';
}

/* 1 = the element that was opened has the attribute of "rel=related]", 0 = not, < 0. */
static int meets(tn_xml *xml, const char *condition, tn_buf *scratch, tenor_error *err)
{
    const char *value = strchr(condition, '=') + 1;
    size_t bytes = strcspn(value, "]");
    char name[32];
    int rc;

    snprintf(name, sizeof(name), "%.*s", (int)(value - 1 - condition), condition);
    rc = tn_xml_attribute(xml, name, scratch, err);
    if (rc == 0)
        rc = scratch->bytes == bytes && memcmp(scratch->data, value, bytes) == 0;
    tn_buf_clear(scratch);
    return rc;
}

/* The element that was opened: its attributes, and whether its text is wanted. */
static int take_element(tn_xml *xml, place *p, tn_xml_record *record, tenor_error *err)
{
    for (int f = 0; record->fields[f].path && p->depth < MAX_DEPTH; f++) {
        const char *path = record->fields[f].path, *attribute = strchr(path, '@');
        size_t bytes = strcspn(path, "[@");
        int rc = 1;

        if (record->found[f] || strncmp(path, p->path, bytes) != 0 || p->path[bytes])
            continue;
        if (path[bytes] == '[')
            rc = meets(xml, path + bytes + 1, &record->value[f], err);
        if (rc < 0)
            return rc;
        if (rc == 0)
            continue;
        if (!attribute) {
            record->found[f] = true;
            p->taking = f;
            continue;
        }
        rc = tn_xml_attribute(xml, attribute + 1, &record->value[f], err);
        if (rc < 0)
            return rc;
        record->found[f] = record->value[f].bytes > 0;
    }
    return 0;
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

int tn_xml_read_record(tn_xml *xml, const char *name, const tn_mapping *fields,
                       tn_xml_record *record, tenor_error *err)
{
    place p = { .taking = -1 };
    tn_xml_event event;
    int rc;

    for (int f = 0; f < TN_XML_MAX_FIELDS; f++) {
        tn_buf_clear(&record->value[f]);
        record->found[f] = false;
    }
    record->fields = fields;
    record->line_no = tn_xml_line(xml);
    record->too_long = false;
    record->damaged = true; /* until its end was seen */
    rc = take_element(xml, &p, record, err);
    if (rc < 0)
        return rc;
    while ((rc = tn_xml_next(xml, &event, err)) > 0) {
        if (event.kind == TN_XML_OPEN && strcmp(event.name, name) == 0) {
            tn_xml_unread(xml);
            p.depth = -1;
        } else if (event.kind == TN_XML_OPEN) {
            enter(&p, event.name);
            rc = take_element(xml, &p, record, err);
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
    }
    return rc;
}

void tn_xml_record_free(tn_xml_record *record)
{
    for (int f = 0; f < TN_XML_MAX_FIELDS; f++)
        tn_buf_free(&record->value[f]);
}

static tenor_str text_of(const tn_xml_record *record, int f)
{
    const tn_buf *value = &record->value[f];

    return record->found[f] ? tn_trim((tenor_str){ value->data ? value->data : "", value->bytes })
                            : (tenor_str){ 0 };
}

tenor_str tn_xml_text(const tn_xml_record *record, const char *path)
{
    int f = 0;

    while (strcmp(record->fields[f].path, path) != 0)
        f++;
    return text_of(record, f);
}

int tn_xml_check(const tn_xml_record *record, tn_source_row *row)
{
    if (record->damaged)
        return tn_bad_row(row, "the export ends within the record");
    if (record->too_long)
        return tn_bad_row(row, "the record is longer than %zu bytes", record->max_value_bytes);
    return TN_GOOD_ROW;
}

int tn_xml_map(tn_source_row *row, const tn_xml_record *record, tn_buf *text, tenor_error *err)
{
    for (int f = 0; record->fields[f].path; f++) {
        tn_value value = { .kind = TN_STRING, .text = text_of(record, f) };
        int rc = value.text.data ? tn_map_value(row, &record->fields[f], &value, text, err)
                                 : TN_GOOD_ROW;

        if (rc != TN_GOOD_ROW)
            return rc;
    }
    return TN_GOOD_ROW;
}
