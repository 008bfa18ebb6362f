/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reddit.c - comments as Reddit's interface and its archives have them
 */
#include "ingest/json_docs.h"
#include "ingest/markup_text.h"

#include <string.h>

const char tn_reddit_names[] =
    "article_id=link_id,text=body,created_at=created_utc,updated_at=edited,likes=score,"
    "section=subreddit,title=link_title,url=link_url";

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
static int append_unescaped(tn_buf *out, tenor_str text, tenor_error *err)
{
    static const struct {
        const char *escape, *character;
    } escapes[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" } };
    const char *at = text.data, *end = text.data + text.bytes;
    int rc = 0;

    while (rc == 0 && at < end) {
        const char *mark = memchr(at, '&', (size_t)(end - at));
        const char *character = "&";
        size_t used = 1;

        if (!mark)
            return tn_buf_append(out, at, (size_t)(end - at), err);
        for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
            size_t bytes = strlen(escapes[i].escape);

            if ((size_t)(end - mark) >= bytes && memcmp(mark, escapes[i].escape, bytes) == 0) {
                character = escapes[i].character;
                used = bytes;
            }
        }
        rc = tn_buf_append(out, at, (size_t)(mark - at), err);
        rc = rc < 0 ? rc : tn_buf_append(out, character, 1, err);
        at = mark + used;
    }
    return rc;
}

/* Up to `start` the buffer holds the unescaped text, from there the text with marked quotes. */
static int normalise_text(tn_source_row *row, tn_buf *text, tenor_error *err)
{
    tn_value *body = &row->field[TN_FIELD_TEXT];
    size_t start;
    int rc;

    if (body->text.bytes == 0 || (!memchr(body->text.data, '&', body->text.bytes) &&
                                  !memchr(body->text.data, '>', body->text.bytes)))
        return 0;
    tn_buf_clear(text);
    rc = tn_buf_reserve(text, 4 * body->text.bytes, err); /* so that it stays where it is */
    rc = rc < 0 ? rc : append_unescaped(text, body->text, err);
    start = text->bytes;
    rc = rc < 0 ? rc : tn_mark_quotes(text, (tenor_str){ text->data, start }, err);
    if (rc == 0)
        body->text = (tenor_str){ text->data + start, text->bytes - start };
    return rc;
}

static bool is_gone(const tn_value *value)
{
    return tn_str_is(value->text, "[deleted]") || tn_str_is(value->text, "[removed]");
}

int tn_reddit_normalise(tn_source_row *row, tn_buf *text, tenor_error *err)
{
    tn_value *parent = &row->field[TN_FIELD_PARENT_ID];
    tn_value *author = &row->field[TN_FIELD_AUTHOR];
    tn_value *created = &row->field[TN_FIELD_CREATED_AT];
    tn_value *edited = &row->field[TN_FIELD_UPDATED_AT];
    tn_value *body = &row->field[TN_FIELD_TEXT];
    int rc = 0;

    if (parent->kind == TN_STRING && parent->text.bytes > 3 &&
        memcmp(parent->text.data, "t3_", 3) == 0)
        parent->kind = TN_ABSENT; /* the link itself */
    drop_type(parent);
    drop_type(&row->field[TN_FIELD_ID]);
    drop_type(&row->field[TN_FIELD_ARTICLE_ID]);
    if (created->kind == TN_STRING) /* as some archives have it */
        tn_set_time(created, created->text);
    if (edited->kind != TN_INTEGER && edited->kind != TN_FRACTION)
        edited->kind = TN_ABSENT; /* true or false: when is not known */
    if (author->kind == TN_STRING && is_gone(author))
        author->kind = TN_ABSENT;
    if (body->kind == TN_STRING && is_gone(body)) {
        row->field[TN_FIELD_DELETED] = (tn_value){ .kind = TN_BOOLEAN, .integer = 1 };
        tn_set_text(body, tn_str(""));
    } else if (body->kind == TN_STRING) {
        rc = normalise_text(row, text, err);
    }
    return rc < 0 ? rc : TN_GOOD_ROW;
}

/* ----------------------------------------------------------- in an array */

static int reddit_next(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    if (docs->n_rows > 0)
        return 0;
    tn_json_take_row(row, docs->map, docs->root);
    return tn_reddit_normalise(row, &docs->text, err);
}

static int reddit_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    static const tn_json_kind kind = { .list_key = "data",
                                       .names = tn_reddit_names,
                                       .next = reddit_next };

    return tn_json_docs_open(state, lines, setup, &kind, err);
}

const tn_format tn_format_reddit_json = {
    .name = "reddit", .open = reddit_open, .next = tn_json_docs_next, .close = tn_json_docs_close
};
