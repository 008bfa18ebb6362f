/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_table_draw.c - random tables are those of the plain way, number by number
 */
#include "numeric_sample.h"

#include "stats/hypergeometric.h"
#include "stats/table_draw.h"

#include <gsl/gsl_rng.h>

#define N_DRAWS 500
#define MOST    1000 /* in a table */

static gsl_rng *gsl_of(uint64_t seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    assert_non_null(rng);
    gsl_rng_set(rng, (uint32_t)(tn_mix(seed, 0) >> 32) | 1u);
    return rng;
}

static void fill_log_factorials(double log_factorial[MOST + 1])
{
    tn_sum sum = { 0 };

    log_factorial[0] = 0.0;
    for (int k = 1; k <= MOST; k++) {
        tn_sum_add(&sum, log((double)k));
        log_factorial[k] = tn_sum_value(sum);
    }
}

/* ------------------------------------------------------------ the plain way */

static int64_t find_white(int64_t white, int64_t black, int64_t drawn, const double *log_factorial,
                          double uniform)
{
    int64_t n = white + black, least = drawn > black ? drawn - black : 0;
    int64_t most = drawn < white ? drawn : white;
    int64_t likeliest = (int64_t)((double)(drawn + 1) * (double)(white + 1) / (double)(n + 2));
    int64_t up = likeliest, down = likeliest;
    double p = exp(log_factorial[white] - log_factorial[likeliest] -
                   log_factorial[white - likeliest] + log_factorial[black] -
                   log_factorial[drawn - likeliest] - log_factorial[black - drawn + likeliest] -
                   log_factorial[n] + log_factorial[drawn] + log_factorial[n - drawn]);
    double left = uniform - p, p_up = p, p_down = p;

    while (left >= 0.0 && (up < most || down > least)) {
        if (up < most) {
            p_up *= (double)(white - up) * (double)(drawn - up);
            up++;
            p_up /= (double)up * (double)(black - drawn + up);
            left -= p_up;
            if (left < 0.0)
                return up;
        }
        if (down > least) {
            p_down *= (double)down * (double)(black - drawn + down);
            down--;
            p_down /= (double)(white - down) * (double)(drawn - down);
            left -= p_down;
            if (left < 0.0)
                return down;
        }
    }
    return likeliest;
}

static int64_t draw_white(int64_t white, int64_t black, int64_t drawn, const double *log_factorial,
                          gsl_rng *rng)
{
    int64_t least = drawn > black ? drawn - black : 0, most = drawn < white ? drawn : white;

    return least == most ? least
                         : find_white(white, black, drawn, log_factorial, gsl_rng_uniform(rng));
}

static void draw_table(tn_dense_table *drawn, const tn_dense_table *t, const double *log_factorial,
                       gsl_rng *rng)
{
    int last_row = t->rows - 1, last_column = t->columns - 1;
    int64_t *left = drawn->cell[last_row], all_left = t->n;

    memcpy(left, t->column, sizeof(drawn->cell[0]));
    for (int r = 0; r < last_row; r++) {
        int64_t row = t->row[r], later = all_left;

        all_left -= row;
        for (int c = 0; c < last_column; c++) {
            later -= left[c];
            drawn->cell[r][c] = draw_white(left[c], later, row, log_factorial, rng);
            row -= drawn->cell[r][c];
            left[c] -= drawn->cell[r][c];
        }
        drawn->cell[r][last_column] = row;
        left[last_column] -= row;
    }
}

static double log_weight(const tn_dense_table *t, const double *log_factorial)
{
    double sum = 0.0;

    for (int r = 0; r < t->rows; r++)
        for (int c = 0; c < t->columns; c++)
            sum -= log_factorial[t->cell[r][c]];
    return sum;
}

/* how many tables are drawn until 50 are no likelier, and how many of them are */
static void draw(int64_t *n, int64_t *as_extreme, const tn_dense_table *t, uint64_t seed)
{
    double log_factorial[MOST + 1];
    tn_dense_table drawn = *t;
    gsl_rng *rng = gsl_of(seed);

    fill_log_factorials(log_factorial);
    for (*n = *as_extreme = 0; *n < N_DRAWS && *as_extreme < 50; ++*n) {
        draw_table(&drawn, t, log_factorial, rng);
        *as_extreme +=
            log_weight(&drawn, log_factorial) <= log_weight(t, log_factorial) + TN_LOG_TIE;
    }
    gsl_rng_free(rng);
}

