/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hypergeometric.c - walks over counts, from the likeliest outward
 */
#include "stats/hypergeometric.h"

#include <math.h>
#include <stdbool.h>

int64_t tn_hypergeometric(int64_t white, int64_t black, int64_t drawn, const double *log_factorial,
                          gsl_rng *rng)
{
    int64_t least = drawn > black ? drawn - black : 0, most = drawn < white ? drawn : white;
    int64_t n = white + black, spare = black - drawn; /* spare: may be below 0 */
    int64_t likeliest, up, down;
    double left, p_up, p_down;
    bool went_up = false;

    if (least == most)
        return least;
    likeliest = (int64_t)((double)(drawn + 1) * (double)(white + 1) / (double)(n + 2));
    up = down = likeliest;
    p_up = exp(log_factorial[white] - log_factorial[likeliest] - log_factorial[white - likeliest] +
               log_factorial[black] - log_factorial[drawn - likeliest] -
               log_factorial[spare + likeliest] - log_factorial[n] + log_factorial[drawn] +
               log_factorial[n - drawn]);
    p_down = p_up;
    left = gsl_rng_uniform(rng) - p_up;
    while (left >= 0.0) { /* above and below in turn */
        went_up = up < most && !(went_up && down > least);
        if (went_up) {
            p_up *= (double)(white - up) * (double)(drawn - up);
            up++;
            p_up /= (double)up * (double)(spare + up);
            left -= p_up;
        } else if (down > least) {
            p_down *= (double)down * (double)(spare + down);
            down--;
            p_down /= (double)(white - down) * (double)(drawn - down);
            left -= p_down;
        } else { /* what all probabilities leave of the number is a rounding */
            return likeliest;
        }
    }
    return up == down ? likeliest : went_up ? up : down;
}
