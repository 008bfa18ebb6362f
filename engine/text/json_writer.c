/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_writer.c - writes JSON straight into a buffer, without a tree
 *
 * An article's document has some 600 numbers, and a tree of them costs more to build, to print
 * piece by piece and to take down than the statistics that it shows.
 */
#include "text/json_writer.h"

#include "base/swar8.h"
#include "text/token.h"

#include <math.h>
#include <string.h>

#define LINE_BYTES    600 /* most lines need no more */
#define INDENT        2
#define MARGIN_BYTES  (1 + TN_JSON_DEPTH * INDENT) /* the widest */
#define NUMBER_BYTES  32
#define ESCAPED_BYTES 6 /* of one byte, at most */
#define EXCESS_BYTES  8 /* that copy_plain may write behind the text */

static char *grow(tn_json_writer *w, size_t bytes)
{
    if (w->rc < 0)
        return NULL;
    if (w->at)
        w->out->bytes = (size_t)(w->at - w->out->data);
    w->rc = tn_buf_reserve(w->out, bytes + 1, w->err);
    if (w->rc < 0) {
        w->at = w->end; /* no room: all that follows ends here */
        return NULL;
    }
    w->at = w->out->data + w->out->bytes;
    w->end = w->out->data + w->out->capacity;
    return w->at;
}

/* where `bytes` more may be written, NULL after a failure; w->at is moved by who wrote them */
static inline char *room(tn_json_writer *w, size_t bytes)
{
    return (size_t)(w->end - w->at) > bytes ? w->at : grow(w, bytes);
}

static inline char *put(char *at, const char *text, size_t bytes)
{
    memcpy(at, text, bytes);
    return at + bytes;
}

static char *put_margin(const tn_json_writer *w, char *at)
{
    *at = '\n';
    memset(at + 1, ' ', MARGIN_BYTES - 1); /* of constant size: two stores and no call */
    return at + 1 + INDENT * w->depth;
}

/* comma, margin and key; then there is room for `bytes` of the value. NULL after a failure. */
static char *begin_with_blanks(tn_json_writer *w, const char *key, size_t bytes)
{
    size_t key_bytes = key ? strlen(key) : 0;
    char *at = room(w, 2 + MARGIN_BYTES + key_bytes + 4 + bytes);

    if (!at)
        return NULL;
    if (!w->empty)
        *at++ = ',';
    if (w->style == TN_JSON_INDENTED && w->depth > 0)
        at = put_margin(w, at);
    else if (!w->empty)
        *at++ = ' ';
    w->empty = false;
    if (key) {
        *at++ = '"';
        at = put(at, key, key_bytes);
        at = put(at, "\": ", 3);
    }
    return at;
}

static inline char *begin_value(tn_json_writer *w, const char *key, size_t bytes)
{
    size_t key_bytes = key ? strlen(key) : 0;
    char *at;

    if (w->style != TN_JSON_COMPACT)
        return begin_with_blanks(w, key, bytes);
    at = room(w, key_bytes + 4 + bytes);
    if (!at)
        return NULL;
    *at = ',';
    at += !w->empty;
    w->empty = false;
    if (key) {
        *at++ = '"';
        at = put(at, key, key_bytes);
        at = put(at, "\":", 2);
    }
    return at;
}

/* -------------------------------------------------------------- structure */

void tn_json_begin(tn_json_writer *w, tn_buf *out, tn_json_style style, tenor_error *err)
{
    *w = (tn_json_writer){ .out = out, .style = style, .empty = true, .err = err };
    (void)grow(w, LINE_BYTES);
}

int tn_json_end(tn_json_writer *w)
{
    char *at = room(w, 1);

    if (at && w->depth > 0)
        w->rc = tn_fail(w->err, TENOR_ERR_INTERNAL, "a document was not finished");
    if (!at || w->rc < 0)
        return w->rc;
    at[0] = '\n';
    at[1] = '\0';
    w->out->bytes = (size_t)(at + 1 - w->out->data);
    return 0;
}

static void open_nested(tn_json_writer *w, const char *key, char opener, char closer)
{
    char *at = begin_value(w, key, 1);

    if (!at)
        return;
    if (w->depth == TN_JSON_DEPTH) {
        w->rc = tn_fail(w->err, TENOR_ERR_INTERNAL, "a document is too deep");
        w->at = w->end;
        return;
    }
    *at = opener;
    w->at = at + 1;
    w->closer[w->depth++] = closer;
    w->empty = true;
}

void tn_json_open_object(tn_json_writer *w, const char *key)
{
    open_nested(w, key, '{', '}');
}

void tn_json_open_array(tn_json_writer *w, const char *key)
{
    open_nested(w, key, '[', ']');
}

void tn_json_close(tn_json_writer *w)
{
    char *at = room(w, MARGIN_BYTES + 1);

    if (!at)
        return;
    w->depth--;
    if (w->style == TN_JSON_INDENTED && !w->empty)
        at = put_margin(w, at);
    *at = w->closer[w->depth];
    w->at = at + 1;
    w->empty = false;
}

/* ----------------------------------------------------------------- values */

