/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disqus.c - Disqus's export: threads first, then the posts of all of them
 *
 * The threads' titles and addresses are kept, because their posts follow much
 * later; the posts are not.
 */
#include "ingest/xml_stream.h"

#include <stdlib.h>
#include <string.h>

static const tn_mapping thread_fields[] = {
    { TN_FIELD_ARTICLE_ID, "@dsq:id", TN_AS_TEXT },
    { TN_FIELD_TITLE, "title", TN_AS_TEXT },
    { TN_FIELD_URL, "link", TN_AS_TEXT },
    { TN_FIELD_SECTION, "forum", TN_AS_TEXT },
    { TN_FIELD_PUBLISHED_AT, "createdAt", TN_AS_TIME },
    { 0 },
};
static const tn_mapping post_fields[] = {
    { TN_NO_FIELD, "isSpam", TN_AS_SPAM },
    { TN_FIELD_ARTICLE_ID, "thread@dsq:id", TN_AS_TEXT },
    { TN_FIELD_ID, "@dsq:id", TN_AS_TEXT },
    { TN_FIELD_ID, "id", TN_AS_TEXT },
    { TN_FIELD_PARENT_ID, "parent@dsq:id", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author/username", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author/name", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "createdAt", TN_AS_TIME },
    { TN_FIELD_DELETED, "isDeleted", TN_AS_TRUTH },
    { TN_FIELD_TEXT, "message", TN_AS_HTML },
    { 0 },
};

_Static_assert(sizeof(post_fields) / sizeof(post_fields[0]) <= TN_XML_MAX_FIELDS + 1,
               "a record has room for them");

typedef struct {
    tn_xml *xml;
    tn_xml_record record;
    tn_articles *threads;
    tn_buf text;
} disqus;

static void disqus_close(void *state)
{
    disqus *d = state;

    if (!d)
        return;
    tn_xml_close(d->xml);
    tn_xml_record_free(&d->record);
    tn_articles_free(d->threads);
    tn_buf_free(&d->text);
    free(d);
}

static int disqus_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    disqus *d = tn_alloc(1, sizeof(*d));
    int rc;

    *state = d;
    if (!d)
        return tn_no_memory(err);
    d->record.max_value_bytes = setup->max_record_bytes;
    rc = tn_articles_new(&d->threads, err);
    return rc < 0 ? rc : tn_xml_open(&d->xml, lines, err);
}

static int take_thread(disqus *d, tenor_error *err)
{
    tn_source_row row = { 0 };
    tenor_article article;
    tenor_str id;
    bool any;
    int rc = tn_xml_read_record(d->xml, "thread", thread_fields, &d->record, err);

    if (rc < 0)
        return rc;
    (void)tn_xml_map(&row, &d->record, &d->text, err); /* no HTML: nothing fails */
    id = row.field[TN_FIELD_ARTICLE_ID].text;
    if (id.bytes == 0)
        return 0;
    (void)tn_accept_article(&article, &any, &row, false); /* nor do texts and a time */
    return tn_articles_add(d->threads, id, article, err);
}

static int take_post(disqus *d, tn_source_row *row, tenor_error *err)
{
    const tenor_article *article;
    tn_value *field = row->field;
    int rc = tn_xml_read_record(d->xml, "post", post_fields, &d->record, err);

    if (rc < 0)
        return rc;
    row->line_no = d->record.line_no;
    row->repaired = tn_xml_repaired(d->xml);
    rc = tn_xml_check(&d->record, row);
    if (rc != TN_GOOD_ROW)
        return rc;
    tn_buf_clear(&d->text);
    rc = tn_xml_map(row, &d->record, &d->text, err);
    article = tn_articles_find(d->threads, field[TN_FIELD_ARTICLE_ID].text);
    if (article) {
        tn_set_text(&field[TN_FIELD_TITLE], article->title);
        tn_set_text(&field[TN_FIELD_URL], article->url);
        tn_set_text(&field[TN_FIELD_SECTION], article->section);
        if (article->published_at_s != TENOR_NO_TIME)
            tn_set_integer(&field[TN_FIELD_PUBLISHED_AT], article->published_at_s);
    }
    return rc;
}

static int disqus_next(void *state, tn_source_row *row, tenor_error *err)
{
    disqus *d = state;
    tn_xml_event event;
    int rc;

    while ((rc = tn_xml_next(d->xml, &event, err)) > 0) {
        if (event.kind == TN_XML_DAMAGED)
            return tn_xml_damage(d->xml, &event, row);
        if (event.kind == TN_XML_OPEN && strcmp(event.name, "post") == 0)
            return take_post(d, row, err);
        if (event.kind == TN_XML_OPEN && strcmp(event.name, "thread") == 0) {
            rc = take_thread(d, err);
            if (rc < 0)
                return rc;
        }
    }
    return rc;
}

const tn_format tn_format_disqus = {
    .name = "disqus", .open = disqus_open, .next = disqus_next, .close = disqus_close
};
