/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doc.c - the fast writer of documents: into a buffer what jansson would print of the same tree
 *
 * An article's document has some 600 numbers, and a tree of them costs more to build, to print
 * piece by piece and to take down than the statistics that it shows.
 */
#include "output/doc.h"

#include "output/line.h"
#include "text/target.h"

#include <math.h>
#include <string.h>

#define NUMBER_BYTES 32
#define MARGIN_BYTES (1 + TN_DOC_DEPTH * TN_DOC_INDENT) /* the widest */

/* room for `bytes` more, or NULL after a failure; what was written there is added to out->bytes */
static inline char *room(tn_doc *d, size_t bytes)
{
    if (d->rc == 0)
        d->rc = tn_buf_reserve(d->out, bytes, d->err);
    return d->rc == 0 ? d->out->data + d->out->bytes : NULL;
}

static inline void advance(tn_doc *d, const char *end)
{
    d->out->bytes = (size_t)(end - d->out->data);
}

static inline char *put(char *at, const char *text, size_t bytes)
{
    memcpy(at, text, bytes);
    return at + bytes;
}

/* what parts a member from the one before or the one below from its parent */
static char *put_margin(const tn_doc *d, char *at)
{
    *at = '\n';
    memset(at + 1, ' ', MARGIN_BYTES - 1); /* a constant's worth is two stores and no call */
    return at + 1 + TN_DOC_INDENT * d->depth;
}

/* comma, margin and key; then there is room for `bytes` of the value. NULL after a failure. */
static char *begin_value(tn_doc *d, const char *key, size_t bytes)
{
    size_t key_bytes = key ? strlen(key) : 0;
    char *at = room(d, 2 + MARGIN_BYTES + key_bytes + 4 + bytes);

    if (!at)
        return NULL;
    if (!d->empty)
        *at++ = ',';
    if (d->lines && d->depth > 0)
        at = put_margin(d, at);
    else if (!d->empty)
        *at++ = ' ';
    d->empty = false;
    if (key) {
        *at++ = '"';
        at = put(at, key, key_bytes);
        at = put(at, "\": ", 3);
    }
    return at;
}

static void put_value(tn_doc *d, const char *key, const char *value, size_t bytes)
{
    char *at = begin_value(d, key, bytes);

    if (at)
        advance(d, put(at, value, bytes));
}

/* -------------------------------------------------------------- structure */

void tn_doc_begin(tn_doc *d, tn_buf *out, bool lines, tenor_error *err)
{
    *d = (tn_doc){ .out = out, .err = err, .lines = lines, .empty = true };
}

int tn_doc_end(tn_doc *d)
{
    if (d->rc == 0 && d->depth != 0)
        d->rc = tn_fail(d->err, TENOR_ERR_INTERNAL, "a document was not finished");
    return d->rc == 0 ? tn_buf_append(d->out, "\n", 1, d->err) : d->rc;
}

static void begin_nested(tn_doc *d, const char *key, char opener, char closer)
{
    if (d->rc == 0 && d->depth == TN_DOC_DEPTH)
        d->rc = tn_fail(d->err, TENOR_ERR_INTERNAL, "a document is too deep");
    put_value(d, key, &opener, 1);
    if (d->rc == 0) {
        d->closer[d->depth++] = closer;
        d->empty = true;
    }
}

void tn_doc_object(tn_doc *d, const char *key)
{
    begin_nested(d, key, '{', '}');
}

void tn_doc_array(tn_doc *d, const char *key)
{
    begin_nested(d, key, '[', ']');
}

void tn_doc_close(tn_doc *d)
{
    char *at = room(d, MARGIN_BYTES + 1);

    if (!at)
        return;
    d->depth--;
    if (d->lines && !d->empty)
        at = put_margin(d, at);
    *at++ = d->closer[d->depth];
    d->empty = false;
    advance(d, at);
}

/* ----------------------------------------------------------------- values */

void tn_doc_null(tn_doc *d, const char *key)
{
    put_value(d, key, "null", 4);
}

