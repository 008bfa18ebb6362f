/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word_vectors.c - words that stand in the same company get similar vectors
 */
#include "train/aid.h"
#include "train/cooccurrence.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS        30000
#define N_DIMS           150
#define OVERSAMPLING     20
#define POWER_ITERATIONS 2
#define CONTEXT_POWER    0.75 /* smooths the neighbours' counts (Levy et al. 2015) */
#define MIN_WORDS        50   /* fewer have no company worth factorising */

/* counts become positive pointwise mutual information */
static int weigh(tn_cooccurrence *c, tenor_error *err)
{
    double *sum = tn_alloc(c->n_words, sizeof(*sum));
    double context_sum = 0.0;

    if (!sum) {
        return tn_no_memory(err);
    }
    for (size_t w = 0; w < c->n_words; w++) {
        for (size_t i = c->row_start[w]; i < c->row_start[w + 1]; i++) {
            sum[w] += c->value[i];
        }
        context_sum += pow(sum[w], CONTEXT_POWER);
    }
    for (size_t w = 0; w < c->n_words; w++) {
        for (size_t i = c->row_start[w]; i < c->row_start[w + 1]; i++) {
            double context = pow(sum[c->column[i]], CONTEXT_POWER) / context_sum;
            double information = log(c->value[i] / (sum[w] * context));

            c->value[i] = information > 0.0 ? information : 0.0;
        }
    }
    free(sum);
    return 0;
}

/* out = A in, or A' in; both n_words * k */
static void multiply(gsl_matrix *out, const tn_cooccurrence *c, const gsl_matrix *in,
                     bool transposed)
{
    gsl_matrix_set_zero(out);
    for (size_t w = 0; w < c->n_words; w++) {
        for (size_t i = c->row_start[w]; i < c->row_start[w + 1]; i++) {
            size_t to = transposed ? (size_t)c->column[i] : w;
            size_t from = transposed ? w : (size_t)c->column[i];
            double *y = gsl_matrix_ptr(out, to, 0);
            const double *x = gsl_matrix_const_ptr(in, from, 0);

            for (size_t k = 0; k < in->size2; k++) {
                y[k] += c->value[i] * x[k];
            }
        }
    }
}

/* orthonormal columns by Cholesky of the Gram matrix, twice for the last bits */
static int orthonormalise(gsl_matrix *y, gsl_matrix *gram, tenor_error *err)
{
    for (int pass = 0; pass < 2; pass++) {
        int status = gsl_blas_dsyrk(CblasLower, CblasTrans, 1.0, y, 0.0, gram);

        status = status ? status : gsl_linalg_cholesky_decomp1(gram);
        status =
            status ? status
                   : gsl_blas_dtrsm(CblasRight, CblasLower, CblasTrans, CblasNonUnit, 1.0, gram, y);
        if (status) {
            return tn_fail(err, TENOR_ERR_NUMERIC, "word vectors: %s", gsl_strerror(status));
        }
    }
    return 0;
}

/* y: orthonormal columns that span the leading left singular vectors; z: A' y */
static int find_range(const tn_cooccurrence *c, gsl_matrix *y, gsl_matrix *z, gsl_matrix *gram,
                      tenor_error *err)
{
    int rc;

    for (size_t w = 0; w < z->size1; w++) { /* fixed pseudo-random signs */
        for (size_t k = 0; k < z->size2; k++) {
            gsl_matrix_set(z, w, k, tn_mix(w + 1, k) & 1 ? 1.0 : -1.0);
        }
    }
    multiply(y, c, z, false);
    rc = orthonormalise(y, gram, err);
    for (int i = 0; rc == 0 && i < POWER_ITERATIONS; i++) {
        multiply(z, c, y, true);
        rc = orthonormalise(z, gram, err);
        if (rc == 0) {
            multiply(y, c, z, false);
            rc = orthonormalise(y, gram, err);
        }
    }
    multiply(z, c, y, true);
    return rc;
}

