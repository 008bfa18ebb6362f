/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crosstab.c - Pearson's chi-square and Cramer's V of a small table of counts
 */
#include "stats/stats.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

typedef struct {
    int64_t row[TENOR_MAX_CLASSES], column[TENOR_MAX_CLASSES];
    int rows, columns; /* that are not empty */
} margins;

static margins sum_margins(tn_crosstab *table)
{
    margins sum = { 0 };

    table->n = 0;
    for (int r = 0; r < table->n_rows; r++) {
        for (int c = 0; c < table->n_columns; c++) {
            sum.row[r] += table->cell[r][c];
            sum.column[c] += table->cell[r][c];
            table->n += table->cell[r][c];
        }
    }
    for (int r = 0; r < table->n_rows; r++)
        sum.rows += sum.row[r] > 0;
    for (int c = 0; c < table->n_columns; c++)
        sum.columns += sum.column[c] > 0;
    return sum;
}

/* empty rows and columns say nothing and would give 0/0 */
static void add_up(tn_crosstab *table, const margins *sum)
{
    table->chi_square = 0.0;
    table->min_expected = INFINITY;
    for (int r = 0; r < table->n_rows; r++) {
        for (int c = 0; c < table->n_columns; c++) {
            if (sum->row[r] == 0 || sum->column[c] == 0)
                continue;
            double expected = (double)sum->row[r] * (double)sum->column[c] / (double)table->n;
            double difference = (double)table->cell[r][c] - expected;

            table->chi_square += difference * difference / expected;
            table->min_expected = fmin(table->min_expected, expected);
        }
    }
}

void tn_crosstab_finish(tn_crosstab *table)
{
    margins sum = sum_margins(table);

    table->degrees_of_freedom = 0;
    table->chi_square = table->p_value = table->cramers_v = table->min_expected = NAN;
    if (sum.rows < 2 || sum.columns < 2)
        return;
    int smaller = sum.rows < sum.columns ? sum.rows : sum.columns;

    table->degrees_of_freedom = (sum.rows - 1) * (sum.columns - 1);
    add_up(table, &sum);
    table->p_value = gsl_cdf_chisq_Q(table->chi_square, table->degrees_of_freedom);
    table->cramers_v =
        fmin(1.0, sqrt(table->chi_square / ((double)table->n * (double)(smaller - 1))));
}
