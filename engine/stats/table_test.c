/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table_test.c - exact tests of a table of counts with given margins
 *
 * Given its margins, a table has the probability K / prod(cell!). Tables are
 * visited cell by cell, the last row and column being what is left. Three by
 * three classes and fifty comments have some thousand tables.
 */
#include "stats/association.h"

#include "stats/numeric.h"
#include "stats/table_draw.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_EXACT_TABLES 50000.0 /* by the bound of few_enough(): well under a millisecond */

enum {
    MAX_EXACT_TOTAL = 170 /* 1 / 170! is the last that is not denormal */
};

/*
 * A walk over the tables with given margins. A table weighs 1 / prod(cell!), which is its
 * probability but for a constant, and at least 1 / n!.
 */
typedef struct {
    const tn_dense_table *table;
    double inverse_factorial[MAX_EXACT_TOTAL + 1];
    double limit;                      /* the weight of the table asked about, and a tie's width */
    int64_t left_from[TN_TABLE_MAX];   /* in a row and those below it */
    int64_t left_column[TN_TABLE_MAX]; /* in a column */
    int64_t n_tables;
    tn_sum all, as_extreme;
} visit;

/* ------------------------------------------------------------------ 2 x 2 */

double tn_fisher_2x2(int64_t a, int64_t b, int64_t c, int64_t d)
{
    if (a < 0 || b < 0 || c < 0 || d < 0)
        return NAN;
    if (a > UINT32_MAX || b > UINT32_MAX || c > UINT32_MAX || d > UINT32_MAX ||
        a + b + c + d > UINT32_MAX)
        return NAN;
    uint32_t row = (uint32_t)(a + b), other = (uint32_t)(c + d), column = (uint32_t)(a + c);
    uint32_t least = column > other ? column - other : 0, most = column < row ? column : row;
    double limit = gsl_ran_hypergeometric_pdf((uint32_t)a, row, other, column) * (1.0 + 1e-7);
    tn_sum sum = { 0 };

    if (row == 0 || other == 0 || column == 0 || b + d == 0)
        return NAN;
    for (uint32_t k = least;; k++) {
        double p = gsl_ran_hypergeometric_pdf(k, row, other, column);

        if (p <= limit)
            tn_sum_add(&sum, p);
        if (k == most)
            break;
    }
    return fmin(1.0, tn_sum_value(sum));
}

/* ------------------------------------------------------------ every table */

/*
 * The last free cell, where most of the time goes: it decides the cell beside it and both below.
 * What a run of such tables weighs is added up in doubles, all of them positive.
 */
static inline void visit_last(visit *v, int64_t row, double weight)
{
    const double *inverse = v->inverse_factorial;
    int c = v->table->columns - 2;
    int64_t column = v->left_column[c], next = v->left_column[c + 1];
    int64_t least = row > next ? row - next : 0, most = row < column ? row : column;
    double all = 0.0, as_extreme = 0.0;

    for (int k = 0; k < c; k++)
        weight *= inverse[v->left_column[k]];
    for (int64_t count = least; count <= most; count++) {
        double w = weight * (inverse[count] * inverse[row - count]) *
                   (inverse[column - count] * inverse[next - row + count]);

        all += w;
        as_extreme += w <= v->limit ? w : 0.0;
    }
    v->n_tables += most - least + 1;
    tn_sum_add(&v->all, all);
    tn_sum_add(&v->as_extreme, as_extreme);
}

/*
 * Put every possible count into cell (r, c) and go on: at most TN_TABLE_MAX^2 calls deep. `row` is
 * left of the row, `later` of the columns behind this one. The last cell of a row is what is left.
 */
static void visit_from(visit *v, int r, int c, int64_t row, int64_t later, double weight)
{
    const tn_dense_table *t = v->table;
    const double *inverse = v->inverse_factorial;
    int64_t column = v->left_column[c], next = v->left_column[c + 1];
    int64_t least = row > later ? row - later : 0, most = row < column ? row : column;
    bool ends_row = c + 2 == t->columns;

    if (ends_row && r + 2 == t->rows) {
        visit_last(v, row, weight);
        return;
    }
    for (int64_t count = least; count <= most; count++) {
        double so_far = weight * inverse[count];

        v->left_column[c] = column - count;
        if (ends_row) {
            v->left_column[c + 1] = next - (row - count);
            visit_from(v, r + 1, 0, t->row[r + 1], v->left_from[r + 1] - v->left_column[0],
                       so_far * inverse[row - count]);
        } else {
            visit_from(v, r, c + 1, row - count, later - next, so_far);
        }
    }
    v->left_column[c] = column;
    v->left_column[c + 1] = next;
}