/* -------------------------------------------------------------------- tests */

static void a_word_gives_the_number_that_gsl_makes_of_it(void **state)
{
    gsl_rng *words = gsl_of(1), *numbers = gsl_of(1);

    (void)state;
    for (int k = 0; k < 2000; k++)
        assert_same(tn_uniform_of((uint32_t)gsl_rng_get(words)), gsl_rng_uniform(numbers));
    gsl_rng_free(words);
    gsl_rng_free(numbers);
}

/* on both sides of each bound, where the last bit of the walk's roundings decides */
static void check_walk(int64_t white, int64_t black, int64_t drawn, const double *log_factorial)
{
    tn_kept_walk kept;

    tn_walk_keep(&kept, white, black, drawn, log_factorial);
    for (int i = -1; i <= TN_KEPT_STEPS; i++) {
        uint32_t bound = i < 0 ? 0 : i < TN_KEPT_STEPS ? kept.bound[i] : UINT32_MAX - 1;

        for (uint32_t word = bound; word <= bound + (bound < UINT32_MAX); word++) {
            double uniform = tn_uniform_of(word);
            int64_t wanted = find_white(white, black, drawn, log_factorial, uniform);

            assert_int_equal(tn_walk_count(&kept, word), wanted);
            assert_int_equal(tn_hypergeometric(white, black, drawn, log_factorial, uniform),
                             wanted);
            if (word == UINT32_MAX)
                break;
        }
    }
}

static void kept_walks_end_where_walks_do(void **state)
{
    double log_factorial[MOST + 1];
    uint32_t seed = 2;

    (void)state;
    fill_log_factorials(log_factorial);
    for (int i = 0; i < 20000; i++) {
        int64_t most = i % 2 ? 30 : 333;
        int64_t white = 1 + next_random(&seed) % most, black = 1 + next_random(&seed) % most;

        check_walk(white, black, 1 + next_random(&seed) % (white + black - 1), log_factorial);
    }
}

static void add(tn_dense_table *t, int r, int c, int64_t count)
{
    t->cell[r][c] += count;
    t->row[r] += count;
    t->column[c] += count;
    t->n += count;
}

/* a table with no empty margins, rows and columns leaning together */
static tn_dense_table table_of(int rows, int columns, int64_t n, uint32_t seed)
{
    tn_dense_table t = { .rows = rows, .columns = columns };

    for (int i = 0; i < rows || i < columns; i++)
        add(&t, i % rows, i % columns, 1);
    while (t.n < n) {
        int r = (int)(next_random(&seed) % (uint32_t)rows);
        int c = (int)(next_random(&seed) % (uint32_t)columns);

        add(&t, r, next_random(&seed) % 3 ? c : r % columns, 1);
    }
    return t;
}

static void tables_are_those_of_the_plain_way(void **state)
{
    static const struct {
        int rows, columns;
        int64_t n;
    } shape[] = { { 3, 3, 40 },  { 3, 3, 200 },  { 3, 3, MOST }, { 2, 3, 90 },
                  { 3, 2, 600 }, { 2, 2, 1000 }, { 4, 5, 150 },  { 6, 6, 700 } };

    (void)state;
    for (size_t i = 0; i < COUNT(shape); i++) {
        for (uint32_t seed = 0; seed < 6; seed++) {
            tn_dense_table t = table_of(shape[i].rows, shape[i].columns, shape[i].n, seed);
            tn_table_test found;
            int64_t n, as_extreme;

            draw(&n, &as_extreme, &t, seed);
            assert_int_equal(tn_table_draws_of(&found, &t, N_DRAWS, seed, NULL), 0);
            assert_int_equal(found.n_tables, n);
            assert_same(found.p_value, as_extreme < 50 ? (double)(as_extreme + 1) / (double)(n + 1)
                                                       : (double)as_extreme / (double)n);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_gives_the_number_that_gsl_makes_of_it),
        cmocka_unit_test(kept_walks_end_where_walks_do),
        cmocka_unit_test(tables_are_those_of_the_plain_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
