/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number.c - six significant digits, the same everywhere
 *
 * A document is mostly numbers, and printf spends a microsecond on each. Scaled to an integer of
 * six digits a number needs one product and no printf. Powers of ten up to 10^22 are doubles, so
 * the product has one rounding, 10^-10 at most; where that could decide which way the sixth digit
 * goes, and for what is very large or small, printf decides.
 */
#include "base/base.h"
#include "base/swar8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_INTEGER_BYTES 20
#define FEW_DIGITS        100000000
#define FAST_MIN          1e-16
#define FAST_MAX          1e21
#define NEAR_A_HALF       1e-6 /* of the sixth digit: far more than the product's rounding */

static const double power[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233"
                            "34353637383940414243444546474849505152535455565758596061626364656667"
                            "6869707172737475767778798081828384858687888990919293949596979899";

static inline double scaled_by(double size, int exponent)
{
    return exponent >= 0 ? size * power[exponent] : size / power[-exponent];
}

/* floor(log10(x)) or one less: 1233 / 4096 is a little less than log10(2) */
static inline int low_exponent(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof(bits));
    return (((int)(bits >> 52) - 1023) * 1233) >> 12;
}

/* size = digits * 10^(*exponent - 5), rounded to six digits; 0 if printf has to say */
static inline uint32_t six_digits(double size, int *exponent)
{
    uint32_t whole;
    double scaled;

    if (!(size >= FAST_MIN && size < FAST_MAX))
        return 0;
    *exponent = low_exponent(size);
    scaled = scaled_by(size, 5 - *exponent);
    if (scaled >= 1e6)
        scaled = scaled_by(size, 5 - ++*exponent);
    whole = (uint32_t)(int32_t)(scaled + 0.5); /* one instruction, where unsigned takes more */
    if (fabs(fabs(scaled - (int32_t)whole) - 0.5) < NEAR_A_HALF || whole - 100000u > 900000u)
        return 0;
    if (whole == 1000000) {
        whole = 100000;
        ++*exponent;
    }
    return whole;
}

/* printf("%.6g") rounds correctly; only a plain zero stands for both zeros */
double tn_round6(double x)
{
    char text[32];
    int exponent;
    uint32_t digits = six_digits(fabs(x), &exponent);

    if (digits) /* an integer and a power, both exact: one rounding, as strtod's */
        return copysign(scaled_by(digits, exponent - 5), x);
    if (!isfinite(x))
        return x;
    snprintf(text, sizeof(text), "%.6g", x);
    x = strtod(text, NULL);
    return x == 0.0 ? 0.0 : x;
}

static void put_pair(char *at, uint32_t value)
{
    memcpy(at, &pairs[2 * value], 2);
}

/* six digits as text in a register, the first in the lowest place; n without zeros at the end */
typedef struct {
    uint64_t text;
    int n;
} digits6;

static inline uint64_t pair_of(uint32_t value)
{
    uint16_t pair;

    memcpy(&pair, &pairs[2 * value], sizeof(pair));
    return pair;
}

static inline digits6 digits_of(uint32_t value)
{
    uint64_t text =
        pair_of(value / 10000) | pair_of(value / 100 % 100) << 16 | pair_of(value % 100) << 32;
    uint64_t not_zero = text ^ (TN_SWAR8('0') >> 16);

    return (digits6){ text, 8 - __builtin_clzll(not_zero) / 8 };
}

/* all of them, and what follows in the register: there is room */
static inline void put_from(char *at, digits6 d, int first)
{
    uint64_t text = d.text >> (8 * first);

    memcpy(at, &text, sizeof(text));
}

/* the exponents that need no "e" in printf("%.6g"): -4 to 5 */
static inline char *put_plain(char *at, digits6 d, int exponent)
{
    if (exponent < 0) {
        memcpy(at, "0.0000", 6);
        put_from(at + 1 - exponent, d, 0);
        return at + 1 - exponent + d.n;
    }
    put_from(at, d, 0);
    at[exponent + 1] = '.';
    if (d.n <= exponent + 1) { /* a real stays a real, as jansson writes it */
        at[exponent + 2] = '0';
        return at + exponent + 3;
    }
    put_from(at + exponent + 2, d, exponent + 1);
    return at + d.n + 1;
}

static char *put_scientific(char *at, digits6 d, int exponent)
{
    put_from(at, d, 0);
    at[1] = '.';
    put_from(at + 2, d, 1);
    at += d.n > 1 ? d.n + 1 : 1;
    *at++ = 'e';
    *at++ = exponent < 0 ? '-' : '+';
    put_pair(at, (uint32_t)abs(exponent));
    return at + 2;
}

static int format_slowly(char out[32], double x)
{
    int bytes;

    if (!isfinite(x)) {
        memcpy(out, "null", 5);
        return 4;
    }
    if (x == 0.0) {
        memcpy(out, "0.0", 4);
        return 3;
    }
    bytes = snprintf(out, 30, "%.6g", x);
    if (!strpbrk(out, ".e")) {
        memcpy(out + bytes, ".0", 3);
        bytes += 2;
    }
    return bytes;
}

int tn_format6(char out[32], double x)
{
    int exponent;
    uint32_t digits = six_digits(fabs(x), &exponent);
    char *at = out;
    digits6 d;

    if (!digits)
        return format_slowly(out, x);
    d = digits_of(digits);
    *at = '-';
    at += x < 0.0;
    at = exponent < -4 || exponent > 5 ? put_scientific(at, d, exponent)
                                       : put_plain(at, d, exponent);
    *at = '\0';
    return (int)(at - out);
}

/* eight digits as text in a register, the first in the lowest place */
static inline uint64_t eight_digits(uint32_t value)
{
    uint32_t first = value / 10000, last = value % 10000;

    return pair_of(first / 100) | pair_of(first % 100) << 16 | pair_of(last / 100) << 32 |
           pair_of(last % 100) << 48;
}

/* as most ids are: written at once, for who reads them next would wait for single bytes */
static int format_few_digits(char *out, uint32_t value)
{
    uint64_t text = eight_digits(value), not_zero = text ^ TN_SWAR8('0');
    int n_zeros = value ? __builtin_ctzll(not_zero) / 8 : 7;

    text >>= 8 * n_zeros;
    memcpy(out, &text, sizeof(text));
    out[sizeof(text)] = '\0';
    return 8 - n_zeros;
}

static int format_many_digits(char *out, uint64_t value)
{
    char text[MAX_INTEGER_BYTES + 1];
    char *const end = text + MAX_INTEGER_BYTES;
    char *begin = end;

    *end = '\0';
    for (; value >= 100; value /= 100) {
        begin -= 2;
        put_pair(begin, (uint32_t)(value % 100));
    }
    begin -= 2;
    put_pair(begin, (uint32_t)value);
    begin += value < 10;
    memcpy(out, begin, (size_t)(end - begin) + 1);
    return (int)(end - begin);
}

int tn_format_integer(char out[24], int64_t value)
{
    bool minus = value < 0;
    uint64_t size = minus ? 0 - (uint64_t)value : (uint64_t)value;

    *out = '-';
    out += minus;
    return minus + (size < FEW_DIGITS ? format_few_digits(out, (uint32_t)size)
                                      : format_many_digits(out, size));
}
