/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wxr.c - WordPress's own export (WXR): an RSS whose items hold their comments
 */
#include "ingest/json_docs.h"
#include "ingest/wordpress.h"
#include "ingest/xml_stream.h"

#include <stdlib.h>
#include <string.h>

enum { ID, AUTHOR, DATE_GMT, DATE, CONTENT, APPROVED, TYPE, PARENT, N_COMMENT_FIELDS };

static const tn_xml_field comment_fields[N_COMMENT_FIELDS] = {
    [ID] = { "comment_id", NULL },
    [AUTHOR] = { "comment_author", NULL },
    [DATE_GMT] = { "comment_date_gmt", NULL },
    [DATE] = { "comment_date", NULL },
    [CONTENT] = { "comment_content", NULL },
    [APPROVED] = { "comment_approved", NULL },
    [TYPE] = { "comment_type", NULL },
    [PARENT] = { "comment_parent", NULL },
};

/* Of an item, one element a member. */
enum { TITLE, LINK, POST_ID, POST_DATE_GMT, PUB_DATE, SECTION, N_ITEM_FIELDS };
static const char *const item_names[N_ITEM_FIELDS] = { "title",         "link",    "post_id",
                                                       "post_date_gmt", "pubDate", "category" };

typedef struct {
    tn_xml *xml;
    tn_xml_record part; /* an element of the item, or a comment */
    int item_depth;     /* of the open item, -1 outside */
    tn_buf item[N_ITEM_FIELDS];
    bool has[N_ITEM_FIELDS];
    tn_buf text;
} wxr;

static void wxr_close(void *state)
{
    wxr *w = state;

    if (w) {
        tn_xml_close(w->xml);
        tn_xml_record_free(&w->part);
        for (int i = 0; i < N_ITEM_FIELDS; i++)
            tn_buf_free(&w->item[i]);
        tn_buf_free(&w->text);
        free(w);
    }
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

/* An element of the item itself: what is known of the article. */
static int take_item_part(wxr *w, int field, tenor_error *err)
{
    static const tn_xml_field text_and_domain[] = { { "", NULL }, { "", "domain" } };
    tenor_str text;
    int rc = tn_xml_read_record(w->xml, item_names[field], text_and_domain, 2, &w->part, err);

    if (rc < 0 || w->has[field] ||
        (field == SECTION && !tn_str_is(tn_xml_field_text(&w->part, 1), "category")))
        return rc;
    text = tn_xml_field_text(&w->part, 0);
    w->has[field] = text.bytes > 0;
    return tn_buf_append(&w->item[field], text.data, text.bytes, err);
}

static tenor_str item_text(const wxr *w, int field)
{
    return w->has[field] ? (tenor_str){ w->item[field].data, w->item[field].bytes }
                         : (tenor_str){ 0 };
}

/* "Tue, 04 Sep 2007 17:48:10 +0000": its date, without the weekday and the clock. */
static tenor_str date_of(tenor_str pub_date)
{
    const char *comma = pub_date.data ? memchr(pub_date.data, ',', pub_date.bytes) : NULL;
    size_t start = comma ? (size_t)(comma - pub_date.data) + 2 : pub_date.bytes;

    return start + 11 <= pub_date.bytes ? (tenor_str){ pub_date.data + start, 11 }
                                        : (tenor_str){ 0 };
}

static void fill_row(const wxr *w, tn_source_row *row)
{
    tn_value *field = row->field;
    tn_value local = { 0 };

    tn_set_text(&field[TN_FIELD_ARTICLE_ID], item_text(w, POST_ID));
    tn_set_text(&field[TN_FIELD_TITLE], item_text(w, TITLE));
    tn_set_text(&field[TN_FIELD_URL], item_text(w, LINK));
    tn_set_text(&field[TN_FIELD_SECTION], item_text(w, SECTION));
    tn_set_time(&field[TN_FIELD_PUBLISHED_AT], item_text(w, POST_DATE_GMT));
    if (field[TN_FIELD_PUBLISHED_AT].kind == TN_ABSENT)
        tn_set_time(&field[TN_FIELD_PUBLISHED_AT], date_of(item_text(w, PUB_DATE)));
    tn_set_text(&field[TN_FIELD_ID], tn_xml_field_text(&w->part, ID));
    tn_set_text(&field[TN_FIELD_AUTHOR], tn_xml_field_text(&w->part, AUTHOR));
    tn_set_text(&field[TN_FIELD_PARENT_ID], tn_xml_field_text(&w->part, PARENT));
    tn_set_time(&field[TN_FIELD_CREATED_AT], tn_xml_field_text(&w->part, DATE_GMT));
    tn_set_time(&local, tn_xml_field_text(&w->part, DATE));
    if (field[TN_FIELD_CREATED_AT].kind == TN_ABSENT)
        field[TN_FIELD_CREATED_AT] = local;
}

static int take_comment(wxr *w, tn_source_row *row, tenor_error *err)
{
    tenor_str content;
    int rc = tn_xml_read_record(w->xml, "comment", comment_fields, N_COMMENT_FIELDS, &w->part, err);

    if (rc < 0)
        return rc;
    row->line_no = w->part.line_no;
    row->repaired = tn_xml_repaired(w->xml);
    fill_row(w, row);
    if (tn_xml_record_is_bad(&w->part, row) ||
        !tn_wp_normalise(row, tn_xml_field_text(&w->part, APPROVED),
                         tn_xml_field_text(&w->part, TYPE)))
        return TN_BAD_ROW;
    content = tn_xml_field_text(&w->part, CONTENT);
    tn_buf_clear(&w->text);
    return content.data ? tn_take_markup(row, content, true, &w->text, err) : TN_GOOD_ROW;
}

/* TN_GOOD_ROW or TN_BAD_ROW for a comment, 0 for anything else, < 0. */
static int take_open(wxr *w, const tn_xml_event *event, tn_source_row *row, tenor_error *err)
{
    if (strcmp(event->name, "item") == 0) {
        w->item_depth = event->depth;
        for (int i = 0; i < N_ITEM_FIELDS; i++) {
            tn_buf_clear(&w->item[i]);
            w->has[i] = false;
        }
    }
    if (strcmp(event->prefix, "wp") == 0 && strcmp(event->name, "comment") == 0)
        return take_comment(w, row, err);
    if (w->item_depth < 0 || event->depth != w->item_depth + 1)
        return 0;
    for (int i = 0; i < N_ITEM_FIELDS; i++)
        if (strcmp(event->name, item_names[i]) == 0)
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
