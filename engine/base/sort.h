/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sort.h - sorting the few dozen values that an article has
 *
 * qsort calls back for every comparison and most articles have some fifty comments, so a fifth of
 * the statistics was calls. D. Shell's method (Communications of the ACM 2 (1959) 30-32) with
 * M. Ciura's gaps needs no memory, and the comparison is compiled into it. Equal elements may
 * change places: `before` tells apart all that a caller tells apart.
 */
#ifndef TN_SORT_H
#define TN_SORT_H

#include <stdlib.h>

#define TN_SHORT_SORT 2048 /* elements; more are left to qsort */

/*
 * void name(type *x, size_t n): ascending by `bool before(const type *a, const type *b)`, of which
 * qsort's comparison is made too. One question a step: "before, after or equal" would be two.
 */
#define TN_DEFINE_SORT(name, type, before)                                                         \
    static int name##_order(const void *left, const void *right)                                   \
    {                                                                                              \
        const type *a = left, *b = right;                                                          \
                                                                                                   \
        return before(b, a) - before(a, b);                                                        \
    }                                                                                              \
                                                                                                   \
    static void name(type *x, size_t n)                                                            \
    {                                                                                              \
        static const size_t gaps[] = { 1750, 701, 301, 132, 57, 23, 10, 4, 1 };                    \
                                                                                                   \
        if (n > TN_SHORT_SORT) {                                                                   \
            qsort(x, n, sizeof(*x), name##_order);                                                 \
            return;                                                                                \
        }                                                                                          \
        for (size_t g = 0; g < sizeof(gaps) / sizeof(gaps[0]); g++) {                              \
            for (size_t gap = gaps[g], i = gap; i < n; i++) {                                      \
                type held = x[i];                                                                  \
                size_t at = i;                                                                     \
                                                                                                   \
                for (; at >= gap && before(&held, &x[at - gap]); at -= gap) {                      \
                    x[at] = x[at - gap];                                                           \
                }                                                                                  \
                x[at] = held;                                                                      \
            }                                                                                      \
        }                                                                                          \
    }

#endif
