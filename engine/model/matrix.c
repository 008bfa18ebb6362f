/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matrix.c - training rows as sparse vectors in the unfolded space
 */
#include "model/matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    tn_matrix *out;
    const tn_dataset *dataset;
    const tn_vocabulary *v;
    const tn_matrix_rule *rule;
    tn_tokens tokens, other;
    tn_features features;
    tn_vector vector;
    double *sum; /* of an aid's vectors */
    size_t sum_capacity;
} filler;

static int push_node(tn_matrix *m, int index, double value, tenor_error *err)
{
    int rc = tn_grow((void **)&m->nodes, &m->capacity, m->n_nodes + 1, sizeof(*m->nodes), err);

    if (rc == 0) {
        m->nodes[m->n_nodes++] = (struct feature_node){ index, value };
    }
    return rc;
}

static int push_side(filler *f, const tn_tokens *tokens, int target, size_t offset,
                     tenor_error *err)
{
    double norm = 1.0 / tn_length_norm(tokens->n_tokens);
    int rc = tn_vector_of(&f->vector, f->v, &f->rule->features, tokens, target, &f->features, err);

    for (size_t i = 0; rc == 0 && i < f->vector.n; i++) {
        size_t index = offset + (size_t)f->vector.entry[i];

        rc = push_node(f->out, (int)index + 1,
                       (double)f->vector.count[i] * norm * f->out->scale[index], err);
    }
    return rc;
}

size_t tn_matrix_aid_start(const tn_matrix *m, const tn_matrix_rule *rule, int aid, size_t side)
{
    size_t before = 0, all = 0;

    for (int a = 0; a < rule->n_aids; a++) {
        before += a < aid ? (size_t)tn_aid_n_features(&rule->aid[a]) : 0;
        all += (size_t)tn_aid_n_features(&rule->aid[a]);
    }
    return m->n_stored + side * all + before;
}

/* an aid's features of one side, summed over its tokens */
static int push_aid(filler *f, const tn_tokens *tokens, int aid, size_t side, tenor_error *err)
{
    const tn_aid *a = &f->rule->aid[aid];
    size_t n = (size_t)tn_aid_n_features(a);
    size_t start = tn_matrix_aid_start(f->out, f->rule, aid, side);
    double norm = 1.0 / tn_length_norm(tokens->n_tokens);
    int rc = tn_grow((void **)&f->sum, &f->sum_capacity, n, sizeof(double), err);

    if (rc < 0) {
        return rc;
    }
    memset(f->sum, 0, n * sizeof(double));
    tn_aid_sum(a, tokens, f->sum);
    for (size_t k = 0; rc == 0 && k < n; k++) {
        if (f->sum[k] != 0.0) {
            rc = push_node(f->out, (int)(start + k) + 1,
                           f->sum[k] * norm * f->out->scale[start + k], err);
        }
    }
    return rc;
}

static int push_row(filler *f, const tn_row *row, tenor_error *err)
{
    const tn_task *task = tn_task_of(f->dataset->head);
    double dense[TN_MAX_DENSE];
    size_t offset = 0;
    int rc = tn_tokenise(&f->tokens, row->text.data, row->text.bytes, err);

    if (rc == 0 && row->other.data) {
        rc = tn_tokenise(&f->other, row->other.data, row->other.bytes, err);
    }
    if (rc == 0) {
        rc = push_side(f, &f->tokens, row->target, 0, err);
        offset = f->v->n_entries;
    }
    if (rc == 0 && task->n_sides == 2) {
        rc = push_side(f, &f->other, -1, offset, err);
        offset += f->v->n_entries;
    }
    if (rc == 0) {
        tn_dense_of(f->dataset->head, &f->tokens, row->other.data ? &f->other : NULL, dense);
    }
    for (int d = 0; rc == 0 && d < task->n_dense; d++) {
        if (dense[d] != 0.0) {
            rc = push_node(f->out, (int)offset + d + 1, dense[d], err);
        }
    }
    for (int side = 0; side < task->n_sides; side++) {
        for (int aid = 0; rc == 0 && aid < f->rule->n_aids; aid++) {
            rc = push_aid(f, side == 0 ? &f->tokens : &f->other, aid, (size_t)side, err);
        }
    }
    if (rc == 0) {
        rc = push_node(f->out, (int)f->out->n_features + 1, 1.0, err);
    }
    return rc == 0 ? push_node(f->out, -1, 0.0, err) : rc;
}