static void visit_all(tn_table_test *out, const tn_dense_table *t)
{
    visit v = { .table = t, .left_from = { t->n }, .inverse_factorial = { 1.0 } };

    for (int64_t k = 1; k <= t->n; k++)
        v.inverse_factorial[k] = v.inverse_factorial[k - 1] / (double)k;
    v.limit = 1.0 + TN_LOG_TIE;
    for (int i = 0; i < t->rows * t->columns; i++)
        v.limit *= v.inverse_factorial[t->cell[i / t->columns][i % t->columns]];
    for (int r = 1; r < t->rows; r++)
        v.left_from[r] = v.left_from[r - 1] - t->row[r - 1];
    memcpy(v.left_column, t->column, sizeof(v.left_column));
    visit_from(&v, 0, 0, t->row[0], t->n - t->column[0], 1.0);
    out->n_tables = v.n_tables;
    out->p_value = fmin(1.0, tn_sum_value(v.as_extreme) / tn_sum_value(v.all));
}

/* The free cells decide; each holds at most the smaller of its margins. */
static bool few_enough(const tn_dense_table *t)
{
    double tables = t->n > MAX_EXACT_TOTAL ? INFINITY : 1.0;

    for (int r = 0; r + 1 < t->rows; r++)
        for (int c = 0; c + 1 < t->columns; c++)
            tables *= (double)(t->row[r] < t->column[c] ? t->row[r] : t->column[c]) + 1.0;
    return tables <= MAX_EXACT_TABLES;
}

/* ------------------------------------------------------------------ r x c */

/* Counts of the rows or columns, `step` apart within one and `next` from one to the next. */
static int mark_filled(int *index, const int64_t *cell, int n, int next, int m, int step)
{
    int filled = 0;

    for (int i = 0; i < n; i++) {
        int64_t sum = 0;

        for (int j = 0; j < m; j++)
            sum += cell[i * next + j * step];
        if (sum > 0)
            index[filled++] = i;
    }
    return filled;
}

/* Empty rows and columns have one possible content and say nothing. */
static void make_dense(tn_dense_table *t, const int64_t *cell, int n_rows, int n_columns)
{
    int row[TN_TABLE_MAX], column[TN_TABLE_MAX];

    memset(t, 0, sizeof(*t));
    t->rows = mark_filled(row, cell, n_rows, n_columns, n_columns, 1);
    t->columns = mark_filled(column, cell, n_columns, 1, n_rows, n_columns);
    for (int r = 0; r < t->rows; r++) {
        for (int c = 0; c < t->columns; c++) {
            int64_t count = cell[row[r] * n_columns + column[c]];

            t->cell[r][c] = count;
            t->row[r] += count;
            t->column[c] += count;
            t->n += count;
        }
    }
}

/* Of a 2 x 2 table; one more is the number of tables with its margins. */
static int64_t smallest_margin(const tn_dense_table *t)
{
    int64_t row = t->row[0] < t->row[1] ? t->row[0] : t->row[1];
    int64_t column = t->column[0] < t->column[1] ? t->column[0] : t->column[1];

    return row < column ? row : column;
}

static int check_table(const int64_t *cell, int n_rows, int n_columns, int64_t n_draws,
                       tenor_error *err)
{
    int64_t n = 0;

    if (n_rows < 1 || n_rows > TN_TABLE_MAX || n_columns < 1 || n_columns > TN_TABLE_MAX ||
        n_draws < 1) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no test for a table of %d x %d with %lld draws",
                       n_rows, n_columns, (long long)n_draws);
    }
    for (int i = 0; i < n_rows * n_columns; i++) {
        if (cell[i] < 0 || cell[i] > TN_TABLE_MAX_TOTAL || (n += cell[i]) > TN_TABLE_MAX_TOTAL) {
            return tn_fail(err, TENOR_ERR_ARGUMENT,
                           "no exact test for a table with a negative count or more than %d in all",
                           TN_TABLE_MAX_TOTAL);
        }
    }
    return 0;
}

int tn_table_test_of(tn_table_test *out, const int64_t *cell, int n_rows, int n_columns,
                     int64_t n_draws, uint64_t seed, tenor_error *err)
{
    tn_dense_table t;
    int rc = check_table(cell, n_rows, n_columns, n_draws, err);

    *out = (tn_table_test){ NAN, TN_TABLE_NONE, 0, NAN };
    if (rc < 0)
        return rc;
    make_dense(&t, cell, n_rows, n_columns);
    if (t.rows < 2 || t.columns < 2)
        return 0;
    if (t.rows > 2 || t.columns > 2) {
        if (!few_enough(&t))
            return tn_table_draws_of(out, &t, n_draws, seed, err);
        visit_all(out, &t);
    } else {
        out->p_value = tn_fisher_2x2(t.cell[0][0], t.cell[0][1], t.cell[1][0], t.cell[1][1]);
        out->n_tables = smallest_margin(&t) + 1;
    }
    out->method = TN_TABLE_EXACT;
    out->p_std_error = 0.0;
    return 0;
}
