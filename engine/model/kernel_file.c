/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_file.c - support vectors as a libsvm file: written, and read strictly
 */
#include "model/kernel.h"
#include "model/svm_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NODE_BYTES 4 /* of the shortest node, " 1:2" */

/* as libsvm's own svm_save_model orders it */
static int put_header(tn_buf *out, const tn_kernel *k, int n_classes, tenor_error *err)
{
    const char *name = k->type == POLY ? "polynomial" : tn_kernel_name(k->type);
    int rc = tn_buf_printf(out, err, "svm_type c_svc\nkernel_type %s\n", name);

    if (rc == 0 && k->type == POLY) {
        rc = tn_buf_printf(out, err, "degree %d\n", k->degree);
    }
    if (rc == 0) {
        rc = tn_buf_printf(out, err, "gamma %.17g\n", k->gamma);
    }
    if (rc == 0 && k->type != RBF) {
        rc = tn_buf_printf(out, err, "coef0 %.17g\n", k->coef0);
    }
    return rc == 0 ? tn_buf_printf(out, err, "nr_class %d\ntotal_sv %lld\nrho", n_classes,
                                   (long long)k->n_vectors)
                   : rc;
}

static const char *labels_of(int n_classes)
{
    return n_classes == 2 ? "\nlabel 0 1\nnr_sv" : "\nlabel 0 1 2\nnr_sv";
}

int tn_kernel_write(tn_buf *out, const tn_kernel *k, int n_classes, const double *rho,
                    const int *n_of_class, const struct svm_node *const *vector,
                    const double *const *coefficient, tenor_error *err)
{
    int rc = put_header(out, k, n_classes, err);

    for (int pair = 0; rc == 0 && pair < tn_n_pairs(n_classes); pair++) {
        rc = tn_buf_printf(out, err, " %.17g", rho[pair]);
    }
    rc = rc == 0 ? tn_buf_puts(out, labels_of(n_classes), err) : rc;
    for (int c = 0; rc == 0 && c < n_classes; c++) {
        rc = tn_buf_printf(out, err, " %d", n_of_class[c]);
    }
    rc = rc == 0 ? tn_buf_puts(out, "\nSV\n", err) : rc;
    for (int64_t i = 0; rc == 0 && i < k->n_vectors; i++) {
        for (int c = 0; rc == 0 && c < n_classes - 1; c++) {
            rc = tn_buf_printf(out, err, "%.17g ", coefficient[c][i]);
        }
        for (const struct svm_node *x = vector[i]; rc == 0 && x->index != -1; x++) {
            rc = tn_buf_printf(out, err, "%d:%.17g ", x->index, x->value);
        }
        rc = rc == 0 ? tn_buf_puts(out, "\n", err) : rc;
    }
    return rc;
}

/* --------------------------------------------------------------- reading */

static int take_whole(tn_svm_text *c, double most, int *value)
{
    double number = 0.0;
    int rc = tn_svm_number(c, &number);

    if (rc == 0 && (number != floor(number) || number < 0.0 || number > most)) {
        rc = tn_svm_fault(c, "a number is out of range");
    }
    *value = rc == 0 ? (int)number : 0;
    return rc;
}

static int take_header(tn_svm_text *c, tn_kernel_machine *out, const tn_kernel *k, int n_classes)
{
    tn_buf head = { 0 };
    int64_t sum = 0;
    int rc = put_header(&head, k, n_classes, c->err);

    rc = rc == 0 ? tn_svm_expect(c, head.data) : rc;
    tn_buf_free(&head);
    for (int pair = 0; rc == 0 && pair < tn_n_pairs(n_classes); pair++) {
        rc = tn_svm_expect(c, " ");
        rc = rc == 0 ? tn_svm_number(c, &out->rho[pair]) : rc;
    }
    rc = rc == 0 ? tn_svm_expect(c, labels_of(n_classes)) : rc;
    for (int class = 0; rc == 0 && class < n_classes; class ++) {
        rc = tn_svm_expect(c, " ");
        rc = rc == 0 ? take_whole(c, (double)k->n_vectors, &out->n_of_class[class]) : rc;
        sum += out->n_of_class[class];
    }
    rc = rc == 0 ? tn_svm_expect(c, "\nSV\n") : rc;
    return rc == 0 && sum != k->n_vectors
               ? tn_svm_fault(c, "the classes' vectors are not all vectors")
               : rc;
}

