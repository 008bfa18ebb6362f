/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numeric_sample.h - assertions and random arrays for the tests of the numerics
 */
#ifndef NUMERIC_SAMPLE_H
#define NUMERIC_SAMPLE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stats/numeric.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline void assert_near(double found, double wanted, double tolerance)
{
    if (!(fabs(found - wanted) <= tolerance))
        fail_msg("%.15g is not %.15g", found, wanted);
}

/* the very same bits, NaN included */
static inline void assert_same(double a, double b)
{
    if (memcmp(&a, &b, sizeof(a)) != 0)
        fail_msg("%.17g is not to the bit %.17g", a, b);
}

static inline uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* -1..1, few enough different values that some are equal */
static inline void fill_scores(double *x, size_t n, uint32_t seed)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (double)(next_random(&seed) % 401) / 200.0 - 1.0;
}

/* *order: 0..n-1, shuffled */
static inline void fill_order(size_t *order, size_t n, uint32_t seed)
{
    for (size_t i = 0; i < n; i++) {
        size_t j = next_random(&seed) % (i + 1);

        order[i] = order[j];
        order[j] = i;
    }
}

#endif
