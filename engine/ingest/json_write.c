/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_write.c - a comment as one line of canonical NDJSON; what is absent is left out
 */
#include "ingest/ingest.h"
#include "text/json_writer.h"

#include <string.h>

static void put_string(tn_json_writer *line, const char *key, tenor_str s)
{
    if (s.data)
        tn_json_put_string(line, key, s);
}

static void put_time(tn_json_writer *line, const char *key, int64_t seconds)
{
    if (seconds != TENOR_NO_TIME)
        tn_json_put_time(line, key, seconds);
}

static void put_article(tn_json_writer *line, const tenor_article *article)
{
    tenor_str names = article->target_aliases;

    tn_json_open_object(line, "article");
    put_string(line, "title", article->title);
    put_string(line, "url", article->url);
    put_time(line, "published_at", article->published_at_s);
    put_string(line, "section", article->section);
    put_string(line, "target", article->target);
    if (names.data) {
        tn_json_open_array(line, "target_aliases");
        for (size_t at = 0; at < names.bytes;) { /* line feeds are between them */
            const char *end = memchr(names.data + at, '\n', names.bytes - at);
            size_t bytes = end ? (size_t)(end - names.data) - at : names.bytes - at;

            tn_json_put_string(line, NULL, (tenor_str){ names.data + at, bytes });
            at += bytes + 1;
        }
        tn_json_close(line);
    }
    put_time(line, "captured_at", article->captured_at_s);
    tn_json_close(line);
}

int tenor_comment_write(FILE *out, const tenor_comment *comment, tenor_error *err)
{
    tn_buf text = { 0 };
    tn_json_writer line;
    int rc;

    tn_json_begin(&line, &text, TN_JSON_COMPACT, err);
    tn_json_open_object(&line, NULL);
    put_string(&line, "article_id", comment->article_id);
    put_string(&line, "id", comment->id);
    put_string(&line, "parent_id", comment->parent_id);
    put_string(&line, "author", comment->author);
    put_time(&line, "created_at", comment->created_at_s);
    put_time(&line, "updated_at", comment->updated_at_s);
    if (comment->likes != INT64_MIN)
        tn_json_put_integer(&line, "likes", comment->likes);
    if (comment->deleted)
        tn_json_put_bool(&line, "deleted", true);
    put_string(&line, "text", comment->text);
    put_string(&line, "parent_text", comment->parent_text);
    if (comment->has_article)
        put_article(&line, &comment->article);
    tn_json_close(&line);
    rc = tn_json_end(&line);
    if (rc == 0 && fwrite(text.data, 1, text.bytes, out) != text.bytes)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write a comment");
    tn_buf_free(&text);
    return rc;
}
