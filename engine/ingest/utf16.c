/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf16.c - UTF-16 exports as UTF-8, piece by piece
 *
 * iconv stops at half a surrogate pair and cannot say how it went on, so the
 * dozen lines of the conversion are our own.
 */
#include "ingest/utf16.h"

#include "text/token.h"

#define NOT_UTF8       '\xFF'
#define LEAST_UNMARKED 8 /* bytes that must show the pattern of unmarked UTF-16 */
#define UNMARKED_BYTES 64

/* Text without a mark: ASCII, which has a zero in every second place, and only there. */
static bool has_zeros(const uint8_t *head, size_t bytes, size_t first)
{
    size_t n = bytes < UNMARKED_BYTES ? bytes / 2 * 2 : UNMARKED_BYTES;

    for (size_t i = 0; i < n; i++)
        if ((head[i] == 0) != (i % 2 == first))
            return false;
    return n >= LEAST_UNMARKED;
}

bool tn_utf16_detect(tn_utf16 *state, const uint8_t *head, size_t bytes)
{
    *state = (tn_utf16){ 0 };
    if (bytes < 2)
        return false;
    if ((head[0] == 0xFE && head[1] == 0xFF) || has_zeros(head, bytes, 0)) {
        state->big_endian = true;
        return true;
    }
    return (head[0] == 0xFF && head[1] == 0xFE) || has_zeros(head, bytes, 1);
}

static size_t put_unit(tn_utf16 *state, char *out, uint32_t unit)
{
    size_t n = 0;

    if (state->high && unit >= 0xDC00 && unit < 0xE000)
        unit = 0x10000 + ((state->high - 0xD800) << 10) + (unit - 0xDC00);
    else if (state->high)
        out[n++] = NOT_UTF8;
    state->high = 0;
    if (unit >= 0xD800 && unit < 0xDC00)
        state->high = unit;
    else if (unit >= 0xDC00 && unit < 0xE000)
        out[n++] = NOT_UTF8;
    else
        n += tn_utf8_encode(unit, out + n);
    return n;
}

size_t tn_utf16_convert(tn_utf16 *state, char *out, const uint8_t *data, size_t bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes; i++) {
        uint32_t unit;

        if (!state->has_odd) {
            state->odd = data[i];
            state->has_odd = true;
            continue;
        }
        unit = state->big_endian ? (uint32_t)(state->odd << 8 | data[i])
                                 : (uint32_t)(data[i] << 8 | state->odd);
        state->has_odd = false;
        n += put_unit(state, out + n, unit);
    }
    return n;
}

size_t tn_utf16_end(tn_utf16 *state, char *out)
{
    size_t n = 0;

    if (state->high)
        out[n++] = NOT_UTF8;
    if (state->has_odd)
        out[n++] = NOT_UTF8;
    *state = (tn_utf16){ .big_endian = state->big_endian };
    return n;
}
