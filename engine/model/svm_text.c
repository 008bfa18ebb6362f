/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svm_text.c - a libsvm file's text, read strictly
 */
#include "model/svm_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int tn_svm_fault(const tn_svm_text *c, const char *what)
{
    return tn_fail_line(c->err, TENOR_ERR_MODEL, c->line_no, "libsvm file, line %lld: %s",
                        (long long)c->line_no, what);
}

int tn_svm_expect(tn_svm_text *c, const char *wanted)
{
    size_t bytes = strlen(wanted);

    if ((size_t)(c->end - c->at) < bytes || memcmp(c->at, wanted, bytes) != 0)
        return tn_svm_fault(c, "not as tenor writes it");
    for (size_t i = 0; i < bytes; i++)
        c->line_no += wanted[i] == '\n';
    c->at += bytes;
    return 0;
}

int tn_svm_number(tn_svm_text *c, double *value)
{
    char text[40], *stop;
    size_t bytes = 0;

    while (bytes < sizeof(text) - 1 && c->at + bytes < c->end && c->at[bytes] &&
           strchr("0123456789+-.eE", c->at[bytes])) {
        text[bytes] = c->at[bytes];
        bytes++;
    }
    text[bytes] = '\0';
    *value = strtod(text, &stop);
    if (bytes == 0 || *stop != '\0' || !isfinite(*value))
        return tn_svm_fault(c, "not a finite number");
    c->at += bytes;
    return 0;
}
