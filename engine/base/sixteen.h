/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sixteen.h - sixteen bytes of text at once, and sets of them as bits
 *
 * A set has bit i for byte i. Processors with SSE2, which is every x86-64, have the operations;
 * others make them of two registers of eight bytes. Both say the same
 * (TN_SIXTEEN_PORTABLE chooses the second, for the tests).
 */
#ifndef TN_SIXTEEN_H
#define TN_SIXTEEN_H

#include "base/eight.h"

#if defined(__SSE2__) && !defined(TN_SIXTEEN_PORTABLE)

#include <emmintrin.h>

typedef __m128i tn_sixteen;

static inline tn_sixteen tn_sixteen_at(const char *text)
{
    return _mm_loadu_si128((const __m128i *)(const void *)text);
}

static inline void tn_sixteen_put(char *out, tn_sixteen x)
{
    _mm_storeu_si128((__m128i *)(void *)out, x);
}

static inline tn_sixteen tn_sixteen_and(tn_sixteen x, tn_sixteen y)
{
    return _mm_and_si128(x, y);
}

/* x with bit 0x20 of every byte: ASCII letters are in lower case then */
static inline tn_sixteen tn_sixteen_lower(tn_sixteen x)
{
    return _mm_or_si128(x, _mm_set1_epi8(0x20));
}

static inline unsigned tn_sixteen_equal(tn_sixteen x, char c)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(c)));
}

/* the bytes from 'a' to 'z' */
static inline unsigned tn_sixteen_lower_letters(tn_sixteen x)
{
    __m128i from_a = _mm_sub_epi8(x, _mm_set1_epi8('a'));

    return (unsigned)_mm_movemask_epi8(
        _mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8('z' - 'a')), from_a));
}

/* the bytes without bit 0x20, as capitals are */
static inline unsigned tn_sixteen_capitals(tn_sixteen x)
{
    return ~(unsigned)_mm_movemask_epi8(_mm_slli_epi16(x, 2)) & 0xFFFFu;
}

/* the bytes that are the same in both */
static inline unsigned tn_sixteen_same(tn_sixteen x, tn_sixteen y)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, y));
}

/* the bytes up to ' ' */
static inline unsigned tn_sixteen_blanks(tn_sixteen x)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(' ')), x));
}

#else

typedef struct {
    tn_eight half[2];
} tn_sixteen;

static inline tn_sixteen tn_sixteen_at(const char *text)
{
    return (tn_sixteen){ { tn_eight_at(text), tn_eight_at(text + 8) } };
}

static inline void tn_sixteen_put(char *out, tn_sixteen x)
{
    __builtin_memcpy(out, x.half, sizeof(x.half));
}

static inline tn_sixteen tn_sixteen_and(tn_sixteen x, tn_sixteen y)
{
    return (tn_sixteen){ { x.half[0] & y.half[0], x.half[1] & y.half[1] } };
}

static inline tn_sixteen tn_sixteen_lower(tn_sixteen x)
{
    return (tn_sixteen){ { x.half[0] | TN_EIGHT(0x20), x.half[1] | TN_EIGHT(0x20) } };
}

/* a set as highest bits, of each half, as bits in a row */
static inline unsigned tn_sixteen_bits(tn_eight first, tn_eight second)
{
    const tn_eight gather = 0x0102040810204080u; /* bit 8 * i to bit 56 + i */

    return (unsigned)(((first >> 7) * gather) >> 56) | (unsigned)(((second >> 7) * gather) >> 56)
                                                           << 8;
}

static inline unsigned tn_sixteen_equal(tn_sixteen x, char c)
{
    tn_eight all = TN_EIGHT((unsigned char)c);

    return tn_sixteen_bits(tn_eight_zeros(x.half[0] ^ all), tn_eight_zeros(x.half[1] ^ all));
}

static inline unsigned tn_sixteen_lower_letters(tn_sixteen x)
{
    const tn_eight low = TN_EIGHT(0x20);

    return tn_sixteen_bits(tn_eight_letters(x.half[0]) & (x.half[0] & low) << 2,
                           tn_eight_letters(x.half[1]) & (x.half[1] & low) << 2);
}

static inline unsigned tn_sixteen_capitals(tn_sixteen x)
{
    const tn_eight low = TN_EIGHT(0x20);

    return tn_sixteen_bits((~x.half[0] & low) << 2, (~x.half[1] & low) << 2);
}

static inline unsigned tn_sixteen_same(tn_sixteen x, tn_sixteen y)
{
    return tn_sixteen_bits(tn_eight_zeros(x.half[0] ^ y.half[0]),
                           tn_eight_zeros(x.half[1] ^ y.half[1]));
}

static inline unsigned tn_sixteen_blanks(tn_sixteen x)
{
    const tn_eight low = TN_EIGHT(0x7F), above = TN_EIGHT(0x7F - ' '), high = TN_EIGHT(0x80);

    return tn_sixteen_bits(~(((x.half[0] & low) + above) | x.half[0]) & high,
                           ~(((x.half[1] & low) + above) | x.half[1]) & high);
}

#endif

/* the first n bytes stay, the others are 0; n: 0..16 */
static inline tn_sixteen tn_sixteen_keep(tn_sixteen x, size_t n)
{
    static const char bytes[32] = {
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
    };

    return tn_sixteen_and(x, tn_sixteen_at(bytes + 16 - n));
}

#endif
