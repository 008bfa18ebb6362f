/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feed.c - feeds of comments: RSS as WordPress has them, Atom as Blogger has them
 */
#include "ingest/xml_stream.h"

#include <stdlib.h>
#include <string.h>

/* Of an RSS item or an Atom entry; an entry that replies to nothing is a post. */
static const tn_mapping fields[] = {
    { TN_FIELD_ARTICLE_ID, "in-reply-to@ref", TN_AS_PAGE },
    { TN_FIELD_PARENT_ID, "link[rel=related]@href", TN_AS_TEXT },
    { TN_FIELD_PARENT_ID, "in-reply-to@ref", TN_AS_TEXT },
    { TN_FIELD_DELETED, "extendedProperty[name=blogger.contentRemoved]@value", TN_AS_TRUTH },
    { TN_FIELD_ID, "guid", TN_AS_TEXT },
    { TN_FIELD_ID, "id", TN_AS_TEXT },
    { TN_FIELD_URL, "in-reply-to@href", TN_AS_PAGE },
    { TN_FIELD_URL, "link", TN_AS_PAGE },
    { TN_FIELD_AUTHOR, "creator", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author/name", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "pubDate", TN_AS_TIME },
    { TN_FIELD_CREATED_AT, "published", TN_AS_TIME },
    { TN_FIELD_TEXT, "encoded", TN_AS_HTML },
    { TN_FIELD_TEXT, "content", TN_AS_HTML },
    { TN_FIELD_TEXT, "description", TN_AS_HTML },
    { 0 },
};

_Static_assert(sizeof(fields) / sizeof(fields[0]) <= TN_XML_MAX_FIELDS + 1,
               "a record has room for them");

typedef struct {
    tn_xml *xml;
    tn_xml_record record;
    tn_buf text, parent_id;
    char article_id[TN_ARTICLE_NAME_BYTES];
} feed;

static void feed_close(void *state)
{
    feed *f = state;

    if (!f)
        return;
    tn_xml_close(f->xml);
    tn_xml_record_free(&f->record);
    tn_buf_free(&f->text);
    tn_buf_free(&f->parent_id);
    free(f);
}

static int feed_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    feed *f = tn_alloc(1, sizeof(*f));

    *state = f;
    if (!f)
        return tn_no_memory(err);
    f->record.max_value_bytes = setup->max_record_bytes;
    return tn_xml_open(&f->xml, lines, err);
}

/*
 * Blogger tells the comment that is replied to by its address, ".../comments/default/71" of
 * "tag:blogger.com,1999:blog-1.post-71"; WordPress as it does the post, with a fragment.
 */
static int name_parent(feed *f, tn_source_row *row, tenor_error *err)
{
    static const char list[] = "/comments/default/";
    tn_value *parent = &row->field[TN_FIELD_PARENT_ID];
    tenor_str url = parent->text, id = row->field[TN_FIELD_ID].text;
    const char *number = url.bytes ? memmem(url.data, url.bytes, list, sizeof(list) - 1) : NULL;
    const char *own_number = number && id.bytes ? memrchr(id.data, '-', id.bytes) : NULL;
    int rc;

    if (!own_number) {
        if (number || !url.bytes || !memchr(url.data, '#', url.bytes))
            parent->kind = TN_ABSENT; /* the post itself, or another feed */
        return TN_GOOD_ROW;
    }
    number += sizeof(list) - 1;
    tn_buf_clear(&f->parent_id);
    rc = tn_buf_append(&f->parent_id, id.data, (size_t)(own_number + 1 - id.data), err);
    if (rc == 0)
        rc = tn_buf_append(&f->parent_id, number, (size_t)(url.data + url.bytes - number), err);
    if (rc < 0)
        return rc;
    tn_set_text(parent, (tenor_str){ f->parent_id.data, f->parent_id.bytes });
    return TN_GOOD_ROW;
}

/* TN_GOOD_ROW, TN_BAD_ROW, 0 = it is a post, < 0. */
static int take_record(feed *f, const char *name, tn_source_row *row, tenor_error *err)
{
    bool atom = strcmp(name, "entry") == 0;
    tn_value *article = &row->field[TN_FIELD_ARTICLE_ID];
    tenor_str url;
    int rc = tn_xml_read_record(f->xml, atom ? "entry" : "item", fields, &f->record, err);

    if (rc < 0)
        return rc;
    row->line_no = f->record.line_no;
    row->repaired = tn_xml_repaired(f->xml);
    rc = tn_xml_check(&f->record, row);
    if (rc != TN_GOOD_ROW)
        return rc;
    tn_buf_clear(&f->text);
    rc = tn_xml_map(row, &f->record, &f->text, err);
    if (rc == TN_GOOD_ROW && atom && article->kind == TN_ABSENT)
        return 0;
    if (rc == TN_GOOD_ROW)
        rc = name_parent(f, row, err);
    url = row->field[TN_FIELD_URL].text;
    if (article->kind == TN_ABSENT && url.bytes > 0) {
        tn_article_name_by(f->article_id, "feed", (tenor_str){ 0 }, url);
        tn_set_text(article, tn_str(f->article_id));
    }
    return rc;
}

static int feed_next(void *state, tn_source_row *row, tenor_error *err)
{
    feed *f = state;
    tn_xml_event event;
    int rc;

    while ((rc = tn_xml_next(f->xml, &event, err)) > 0) {
        if (event.kind == TN_XML_DAMAGED)
            return tn_xml_damage(f->xml, &event, row);
        if (event.kind != TN_XML_OPEN ||
            (strcmp(event.name, "item") != 0 && strcmp(event.name, "entry") != 0))
            continue;
        rc = take_record(f, event.name, row, err);
        if (rc != 0)
            return rc;
        tn_source_row_clear(row);
    }
    return rc;
}

const tn_format tn_format_feed = {
    .name = "feed", .open = feed_open, .next = feed_next, .close = feed_close
};
