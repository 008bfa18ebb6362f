/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * share.c - a share with Wilson's score interval
 */
#include "stats/stats.h"

#include <math.h>

/* Wilson (1927); no continuity correction (Brown, Cai and DasGupta 2001) */
void tn_wilson(double *low, double *high, double share, double trials, double z)
{
    double scale = 1.0 + z * z / trials;
    double centre = (share + z * z / (2.0 * trials)) / scale;
    double half =
        z / scale * sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials * trials));

    *low = *high = NAN;
    if (isfinite(half)) { /* not so for the z of a level outside (0, 1) */
        *low = fmax(0.0, centre - half);
        *high = fmin(1.0, centre + half);
    }
}

void tn_share_wilson(tn_share *out, int64_t count, int64_t n, double z)
{
    *out = (tn_share){ count, NAN, NAN, NAN };
    if (n <= 0)
        return;
    out->share = (double)count / (double)n;
    tn_wilson(&out->low, &out->high, out->share, (double)n, z);
    /* the bounds of 0 of n and n of n are exact; rounding must not blur them */
    if (isfinite(out->low)) {
        out->low = count == 0 ? 0.0 : out->low;
        out->high = count == n ? 1.0 : out->high;
    }
}
