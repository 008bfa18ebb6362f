/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wxr.c - WordPress's own export (WXR): an RSS whose items hold their comments
 */
#include "ingest/xml_stream.h"

#include <stdlib.h>
#include <string.h>

static const tn_mapping comment_fields[] = {
    { TN_NO_FIELD, "comment_type", TN_AS_WP_TYPE },
    { TN_FIELD_DELETED, "comment_approved", TN_AS_STATUS },
    { TN_FIELD_ID, "comment_id", TN_AS_TEXT },
    { TN_FIELD_PARENT_ID, "comment_parent", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "comment_author", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "comment_date_gmt", TN_AS_TIME },
    { TN_FIELD_CREATED_AT, "comment_date", TN_AS_TIME },
    { TN_FIELD_TEXT, "comment_content", TN_AS_HTML_LINES },
    { 0 },
};

_Static_assert(sizeof(comment_fields) / sizeof(comment_fields[0]) <= TN_XML_MAX_FIELDS + 1,
               "a record has room for them");

/* Of an item, one element a member, before its comments. */
static const tn_mapping item_fields[] = {
    { TN_FIELD_ARTICLE_ID, "post_id", TN_AS_TEXT },
    { TN_FIELD_TITLE, "title", TN_AS_TEXT },
    { TN_FIELD_URL, "link", TN_AS_TEXT },
    { TN_FIELD_SECTION, "category", TN_AS_TEXT }, /* of the domain "category" */
    { TN_FIELD_PUBLISHED_AT, "post_date_gmt", TN_AS_TIME },
    { TN_FIELD_PUBLISHED_AT, "pubDate", TN_AS_MAIL_DATE },
    { 0 },
};
#define N_ITEM_FIELDS (sizeof(item_fields) / sizeof(item_fields[0]) - 1)

typedef struct {
    tn_xml *xml;
    tn_xml_record part;         /* an element of the item, or a comment */
    int item_depth;             /* of the open item, -1 outside */
    tn_buf item[N_ITEM_FIELDS]; /* empty where there is none yet */
    tn_buf text;
} wxr;

static void wxr_close(void *state)
{
    wxr *w = state;

    if (!w)
        return;
    tn_xml_close(w->xml);
    tn_xml_record_free(&w->part);
    for (size_t i = 0; i < N_ITEM_FIELDS; i++)
        tn_buf_free(&w->item[i]);
    tn_buf_free(&w->text);
    free(w);
}

static int wxr_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    wxr *w = tn_alloc(1, sizeof(*w));

    *state = w;
    if (!w)
        return tn_no_memory(err);
    w->item_depth = -1;
    w->part.max_value_bytes = setup->max_record_bytes;
    return tn_xml_open(&w->xml, lines, err);
}

/* An element of the item itself: what is known of the article. The first that holds something. */
static int take_item_part(wxr *w, size_t field, tenor_error *err)
{
    static const tn_mapping text_and_domain[] = { { TN_NO_FIELD, "", TN_AS_TEXT },
                                                  { TN_NO_FIELD, "@domain", TN_AS_TEXT },
                                                  { 0 } };
    tenor_str text;
    int rc = tn_xml_read_record(w->xml, item_fields[field].path, text_and_domain, &w->part, err);

    if (rc < 0 || w->item[field].bytes > 0 ||
        (item_fields[field].field == TN_FIELD_SECTION &&
         !tn_str_is(tn_xml_text(&w->part, "@domain"), "category")))
        return rc;
    text = tn_xml_text(&w->part, "");
    return tn_buf_append(&w->item[field], text.data, text.bytes, err);
}

static int take_comment(wxr *w, tn_source_row *row, tenor_error *err)
{
    int rc = tn_xml_read_record(w->xml, "comment", comment_fields, &w->part, err);

    if (rc < 0)
        return rc;
    row->line_no = w->part.line_no;
    row->repaired = tn_xml_repaired(w->xml);
    rc = tn_xml_check(&w->part, row);
    if (rc != TN_GOOD_ROW)
        return rc;
    for (size_t i = 0; i < N_ITEM_FIELDS; i++) {
        tn_value value = { .kind = TN_STRING, .text = { w->item[i].data, w->item[i].bytes } };

        if (value.text.bytes > 0)
            (void)tn_map_value(row, &item_fields[i], &value, &w->text, err); /* no HTML */
    }
    tn_buf_clear(&w->text);
    return tn_xml_map(row, &w->part, &w->text, err);
}

/* TN_GOOD_ROW or TN_BAD_ROW for a comment, 0 for anything else, < 0. */
static int take_open(wxr *w, const tn_xml_event *event, tn_source_row *row, tenor_error *err)
{
    if (strcmp(event->name, "item") == 0) {
        w->item_depth = event->depth;
        for (size_t i = 0; i < N_ITEM_FIELDS; i++)
            tn_buf_clear(&w->item[i]);
    }
    if (strcmp(event->prefix, "wp") == 0 && strcmp(event->name, "comment") == 0)
        return take_comment(w, row, err);
    if (w->item_depth < 0 || event->depth != w->item_depth + 1)
        return 0;
    for (size_t i = 0; i < N_ITEM_FIELDS; i++)
        if (strcmp(event->name, item_fields[i].path) == 0)
            return take_item_part(w, i, err);
    return 0;
}

static int wxr_next(void *state, tn_source_row *row, tenor_error *err)
{
    wxr *w = state;
    tn_xml_event event;
    int rc;

    while ((rc = tn_xml_next(w->xml, &event, err)) > 0) {
        if (event.kind == TN_XML_DAMAGED)
            return tn_xml_damage(w->xml, &event, row);
        if (event.kind == TN_XML_CLOSE && event.depth == w->item_depth)
            w->item_depth = -1;
        rc = event.kind == TN_XML_OPEN ? take_open(w, &event, row, err) : 0;
        if (rc != 0)
            return rc;
    }
    return rc;
}

const tn_format tn_format_wxr = {
    .name = "wxr", .open = wxr_open, .next = wxr_next, .close = wxr_close
};