/* one line: its coefficients, and its nodes behind those that stand there */
static int take_vector(tn_svm_text *c, tn_kernel_machine *out, size_t v, size_t n_features,
                       size_t *n_nodes)
{
    int last = 0, rc = 0;

    for (int k = 0; rc == 0 && k < out->svm.nr_class - 1; k++) {
        rc = tn_svm_number(c, &out->coefficient_row[k][v]);
        rc = rc == 0 ? tn_svm_expect(c, " ") : rc;
    }
    out->vector[v] = out->node + *n_nodes;
    while (rc == 0 && c->at < c->end && *c->at != '\n') {
        struct svm_node x = { 0 };

        rc = take_whole(c, (double)n_features, &x.index);
        if (rc == 0 && x.index <= last) {
            rc = tn_svm_fault(c, "an index is out of order");
        }
        last = x.index;
        rc = rc == 0 ? tn_svm_expect(c, ":") : rc;
        rc = rc == 0 ? tn_svm_number(c, &x.value) : rc;
        rc = rc == 0 ? tn_svm_expect(c, " ") : rc;
        out->node[(*n_nodes)++] = x; /* there is room: a node has at least NODE_BYTES */
    }
    out->node[(*n_nodes)++] = (struct svm_node){ -1, 0.0 };
    return rc == 0 ? tn_svm_expect(c, "\n") : rc;
}

static int make_room(tn_kernel_machine *out, const tn_kernel *k, size_t bytes, int n_classes,
                     tenor_error *err)
{
    size_t n = (size_t)k->n_vectors;

    out->node = tn_alloc(bytes / NODE_BYTES + n + 1, sizeof(*out->node));
    out->vector = tn_alloc(n, sizeof(struct svm_node *));
    out->coefficient = tn_alloc(n * (size_t)(n_classes - 1), sizeof(double));
    if (!out->node || !out->vector || !out->coefficient) {
        return tn_no_memory(err);
    }
    for (int c = 0; c < n_classes - 1; c++) {
        out->coefficient_row[c] = out->coefficient + (size_t)c * n;
    }
    for (int c = 0; c < n_classes; c++) {
        out->label[c] = c;
    }
    out->svm = (struct svm_model){ .nr_class = n_classes,
                                   .l = (int)n,
                                   .SV = out->vector,
                                   .sv_coef = out->coefficient_row,
                                   .rho = out->rho,
                                   .label = out->label,
                                   .nSV = out->n_of_class };
    tn_kernel_parameter(&out->svm.param, k);
    return 0;
}

int tn_kernel_parse(tn_kernel_machine *out, const char *text, size_t bytes, const tn_kernel *k,
                    size_t n_features, int n_classes, tenor_error *err)
{
    tn_svm_text c = { text, text + bytes, 1, err };
    size_t n_nodes = 0;
    int rc;

    *out = (tn_kernel_machine){ 0 };
    if (k->n_vectors < 1 || k->n_vectors > TN_KERNEL_MAX_ROWS) {
        return tn_svm_fault(&c, "too many support vectors, or none");
    }
    rc = make_room(out, k, bytes, n_classes, err);
    rc = rc == 0 ? take_header(&c, out, k, n_classes) : rc;
    for (size_t v = 0; rc == 0 && v < (size_t)k->n_vectors; v++) {
        rc = take_vector(&c, out, v, n_features, &n_nodes);
    }
    if (rc == 0 && c.at != c.end) {
        rc = tn_svm_fault(&c, "something stands behind the last vector");
    }
    return rc;
}
