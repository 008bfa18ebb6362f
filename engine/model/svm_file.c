/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svm_file.c - the trained weights as a libsvm model file
 */
#include "model/svm_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* coefficients of the vectors, pair after pair */
static const char *coefficients(int n_classes, int pair)
{
    if (n_classes == 2) {
        return "1";
    }
    return pair == 0 ? "1 0" : "0 1";
}

double tn_svm_round(double weight)
{
    char text[40];

    snprintf(text, sizeof(text), "%.*g", TN_WEIGHT_DIGITS, weight);
    return strtod(text, NULL);
}

static int write_header(tn_buf *out, const double *rho, int n_classes, tenor_error *err)
{
    int n_pairs = tn_n_pairs(n_classes);
    int rc =
        tn_buf_printf(out, err, "svm_type c_svc\nkernel_type linear\nnr_class %d\ntotal_sv %d\nrho",
                      n_classes, n_pairs);

    for (int pair = 0; rc == 0 && pair < n_pairs; pair++) {
        rc = tn_buf_printf(out, err, " %.17g", rho[pair]);
    }
    return rc == 0 ? tn_buf_puts(out,
                                 n_classes == 2 ? "\nlabel 0 1\nnr_sv 1 0\nSV\n"
                                                : "\nlabel 0 1 2\nnr_sv 2 1 0\nSV\n",
                                 err)
                   : rc;
}

int tn_svm_write(tn_buf *out, const double *weight, const double *rho, size_t n_features,
                 int n_classes, tenor_error *err)
{
    int rc = write_header(out, rho, n_classes, err);

    for (int pair = 0; rc == 0 && pair < tn_n_pairs(n_classes); pair++) {
        rc = tn_buf_puts(out, coefficients(n_classes, pair), err);
        for (size_t i = 0; rc == 0 && i < n_features; i++) {
            double w = weight[(size_t)pair * n_features + i];

            if (w != 0.0) {
                rc = tn_buf_printf(out, err, " %zu:%.*g", i + 1, TN_WEIGHT_DIGITS, w);
            }
        }
        if (rc == 0) {
            rc = tn_buf_puts(out, " \n", err);
        }
    }
    return rc;
}

/* --------------------------------------------------------------- reading */

typedef struct {
    const char *at, *end;
    int64_t line_no;
    tenor_error *err;
} cursor;

static int fault(cursor *c, const char *what)
{
    return tn_fail_line(c->err, TENOR_ERR_MODEL, c->line_no, "libsvm file, line %lld: %s",
                        (long long)c->line_no, what);
}

static int expect(cursor *c, const char *text)
{
    size_t bytes = strlen(text);

    if ((size_t)(c->end - c->at) < bytes || memcmp(c->at, text, bytes) != 0) {
        return fault(c, "not as tenor writes it");
    }
    for (size_t i = 0; i < bytes; i++) {
        c->line_no += text[i] == '\n';
    }
    c->at += bytes;
    return 0;
}

/* a finite decimal number, which ends before the file does */
static int take_number(cursor *c, double *value)
{
    char text[40];
    size_t bytes = 0;
    char *stop;

    while (bytes < sizeof(text) - 1 && c->at + bytes < c->end &&
           strchr("0123456789+-.eE", c->at[bytes]) && c->at[bytes]) {
        text[bytes] = c->at[bytes];
        bytes++;
    }
    text[bytes] = '\0';
    *value = strtod(text, &stop);
    if (bytes == 0 || *stop != '\0' || !isfinite(*value)) {
        return fault(c, "not a finite number");
    }
    c->at += bytes;
    return 0;
}

static int take_vector(cursor *c, double *weight, size_t n_features)
{
    size_t last = 0;
    int rc = expect(c, " ");

    while (rc == 0 && c->at < c->end && *c->at != '\n') {
        double index = 0.0, value = 0.0;

        rc = take_number(c, &index);
        if (rc == 0 &&
            (index != floor(index) || index <= (double)last || index > (double)n_features)) {
            rc = fault(c, "an index is out of order or out of range");
        }
        if (rc == 0) {
            rc = expect(c, ":");
        }
        if (rc == 0) {
            rc = take_number(c, &value);
        }
        if (rc == 0) {
            last = (size_t)index;
            weight[last - 1] = value;
            rc = expect(c, " ");
        }
    }
    return rc == 0 ? expect(c, "\n") : rc;
}

int tn_svm_parse(const char *text, size_t bytes, size_t n_features, int n_classes, double *weight,
                 double *rho, tenor_error *err)
{
    cursor c = { text, text + bytes, 1, err };
    int n_pairs = tn_n_pairs(n_classes);
    char head[96];
    int rc;

    memset(weight, 0, (size_t)n_pairs * n_features * sizeof(*weight));
    snprintf(head, sizeof(head),
             "svm_type c_svc\nkernel_type linear\nnr_class %d\ntotal_sv %d\nrho", n_classes,
             n_pairs);
    rc = expect(&c, head);
    for (int pair = 0; rc == 0 && pair < n_pairs; pair++) {
        rc = expect(&c, " ");
        if (rc == 0) {
            rc = take_number(&c, &rho[pair]);
        }
    }
    if (rc == 0) {
        rc = expect(&c, n_classes == 2 ? "\nlabel 0 1\nnr_sv 1 0\nSV\n"
                                       : "\nlabel 0 1 2\nnr_sv 2 1 0\nSV\n");
    }
    for (int pair = 0; rc == 0 && pair < n_pairs; pair++) {
        rc = expect(&c, coefficients(n_classes, pair));
        if (rc == 0) {
            rc = take_vector(&c, weight + (size_t)pair * n_features, n_features);
        }
    }
    if (rc == 0 && c.at != c.end) {
        rc = fault(&c, "something stands behind the last vector");
    }
    return rc;
}
