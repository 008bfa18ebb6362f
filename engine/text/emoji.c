/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * emoji.c - emoji sequences as people see them: one picture, one token
 *
 * After Unicode TS 51: flags, keycaps, tag sequences, skin tones and
 * sequences joined by U+200D.
 */
#include "text/scan.h"

#define JOINER         0x200Du
#define TEXT_SELECTOR  0xFE0Eu
#define EMOJI_SELECTOR 0xFE0Fu
#define KEYCAP         0x20E3u
#define FIRST_TONE     0x1F3FBu
#define LAST_TONE      0x1F3FFu
#define FIRST_REGIONAL 0x1F1E6u
#define LAST_REGIONAL  0x1F1FFu
#define FIRST_TAG      0xE0020u
#define LAST_TAG       0xE007Fu
#define FIRST_PICTURE  0x1F000u
#define LAST_PICTURE   0x1FAFFu

static bool is_regional(uint32_t c)
{
    return c >= FIRST_REGIONAL && c <= LAST_REGIONAL;
}

static bool is_tone(uint32_t c)
{
    return c >= FIRST_TONE && c <= LAST_TONE;
}

/* pictures whose default is emoji, and older symbols that are used as such */
static bool is_picture(uint32_t c)
{
    return (c >= FIRST_PICTURE && c <= LAST_PICTURE && !is_regional(c)) ||
           (c >= 0x2600 && c <= 0x27BF) || (c >= 0x2B05 && c <= 0x2B55) ||
           (c >= 0x23E9 && c <= 0x23FA) || c == 0x231A || c == 0x231B || c == 0x3030 ||
           c == 0x303D || c == 0x3297 || c == 0x3299 || c == 0x2122 || c == 0x2139 ||
           (c >= 0x2194 && c <= 0x21AA) || c == 0x203C || c == 0x2049;
}

/* the code point at `at`, 0 at the end or where it is not UTF-8 */
static uint32_t peek(const char *text, size_t bytes, size_t at, size_t *used)
{
    uint32_t c;
    bool valid;

    *used = 0;
    if (at >= bytes)
        return 0;
    c = tn_utf8_decode(text + at, bytes - at, used, &valid);
    return valid ? c : 0;
}

/* skin tones, selectors and tags behind a picture */
static size_t scan_modifiers(const char *text, size_t bytes, size_t at)
{
    size_t from = at, used;

    for (;;) {
        uint32_t c = peek(text, bytes, at, &used);

        if (!is_tone(c) && c != TEXT_SELECTOR && c != EMOJI_SELECTOR && c != KEYCAP &&
            !(c >= FIRST_TAG && c <= LAST_TAG))
            return at - from;
        at += used;
    }
}

static size_t scan_keycap(const char *text, size_t bytes, size_t at)
{
    size_t used, end = at + 1;
    uint32_t c = peek(text, bytes, end, &used);

    if (c == EMOJI_SELECTOR) {
        end += used;
        c = peek(text, bytes, end, &used);
    }
    return c == KEYCAP ? end + used - at : 0;
}

size_t tn_scan_emoji(const char *text, size_t bytes, size_t at)
{
    size_t used, end;
    uint32_t c;

    if ((unsigned char)text[at] < 0x80) {
        bool may_be_key =
            (text[at] >= '0' && text[at] <= '9') || text[at] == '#' || text[at] == '*';

        return may_be_key ? scan_keycap(text, bytes, at) : 0;
    }
    c = peek(text, bytes, at, &used);
    end = at + used;
    if (is_regional(c)) {
        c = peek(text, bytes, end, &used);
        return is_regional(c) ? end + used - at : end - at;
    }
    if (!is_picture(c))
        return 0;
    end += scan_modifiers(text, bytes, end);
    for (;;) {
        size_t picture_used;

        c = peek(text, bytes, end, &used);
        if (c != JOINER || !is_picture(peek(text, bytes, end + used, &picture_used)))
            return end - at;
        end += used + picture_used;
        end += scan_modifiers(text, bytes, end);
    }
}

int tn_form_emoji(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    size_t used;
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < bytes; at += used) {
        uint32_t c = peek(text, bytes, at, &used);

        if (c != TEXT_SELECTOR && c != EMOJI_SELECTOR && (at == 0 || !is_tone(c)))
            rc = tn_buf_append(out, text + at, used, err);
    }
    return rc;
}