void tn_json_put_raw(tn_json_writer *w, const char *key, const char *json)
{
    size_t bytes = strlen(json);
    char *at = begin_value(w, key, bytes);

    if (at)
        w->at = put(at, json, bytes);
}

void tn_json_put_null(tn_json_writer *w, const char *key)
{
    char *at = begin_value(w, key, 4);

    if (at)
        w->at = put(at, "null", 4);
}

void tn_json_put_bool(tn_json_writer *w, const char *key, bool value)
{
    tn_json_put_raw(w, key, value ? "true" : "false");
}

void tn_json_put_integer(tn_json_writer *w, const char *key, int64_t value)
{
    char *at = begin_value(w, key, NUMBER_BYTES);

    if (at)
        w->at = at + tn_format_integer(at, value);
}

/* where there is one: jansson writes 1e-5 where printf writes 1e-05, and 1e6 for 1e+06 */
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

static inline char *put_real(tn_json_writer *w, char *at, double value)
{
    char *end = at + tn_format6(at, value);

    if (w->style != TN_JSON_COMPACT && (fabs(value) < 1e-3 || fabs(value) > 1e5))
        end = shorten_exponent(at, end);
    return end;
}

void tn_json_put_real(tn_json_writer *w, const char *key, double value)
{
    char *at = begin_value(w, key, NUMBER_BYTES);

    if (at)
        w->at = put_real(w, at, value);
}

void tn_json_put_reals(tn_json_writer *w, const char *key, const char *const *name,
                       const double *value, int n)
{
    tn_json_open_object(w, key);
    for (int i = 0; i < n; i++) {
        char *at = begin_value(w, name[i], NUMBER_BYTES);

        if (at)
            w->at = put_real(w, at, value[i]);
    }
    tn_json_close(w);
}

void tn_json_put_time(tn_json_writer *w, const char *key, int64_t seconds)
{
    char text[32];

    if (seconds == TENOR_NO_TIME) {
        tn_json_put_null(w, key);
        return;
    }
    tn_format_time(text, seconds);
    tn_json_put_text(w, key, text);
}

/*
 * Copy the ASCII bytes that need no escape, up to the first other one; returns how many. Eight at
 * a time: up to EXCESS_BYTES more than `bytes` may be written.
 */
static inline size_t copy_plain(char *out, const char *text, size_t bytes)
{
    for (size_t n = 0; n < bytes; n += 8) {
        size_t left = bytes - n;
        tn_swar8 x = left >= 8 ? tn_swar8_load(text + n) : tn_swar8_load_few(text + n, left);
        /* the first byte that borrows is one; those behind it need not be */
        tn_swar8 control = x - TN_SWAR8(0x20), quote = (x ^ TN_SWAR8('"')) - TN_SWAR8(1),
                 backslash = (x ^ TN_SWAR8('\\')) - TN_SWAR8(1);
        tn_swar8 special = (x | control | quote | backslash) & TN_SWAR8(0x80);

        memcpy(out + n, &x, sizeof(x));
        if (special) /* the zeros behind the last bytes are, too */
            return n + (size_t)__builtin_ctzll(special) / 8;
    }
    return bytes;
}

/* text with its escapes, those that JSON asks for, to out[0..ESCAPED_BYTES * bytes); its end */
static char *put_escaped(char *out, const char *text, size_t bytes)
{
    static const char hex[] = "0123456789ABCDEF";

    while (bytes > 0) {
        size_t plain = copy_plain(out, text, bytes), used = 1;
        bool valid;
        char c;

        out += plain;
        text += plain;
        bytes -= plain;
        if (bytes == 0)
            break;
        c = *text;
        switch (c) {
        case '"':
        case '\\':
            out = put(out, (char[]){ '\\', c }, 2);
            break;
        case '\b':
            out = put(out, "\\b", 2);
            break;
        case '\f':
            out = put(out, "\\f", 2);
            break;
        case '\n':
            out = put(out, "\\n", 2);
            break;
        case '\r':
            out = put(out, "\\r", 2);
            break;
        case '\t':
            out = put(out, "\\t", 2);
            break;
        default:
            if ((unsigned char)c < 0x20) {
                out = put(out, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
                break;
            }
            tn_utf8_decode(text, bytes, &used, &valid);
            out = valid ? put(out, text, used) : put(out, "\xEF\xBF\xBD", 3);
        }
        text += used;
        bytes -= used;
    }
    return out;
}

void tn_json_put_string(tn_json_writer *w, const char *key, tenor_str text)
{
    size_t plain;
    char *at;

    if (!text.data) {
        tn_json_put_null(w, key);
        return;
    }
    at = begin_value(w, key, text.bytes + EXCESS_BYTES + 2);
    if (!at)
        return;
    *at++ = '"';
    plain = copy_plain(at, text.data, text.bytes); /* nearly always all of it */
    w->at = at + plain;
    if (plain < text.bytes) {
        at = room(w, (text.bytes - plain) * ESCAPED_BYTES + EXCESS_BYTES + 1);
        if (!at)
            return;
        w->at = put_escaped(at, text.data + plain, text.bytes - plain);
    }
    *w->at++ = '"';
}
