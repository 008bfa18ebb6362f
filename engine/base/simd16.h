/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * simd16.h - sixteen bytes of text in one register, and sets of them as bitmasks
 *
 * A bitmask has bit i for byte i. SSE2 has the operations, which every x86-64 has: where there is
 * none, this header is empty and __SSE2__ is not defined.
 */
#ifndef TN_SIMD16_H
#define TN_SIMD16_H

#ifdef __SSE2__

#include <emmintrin.h>
#include <stddef.h>

typedef __m128i tn_simd16;

static inline tn_simd16 tn_simd16_load(const char *text)
{
    return _mm_loadu_si128((const __m128i *)(const void *)text);
}

static inline void tn_simd16_store(char *out, tn_simd16 x)
{
    _mm_storeu_si128((__m128i *)(void *)out, x);
}

/* x with bit 0x20 of every byte: ASCII letters are in lower case then */
static inline tn_simd16 tn_simd16_lower(tn_simd16 x)
{
    return _mm_or_si128(x, _mm_set1_epi8(0x20));
}

/* the bytes that are c */
static inline unsigned tn_simd16_equal(tn_simd16 x, char c)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(c)));
}

/* the bytes that are the same in both */
static inline unsigned tn_simd16_same(tn_simd16 x, tn_simd16 y)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, y));
}

/* the bytes up to c, unsigned */
static inline unsigned tn_simd16_up_to(tn_simd16 x, char c)
{
    return tn_simd16_same(_mm_min_epu8(x, _mm_set1_epi8(c)), x);
}

/* the bytes from 'a' to 'z' */
static inline unsigned tn_simd16_lower_letters(tn_simd16 x)
{
    return tn_simd16_up_to(_mm_sub_epi8(x, _mm_set1_epi8('a')), 'z' - 'a');
}

/* the bytes without bit 0x20, as capitals are */
static inline unsigned tn_simd16_capitals(tn_simd16 x)
{
    return ~(unsigned)_mm_movemask_epi8(_mm_slli_epi16(x, 2)) & 0xFFFFu;
}

/* the first n bytes stay, the others are 0; n: 0..16 */
static inline tn_simd16 tn_simd16_keep(tn_simd16 x, size_t n)
{
    static const char bytes[32] = {
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
    };

    return _mm_and_si128(x, tn_simd16_load(bytes + 16 - n));
}

#endif

#endif
