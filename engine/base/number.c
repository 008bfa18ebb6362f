/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number.c - six significant digits, the same everywhere
 */
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* printf("%.6g") rounds correctly; only a plain zero stands for both zeros */
double tn_round6(double x)
{
    char text[32];

    if (!isfinite(x)) {
        return x;
    }
    snprintf(text, sizeof(text), "%.6g", x);
    x = strtod(text, NULL);
    return x == 0.0 ? 0.0 : x;
}

int tn_format6(char out[32], double x)
{
    if (!isfinite(x)) {
        memcpy(out, "null", 5);
        return 4;
    }
    if (x == 0.0) {
        memcpy(out, "0.0", 4);
        return 3;
    }
    int bytes = snprintf(out, 30, "%.6g", x);

    if (!strpbrk(out, ".e")) { /* a real stays a real, as jansson writes it */
        memcpy(out + bytes, ".0", 3);
        bytes += 2;
    }
    return bytes;
}
