/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * repair.c - text that is not what was written
 */
#include "ingest/repair.h"

#include "ingest/ndjson.h"
#include "text/token.h"

#include <string.h>
#include <strings.h>

/* Windows-1252, 80 to 9F; 0 where there is no character. */
static const uint16_t cp1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178
};

static uint32_t character_of(uint8_t byte)
{
    return byte >= 0x80 && byte < 0xA0 ? cp1252[byte - 0x80] : byte;
}

/* The byte that Windows-1252 has for a character, -1 if none; C1 controls are themselves. */
static int byte_of(uint32_t character)
{
    if (character < 0x100)
        return (int)character;
    for (int i = 0; i < 32; i++)
        if (cp1252[i] == character)
            return 0x80 + i;
    return -1;
}

static int put(tn_buf *out, uint32_t character, tenor_error *err)
{
    char text[4];

    return tn_buf_append(out, text, tn_utf8_encode(character, text), err);
}

/* ------------------------------------------------------------------ bytes */

/* Whether what is not ASCII may be Windows-1252: all bytes are its characters, none is UTF-8. */
static bool may_be_cp1252(const char *data, size_t bytes, bool *is_utf8)
{
    bool possible = true;

    for (size_t i = 0; i < bytes;) {
        uint8_t c = (uint8_t)data[i];
        size_t used = 1;
        bool valid = true;

        if (c >= 0x80) {
            (void)tn_utf8_decode(data + i, bytes - i, &used, &valid);
            if (valid)
                *is_utf8 = true;
            else
                used = 1;
            possible = possible && character_of(c) != 0 && c != 0xFF && c != 0xFE;
        }
        i += used;
    }
    return possible && !*is_utf8;
}

int tn_repair_bytes(tn_buf *out, const char *data, size_t bytes, bool *is_utf8, tenor_error *err)
{
    int64_t n_invalid;
    int rc = tn_buf_reserve(out, bytes, err);

    if (rc < 0)
        return rc;
    if (tn_utf8_is_valid(data, bytes)) {
        for (size_t i = 0; i < bytes && !*is_utf8; i++)
            *is_utf8 = (uint8_t)data[i] >= 0x80;
        return tn_buf_append(out, data, bytes, err);
    }
    if (!may_be_cp1252(data, bytes, is_utf8)) {
        n_invalid = tn_utf8_sanitise(out, data, bytes, err);
        return n_invalid < 0 ? (int)n_invalid : n_invalid > 0;
    }
    for (size_t i = 0; i < bytes && rc == 0; i++)
        rc = put(out, character_of((uint8_t)data[i]), err);
    return rc < 0 ? rc : 1;
}

/* ------------------------------------------------------------------- text */

static bool is_letter_at(const char *text, size_t bytes)
{
    uint8_t c = bytes ? (uint8_t)text[0] : 0;

    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Characters that are bytes of UTF-8 read as Windows-1252: how many bytes of `text` they take,
 * and the character they were; 0 if they are none. Those are the first bytes that hardly ever
 * begin such a row by themselves: Â, Ã, â, ï, ð.
 */
static size_t misread(const char *text, size_t bytes, uint32_t *was)
{
    char raw[4];
    size_t at = 0, n = 0, needed = 1, used;
    bool valid;

    while (n < needed && at < bytes) {
        uint32_t character = tn_utf8_decode(text + at, bytes - at, &used, &valid);
        int byte = valid ? byte_of(character) : -1;

        if (byte < 0)
            return 0;
        if (n == 0) {
            if (byte != 0xC2 && byte != 0xC3 && byte != 0xE2 && byte != 0xEF && byte != 0xF0)
                return 0;
            needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        } else if (byte < 0x80 || byte > 0xBF) {
            return 0;
        }
        raw[n++] = (char)byte;
        at += used;
    }
    if (n < needed)
        return 0;
    *was = tn_utf8_decode(raw, n, &used, &valid);
    return valid && used == n ? at : 0;
}

/* "&amp;" before "#39;", "quot;", "amp;": how many bytes of it to leave out. */
static size_t escaped_twice(const char *text, size_t bytes)
{
    size_t i = 5;

    if (bytes < 8 || strncasecmp(text, "&amp;", 5) != 0)
        return 0;
    i += text[i] == '#';
    while (i < bytes && i < 14 && (is_letter_at(text + i, 1) || (text[i] >= '0' && text[i] <= '9')))
        i++;
    return i >= 7 && i < bytes && text[i] == ';' ? 4 : 0;
}

/* What follows an apostrophe within English words: don't, I'm, it's, he'd, we'll, you're, I've. */
static bool ends_contraction(char before, const char *at, size_t bytes)
{
    static const char *const endings[] = { "t", "m", "s", "d", "ll", "re", "ve" };

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        size_t n = strlen(endings[i]);

        if (bytes >= n && strncasecmp(at, endings[i], n) == 0 && !is_letter_at(at + n, bytes - n) &&
            (i > 0 || (before | 0x20) == 'n') && (i != 1 || (before | 0x20) == 'i'))
            return true;
    }
    return false;
}

