/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disqus.c - Disqus's export: threads first, then the posts of all of them
 *
 * The threads' titles and addresses are kept, because their posts follow much
 * later; the posts are not.
 */
#include "ingest/json_docs.h"
#include "ingest/xml_stream.h"

#include <stdlib.h>
#include <string.h>

enum { THREAD_ID, LINK, TITLE, THREAD_CREATED, FORUM, N_THREAD_FIELDS };
static const tn_xml_field thread_fields[N_THREAD_FIELDS] = {
    [THREAD_ID] = { "", "dsq:id" }, [LINK] = { "link", NULL },
    [TITLE] = { "title", NULL },    [THREAD_CREATED] = { "createdAt", NULL },
    [FORUM] = { "forum", NULL },
};

enum {
    POST_ID,
    OTHER_ID,
    MESSAGE,
    CREATED,
    DELETED,
    SPAM,
    USERNAME,
    NAME,
    THREAD,
    PARENT,
    N_POST_FIELDS
};
static const tn_xml_field post_fields[N_POST_FIELDS] = {
    [POST_ID] = { "", "dsq:id" },
    [OTHER_ID] = { "id", NULL },
    [MESSAGE] = { "message", NULL },
    [CREATED] = { "createdAt", NULL },
    [DELETED] = { "isDeleted", NULL },
    [SPAM] = { "isSpam", NULL },
    [USERNAME] = { "author/username", NULL },
    [NAME] = { "author/name", NULL },
    [THREAD] = { "thread", "dsq:id" },
    [PARENT] = { "parent", "dsq:id" },
};

typedef struct {
    tn_xml *xml;
    tn_xml_record record;
    tn_articles *threads;
    tn_buf text;
} disqus;

static void disqus_close(void *state)
{
    disqus *d = state;

    if (d) {
        tn_xml_close(d->xml);
        tn_xml_record_free(&d->record);
        tn_articles_free(d->threads);
        tn_buf_free(&d->text);
        free(d);
    }
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

static tenor_str non_empty(tenor_str text)
{
    return text.bytes > 0 ? text : (tenor_str){ 0 };
}

static int take_thread(disqus *d, tenor_error *err)
{
    tenor_article article = { .published_at_s = TENOR_NO_TIME, .captured_at_s = TENOR_NO_TIME };
    tn_value created = { 0 };
    tenor_str id;
    int rc = tn_xml_read_record(d->xml, "thread", thread_fields, N_THREAD_FIELDS, &d->record, err);

    id = tn_xml_field_text(&d->record, THREAD_ID);
    if (rc < 0 || id.bytes == 0)
        return rc;
    article.title = non_empty(tn_xml_field_text(&d->record, TITLE));
    article.url = non_empty(tn_xml_field_text(&d->record, LINK));
    article.section = non_empty(tn_xml_field_text(&d->record, FORUM));
    tn_set_time(&created, tn_xml_field_text(&d->record, THREAD_CREATED));
    if (created.kind == TN_INTEGER)
        article.published_at_s = created.integer;
    return tn_articles_add(d->threads, id, article, err);
}

static void take_article(const disqus *d, tn_source_row *row, tenor_str thread_id)
{
    const tenor_article *article = tn_articles_find(d->threads, thread_id);
    tn_value *field = row->field;

    tn_set_text(&field[TN_FIELD_ARTICLE_ID], thread_id);
    if (article) {
        tn_set_text(&field[TN_FIELD_TITLE], article->title);
        tn_set_text(&field[TN_FIELD_URL], article->url);
        tn_set_text(&field[TN_FIELD_SECTION], article->section);
        if (article->published_at_s != TENOR_NO_TIME)
            tn_set_integer(&field[TN_FIELD_PUBLISHED_AT], article->published_at_s);
    }
}

/* the first of two fields that has something in it */
static tenor_str either(const disqus *d, int first, int second)
{
    tenor_str text = tn_xml_field_text(&d->record, (size_t)first);

    return text.bytes > 0 ? text : non_empty(tn_xml_field_text(&d->record, (size_t)second));
}

static void fill_row(const disqus *d, tn_source_row *row)
{
    tn_value *field = row->field;

    take_article(d, row, tn_xml_field_text(&d->record, THREAD));
    tn_set_text(&field[TN_FIELD_ID], either(d, POST_ID, OTHER_ID));
    tn_set_text(&field[TN_FIELD_PARENT_ID], tn_xml_field_text(&d->record, PARENT));
    tn_set_text(&field[TN_FIELD_AUTHOR], either(d, USERNAME, NAME));
    tn_set_time(&field[TN_FIELD_CREATED_AT], tn_xml_field_text(&d->record, CREATED));
    field[TN_FIELD_DELETED] =
        (tn_value){ .kind = TN_BOOLEAN,
                    .integer = tn_str_is(tn_xml_field_text(&d->record, DELETED), "true") };
}

static int take_post(disqus *d, tn_source_row *row, tenor_error *err)
{
    tenor_str message;
    int rc = tn_xml_read_record(d->xml, "post", post_fields, N_POST_FIELDS, &d->record, err);

    if (rc < 0)
        return rc;
    row->line_no = d->record.line_no;
    row->repaired = tn_xml_repaired(d->xml);
    if (tn_xml_record_is_bad(&d->record, row))
        return TN_BAD_ROW;
    fill_row(d, row);
    if (tn_str_is(tn_xml_field_text(&d->record, SPAM), "true"))
        return tn_bad_row(row, "marked as spam");
    message = tn_xml_field_text(&d->record, MESSAGE);
    tn_buf_clear(&d->text);
    return message.data ? tn_take_markup(row, message, false, &d->text, err) : TN_GOOD_ROW;
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
        rc = event.kind == TN_XML_OPEN && strcmp(event.name, "thread") == 0 ? take_thread(d, err)
                                                                            : 0;
        if (rc < 0)
            return rc;
    }
    return rc;
}

const tn_format tn_format_disqus = {
    .name = "disqus", .open = disqus_open, .next = disqus_next, .close = disqus_close
};
