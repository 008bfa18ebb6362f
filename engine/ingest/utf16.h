/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf16.h - UTF-16 exports as UTF-8, piece by piece
 */
#ifndef TN_UTF16_H
#define TN_UTF16_H

#include "base/base.h"

typedef struct {
    bool big_endian;
    bool has_odd; /* the first byte of a unit that was cut */
    uint8_t odd;
    uint32_t high; /* a high surrogate that waits for its other half; 0 if none */
} tn_utf16;

/*
 * Whether the first bytes of an input are UTF-16: by a byte order mark, or by
 * zeros in every second place. The mark itself is converted like any other
 * character, to UTF-8's.
 */
bool tn_utf16_detect(tn_utf16 *state, const uint8_t *head, size_t bytes);

/* Bytes of UTF-8 that `bytes` bytes of UTF-16 can give, with what waits in the state. */
#define TN_UTF16_ROOM(bytes) ((bytes) / 2 * 3 + 8)

/*
 * Convert one piece; returns the bytes written to `out`, which must have
 * TN_UTF16_ROOM(bytes). Half a surrogate pair becomes the byte FF, which is
 * no UTF-8: what reads on repairs and counts it.
 */
size_t tn_utf16_convert(tn_utf16 *state, char *out, const uint8_t *data, size_t bytes);

/* What is left at the end: half a pair, half a unit. At most 2 bytes. */
size_t tn_utf16_end(tn_utf16 *state, char *out);

#endif