/* rows of y become U S^1/2: rotate by the eigenvectors of z' z, whose values are S^2 */
static int rotate(gsl_matrix *y, gsl_matrix *z, gsl_matrix *gram, gsl_matrix *vectors,
                  gsl_vector *values, gsl_eigen_symmv_workspace *workspace, tenor_error *err)
{
    int status = gsl_blas_dsyrk(CblasLower, CblasTrans, 1.0, z, 0.0, gram);

    status = status ? status : gsl_eigen_symmv(gram, values, vectors, workspace);
    status = status ? status : gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_DESC);
    for (size_t k = 0; !status && k < values->size; k++) {
        double square = gsl_vector_get(values, k);
        gsl_vector_view column = gsl_matrix_column(vectors, k);

        gsl_vector_scale(&column.vector, square > 0.0 ? pow(square, 0.25) : 0.0);
    }
    status = status ? status : gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, y, vectors, 0.0, z);
    return status ? tn_fail(err, TENOR_ERR_NUMERIC, "word vectors: %s", gsl_strerror(status)) : 0;
}

static int keep_vectors(tn_aid *out, const tn_cooccurrence *c, const gsl_matrix *rows,
                        tenor_error *err)
{
    int rc = 0;

    for (size_t w = 0; rc == 0 && w < c->n_words; w++) {
        double vector[N_DIMS];
        double norm = 0.0;

        for (int k = 0; k < out->n_dims; k++) {
            vector[k] = gsl_matrix_get(rows, w, (size_t)k);
            norm += vector[k] * vector[k];
        }
        if (norm <= 0.0) {
            continue;
        }
        for (int k = 0; k < out->n_dims; k++) {
            vector[k] /= sqrt(norm);
        }
        rc = tn_aid_add(out, c->word[w].kind, c->word[w].form, c->word[w].form_bytes, vector, err);
    }
    return rc;
}

static int factorise(tn_aid *out, const tn_cooccurrence *c, tenor_error *err)
{
    size_t n = c->n_words;
    size_t k = (size_t)out->n_dims + OVERSAMPLING < n ? (size_t)out->n_dims + OVERSAMPLING : n;
    gsl_matrix *y = gsl_matrix_alloc(n, k), *z = gsl_matrix_alloc(n, k);
    gsl_matrix *gram = gsl_matrix_alloc(k, k), *vectors = gsl_matrix_alloc(k, k);
    gsl_vector *values = gsl_vector_alloc(k);
    gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc(k);
    int rc = y && z && gram && vectors && values && workspace ? 0 : tn_no_memory(err);

    if (rc == 0) {
        rc = find_range(c, y, z, gram, err);
    }
    if (rc == 0) {
        rc = rotate(y, z, gram, vectors, values, workspace, err);
    }
    if (rc == 0) {
        rc = keep_vectors(out, c, z, err);
    }
    gsl_matrix_free(y);
    gsl_matrix_free(z);
    gsl_matrix_free(gram);
    gsl_matrix_free(vectors);
    gsl_vector_free(values);
    if (workspace) {
        gsl_eigen_symmv_free(workspace);
    }
    return rc;
}

int tn_aid_learn_vectors(tn_aid *out, const char *const *paths, size_t n_paths, tenor_error *err)
{
    tn_cooccurrence c;
    int rc = tn_cooccurrence_read(&c, paths, n_paths, MAX_WORDS, err);

    *out = (tn_aid){ .n_dims = N_DIMS };
    if (rc < 0) {
        return rc;
    }
    out->digest = c.digest;
    if (c.n_words < MIN_WORDS) {
        rc = tn_fail(err, TENOR_ERR_INPUT,
                     "only %zu words occur often enough for word vectors; at least %d are needed",
                     c.n_words, MIN_WORDS);
    }
    if (rc == 0) {
        out->n_dims = c.n_words < 4 * N_DIMS ? (int)c.n_words / 4 : N_DIMS;
        rc = weigh(&c, err);
    }
    if (rc == 0) {
        rc = factorise(out, &c, err);
    }
    tn_cooccurrence_free(&c);
    if (rc < 0) {
        tn_aid_free(out);
    }
    return rc;
}
