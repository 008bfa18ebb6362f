/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sort.h - sorting numbers, many of them too, without a call for each comparison
 *
 * Of anything else, and wherever a comparison says the order, qsort().
 */
#ifndef TN_SORT_H
#define TN_SORT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Ascending by their bytes from `first` on (0 is the lowest: all of them); keys with the same ones
 * stay in their order. `spare` has room for as many. Radix sort (H. Hollerith 1889), byte by byte,
 * but for bytes that all keys share; few keys by insertion.
 */
void tn_sort_keys(uint64_t *key, uint64_t *spare, size_t n, int first);

#endif
