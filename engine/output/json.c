/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c - building documents with jansson: null for what is undefined, one failure for all
 */
#include "output/json.h"

#include "text/token.h"
#include "text/target.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define KEY_BYTES 128

/* UTF-8 as it is, with U+FFFD for every invalid sequence; NULL only when memory is short */
static json_t *text_value(const char *text, size_t bytes)
{
    json_t *value = json_stringn(text, bytes);
    tn_buf repaired = { 0 };

    if (!value && tn_utf8_sanitise(&repaired, text, bytes, NULL) >= 0)
        value = json_stringn(repaired.data ? repaired.data : "", repaired.bytes);
    tn_buf_free(&repaired);
    return value;
}

void tn_put(json_t *object, const char *key, json_t *value, bool *ok)
{
    if (json_object_set_new_nocheck(object, key, value) != 0)
        *ok = false;
}

static void put_bytes(json_t *object, const char *key, const char *text, size_t bytes, bool *ok)
{
    tn_put(object, key, text ? text_value(text, bytes) : json_null(), ok);
}

void tn_put_text(json_t *object, const char *key, const char *text, bool *ok)
{
    put_bytes(object, key, text, text ? strlen(text) : 0, ok);
}

void tn_put_target(json_t *object, const char *target, bool *ok)
{
    tenor_str name = tn_target_name(tn_str(target));

    put_bytes(object, "target", name.data, name.bytes, ok);
}

void tn_put_integer(json_t *object, const char *key, int64_t value, bool *ok)
{
    tn_put(object, key, json_integer(value), ok);
}

void tn_put_real(json_t *object, const char *key, double value, bool *ok)
{
    tn_put(object, key, isfinite(value) ? json_real(tn_round6(value)) : json_null(), ok);
}

void tn_put_named_real(json_t *object, const char *prefix, const char *name, double value, bool *ok)
{
    char key[KEY_BYTES];

    snprintf(key, sizeof(key), "%s_%s", prefix, name);
    tn_put_real(object, key, value, ok);
}

void tn_put_time(json_t *object, const char *key, int64_t seconds, bool *ok)
{
    char text[32];

    if (seconds == TENOR_NO_TIME) {
        tn_put(object, key, json_null(), ok);
    } else {
        tn_format_time(text, seconds);
        tn_put_text(object, key, text, ok);
    }
}

void tn_append(json_t *array, json_t *value, bool *ok)
{
    if (json_array_append_new(array, value) != 0)
        *ok = false;
}

void tn_put_aliases(json_t *object, const char *target, bool *ok)
{
    tenor_str whole = tn_str(target), name = tn_target_name(whole);
    json_t *list = name.bytes < whole.bytes ? json_array() : NULL;

    if (name.bytes == whole.bytes)
        return;
    while (list && (name = tn_target_next(whole, name)).data)
        tn_append(list, json_stringn(name.data, name.bytes), ok);
    tn_put(object, "target_aliases", list, ok);
}

json_t *tn_json_finish(json_t *root, bool ok)
{
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

int tn_stream_check(FILE *out, tenor_error *err)
{
    if (ferror(out))
        return tn_fail(err, TENOR_ERR_IO, "cannot write: %s", strerror(errno ? errno : EIO));
    return 0;
}

int tn_stream_write(FILE *out, const tn_buf *text, tenor_error *err)
{
    errno = 0;
    fwrite(text->data, 1, text->bytes, out);
    return tn_stream_check(out, err);
}

/* Pieces of a document on their way to the stream: jansson gives a few bytes at a time. */
typedef struct {
    tn_buf text;
    tenor_error *err;
    int rc;
} pieces;

/* jansson passes over a key that could not be written: the failure stays in `rc` */
static int add_piece(const char *piece, size_t bytes, void *user)
{
    pieces *p = user;

    if (p->rc == 0)
        p->rc = tn_buf_append(&p->text, piece, bytes, p->err);
    return p->rc == 0 ? 0 : -1;
}

int tn_json_write(FILE *out, json_t *root, size_t indent, bool ok, tenor_error *err)
{
    size_t flags = JSON_REAL_PRECISION(6) | JSON_ENCODE_ANY;
    pieces p = { .err = err };

    flags |= indent ? JSON_INDENT(indent) : 0;
    if (!root || !ok || json_dump_callback(root, add_piece, &p, flags) != 0)
        p.rc = p.rc < 0 ? p.rc : tn_no_memory(err);
    add_piece("\n", 1, &p);
    if (p.rc == 0)
        p.rc = tn_stream_write(out, &p.text, err);
    tn_buf_free(&p.text);
    json_decref(root);
    return p.rc;
}

/* ------------------------------------------------------- common parts */

json_t *tn_json_unscored(const int64_t unscored[TENOR_N_UNSCORED])
{
    json_t *root = json_object();
    bool ok = root != NULL;

    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        tn_put_integer(root, tenor_unscored_name(reason), unscored[reason], &ok);
    return tn_json_finish(root, ok);
}

/* --------------------------------------------------- columns and flags */

int tn_column_classes(const char *name[TENOR_MAX_CLASSES], const tn_heads *heads, int head)
{
    static const char *const usual[TENOR_N_HEADS][TENOR_MAX_CLASSES] = {
        { "negative", "neutral", "positive" },
        { "against", "none", "favor" },
        { "disagree", "neutral", "agree" }
    };
    int n = heads->n_classes[head];

    for (int c = 0; c < TENOR_MAX_CLASSES; c++)
        name[c] = n > 0 ? heads->class_name[head][c] : usual[head][c];
    return n > 0 ? n : TENOR_MAX_CLASSES;
}

#define SMALL_SCORED        10
#define ONE_VOICE_INFLUENCE 0.1 /* of one author on the mean sentiment */
#define ONE_VOICE_SHARE     0.5 /* of the comments of known authors */
#define ONE_VOICE_COMMENTS  10
#define DOMAIN_COVERAGE     0.75

int tn_article_flags(const char *flag[TN_N_FLAGS], const tn_article_records *article,
                     const tn_article_stats *stats)
{
    const tn_counts *counts = &stats->comments;
    int n = 0;

    if (counts->scored < SMALL_SCORED)
        flag[n++] = "small";
    if (stats->head[TENOR_STANCE].present && article->target_source == TENOR_TARGET_TITLE)
        flag[n++] = "stance_target_is_title";
    if (counts->unscored[TENOR_UNSCORED_LOW_COVERAGE] * 2 > counts->count)
        flag[n++] = "low_coverage";
    if (counts->count >= ONE_VOICE_COMMENTS &&
        (fabs(stats->discussion.voices.influence) > ONE_VOICE_INFLUENCE ||
         (counts->authors > 1 && stats->discussion.concentration.top_author > ONE_VOICE_SHARE)))
        flag[n++] = "one_voice";
    if (stats->discussion.mean_coverage < DOMAIN_COVERAGE)
        flag[n++] = "out_of_domain";
    return n;
}
