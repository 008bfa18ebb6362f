/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8.c - strict decoding: what is not UTF-8 becomes U+FFFD and is counted
 */
#include "text/token.h"

#include <string.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/*
 * The range of the second byte excludes overlong forms, surrogates and what
 * lies above U+10FFFF (Unicode 15, table 3-7).
 */
static bool second_byte_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return is_continuation(second);
    }
}

uint32_t tn_utf8_decode(const char *text, size_t bytes, size_t *used, bool *valid)
{
    const unsigned char *s = (const unsigned char *)text;
    uint32_t code_point;
    size_t needed;

    *used = 1;
    *valid = true;
    if (s[0] < 0x80)
        return s[0];
    *valid = false;
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return TN_REPLACEMENT;
    needed = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (bytes < 2 || !second_byte_fits(s[0], s[1]))
        return TN_REPLACEMENT;
    code_point = s[0] & (0x7Fu >> needed);
    code_point = code_point << 6 | (s[1] & 0x3Fu);
    for (*used = 2; *used < needed; (*used)++) {
        if (*used >= bytes || !is_continuation(s[*used]))
            return TN_REPLACEMENT; /* the maximal subpart is one error */
        code_point = code_point << 6 | (s[*used] & 0x3Fu);
    }
    *valid = true;
    return code_point;
}

size_t tn_utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

int64_t tn_utf8_sanitise(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    int64_t n_invalid = 0;
    size_t from = 0, at = 0; /* [from, at) is valid and not yet copied */

    while (at < bytes) {
        size_t used;
        bool valid;

        (void)tn_utf8_decode(text + at, bytes - at, &used, &valid);
        if (!valid) {
            int rc = tn_buf_append(out, text + from, at - from, err);

            if (rc < 0)
                return rc;
            rc = tn_buf_append(out, "\xEF\xBF\xBD", 3, err);
            if (rc < 0)
                return rc;
            n_invalid++;
            from = at + used;
        }
        at += used;
    }
    if (tn_buf_append(out, text + from, bytes - from, err) < 0)
        return TENOR_ERR_MEMORY;
    return n_invalid;
}
