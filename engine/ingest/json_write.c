/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_write.c - a comment as one line of canonical NDJSON
 */
#include "ingest/ingest.h"
#include "text/token.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* jansson refuses invalid UTF-8; a comment from elsewhere than the reader may hold some. */
static json_t *repaired_string(tenor_str s, tenor_error *err)
{
    tn_buf repaired = { 0 };
    json_t *value = NULL;

    if (tn_utf8_sanitise(&repaired, s.data, s.bytes, err) >= 0)
        value = json_stringn(repaired.data, repaired.bytes);
    tn_buf_free(&repaired);
    return value;
}

static int set(json_t *object, const char *key, json_t *value, tenor_error *err)
{
    return value && json_object_set_new_nocheck(object, key, value) == 0 ? 0 : tn_no_memory(err);
}

static int set_string(json_t *object, const char *key, tenor_str s, tenor_error *err)
{
    json_t *value;

    if (!s.data)
        return 0;
    value = json_stringn(s.data, s.bytes);
    return set(object, key, value ? value : repaired_string(s, err), err);
}

static int set_time(json_t *object, const char *key, int64_t seconds, tenor_error *err)
{
    char text[32];

    if (seconds == TENOR_NO_TIME)
        return 0;
    tn_format_time(text, seconds);
    return set(object, key, json_string(text), err);
}

/* names with line feeds between them, as a list */
static int set_names(json_t *object, const char *key, tenor_str names, tenor_error *err)
{
    json_t *list = names.data ? json_array() : NULL;
    int rc = names.data ? set(object, key, list, err) : 0;

    for (size_t at = 0; list && rc == 0 && at < names.bytes;) {
        const char *end = memchr(names.data + at, '\n', names.bytes - at);
        size_t bytes = end ? (size_t)(end - names.data) - at : names.bytes - at;
        json_t *value = json_stringn(names.data + at, bytes);

        if (!value)
            value = repaired_string((tenor_str){ names.data + at, bytes }, err);
        rc = value && json_array_append_new(list, value) == 0 ? 0 : tn_no_memory(err);
        at += bytes + 1;
    }
    return rc;
}

static int set_article(json_t *object, const tenor_article *article, tenor_error *err)
{
    json_t *inner = json_object();
    int rc = set(object, "article", inner, err);

    rc = rc < 0 ? rc : set_string(inner, "title", article->title, err);
    rc = rc < 0 ? rc : set_string(inner, "url", article->url, err);
    rc = rc < 0 ? rc : set_time(inner, "published_at", article->published_at_s, err);
    rc = rc < 0 ? rc : set_string(inner, "section", article->section, err);
    rc = rc < 0 ? rc : set_string(inner, "target", article->target, err);
    rc = rc < 0 ? rc : set_names(inner, "target_aliases", article->target_aliases, err);
    return rc < 0 ? rc : set_time(inner, "captured_at", article->captured_at_s, err);
}

static int fill(json_t *object, const tenor_comment *comment, tenor_error *err)
{
    int rc = set_string(object, "article_id", comment->article_id, err);

    rc = rc < 0 ? rc : set_string(object, "id", comment->id, err);
    rc = rc < 0 ? rc : set_string(object, "parent_id", comment->parent_id, err);
    rc = rc < 0 ? rc : set_string(object, "author", comment->author, err);
    rc = rc < 0 ? rc : set_time(object, "created_at", comment->created_at_s, err);
    rc = rc < 0 ? rc : set_time(object, "updated_at", comment->updated_at_s, err);
    if (rc == 0 && comment->likes != INT64_MIN)
        rc = set(object, "likes", json_integer(comment->likes), err);
    if (rc == 0 && comment->deleted)
        rc = set(object, "deleted", json_true(), err);
    rc = rc < 0 ? rc : set_string(object, "text", comment->text, err);
    rc = rc < 0 ? rc : set_string(object, "parent_text", comment->parent_text, err);
    if (rc == 0 && comment->has_article)
        rc = set_article(object, &comment->article, err);
    return rc;
}

int tenor_comment_write(FILE *out, const tenor_comment *comment, tenor_error *err)
{
    json_t *object = json_object();
    char *line;
    int rc = object ? fill(object, comment, err) : tn_no_memory(err);

    if (rc == 0) {
        line = json_dumps(object, JSON_COMPACT);
        if (!line)
            rc = tn_no_memory(err);
        else if (fputs(line, out) == EOF || putc('\n', out) == EOF)
            rc = tn_fail(err, TENOR_ERR_IO, "cannot write a comment");
        free(line);
    }
    json_decref(object);
    return rc;
}
