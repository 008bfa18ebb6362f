/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swar8.h - eight bytes of text in one register
 */
#ifndef TN_SWAR8_H
#define TN_SWAR8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Eight bytes of text at a time, the first in the lowest place, as on every machine that the
 * models' tables can be read on. A set of bytes is the highest bit of each.
 */
typedef uint64_t tn_swar8;
#define TN_SWAR8(byte) ((tn_swar8)(byte)*0x0101010101010101u)

static inline tn_swar8 tn_swar8_load(const char *text)
{
    tn_swar8 x;

    __builtin_memcpy(&x, text, sizeof(x));
    return x;
}

static inline tn_swar8 tn_swar8_load_few(const char *text, size_t n) /* 1..8 bytes, the others 0 */
{
    uint32_t first, last;

    if (n == 8)
        return tn_swar8_load(text);
    if (n >= 4) {
        __builtin_memcpy(&first, text, sizeof(first));
        __builtin_memcpy(&last, text + n - 4, sizeof(last));
        return first | (tn_swar8)last << (8 * (n - 4));
    }
    return (tn_swar8)(unsigned char)text[0] |
           (tn_swar8)(unsigned char)text[n / 2] << (8 * (n / 2)) |
           (tn_swar8)(unsigned char)text[n - 1] << (8 * (n - 1));
}

static inline size_t tn_swar8_count(tn_swar8 set)
{
    return (size_t)(((set >> 7) * TN_SWAR8(1)) >> 56);
}

static inline tn_swar8 tn_swar8_letters(tn_swar8 x) /* of ASCII */
{
    tn_swar8 low = (x | TN_SWAR8(0x20)) & TN_SWAR8(0x7F);
    tn_swar8 from_a = low + TN_SWAR8(0x80 - 'a'), behind_z = low + TN_SWAR8(0x7F - 'z');

    return from_a & ~behind_z & ~x & TN_SWAR8(0x80);
}

static inline tn_swar8 tn_swar8_zeros(tn_swar8 x)
{
    return ~(((x & TN_SWAR8(0x7F)) + TN_SWAR8(0x7F)) | x | TN_SWAR8(0x7F));
}

/* how many of the first bytes are in the set, 0..8 */
static inline size_t tn_swar8_run(tn_swar8 set)
{
    tn_swar8 others = ~set & TN_SWAR8(0x80);

    return others ? (size_t)__builtin_ctzll(others) / 8 : 8;
}

/* Without a call, as a builtin would make where the processor need not be able to count bits. */
static inline size_t tn_count_bits(uint64_t set)
{
    set -= set >> 1 & TN_SWAR8(0x55);
    set = (set & TN_SWAR8(0x33)) + (set >> 2 & TN_SWAR8(0x33));
    return (size_t)(((set + (set >> 4)) & TN_SWAR8(0x0F)) * TN_SWAR8(1) >> 56);
}

#endif