void tn_doc_bool(tn_doc *d, const char *key, bool value)
{
    put_value(d, key, value ? "true" : "false", value ? 4 : 5);
}

void tn_doc_integer(tn_doc *d, const char *key, int64_t value)
{
    char *at = begin_value(d, key, NUMBER_BYTES);

    if (at)
        advance(d, at + tn_format_integer(at, value));
}

/* if it has one: jansson writes 1e-5 where printf writes 1e-05, and 1e6 for 1e+06 */
static char *shorten_exponent(char *text, char *end)
{
    char *to = memchr(text, 'e', (size_t)(end - text));
    char *from;

    if (!to)
        return end;
    from = ++to + 1; /* past the sign, which only a minus keeps */
    to += *to == '-';
    while (*from == '0')
        from++;
    memmove(to, from, (size_t)(end - from));
    return to + (end - from);
}

void tn_doc_real(tn_doc *d, const char *key, double value)
{
    char *at = begin_value(d, key, NUMBER_BYTES);

    if (at) {
        char *end = at + tn_format6(at, value);
        bool has_exponent = fabs(value) < 1e-3 || fabs(value) > 1e5;

        advance(d, has_exponent ? shorten_exponent(at, end) : end);
    }
}

void tn_doc_target(tn_doc *d, const char *target)
{
    tenor_str name = tn_target_name(tn_str(target));

    tn_doc_bytes(d, "target", name.data, name.bytes);
}

void tn_doc_aliases(tn_doc *d, const char *target)
{
    tenor_str whole = tn_str(target), name = tn_target_name(whole);

    if (name.bytes == whole.bytes)
        return;
    tn_doc_array(d, "target_aliases");
    while ((name = tn_target_next(whole, name)).data)
        tn_doc_bytes(d, NULL, name.data, name.bytes);
    tn_doc_close(d);
}

bool tn_doc_key(char key[TN_DOC_KEY_BYTES], const char *prefix, const char *name)
{
    size_t bytes = strlen(prefix), more = strlen(name);

    if (bytes + more + 2 > TN_DOC_KEY_BYTES)
        return false;
    memcpy(key, prefix, bytes);
    key[bytes] = '_';
    memcpy(key + bytes + 1, name, more + 1);
    return true;
}

void tn_doc_named_real(tn_doc *d, const char *prefix, const char *name, double value)
{
    char key[TN_DOC_KEY_BYTES];

    if (tn_doc_key(key, prefix, name))
        tn_doc_real(d, key, value);
    else
        d->rc = d->rc < 0 ? d->rc : tn_fail(d->err, TENOR_ERR_INTERNAL, "a key is too long");
}

void tn_doc_time(tn_doc *d, const char *key, int64_t seconds)
{
    char *at;

    if (seconds == TENOR_NO_TIME) {
        tn_doc_null(d, key);
        return;
    }
    at = begin_value(d, key, NUMBER_BYTES + 2);
    if (at) {
        *at++ = '"';
        tn_format_time(at, seconds);
        at += strlen(at);
        *at++ = '"';
        advance(d, at);
    }
}

void tn_doc_text(tn_doc *d, const char *key, const char *text)
{
    tn_doc_bytes(d, key, text, text ? strlen(text) : 0);
}

void tn_doc_bytes(tn_doc *d, const char *key, const char *text, size_t bytes)
{
    char *at;

    if (!text) {
        tn_doc_null(d, key);
        return;
    }
    if (bytes > (SIZE_MAX - TN_DOC_KEY_BYTES) / TN_ESCAPED_BYTES) {
        d->rc = d->rc < 0 ? d->rc : tn_no_memory(d->err);
        return;
    }
    at = begin_value(d, key, bytes * TN_ESCAPED_BYTES + 2 + 8);
    if (at) {
        size_t plain = tn_json_copy_plain(at + 1, text, bytes);

        *at = '"';
        at = tn_json_put_pieces(at + 1 + plain, text + plain, bytes - plain);
        *at++ = '"';
        advance(d, at);
    }
}
