/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base64.c - bytes as text (RFC 4648, section 4) and names in one word (RFC 3986, percent-encoding)
 */
#include "base/base64.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int tn_base64_append(tn_buf *out, const void *data, size_t bytes, tenor_error *err)
{
    const unsigned char *in = data;
    int rc = tn_buf_reserve(out, (bytes + 2) / 3 * 4, err);
    char *to;

    if (rc != 0)
        return rc;
    to = out->data + out->bytes;
    for (size_t i = 0; i < bytes; i += 3) {
        uint32_t group = (uint32_t)in[i] << 16;

        group |= i + 1 < bytes ? (uint32_t)in[i + 1] << 8 : 0;
        group |= i + 2 < bytes ? in[i + 2] : 0;
        *to++ = digits[group >> 18];
        *to++ = digits[group >> 12 & 63];
        *to++ = i + 1 < bytes ? digits[group >> 6 & 63] : '=';
        *to++ = i + 2 < bytes ? digits[group & 63] : '=';
    }
    *to = '\0';
    out->bytes = (size_t)(to - out->data);
    return 0;
}

static int value_of(char c)
{
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

bool tn_base64_decode(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    size_t padding = bytes > 0 && text[bytes - 1] == '=';

    padding += padding > 0 && bytes > 1 && text[bytes - 2] == '=';
    tn_buf_clear(out);
    if (bytes % 4 != 0 || tn_buf_reserve(out, bytes / 4 * 3 + 1, err) < 0)
        return false;
    for (size_t i = 0; i < bytes; i += 4) {
        uint32_t group = 0;

        for (size_t k = 0; k < 4; k++) {
            int value = i + k >= bytes - padding ? 0 : value_of(text[i + k]);

            if (value < 0)
                return false;
            group = group << 6 | (uint32_t)value;
        }
        for (int k = 2; k >= 0; k--)
            out->data[out->bytes++] = (char)(group >> (8 * k));
    }
    out->bytes -= padding;
    out->data[out->bytes] = '\0';
    return true;
}

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~", c));
}

int tn_percent_append(tn_buf *out, tenor_str name, tenor_error *err)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < name.bytes; i++) {
        unsigned char c = (unsigned char)name.data[i];

        rc = is_plain(c) ? tn_buf_append(out, &c, 1, err) : tn_buf_printf(out, err, "%%%02X", c);
    }
    return rc;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool tn_percent_decode(tn_buf *out, tenor_str text, tenor_error *err)
{
    tn_buf_clear(out);
    if (tn_buf_reserve(out, text.bytes + 1, err) < 0)
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        char c = text.data[i];

        if (c == '%') {
            bool whole = text.bytes - i > 2;
            int high = whole ? hex_value(text.data[i + 1]) : -1;
            int low = whole ? hex_value(text.data[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (!is_plain((unsigned char)c)) {
            return false;
        }
        out->data[out->bytes++] = c;
    }
    out->data[out->bytes] = '\0';
    return true;
}
