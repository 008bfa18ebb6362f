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

/* ---------------------------------------------------------------- a cell */

/* the least count, if it is the only possible one: then no number is drawn; else -1 */
static inline int64_t only_count(int64_t white, int64_t black, int64_t drawn)
{
    int64_t least = drawn > black ? drawn - black : 0, most = drawn < white ? drawn : white;

    return least == most ? least : -1;
}

static inline int64_t draw_anew(int64_t white, int64_t black, int64_t drawn,
                                const double *log_factorial, gsl_rng *rng)
{
    int64_t only = only_count(white, black, drawn);

    return only >= 0 ? only
                     : tn_hypergeometric(white, black, drawn, log_factorial, gsl_rng_uniform(rng));
}

/* ----------------------------------------------------- what comes up again */

enum { N_KEPT = 64 };

typedef struct {
    int64_t key;  /* -1: nothing is kept */
    int64_t only; /* only_count() */
    tn_kept_walk walk;
} kept_place;

/*
 * All cells of the first row and column know their table but for one number, and so few walks: they
 * are kept where white and drawn, of which one never changes, add up to.
 */
typedef struct {
    kept_place place[N_KEPT];
} kept_cell;

static void keep(kept_place *at, int64_t white, int64_t black, int64_t drawn,
                 const double *log_factorial)
{
    at->key = white + drawn;
    at->only = only_count(white, black, drawn);
    if (at->only < 0)
        tn_walk_keep(&at->walk, white, black, drawn, log_factorial);
}

static inline int64_t draw_kept(kept_cell *cell, int64_t white, int64_t black, int64_t drawn,
                                const double *log_factorial, gsl_rng *rng)
{
    kept_place *at = &cell->place[(uint64_t)(white + drawn) % N_KEPT];

    if (at->key != white + drawn)
        keep(at, white, black, drawn, log_factorial);
    return at->only >= 0 ? at->only : tn_walk_count(&at->walk, (uint32_t)gsl_rng_get(rng));
}

/* --------------------------------------------------------------- a table */

typedef struct {
    const tn_dense_table *table;
    double *log_factorial; /* 0..n */
    kept_cell *kept;       /* of the first row, then of the first column */
    gsl_rng *rng;
    tn_dense_table drawn;
} drawing;

/* the kept walks of a cell; NULL where they would seldom come up again */
static inline kept_cell *kept_of(drawing *d, int r, int c, int columns)
{
    if (r == 0)
        return &d->kept[c];
    return c == 0 ? &d->kept[columns - 2 + r] : NULL;
}

/* Row by row, cell by cell, given what is left; the last row and column are what is left. */
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
            kept_cell *kept = kept_of(d, r, c, columns);
            int64_t count = kept ? draw_kept(kept, left[c], later, row, d->log_factorial, d->rng)
                                 : draw_anew(left[c], later, row, d->log_factorial, d->rng);

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

static int make_room(drawing *d, tenor_error *err)
{
    int n_cells = d->table->rows + d->table->columns - 3; /* of the first row and column */

    d->kept = tn_resize(NULL, (size_t)n_cells, sizeof(*d->kept));
    if (!d->kept)
        return tn_no_memory(err);
    for (int cell = 0; cell < n_cells; cell++)
        for (int i = 0; i < N_KEPT; i++)
            d->kept[cell].place[i].key = -1;
    return 0;
}

int tn_table_draws_of(tn_table_test *out, const tn_dense_table *t, int64_t n_draws, uint64_t seed,
                      tenor_error *err)
{
    drawing d = { .table = t };
    int rc = log_factorials(&d.log_factorial, t->n, err);

    rc = rc == 0 ? make_room(&d, err) : rc;
    if (rc == 0) {
        d.rng = tn_rng_new(seed);
        rc = d.rng ? 0 : tn_no_memory(err);
    }
    if (rc == 0) {
        if (t->rows == 3 && t->columns == 3) /* with their number known, loops are unrolled */
            draw_tables(out, &d, n_draws, 3, 3);
        else
            draw_tables(out, &d, n_draws, t->rows, t->columns);
    }
    free(d.log_factorial);
    free(d.kept);
    gsl_rng_free(d.rng);
    return rc;
}
