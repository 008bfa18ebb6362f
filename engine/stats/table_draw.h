/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table_draw.h - random tables with the margins of a table
 */
#ifndef TN_TABLE_DRAW_H
#define TN_TABLE_DRAW_H

#include "stats/association.h"

/* A table without its empty rows and columns. */
typedef struct {
    int rows, columns;
    int64_t row[TN_TABLE_MAX], column[TN_TABLE_MAX], n;
    int64_t cell[TN_TABLE_MAX][TN_TABLE_MAX];
} tn_dense_table;

#define TN_LOG_TIE 1e-7 /* equal probabilities, computed differently, are equal */

/* The test by drawing of tn_table_test_of(), for at least two rows and columns. */
int tn_table_draws_of(tn_table_test *out, const tn_dense_table *t, int64_t n_draws, uint64_t seed,
                      tenor_error *err);

#endif