/* How many bytes stand for `*character` instead; 0 if they are right. */
static size_t fault_at(const char *start, const char *at, const char *end, uint32_t *character)
{
    size_t bytes = (size_t)(end - at), n;
    const uint8_t *c = (const uint8_t *)at;

    switch (c[0]) {
    case 0xC2: /* a C1 control is a byte of Windows-1252 */
        if (bytes < 2 || c[1] >= 0xA0 || !cp1252[c[1] - 0x80])
            return 0;
        *character = cp1252[c[1] - 0x80];
        return 2;
    case 0xC3:
        if (bytes < 4 ||
            (c[1] != 0x82 && c[1] != 0x83 && c[1] != 0xA2 && c[1] != 0xAF && c[1] != 0xB0))
            return 0; /* none of the letters that begin such a row */
        n = misread(at, bytes, character);
        return n;
    case 0xEF: /* U+FFFD within a word */
        if (bytes < 4 || c[1] != 0xBF || c[2] != 0xBD || at == start || !is_letter_at(at - 1, 1) ||
            !ends_contraction(at[-1], at + 3, bytes - 3))
            return 0;
        *character = 0x2019;
        return 3;
    case '\\':
        if (bytes < 2 || (c[1] != '\'' && c[1] != '"') || (at > start && at[-1] == '\\'))
            return 0;
        *character = c[1];
        return 2;
    case '&':
        *character = '&';
        return escaped_twice(at, bytes) ? 5 : 0;
    default:
        return 0;
    }
}

static inline unsigned char may_be_fault(char c)
{
    return (unsigned char)((c == '\xC3') | (c == '\\') | (c == '&') | (c == '\xEF') |
                           (c == '\xC2'));
}

unsigned tn_scan_text(tenor_str text)
{
    unsigned char faults = 0, tags = 0;

    for (size_t i = 0; i < text.bytes; i++) { /* branch-free: most texts have neither */
        faults |= may_be_fault(text.data[i]);
        tags |= text.data[i] == '<';
    }
    return (faults ? TN_MAY_HAVE_FAULTS : 0) | (tags ? TN_MAY_HAVE_TAGS : 0);
}

int tn_repair_text(tn_buf *out, tenor_str text, tenor_error *err)
{
    const char *at = text.data, *end = at + text.bytes, *kept = at;
    bool changed = false;

    tn_buf_clear(out);
    while (at < end) {
        uint32_t character = 0;
        size_t n;
        int rc;

        while (at < end && !may_be_fault(*at))
            at++;
        if (at == end)
            break;
        n = fault_at(text.data, at, end, &character);
        if (n == 0) {
            at++;
            continue;
        }
        rc = tn_buf_append(out, kept, (size_t)(at - kept), err);
        if (rc == 0)
            rc = put(out, character, err);
        if (rc < 0)
            return rc;
        at += n;
        kept = at;
        changed = true;
    }
    if (!changed)
        return 0;
    return tn_buf_append(out, kept, (size_t)(end - kept), err) < 0 ? TENOR_ERR_MEMORY : 1;
}

bool tn_looks_like_markup(tenor_str text)
{
    static const char *const tags[] = { "<p>",    "</p>", "<br>",   "<br/>",
                                        "<br />", "</a>", "</div>", "</blockquote>" };
    const char *at = text.bytes ? memchr(text.data, '<', text.bytes) : NULL;

    while (at) {
        size_t bytes = (size_t)(text.data + text.bytes - at);

        for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
            if (bytes >= strlen(tags[i]) && strncasecmp(at, tags[i], strlen(tags[i])) == 0)
                return true;
        at = bytes > 1 ? memchr(at + 1, '<', bytes - 1) : NULL;
    }
    return false;
}
