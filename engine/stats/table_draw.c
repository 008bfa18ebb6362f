/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table_draw.c - random tables with the margins of a table
 *
 * Row by row, cell by cell, given what is left; the last row and column are what is left (W. M.
 * Patefield, "Algorithm AS 159", Applied Statistics 30 (1981) 91-97). A cell is hypergeometric, and
 * drawn by inversion: a uniform number is counted down by the probabilities of the likeliest count,
 * then of those around it in turn, so that few are computed. gsl_ran_hypergeometric draws the balls
 * one by one.
 */
#include "stats/table_draw.h"

#include "stats/numeric.h"
#include "stats/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ENOUGH_EXTREME 50 /* tables as extreme after which no more are drawn */

#define INLINE static inline __attribute__((always_inline))

/* ---------------------------------------------------------------- a cell */

/* Counts of white ones among `drawn` balls, from the likeliest outward: where to go on. */
typedef struct {
    int64_t white, spare; /* spare: black ones beyond those drawn; may be below 0 */
    int64_t drawn, least, most, up, down;
    double p_up, p_down;
    bool went_up;
} walk;

INLINE int64_t begin_walk(walk *w, int64_t white, int64_t black, int64_t drawn,
                          const double *log_factorial)
{
    int64_t n = white + black;
    int64_t likeliest = (int64_t)((double)(drawn + 1) * (double)(white + 1) / (double)(n + 2));

    w->white = white;
    w->spare = black - drawn;
    w->drawn = drawn;
    w->least = drawn > black ? drawn - black : 0;
    w->most = drawn < white ? drawn : white;
    w->up = w->down = likeliest;
    w->p_up = exp(log_factorial[white] - log_factorial[likeliest] -
                  log_factorial[white - likeliest] + log_factorial[black] -
                  log_factorial[drawn - likeliest] - log_factorial[black - drawn + likeliest] -
                  log_factorial[n] + log_factorial[drawn] + log_factorial[n - drawn]);
    w->p_down = w->p_up;
    w->went_up = false;
    return likeliest;
}

/* the next count's probability, above and below in turn; < 0: there is none */
INLINE double step(walk *w, int64_t *count)
{
    w->went_up = w->up < w->most && !(w->went_up && w->down > w->least);
    if (w->went_up) {
        w->p_up *= (double)(w->white - w->up) * (double)(w->drawn - w->up);
        w->up++;
        w->p_up /= (double)w->up * (double)(w->spare + w->up);
        *count = w->up;
        return w->p_up;
    }
    if (w->down == w->least) {
        return -1.0;
    }
    w->p_down *= (double)w->down * (double)(w->spare + w->down);
    w->down--;
    w->p_down /= (double)(w->white - w->down) * (double)(w->drawn - w->down);
    *count = w->down;
    return w->p_down;
}

/* where the walk goes on until the number is used up; all of them leave a rounding to the likeliest
 */
INLINE int64_t walk_on(walk *w, double left, int64_t likeliest)
{
    int64_t count = likeliest;

    while (left >= 0.0) {
        double p = step(w, &count);

        if (p < 0.0) {
            return likeliest;
        }
        left -= p;
    }
    return count;
}

/* no number is drawn where only one count is possible */
INLINE int64_t draw_anew(int64_t white, int64_t black, int64_t drawn, const double *log_factorial,
                         tn_rng *rng)
{
    int64_t least = drawn > black ? drawn - black : 0, most = drawn < white ? drawn : white;
    int64_t likeliest;
    walk w;

    if (least == most) {
        return least;
    }
    likeliest = begin_walk(&w, white, black, drawn, log_factorial);
    return walk_on(&w, tn_rng_uniform(rng) - w.p_up, likeliest);
}

/* ----------------------------------------------------- what comes up again */

enum { N_KEPT = 64, N_STEPS = 10 };

/* Of a walk, the first steps. */
typedef struct {
    int64_t key;
    int64_t n_steps; /* 0: only one count is possible */
    double p[N_STEPS];
    int64_t count[N_STEPS];
    walk rest;
} kept_walk;

/*
 * All cells of the first row and column know their table but for one number, and so few walks: they
 * are kept where white and drawn, of which one never changes, add up to.
 */
typedef struct {
    kept_walk walk[N_KEPT];
} kept_cell;

