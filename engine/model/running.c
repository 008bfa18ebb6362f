/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * running.c - what rows add up to, all heads' columns side by side
 *
 * Nothing is called between the additions: sums stay in registers.
 */
#include "model/running.h"

#include "base/wide.h"

#include <string.h>

typedef float float_lanes __attribute__((vector_size(4 * sizeof(float))));

_Static_assert(
    TENOR_N_HEADS == 3 && TN_N_LANES == 3,
    "word_lanes has three heads, tn_counts four lanes, and all columns three times four");

/* of a form's row: 1 in the lane of each head that knows the word, and in the last for any; what is
 * no word has zeros */
static const tn_counts word_lanes[TN_JOINT_WORD << 1] = {
    [TN_JOINT_WORD] = { 0, 0, 0, 1 },
    { 1, 0, 0, 1 },
    { 0, 1, 0, 1 },
    { 1, 1, 0, 1 },
    { 0, 0, 1, 1 },
    { 1, 0, 1, 1 },
    { 0, 1, 1, 1 },
    { 1, 1, 1, 1 },
};

void tn_add_row(tn_running *sums, const tn_joint_row *row)
{
    for (int i = 0; i < TN_N_LANES; i++) {
        float_lanes column;

        memcpy(&column, row->column + 4 * i, sizeof(column));
        sums->column[i] += __builtin_convertvector(column, tn_lanes);
    }
    sums->n_known += word_lanes[row->known];
}

static size_t add_plain(tn_running *sums, const tn_joint_table *rows, uint64_t salt,
                        const uint64_t *key, size_t first, size_t n)
{
    for (size_t i = first; i < n; i++) {
        uint64_t salted = key[i] ^ salt;
        const tn_joint_row *row = tn_set_find(tn_set_of(rows, salted), salted);

        if (!row) {
            return i;
        }
        tn_add_row(sums, row);
    }
    return n;
}

#ifdef __x86_64__

#include <immintrin.h>

/* compilers make more steps of __builtin_convertvector */
TN_WIDE TN_INLINE tn_lanes four_of(const float *column)
{
    return (tn_lanes)_mm256_cvtps_pd(_mm_loadu_ps(column));
}

TN_WIDE static size_t add_wide(tn_running *sums, const tn_joint_table *rows, uint64_t salt,
                               const uint64_t *key, size_t first, size_t n)
{
    const tn_joint_table table = *rows;
    tn_lanes sum0 = sums->column[0], sum1 = sums->column[1], sum2 = sums->column[2];
    tn_counts n_known = sums->n_known;
    size_t i = first;

    for (; i < n; i++) {
        uint64_t salted = key[i] ^ salt;
        const tn_joint_row *row = tn_set_find(tn_set_of(&table, salted), salted);

        if (!row) {
            break;
        }
        sum0 += four_of(row->column);
        sum1 += four_of(row->column + 4);
        sum2 += four_of(row->column + 8);
        n_known += word_lanes[row->known];
    }
    *sums = (tn_running){ { sum0, sum1, sum2 }, n_known };
    return i;
}

#else

#define add_wide add_plain

#endif

size_t tn_add_near(tn_running *sums, const tn_joint *joint, const tn_joint_table *rows,
                   uint64_t salt, const uint64_t *key, size_t first, size_t n)
{
    return joint->wide ? add_wide(sums, rows, salt, key, first, n)
                       : add_plain(sums, rows, salt, key, first, n);
}
