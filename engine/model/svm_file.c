/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svm_file.c - the trained weights as a libsvm model file
 */
#include "model/svm_file.h"

#include "model/svm_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* coefficients of the vectors, pair after pair */
static const char *coefficients(int n_classes, int pair)
{
    if (n_classes == 2)
        return "1";
    return pair == 0 ? "1 0" : "0 1";
}

double tn_svm_round(double weight)
{
    char text[40];

    snprintf(text, sizeof(text), "%.*g", TN_WEIGHT_DIGITS, weight);
    return strtod(text, NULL);
}

static const char *labels_line(int n_classes)
{
    return n_classes == 2 ? "\nlabel 0 1\nnr_sv 1 0\nSV\n" : "\nlabel 0 1 2\nnr_sv 2 1 0\nSV\n";
}

int tn_svm_write(tn_buf *out, const double *weight, const double *rho, size_t n_features,
                 int n_classes, tenor_error *err)
{
    int n_pairs = tn_n_pairs(n_classes);
    int rc =
        tn_buf_printf(out, err, "svm_type c_svc\nkernel_type linear\nnr_class %d\ntotal_sv %d\nrho",
                      n_classes, n_pairs);

    for (int pair = 0; rc == 0 && pair < n_pairs; pair++)
        rc = tn_buf_printf(out, err, " %.17g", rho[pair]);
    if (rc < 0 || (rc = tn_buf_puts(out, labels_line(n_classes), err)) < 0)
        return rc;
    for (int pair = 0; pair < n_pairs; pair++) {
        if ((rc = tn_buf_puts(out, coefficients(n_classes, pair), err)) < 0)
            return rc;
        for (size_t i = 0; i < n_features; i++) {
            double w = weight[(size_t)pair * n_features + i];

            if (w != 0.0 &&
                (rc = tn_buf_printf(out, err, " %zu:%.*g", i + 1, TN_WEIGHT_DIGITS, w)) < 0)
                return rc;
        }
        if ((rc = tn_buf_puts(out, " \n", err)) < 0)
            return rc;
    }
    return 0;
}

/* --------------------------------------------------------------- reading */

static int take_vector(tn_svm_text *c, double *weight, size_t n_features)
{
    size_t last = 0;
    int rc = tn_svm_expect(c, " ");

    if (rc < 0)
        return rc;
    while (c->at < c->end && *c->at != '\n') {
        double index = 0.0, value = 0.0;

        if ((rc = tn_svm_number(c, &index)) < 0)
            return rc;
        if (index != floor(index) || index <= (double)last || index > (double)n_features)
            return tn_svm_fault(c, "an index is out of order or out of range");
        if ((rc = tn_svm_expect(c, ":")) < 0 || (rc = tn_svm_number(c, &value)) < 0 ||
            (rc = tn_svm_expect(c, " ")) < 0)
            return rc;
        last = (size_t)index;
        weight[last - 1] = value;
    }
    return tn_svm_expect(c, "\n");
}

int tn_svm_parse(const char *text, size_t bytes, size_t n_features, int n_classes, double *weight,
                 double *rho, tenor_error *err)
{
    tn_svm_text c = { text, text + bytes, 1, err };
    int n_pairs = tn_n_pairs(n_classes);
    char head[96];
    int rc;

    memset(weight, 0, (size_t)n_pairs * n_features * sizeof(*weight));
    snprintf(head, sizeof(head),
             "svm_type c_svc\nkernel_type linear\nnr_class %d\ntotal_sv %d\nrho", n_classes,
             n_pairs);
    if ((rc = tn_svm_expect(&c, head)) < 0)
        return rc;
    for (int pair = 0; pair < n_pairs; pair++)
        if ((rc = tn_svm_expect(&c, " ")) < 0 || (rc = tn_svm_number(&c, &rho[pair])) < 0)
            return rc;
    if ((rc = tn_svm_expect(&c, labels_line(n_classes))) < 0)
        return rc;
    for (int pair = 0; pair < n_pairs; pair++)
        if ((rc = tn_svm_expect(&c, coefficients(n_classes, pair))) < 0 ||
            (rc = take_vector(&c, weight + (size_t)pair * n_features, n_features)) < 0)
            return rc;
    return c.at == c.end ? 0 : tn_svm_fault(&c, "something stands behind the last vector");
}