static void keep(kept_walk *kept, int64_t white, int64_t black, int64_t drawn,
                 const double *log_factorial)
{
    kept->key = white + drawn;
    kept->count[0] = begin_walk(&kept->rest, white, black, drawn, log_factorial);
    kept->p[0] = kept->rest.p_up;
    kept->n_steps = kept->rest.least == kept->rest.most ? 0 : 1;
    while (kept->n_steps > 0 && kept->n_steps < N_STEPS) {
        double p = step(&kept->rest, &kept->count[kept->n_steps]);

        if (p < 0.0) {
            break;
        }
        kept->p[kept->n_steps++] = p;
    }
}

INLINE int64_t draw_kept(kept_cell *cell, int64_t white, int64_t black, int64_t drawn,
                         const double *log_factorial, tn_rng *rng)
{
    kept_walk *kept = &cell->walk[(uint64_t)(white + drawn) % N_KEPT];

    if (kept->key != white + drawn) {
        keep(kept, white, black, drawn, log_factorial);
    }
    if (kept->n_steps == 0) {
        return kept->count[0];
    }
    double left = tn_rng_uniform(rng);

    for (int64_t i = 0; i < kept->n_steps; i++) {
        left -= kept->p[i];
        if (left < 0.0) {
            return kept->count[i];
        }
    }
    walk rest = kept->rest;

    return walk_on(&rest, left, kept->count[0]);
}

/* --------------------------------------------------------------- a table */

typedef struct {
    const tn_dense_table *table;
    double *log_factorial; /* 0..n */
    kept_cell *kept;       /* of the first row, then of the first column */
    tn_rng rng;
    tn_dense_table drawn;
} drawing;

/* the kept walks of a cell; NULL where they would seldom come up again */
INLINE kept_cell *kept_of(drawing *d, int r, int c, int columns)
{
    if (r == 0) {
        return &d->kept[c];
    }
    return c == 0 ? &d->kept[columns - 2 + r] : NULL;
}

/* Row by row, cell by cell, given what is left; the last row and column are what is left. */
INLINE void draw_table(drawing *d, int rows, int columns)
{
    const tn_dense_table *t = d->table;
    int last_row = rows - 1, last_column = columns - 1;
    int64_t *left = d->drawn.cell[last_row], all_left = t->n;

    for (int c = 0; c < columns; c++) {
        left[c] = t->column[c];
    }
#pragma GCC unroll 2
    for (int r = 0; r < last_row; r++) {
        int64_t row = t->row[r], later = all_left;

        all_left -= row;
#pragma GCC unroll 2
        for (int c = 0; c < last_column; c++) {
            later -= left[c];
            kept_cell *kept = kept_of(d, r, c, columns);
            int64_t count = kept ? draw_kept(kept, left[c], later, row, d->log_factorial, &d->rng)
                                 : draw_anew(left[c], later, row, d->log_factorial, &d->rng);

            d->drawn.cell[r][c] = count;
            row -= count;
            left[c] -= count;
        }
        d->drawn.cell[r][last_column] = row;
        left[last_column] -= row;
    }
}

/* ln of 1 / prod(cell!) */
INLINE double log_weight(const tn_dense_table *t, const double *log_factorial, int rows,
                         int columns)
{
    double sum = 0.0;

    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
            sum -= log_factorial[t->cell[r][c]];
        }
    }
    return sum;
}

INLINE void draw_tables(tn_table_test *out, drawing *d, int64_t n_draws, int rows, int columns)
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
    if (!*out) {
        return tn_no_memory(err);
    }
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
    if (!d->kept) {
        return tn_no_memory(err);
    }
    for (int cell = 0; cell < n_cells; cell++) {
        for (int i = 0; i < N_KEPT; i++) {
            d->kept[cell].walk[i].key = -1;
        }
    }
    return 0;
}

int tn_table_draws_of(tn_table_test *out, const tn_dense_table *t, int64_t n_draws, uint64_t seed,
                      tenor_error *err)
{
    drawing d = { .table = t };
    int rc = log_factorials(&d.log_factorial, t->n, err);

    rc = rc == 0 ? make_room(&d, err) : rc;
    if (rc == 0) {
        tn_rng_seed(&d.rng, seed);
        if (t->rows == 3 && t->columns == 3) { /* with their number known, loops are unrolled */
            draw_tables(out, &d, n_draws, 3, 3);
        } else {
            draw_tables(out, &d, n_draws, t->rows, t->columns);
        }
    }
    free(d.log_factorial);
    free(d.kept);
    return rc;
}