static void set_scales(tn_matrix *m, const tn_dataset *dataset, const tn_vocabulary *v,
                       const tn_matrix_rule *rule)
{
    size_t n_sides = (size_t)tn_task_of(dataset->head)->n_sides;
    double log_rows = log((double)dataset->n_rows);

    for (size_t e = 0; e < v->n_entries; e++) {
        int documents = v->entry[e].document_count > 0 ? v->entry[e].document_count : 1;
        double idf = (1.0 + log_rows - log((double)documents)) / (1.0 + log_rows);
        double scale = rule->family_scale[v->entry[e].family] * idf;

        for (size_t side = 0; side < n_sides; side++) {
            m->scale[side * v->n_entries + e] =
                v->entry[e].target >= 0 ? scale * rule->copy_scale : scale;
        }
    }
    for (size_t i = n_sides * v->n_entries; i < m->n_stored; i++) {
        m->scale[i] = 1.0;
    }
    for (size_t side = 0; side < n_sides; side++) {
        for (int aid = 0; aid < rule->n_aids; aid++) {
            double *scale = m->scale + tn_matrix_aid_start(m, rule, aid, side);

            for (int k = 0; k < tn_aid_n_features(&rule->aid[aid]); k++) {
                scale[k] = rule->aid[aid].scale;
            }
        }
    }
}

int tn_matrix_build(tn_matrix *out, const tn_dataset *dataset, const tn_vocabulary *v,
                    const tn_matrix_rule *rule, tenor_error *err)
{
    const tn_task *task = tn_task_of(dataset->head);
    size_t n_sides = (size_t)task->n_sides;
    filler f = { .out = out, .dataset = dataset, .v = v, .rule = rule };
    int rc = 0;

    *out = (tn_matrix){ .n_rows = dataset->n_rows,
                        .n_entries = v->n_entries,
                        .n_stored = v->n_entries * n_sides + (size_t)task->n_dense };
    out->n_features = tn_matrix_aid_start(out, rule, 0, n_sides);
    out->start = tn_alloc(out->n_rows, sizeof(*out->start));
    out->scale = tn_alloc(out->n_features, sizeof(*out->scale));
    if (out->start && out->scale) {
        set_scales(out, dataset, v, rule);
    } else {
        rc = tn_no_memory(err);
    }
    for (size_t r = 0; rc == 0 && r < dataset->n_rows; r++) {
        out->start[r] = out->n_nodes;
        rc = push_row(&f, &dataset->row[r], err);
    }
    tn_tokens_free(&f.tokens);
    tn_tokens_free(&f.other);
    tn_features_free(&f.features);
    tn_vector_free(&f.vector);
    free(f.sum);
    if (rc < 0) {
        tn_matrix_free(out);
    }
    return rc;
}

void tn_matrix_free(tn_matrix *matrix)
{
    free(matrix->nodes);
    free(matrix->start);
    free(matrix->scale);
    *matrix = (tn_matrix){ 0 };
}

double tn_matrix_decision(const tn_matrix *m, size_t row, const double *w, double rho)
{
    double sum = -rho;

    for (const struct feature_node *x = tn_matrix_row(m, row); x->index > 0; x++) {
        if ((size_t)x->index <= m->n_features) { /* the bias node is rho's */
            sum += w[x->index - 1] * x->value;
        }
    }
    return sum;
}
