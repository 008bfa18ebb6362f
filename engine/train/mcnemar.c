/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mcnemar.c - are two models' errors on the same rows equally many?
 *
 * Q. McNemar, Psychometrika 12 (1947); the continuity correction is A. L. Edwards', 1948.
 */
#include "train/evaluation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define MIN_ROWS_OF_CHI_SQUARE 26 /* fewer discordant rows: the binomial itself */

void tn_mcnemar(tenor_comparison *out, int64_t n_only_this, int64_t n_only_other)
{
    int64_t n = n_only_this + n_only_other;

    *out = (tenor_comparison){ .present = true,
                               .n_only_this = n_only_this,
                               .n_only_other = n_only_other,
                               .exact = n < MIN_ROWS_OF_CHI_SQUARE,
                               .chi_square = NAN,
                               .p_value = 1.0 };
    if (n > 0 && out->exact) { /* twice the smaller tail of the binomial with probability 1/2 */
        int64_t smaller = n_only_this < n_only_other ? n_only_this : n_only_other;
        double p = 2.0 * gsl_cdf_binomial_P((unsigned)smaller, 0.5, (unsigned)n);

        out->p_value = p < 1.0 ? p : 1.0;
    } else if (n > 0) {
        double excess = fabs((double)(n_only_this - n_only_other)) - 1.0;

        excess = excess > 0.0 ? excess : 0.0;
        out->chi_square = excess * excess / (double)n;
        out->p_value = gsl_cdf_chisq_Q(out->chi_square, 1.0);
    }
}
