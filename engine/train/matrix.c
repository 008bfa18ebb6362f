/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matrix.c - the training rows of a part as sparse vectors in the unfolded space
 */
#include "train/matrix.h"

#include "model/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a domain: the shared part's decision values speak louder than any word. */
#define SHARED_SCALE 2.0

typedef struct {
    tn_matrix *out;
    const tn_part_rule *rule;
    const tn_vocabulary *v;
    const tn_aux *aux;
    int n_aux;
    tn_row_reader reader;
    tn_features features;
    tn_vector vector;
    double *sum; /* of an auxiliary set's vectors */
    size_t sum_capacity;
} filler;

static int push(tn_matrix *m, size_t index, double value, tenor_error *err)
{
    int rc = tn_grow((void **)&m->nodes, &m->capacity, m->n_nodes + 1, sizeof(*m->nodes), err);

    if (rc < 0)
        return rc;
    m->nodes[m->n_nodes++] = (struct feature_node){ (int)index, value };
    return 0;
}

static int push_words(filler *f, double norm, tenor_error *err)
{
    int rc = tn_vector_of(&f->vector, f->v, f->reader.seen, f->rule->domain,
                          f->rule->family_scale[TN_FAMILY_CHAR] > 0.0, &f->features, err);

    for (size_t i = 0; rc == 0 && i < f->vector.n; i++) {
        size_t index = (size_t)f->vector.entry[i];

        rc = push(f->out, index + 1, (double)f->vector.count[i] * norm * f->out->scale[index], err);
    }
    return rc;
}

/* the dense features, or a domain's shared decision values */
static int push_block(filler *f, const double *shared, tenor_error *err)
{
    int head = f->rule->dataset->head, n = shared ? TN_MAX_PAIRS : tn_task_of(head)->n_dense;
    double value[TN_MAX_DENSE];

    if (shared) {
        memcpy(value, shared, TN_MAX_PAIRS * sizeof(*value));
    } else if (head == TENOR_REPLY) {
        tn_reply_side reply, parent;

        tn_reply_words(&reply, &f->reader.tokens);
        tn_reply_words(&parent, &f->reader.parent);
        tn_reply_dense(value, &reply, &parent);
    } else {
        tn_dense_of(value, head, f->reader.seen->n_tokens, &f->reader.naming);
    }
    for (int k = 0; k < n; k++) {
        size_t index = f->out->n_entries + (size_t)k;
        int rc;

        if (value[k] != 0.0 &&
            (rc = push(f->out, index + 1, value[k] * f->out->scale[index], err)) < 0)
            return rc;
    }
    return 0;
}

static int push_aux(filler *f, int aux, double norm, tenor_error *err)
{
    const tn_aux *a = &f->aux[aux];
    size_t n = (size_t)tn_aux_n_features(a), start = tn_matrix_aux_start(f->out, f->aux, aux);
    int rc = tn_grow((void **)&f->sum, &f->sum_capacity, n, sizeof(double), err);

    if (rc < 0)
        return rc;
    memset(f->sum, 0, n * sizeof(double));
    tn_aux_sum(a, f->v, f->reader.seen, f->sum);
    for (size_t k = 0; k < n; k++)
        if (f->sum[k] != 0.0 && (rc = push(f->out, start + k + 1,
                                           f->sum[k] * norm * f->out->scale[start + k], err)) < 0)
            return rc;
    return 0;
}

static int push_row(filler *f, size_t row, const double *shared, tenor_error *err)
{
    const tn_part_rule *rule = f->rule;
    int rc = tn_row_read(&f->reader, rule, &rule->dataset->row[rule->row[row]], err);
    double norm;

    if (rc < 0)
        return rc;
    norm = 1.0 / tn_length_norm(f->reader.seen->n_tokens);
    if ((rc = push_words(f, norm, err)) < 0 || (rc = push_block(f, shared, err)) < 0)
        return rc;
    for (int aux = 0; aux < f->n_aux; aux++)
        if ((rc = push_aux(f, aux, norm, err)) < 0)
            return rc;
    return push(f->out, (size_t)-1, 0.0, err);
}

size_t tn_matrix_aux_start(const tn_matrix *m, const tn_aux *aux, int index)
{
    size_t start = m->n_stored;

    for (int a = 0; a < index; a++)
        start += (size_t)tn_aux_n_features(&aux[a]);
    return start;
}

static void set_scales(tn_matrix *m, const filler *f, bool of_domain)
{
    for (size_t e = 0; e < m->n_entries; e++) {
        const tn_vocabulary_entry *entry = &f->v->entry[e];

        m->scale[e] =
            tn_feature_scale(f->rule->family_scale[entry->family],
                             f->rule->n_documents ? f->rule->n_documents : (int64_t)f->rule->n_rows,
                             entry->document_count);
    }
    for (size_t i = m->n_entries; i < m->n_stored; i++)
        m->scale[i] = of_domain ? SHARED_SCALE : 1.0;
    for (int aux = 0; aux < f->n_aux; aux++) {
        double *scale = m->scale + tn_matrix_aux_start(m, f->aux, aux);

        for (int k = 0; k < tn_aux_n_features(&f->aux[aux]); k++)
            scale[k] = f->aux[aux].scale;
    }
}

int tn_matrix_build(tn_matrix *out, const tn_part_rule *rule, const tn_vocabulary *v,
                    const tn_aux *aux, int n_aux, const double *shared, tenor_error *err)
{
    size_t n_block = shared ? TN_MAX_PAIRS : (size_t)tn_task_of(rule->dataset->head)->n_dense;
    filler f = { .out = out, .rule = rule, .v = v, .aux = aux, .n_aux = n_aux };
    int rc = 0;

    *out = (tn_matrix){ .n_rows = rule->n_rows,
                        .n_entries = v->n_entries,
                        .n_stored = v->n_entries + n_block };
    out->n_features = tn_matrix_aux_start(out, aux, n_aux);
    out->start = tn_alloc(out->n_rows + 1, sizeof(*out->start));
    out->scale = tn_alloc(out->n_features, sizeof(*out->scale));
    if (!out->start || !out->scale) {
        rc = tn_no_memory(err);
        goto done;
    }
    set_scales(out, &f, shared != NULL);
    for (size_t r = 0; r < out->n_rows; r++) {
        if ((rc = push_row(&f, r, shared ? shared + r * TN_MAX_PAIRS : NULL, err)) < 0)
            goto done;
        out->start[r + 1] = out->n_nodes;
    }
done:
    tn_row_reader_free(&f.reader);
    tn_features_free(&f.features);
    tn_vector_free(&f.vector);
    free(f.sum);
    if (rc < 0)
        tn_matrix_free(out);
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

    for (const struct feature_node *x = tn_matrix_row(m, row); x->index > 0; x++)
        sum += w[x->index - 1] * x->value;
    return sum;
}
