/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hypergeometric.c - large hypergeometric numbers by the ratio of uniforms
 */
#include "stats/hypergeometric.h"

#include <math.h>
#include <stdbool.h>

/* The hat: its width is HAT_SLOPE standard deviations and HAT_WIDTH. */
#define HAT_SLOPE 1.7155277699214135 /* 2 sqrt(2 / e) */
#define HAT_WIDTH 0.8989161620588988 /* 3 - 2 sqrt(3 / e) */
#define FAR       16.0               /* standard deviations beyond which no double reaches */

/* Of `few` and `many` in all, `drawn` at most half: how many of the few. */
typedef struct {
    int64_t few, many, drawn;
    const double *log_factorial;
} urn;

/* -ln of the probability of k, but for a constant */
static double rarity(const urn *u, int64_t k)
{
    return u->log_factorial[k] + u->log_factorial[u->few - k] + u->log_factorial[u->drawn - k] +
           u->log_factorial[u->many - u->drawn + k];
}

/* u (4 - u) - 3 <= ln u^2 <= u - 1/u decide most cases without a logarithm */
static bool is_accepted(double u, double log_ratio)
{
    if (u * (4.0 - u) - 3.0 <= log_ratio) {
        return true;
    }
    return u * (u - log_ratio) < 1.0 && 2.0 * log(u) <= log_ratio;
}

static int64_t draw(gsl_rng *rng, const urn *u)
{
    double n = (double)u->few + (double)u->many, drawn = (double)u->drawn;
    double share = (double)u->few / n, rest = (double)u->many / n;
    double centre = drawn * share + 0.5;
    double spread = sqrt((n - drawn) * drawn * share * rest / (n - 1.0) + 0.5);
    double width = HAT_SLOPE * spread + HAT_WIDTH;
    double most = (double)(u->drawn < u->few ? u->drawn : u->few) + 1.0;
    double mode = floor((drawn + 1.0) * ((double)u->few + 1.0) / (n + 2.0));
    double least_rare = rarity(u, (int64_t)mode);
    double end = fmin(most, floor(centre + FAR * spread));

    for (;;) {
        double height = gsl_rng_uniform_pos(rng), along = gsl_rng_uniform(rng);
        double place = centre + width * (along - 0.5) / height;

        if (place >= 0.0 && place < end &&
            is_accepted(height, least_rare - rarity(u, (int64_t)place))) {
            return (int64_t)place;
        }
    }
}

int64_t tn_hypergeometric(gsl_rng *rng, int64_t n_marked, int64_t n_others, int64_t drawn,
                          const double *log_factorial)
{
    int64_t n = n_marked + n_others;
    bool mark_few = n_marked <= n_others, draw_few = drawn <= n - drawn;
    const urn u = { .few = mark_few ? n_marked : n_others,
                    .many = mark_few ? n_others : n_marked,
                    .drawn = draw_few ? drawn : n - drawn,
                    .log_factorial = log_factorial };
    int64_t k;

    if (u.few == 0 || u.drawn == 0) { /* nothing is left to chance */
        k = 0;
    } else {
        k = draw(rng, &u);
    }
    k = mark_few ? k : u.drawn - k;     /* of the marked */
    return draw_few ? k : n_marked - k; /* those that are not left behind */
}
