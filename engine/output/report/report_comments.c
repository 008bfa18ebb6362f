/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_comments.c - the comments that the HTML report embeds, out of comments.ndjson
 *
 * The file's articles stand one behind the other, and an article's comments in the order of a hash
 * of their ids: the first of them are a random sample.
 */
#include "output/report/report_comments.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define OF_ARTICLE 2000 /* comments, at most */

typedef struct {
    tn_buf text; /* of objects, with commas between them */
    int64_t n;
} embedded;

int tn_embed_json(tn_buf *out, const char *text, tenor_error *err)
{
    int rc = 0;

    while (rc == 0 && *text) {
        size_t plain = strcspn(text, "<>&");

        rc = tn_buf_append(out, text, plain, err);
        text += plain;
        if (rc == 0 && *text)
            rc = tn_buf_printf(out, err, "\\u%04x", (unsigned char)*text++);
    }
    return rc;
}

/* {"label", percent, score, words} of a head as an array; NULL if the comment has no label of it */
static json_t *short_label(const json_t *comment, const char *head)
{
    const json_t *own = json_object_get(comment, head);
    const char *label = tn_get_text(own, "label");
    json_t *words = json_object_get(own, "words"), *out = label ? json_array() : NULL;
    double p = label ? tn_get_real(json_object_get(own, "p"), label) : 0.0;
    bool ok = out != NULL;

    if (!label)
        return NULL;
    tn_append(out, json_string(label), &ok);
    tn_append(out, json_integer((json_int_t)(100.0 * p + 0.5)), &ok);
    tn_append(out, json_real(tn_get_real(own, "score")), &ok);
    tn_append(out, words ? json_incref(words) : json_array(), &ok);
    return tn_json_finish(out, ok);
}

static int embed(embedded *to, const json_t *comment, tenor_error *err)
{
    static const char *const kept[] = { "id",    "parent_id", "created_at",
                                        "likes", "unscored",  "excerpt" };
    json_t *own = json_object(), *value;
    bool ok = own != NULL;
    char *text;
    int rc;

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        value = json_object_get(comment, kept[i]);
        if (value && !json_is_null(value))
            tn_put(own, kept[i], json_incref(value), &ok);
    }
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const char *name = tenor_head_name(head);

        if (json_is_object(json_object_get(comment, name)))
            tn_put(own, name, short_label(comment, name), &ok);
    }
    own = tn_json_finish(own, ok);
    text = own ? json_dumps(own, JSON_COMPACT | JSON_REAL_PRECISION(6)) : NULL;
    json_decref(own);
    if (!text)
        return tn_no_memory(err);
    rc = to->n++ > 0 ? tn_buf_puts(&to->text, ",", err) : 0;
    rc = rc == 0 ? tn_embed_json(&to->text, text, err) : rc;
    free(text);
    return rc;
}

/* the bytes that name a line's article: equal for its neighbours, so few lines need be parsed */
static tenor_str name_of_article(const char *line, size_t bytes)
{
    static const char from[] = "\"article_id\":", to[] = ",\"parent_id\":";
    const char *start = memmem(line, bytes, from, sizeof(from) - 1);
    const char *end =
        start ? memmem(start, bytes - (size_t)(start - line), to, sizeof(to) - 1) : NULL;

    return end ? (tenor_str){ start, (size_t)(end - start) } : (tenor_str){ 0 };
}

/* `place` has the index of every wanted article, by its id */
static int read_comments(embedded *article, const json_t *place, FILE *file, const char *path,
                         tenor_error *err)
{
    char *line = NULL;
    size_t capacity = 0;
    tn_buf last = { 0 }; /* the name of the last line's article */
    embedded *to = NULL; /* where its comments go; NULL: nowhere */
    ssize_t bytes;
    int rc = 0;

    while (rc == 0 && (bytes = getline(&line, &capacity, file)) > 0) {
        tenor_str name = name_of_article(line, (size_t)bytes);
        bool same = name.bytes == last.bytes && name.bytes > 0 &&
                    memcmp(name.data, last.data, name.bytes) == 0;
        json_t *comment = NULL;
        const json_t *at;

        if (same && (!to || to->n >= OF_ARTICLE))
            continue;
        comment = json_loadb(line, (size_t)bytes, JSON_ALLOW_NUL, NULL);
        if (!comment) {
            rc = tn_fail(err, TENOR_ERR_INPUT, "'%s': not JSON", path);
            break;
        }
        if (!same) {
            const char *id = tn_get_text(comment, "article_id");

            at = id ? json_object_get(place, id) : NULL;
            to = at ? &article[json_integer_value(at)] : NULL;
            tn_buf_clear(&last);
            rc = tn_buf_append(&last, name.data, name.bytes, err);
        }
        if (rc == 0 && to && json_object_get(comment, "excerpt"))
            rc = embed(to, comment, err);
        json_decref(comment);
    }
    if (rc == 0 && ferror(file))
        rc = tn_fail(err, TENOR_ERR_IO, "'%s': cannot read: %s", path, strerror(errno));
    free(line);
    tn_buf_free(&last);
    return rc;
}

/* {"ID":[comment,…],…}: the largest articles first, as long as they fit */
static int put_all(tn_buf *out, embedded *article, const json_t *ids, size_t max_bytes,
                   tenor_error *err)
{
    const json_t *id;
    size_t index, n = 0;
    int rc = tn_buf_puts(out, "{", err);

    json_array_foreach(ids, index, id)
    {
        char *key;

        if (article[index].n == 0 || out->bytes + article[index].text.bytes > max_bytes)
            continue;
        key = json_dumps(id, JSON_ENCODE_ANY);
        if (!key)
            return tn_no_memory(err);
        rc = rc == 0 && n++ > 0 ? tn_buf_puts(out, ",", err) : rc;
        rc = rc == 0 ? tn_embed_json(out, key, err) : rc;
        rc = rc == 0 ? tn_buf_puts(out, ":[", err) : rc;
        rc = rc == 0 ? tn_buf_append(out, article[index].text.data, article[index].text.bytes, err)
                     : rc;
        rc = rc == 0 ? tn_buf_puts(out, "]", err) : rc;
        free(key);
    }
    return rc == 0 ? tn_buf_puts(out, "}", err) : rc;
}

int tn_report_comments(tn_buf *out, const char *run, const json_t *ids, size_t max_bytes,
                       tenor_error *err)
{
    char *path = tn_path_join(run, "comments.ndjson");
    FILE *file = path ? fopen(path, "rbe") : NULL;
    size_t n = json_array_size(ids), index;
    embedded *article = tn_alloc(n, sizeof(*article));
    json_t *place = json_object();
    bool ok = place != NULL;
    const json_t *id;
    int rc = path && article ? 0 : tn_no_memory(err);

    json_array_foreach(ids, index, id)
    {
        tn_put(place, json_string_value(id), json_integer((json_int_t)index), &ok);
    }
    if (rc == 0 && !ok)
        rc = tn_no_memory(err);
    if (rc == 0 && !file && errno != ENOENT)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
    if (rc == 0 && file)
        rc = read_comments(article, place, file, path, err);
    if (rc == 0)
        rc = put_all(out, article, ids, max_bytes, err);
    for (size_t i = 0; article && i < n; i++)
        tn_buf_free(&article[i].text);
    free(article);
    json_decref(place);
    if (file)
        fclose(file);
    free(path);
    return rc;
}
