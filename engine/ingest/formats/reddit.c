/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reddit.c - comments as Reddit's interface and its archives have them
 */
#include "ingest/json_docs.h"
#include "ingest/markup_text.h"

#include <string.h>

static bool begins_with(tenor_str text, const char *beginning)
{
    size_t bytes = strlen(beginning);

    return text.bytes >= bytes && memcmp(text.data, beginning, bytes) == 0;
}

/* "t1_abc" is the comment abc, "t3_abc" the link abc. */
static void drop_type(tn_value *value)
{
    tenor_str *id = &value->text;

    if (value->kind == TN_STRING && id->bytes > 3 && id->data[0] == 't' && id->data[2] == '_') {
        id->data += 3;
        id->bytes -= 3;
    }
}

/* Reddit escapes these three, once. */
static int unescape(tn_buf *out, tenor_str text, tenor_error *err)
{
    static const struct {
        const char *escape;
        char character;
    } escapes[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };
    int rc = tn_buf_reserve(out, text.bytes, err);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < text.bytes; i++) {
        const tenor_str rest = { text.data + i, text.bytes - i };
        char c = rest.data[0];

        for (size_t e = 0; rest.data[0] == '&' && e < sizeof(escapes) / sizeof(escapes[0]); e++)
            if (begins_with(rest, escapes[e].escape)) {
                c = escapes[e].character;
                i += strlen(escapes[e].escape) - 1;
                break;
            }
        out->data[out->bytes++] = c;
    }
    out->data[out->bytes] = '\0';
    return 0;
}

static bool is_gone(const tn_value *value)
{
    return value->kind == TN_STRING &&
           (tn_str_is(value->text, "[deleted]") || tn_str_is(value->text, "[removed]"));
}

static int normalise(tn_source_row *row, tn_buf *text, tenor_error *err)
{
    tn_value *parent = &row->field[TN_FIELD_PARENT_ID];
    tn_value *author = &row->field[TN_FIELD_AUTHOR];
    tn_value *created = &row->field[TN_FIELD_CREATED_AT];
    tn_value *edited = &row->field[TN_FIELD_UPDATED_AT];
    tn_value *body = &row->field[TN_FIELD_TEXT];
    int rc;

    if (parent->kind == TN_STRING && parent->text.bytes > 3 && begins_with(parent->text, "t3_"))
        parent->kind = TN_ABSENT; /* the link itself */
    drop_type(parent);
    drop_type(&row->field[TN_FIELD_ID]);
    drop_type(&row->field[TN_FIELD_ARTICLE_ID]);
    if (created->kind == TN_STRING) /* as some archives have it */
        tn_set_time(created, created->text);
    if (edited->kind != TN_INTEGER && edited->kind != TN_FRACTION)
        edited->kind = TN_ABSENT; /* true or false: when is not known */
    if (is_gone(author))
        author->kind = TN_ABSENT;
    if (is_gone(body)) {
        row->field[TN_FIELD_DELETED] = (tn_value){ .kind = TN_BOOLEAN, .integer = 1 };
        tn_set_text(body, tn_str(""));
    }
    if (body->kind != TN_STRING || body->text.bytes == 0 ||
        (!memchr(body->text.data, '&', body->text.bytes) &&
         !memchr(body->text.data, '>', body->text.bytes)))
        return TN_GOOD_ROW;
    rc = unescape(text, body->text, err);
    if (rc == 0)
        rc = tn_mark_quotes(text, err);
    if (rc < 0)
        return rc;
    body->text = (tenor_str){ text->data, text->bytes };
    return TN_GOOD_ROW;
}

static const tn_json_kind reddit = {
    .known = true,
    .names = "article_id=link_id,text=body,created_at=created_utc,updated_at=edited,likes=score,"
             "section=subreddit,title=link_title,url=link_url",
    .normalise = normalise,
};
const tn_format tn_format_reddit = { .name = "reddit",
                                     .open = tn_json_lines_open,
                                     .next = tn_json_docs_next,
                                     .close = tn_json_docs_close,
                                     .json = &reddit };
const tn_format tn_format_reddit_json = { .name = "reddit",
                                          .open = tn_json_docs_open,
                                          .next = tn_json_docs_next,
                                          .close = tn_json_docs_close,
                                          .json = &reddit };
