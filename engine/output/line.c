/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line.c - the fast writer of JSON lines of a fixed shape
 */
#include "output/line.h"

#include "base/swar8.h"
#include "text/token.h"

#include <string.h>

#define LINE_BYTES 600 /* most lines need no more */

void tn_line_begin(tn_line *line, tn_buf *out, tenor_error *err)
{
    *line = (tn_line){ .out = out, .err = err };
    (void)tn_line_grow(line, LINE_BYTES);
}

char *tn_line_grow(tn_line *line, size_t bytes)
{
    tn_buf *out = line->out;

    if (line->rc < 0)
        return NULL;
    if (line->at)
        out->bytes = (size_t)(line->at - out->data);
    line->rc = tn_buf_reserve(out, bytes + 1, line->err);
    if (line->rc < 0) {
        line->at = line->end; /* no room: everything that follows ends here */
        return NULL;
    }
    line->at = out->data + out->bytes;
    line->end = out->data + out->capacity;
    return line->at;
}

int tn_line_end(tn_line *line)
{
    tn_line_char(line, '\n');
    if (line->rc == 0) {
        *line->at = '\0';
        line->out->bytes = (size_t)(line->at - line->out->data);
    }
    return line->rc;
}

/* ---------------------------------------------------------------- strings */

/*
 * Of eight bytes, those that do not stand for themselves, or are not ASCII: the first of them is
 * right, those behind it need not be. A byte that is 0, or less than what is taken off, borrows.
 */
static inline tn_swar8 special_bytes(tn_swar8 x)
{
    tn_swar8 control = x - TN_SWAR8(0x20), quote = (x ^ TN_SWAR8('"')) - TN_SWAR8(1),
             backslash = (x ^ TN_SWAR8('\\')) - TN_SWAR8(1);

    return (x | control | quote | backslash) & TN_SWAR8(0x80);
}

size_t tn_json_copy_plain(char *out, const char *text, size_t bytes)
{
    size_t n = 0;

    while (n < bytes) {
        size_t left = bytes - n;
        tn_swar8 x = left >= 8 ? tn_swar8_load(text + n) : tn_swar8_load_few(text + n, left);
        tn_swar8 special = special_bytes(x);

        memcpy(out + n, &x, sizeof(x));
        if (special) /* the zeros behind the last ones are, too */
            return n + (size_t)__builtin_ctzll(special) / 8;
        n += 8;
    }
    return bytes;
}

/* how many ASCII bytes that stand for themselves */
static size_t plain_ascii(const char *text, size_t bytes)
{
    size_t n = 0;

    while (n < bytes) {
        size_t left = bytes - n;
        tn_swar8 special =
            special_bytes(left >= 8 ? tn_swar8_load(text + n) : tn_swar8_load_few(text + n, left));

        if (special) /* the zeros behind the last ones are, too */
            return n + (size_t)__builtin_ctzll(special) / 8;
        n += 8;
    }
    return bytes;
}

static size_t plain_run(const char *text, size_t bytes)
{
    size_t n = 0;

    while (n < bytes) {
        unsigned char c;
        size_t used;
        bool valid;

        n += plain_ascii(text + n, bytes - n);
        if (n == bytes)
            break;
        c = (unsigned char)text[n];

        if (c < 0x20 || c == '"' || c == '\\')
            break;
        if (c < 0x80) {
            n++;
            continue;
        }
        tn_utf8_decode(text + n, bytes - n, &used, &valid);
        if (!valid)
            break;
        n += used;
    }
    return n;
}

/* quotes, backslashes and control characters: all that JSON asks for; U+FFFD for what is invalid */
static size_t escape(char out[TN_ESCAPED_BYTES], const char *text, size_t bytes, size_t *used)
{
    static const char letters[] = "\bb\ff\nn\rr\tt\"\"\\\\";
    static const char hex[] = "0123456789ABCDEF";
    unsigned char c = (unsigned char)*text;
    bool valid;

    if (c >= 0x80) {
        tn_utf8_decode(text, bytes, used, &valid);
        memcpy(out, "\xEF\xBF\xBD", 3);
        return 3;
    }
    *used = 1;
    for (size_t i = 0; i + 1 < sizeof(letters); i += 2) {
        if (letters[i] == (char)c) {
            out[0] = '\\';
            out[1] = letters[i + 1];
            return 2;
        }
    }
    memcpy(out, "\\u00", 4);
    out[4] = hex[c >> 4];
    out[5] = hex[c & 15];
    return 6;
}

char *tn_json_put_pieces(char *out, const char *text, size_t bytes)
{
    while (bytes > 0) {
        size_t plain = plain_run(text, bytes), used = 0;

        memcpy(out, text, plain);
        out += plain;
        text += plain;
        bytes -= plain;
        if (bytes > 0)
            out += escape(out, text, bytes, &used);
        text += used;
        bytes -= used;
    }
    return out;
}

void tn_line_text(tn_line *line, const char *text, size_t bytes)
{
    size_t plain;
    char *at;

    if (!text) {
        tn_line_raw(line, "null", 4);
        return;
    }
    at = tn_line_room(line, bytes + 1 + 8);
    if (!at)
        return;
    *at = '"';
    plain = tn_json_copy_plain(at + 1, text, bytes); /* nearly always all of it */
    line->at = at + 1 + plain;
    if (plain < bytes) {
        at = tn_line_room(line, (bytes - plain) * TN_ESCAPED_BYTES);
        if (at)
            line->at = tn_json_put_pieces(at, text + plain, bytes - plain);
    }
    tn_line_char(line, '"');
}

/* ---------------------------------------------------------------- numbers */

void tn_line_integer(tn_line *line, int64_t value)
{
    char *at = tn_line_room(line, 24);

    if (at)
        line->at = at + tn_format_integer(at, value);
}

void tn_line_real(tn_line *line, double value)
{
    char *at = tn_line_room(line, 32);

    if (at)
        line->at = at + tn_format6(at, value);
}
