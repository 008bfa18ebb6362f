/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sort.h - sorting the few dozen values that an article has
 *
 * qsort calls back for every comparison and most articles have some fifty comments, so a fifth of
 * the statistics was calls. D. Shell's method (Communications of the ACM 2 (1959) 30-32) with
 * M. Ciura's gaps needs no memory, and the comparison is compiled into it. Equal elements may
 * change places: `compare` tells apart all that a caller tells apart.
 */
#ifndef TN_SORT_H
#define TN_SORT_H

#include <stdlib.h>

#define TN_SHORT_SORT 2048 /* elements; more are left to qsort */

/* void name(type *x, size_t n): ascending by `compare`, a comparison of qsort's kind */
#define TN_DEFINE_SORT(name, type, compare)                                                        \
    static void name(type *x, size_t n)                                                            \
    {                                                                                              \
        static const size_t gaps[] = { 1750, 701, 301, 132, 57, 23, 10, 4, 1 };                    \
                                                                                                   \
        if (n > TN_SHORT_SORT) {                                                                   \
            qsort(x, n, sizeof(*x), compare);                                                      \
            return;                                                                                \
        }                                                                                          \
        for (size_t g = 0; g < sizeof(gaps) / sizeof(gaps[0]); g++) {                              \
            for (size_t gap = gaps[g], i = gap; i < n; i++) {                                      \
                type held = x[i];                                                                  \
                size_t at = i;                                                                     \
                                                                                                   \
                for (; at >= gap && compare(&x[at - gap], &held) > 0; at -= gap) {                 \
                    x[at] = x[at - gap];                                                           \
                }                                                                                  \
                x[at] = held;                                                                      \
            }                                                                                      \
        }                                                                                          \
    }

#endif
