/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eight.h - eight bytes of text in one register
 */
#ifndef TN_EIGHT_H
#define TN_EIGHT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Eight bytes of text at a time, the first in the lowest place, as on every machine that the
 * models' tables can be read on. A set of bytes is the highest bit of each.
 */
typedef uint64_t tn_eight;
#define TN_EIGHT(byte) ((tn_eight)(byte)*0x0101010101010101u)

static inline tn_eight tn_eight_at(const char *text)
{
    tn_eight x;

    __builtin_memcpy(&x, text, sizeof(x));
    return x;
}

static inline tn_eight tn_few_at(const char *text, size_t n) /* 1..8 bytes, the others 0 */
{
    uint32_t first, last;

    if (n == 8)
        return tn_eight_at(text);
    if (n >= 4) {
        __builtin_memcpy(&first, text, sizeof(first));
        __builtin_memcpy(&last, text + n - 4, sizeof(last));
        return first | (tn_eight)last << (8 * (n - 4));
    }
    return (tn_eight)(unsigned char)text[0] |
           (tn_eight)(unsigned char)text[n / 2] << (8 * (n / 2)) |
           (tn_eight)(unsigned char)text[n - 1] << (8 * (n - 1));
}

static inline size_t tn_eight_count(tn_eight set)
{
    return (size_t)(((set >> 7) * TN_EIGHT(1)) >> 56);
}

static inline tn_eight tn_eight_letters(tn_eight x) /* of ASCII */
{
    tn_eight low = (x | TN_EIGHT(0x20)) & TN_EIGHT(0x7F);
    tn_eight from_a = low + TN_EIGHT(0x80 - 'a'), behind_z = low + TN_EIGHT(0x7F - 'z');

    return from_a & ~behind_z & ~x & TN_EIGHT(0x80);
}

static inline tn_eight tn_eight_zeros(tn_eight x)
{
    return ~(((x & TN_EIGHT(0x7F)) + TN_EIGHT(0x7F)) | x | TN_EIGHT(0x7F));
}

/* how many of the first bytes are in the set, 0..8 */
static inline size_t tn_eight_run(tn_eight set)
{
    tn_eight others = ~set & TN_EIGHT(0x80);

    return others ? (size_t)__builtin_ctzll(others) / 8 : 8;
}

/* Without a call, as a builtin would make where the processor need not be able to count bits. */
static inline size_t tn_count_bits(uint64_t set)
{
    set -= set >> 1 & TN_EIGHT(0x55);
    set = (set & TN_EIGHT(0x33)) + (set >> 2 & TN_EIGHT(0x33));
    return (size_t)(((set + (set >> 4)) & TN_EIGHT(0x0F)) * TN_EIGHT(1) >> 56);
}

#endif
