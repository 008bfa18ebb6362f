/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table_draw.c - random tables with the margins of a table
 *
 * Row by row, cell by cell, given what is left; the last row and column are what is left (W. M.
 * Patefield, "Algorithm AS 159", Applied Statistics 30 (1981) 91-97).
 */
#include "stats/table_draw.h"

#include "stats/hypergeometric.h"
#include "stats/numeric.h"

#include <math.h>
#include <stdlib.h>

#define ENOUGH_EXTREME 50 /* tables as extreme after which no more are drawn */

typedef struct {
    const tn_dense_table *table;
    double *log_factorial; /* 0..n */
    gsl_rng *rng;
    tn_dense_table drawn;
} drawing;

static inline void draw_table(drawing *d, int rows, int columns)
{
    const tn_dense_table *t = d->table;
    int last_row = rows - 1, last_column = columns - 1;
    int64_t *left = d->drawn.cell[last_row], all_left = t->n;

    for (int c = 0; c < columns; c++)
        left[c] = t->column[c];
#pragma GCC unroll 2
    for (int r = 0; r < last_row; r++) {
        int64_t row = t->row[r], later = all_left;

        all_left -= row;
#pragma GCC unroll 2
        for (int c = 0; c < last_column; c++) {
            later -= left[c];
            int64_t count = tn_hypergeometric(left[c], later, row, d->log_factorial, d->rng);

            d->drawn.cell[r][c] = count;
            row -= count;
            left[c] -= count;
        }
        d->drawn.cell[r][last_column] = row;
        left[last_column] -= row;
    }
}

/* ln of 1 / prod(cell!) */
static inline double log_weight(const tn_dense_table *t, const double *log_factorial, int rows,
                                int columns)
{
    double sum = 0.0;

    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++)
            sum -= log_factorial[t->cell[r][c]];
    return sum;
}

static inline void draw_tables(tn_table_test *out, drawing *d, int64_t n_draws, int rows,
                               int columns)
{
    double limit = log_weight(d->table, d->log_factorial, rows, columns) + TN_LOG_TIE, p;
    int64_t as_extreme = 0, n = 0;

    while (n < n_draws && as_extreme < ENOUGH_EXTREME) {
        draw_table(d, rows, columns);
        as_extreme += log_weight(&d->drawn, d->log_factorial, rows, columns) <= limit;
        n++;
    }
    p = as_extreme < ENOUGH_EXTREME ? (double)(as_extreme + 1) / (double)(n + 1)
                                    : (double)as_extreme / (double)n;
    *out = (tn_table_test){ p, TN_TABLE_PERMUTATION, n, sqrt(p * (1.0 - p) / (double)n) };
}

static int log_factorials(double **out, int64_t n, tenor_error *err)
{
    tn_sum sum = { 0 };

    *out = tn_alloc((size_t)n + 1, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    for (int64_t k = 1; k <= n; k++) {
        tn_sum_add(&sum, log((double)k));
        (*out)[k] = tn_sum_value(sum);
    }
    return 0;
}

int tn_table_draws_of(tn_table_test *out, const tn_dense_table *t, int64_t n_draws, uint64_t seed,
                      tenor_error *err)
{
    drawing d = { .table = t };
    int rc = log_factorials(&d.log_factorial, t->n, err);

    if (rc < 0)
        return rc;
    d.rng = tn_rng_new(seed);
    if (!d.rng)
        rc = tn_no_memory(err);
    else if (t->rows == 3 && t->columns == 3) /* with their number known, loops are unrolled */
        draw_tables(out, &d, n_draws, 3, 3);
    else
        draw_tables(out, &d, n_draws, t->rows, t->columns);
    gsl_rng_free(d.rng);
    free(d.log_factorial);
    return rc;
}
