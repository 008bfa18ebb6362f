/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spearman.c - rank correlation with ties
 *
 * A mid-rank is a whole or a half: 2 rank - (n + 1) is an integer and is 0 on
 * average, so all sums are exact and the order of the pairs cannot show.
 */
#include "stats/association.h"

#include "stats/numeric.h"
#include "stats/permutation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

enum { MAX_COUNTED = 64 };

__extension__ typedef __int128 wide; /* sums of squared ranks pass 2^63 from 3 million pairs on */

typedef struct {
    double value;
    size_t place;
} placed;

static int compare_placed(const void *left, const void *right)
{
    const placed *a = left, *b = right;

    return (a->value > b->value) - (a->value < b->value);
}

/* of n values the equal ones first..end-1: 2 * mid-rank - (n + 1), which is -(n - 1) to n - 1 */
static int64_t centred_rank(size_t first, size_t end, size_t n)
{
    return (int64_t)(first + end) - (int64_t)n;
}

static void rank_ascending(int64_t *rank, const double *value, size_t n)
{
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && value[end] == value[first]; end++) {
        }
        for (size_t i = first; i < end; i++)
            rank[i] = centred_rank(first, end, n);
    }
}

/* Integers beside each other, as likes and depths mostly are: counted. False if they are none. */
static bool rank_by_counting(int64_t *rank, const double *value, size_t n)
{
    size_t end_of[MAX_COUNTED] = { 0 };

    for (size_t i = 0; i < n; i++) {
        if (!(value[i] >= 0.0 && value[i] < MAX_COUNTED && value[i] == (double)(int)value[i]))
            return false;
        end_of[(int)value[i]]++;
    }
    for (int v = 1; v < MAX_COUNTED; v++)
        end_of[v] += end_of[v - 1];
    for (size_t i = 0; i < n; i++) {
        int v = (int)value[i];

        rank[i] = centred_rank(v > 0 ? end_of[v - 1] : 0, end_of[v], n);
    }
    return true;
}

static int rank_by_sorting(int64_t *rank, const double *value, size_t n, tenor_error *err)
{
    placed *sorted = tn_resize(NULL, n, sizeof(*sorted));

    if (!sorted)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++)
        sorted[i] = (placed){ value[i], i };
    qsort(sorted, n, sizeof(*sorted), compare_placed);
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && sorted[end].value == sorted[first].value; end++) {
        }
        for (size_t i = first; i < end; i++)
            rank[sorted[i].place] = centred_rank(first, end, n);
    }
    free(sorted);
    return 0;
}

static int centred_ranks(int64_t *rank, const double *value, size_t n, tenor_error *err)
{
    if (tn_is_ascending(value, n)) {
        rank_ascending(rank, value, n);
        return 0;
    }
    return rank_by_counting(rank, value, n) ? 0 : rank_by_sorting(rank, value, n, err);
}

static wide sum_of_products(const int64_t *a, const int64_t *b, size_t n)
{
    wide sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (wide)a[i] * b[i];
    return sum;
}

typedef struct {
    const double *line; /* one side's ranks, in some order */
    const tn_ties *put; /* the other side's */
} ranked_pairs;

/* the next rank in line meets one of group j */
static int product_of_ranks(void *user, const int *before, int n_before, int j)
{
    const ranked_pairs *pairs = user;

    (void)before;
    return (int)(pairs->line[n_before] * pairs->put->value[j]);
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* what all differences of ranks are multiples of: 2 without ties */
static int64_t step_of(const int64_t *rank, int64_t n)
{
    int64_t step = 0;

    for (int64_t i = 1; i < n; i++)
        step = common_divisor(step, llabs(rank[i] - rank[0]));
    return step;
}

static int find_exact_p(tn_spearman *out, const int64_t *x, const int64_t *y, int64_t product,
                        tenor_error *err)
{
    double of_x[TN_EXACT_MAX], of_y[TN_EXACT_MAX];
    int n = (int)out->n;
    tn_ties ties_x, ties_y;

    for (int i = 0; i < n; i++) {
        of_x[i] = (double)x[i];
        of_y[i] = (double)y[i];
    }
    tn_ties_of(&ties_x, of_x, n);
    tn_ties_of(&ties_y, of_y, n);
    bool put_x = tn_ties_states(&ties_x) < tn_ties_states(&ties_y);
    ranked_pairs pairs = { put_x ? of_y : of_x, put_x ? &ties_x : &ties_y };

    out->exact = true;
    /* with x = a + s u and y = b + t v, only s t (sum of u v) depends on the order */
    return tn_exact_two_sided(&out->p_value, pairs.put, (int)product,
                              (int)(step_of(x, n) * step_of(y, n)), product_of_ranks, &pairs, err);
}

static int find_p(tn_spearman *out, const int64_t *x, const int64_t *y, int64_t product,
                  tenor_error *err)
{
    double freedom = (double)out->n - 2.0, rest = (1.0 - out->rho) * (1.0 + out->rho);

    if (out->n <= TN_EXACT_MAX)
        return find_exact_p(out, x, y, product, err);
    out->p_value =
        rest > 0.0 ? 2.0 * gsl_cdf_tdist_Q(fabs(out->rho) * sqrt(freedom / rest), freedom) : 0.0;
    if (!isfinite(out->p_value)) {
        return tn_fail(err, TENOR_ERR_NUMERIC, "no p-value for a rank correlation of %.6g",
                       out->rho);
    }
    return 0;
}

static int correlate(tn_spearman *out, const int64_t *x, const int64_t *y, tenor_error *err)
{
    size_t n = (size_t)out->n;
    wide xx = sum_of_products(x, x, n), yy = sum_of_products(y, y, n);
    wide xy = sum_of_products(x, y, n);

    if (xx == 0 || yy == 0)
        return 0;
    out->rho = (double)xy / (sqrt((double)xx) * sqrt((double)yy));
    out->rho = fmax(-1.0, fmin(1.0, out->rho));
    if (xx == yy && (xy == xx || xy == -xx))
        out->rho = xy > 0 ? 1.0 : -1.0; /* not a rounding away from it */
    return find_p(out, x, y, (int64_t)xy, err);
}

int tn_spearman_of(tn_spearman *out, const double *x, const double *y, size_t n, tenor_error *err)
{
    int64_t *rank_x = tn_resize(NULL, n, sizeof(*rank_x));
    int64_t *rank_y = tn_resize(NULL, n, sizeof(*rank_y));
    int rc = rank_x && rank_y ? 0 : tn_no_memory(err);

    *out = (tn_spearman){ (int64_t)n, NAN, NAN, false };
    if (rc < 0 || n < 2)
        goto done;
    rc = centred_ranks(rank_x, x, n, err);
    if (rc < 0)
        goto done;
    rc = centred_ranks(rank_y, y, n, err);
    if (rc < 0)
        goto done;
    rc = correlate(out, rank_x, rank_y, err);

done:
    free(rank_x);
    free(rank_y);
    return rc;
}
