/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matrix.c - training rows as sparse vectors in the unfolded space
 */
#include "train/matrix.h"

#include "model/dense.h"
#include "text/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    tn_matrix *out;
    const tn_dataset *dataset;
    const tn_vocabulary *v;
    const tn_matrix_rule *rule;
    tn_tokens tokens, other;
    tn_aliases aliases; /* of a target */
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

static int push_side(filler *f, const tn_tokens *tokens, const int *active, int n_active,
                     size_t offset, tenor_error *err)
{
    double norm = 1.0 / tn_length_norm(tokens->n_tokens);
    int rc = tn_vector_of(&f->vector, f->v, &f->rule->features, tokens, active, n_active,
                          &f->features, err);

    for (size_t i = 0; rc == 0 && i < f->vector.n; i++) {
        size_t index = offset + (size_t)f->vector.entry[i];

        rc = push_node(f->out, (int)index + 1,
                       (double)f->vector.count[i] * norm * f->out->scale[index], err);
    }
    return rc;
}

/* the dense features in each active part, and a domain's constant */
static int push_dense(filler *f, const double *dense, const int *active, int n_active,
                      tenor_error *err)
{
    const tn_task *task = tn_task_of(f->dataset->head);
    int rc = 0;

    for (int i = 0; rc == 0 && i < n_active; i++) {
        int start = (int)tn_dense_start(task, f->v->n_entries, active[i]);

        for (int d = 0; rc == 0 && d < task->n_dense; d++) {
            rc = dense[d] != 0.0 ? push_node(f->out, start + d + 1, dense[d], err) : 0;
        }
        if (rc == 0 && active[i] >= 0) {
            rc = push_node(f->out, start + task->n_dense + 1, 1.0, err);
        }
    }
    return rc;
}

size_t tn_matrix_aid_start(const tn_matrix *m, const tn_matrix_rule *rule, int domain, int side,
                           int aid)
{
    size_t before = 0, all = 0;

    for (int a = 0; a < rule->n_aids; a++) {
        before += a < aid ? (size_t)tn_aid_n_features(&rule->aid[a]) : 0;
        all += (size_t)tn_aid_n_features(&rule->aid[a]);
    }
    return m->n_stored + (size_t)((domain + 1) * m->n_sides + side) * all + before;
}

/* an aid's features of one side, summed over its tokens */
static int push_aid(filler *f, const tn_tokens *tokens, int domain, int side, int aid,
                    tenor_error *err)
{
    const tn_aid *a = &f->rule->aid[aid];
    size_t n = (size_t)tn_aid_n_features(a);
    size_t start = tn_matrix_aid_start(f->out, f->rule, domain, side, aid);
    double norm = 1.0 / tn_length_norm(tokens->n_tokens);
    int rc = tn_grow((void **)&f->sum, &f->sum_capacity, n, sizeof(double), err);

    if (rc < 0) {
        return rc;
    }
    memset(f->sum, 0, n * sizeof(double));
    tn_aid_sum(a, f->v, domain, tokens, f->sum);
    for (size_t k = 0; rc == 0 && k < n; k++) {
        if (f->sum[k] != 0.0) {
            rc = push_node(f->out, (int)(start + k) + 1,
                           f->sum[k] * norm * f->out->scale[start + k], err);
        }
    }
    return rc;
}

/* a part that adds to another one leaves the aids to it */
static int push_aids(filler *f, const int *active, int n_active, tenor_error *err)
{
    int rc = 0;

    for (int i = 0; i < n_active; i++) {
        int n_sides = active[i] == TN_SHARED ? f->out->n_sides : 1;

        if (!tn_domains_is_base(&f->dataset->domains, active[i])) {
            continue;
        }
        for (int side = 0; side < n_sides; side++) {
            for (int aid = 0; rc == 0 && aid < f->rule->n_aids; aid++) {
                rc = push_aid(f, side == 0 ? &f->tokens : &f->other, active[i], side, aid, err);
            }
        }
    }
    return rc;
}

static int push_row(filler *f, const tn_row *row, tenor_error *err)
{
    static const int shared = TN_SHARED;
    int active[TN_MAX_ACTIVE];
    int n_active = tn_domains_active(&f->dataset->domains, row->domain, active);
    double dense[TN_MAX_DENSE];
    int rc = tn_tokenise(&f->tokens, row->text.data, row->text.bytes, err);

    if (rc == 0 && row->other.data && tn_task_of(f->dataset->head)->has_target) {
        tenor_str name = tn_target_name(row->other);

        rc = tn_tokenise(&f->other, name.data, name.bytes, err);
        rc = rc == 0 ? tn_aliases_read(&f->aliases, row->other, err) : rc;
    } else if (rc == 0 && row->other.data) {
        rc = tn_tokenise(&f->other, row->other.data, row->other.bytes, err);
    }
    if (rc == 0) {
        rc = push_side(f, &f->tokens, active, n_active, 0, err);
    }
    if (rc == 0 && f->out->n_sides == 2) {
        rc = push_side(f, &f->other, &shared, 1, f->v->n_entries, err);
    }
    if (rc == 0) {
        tn_dense_of(f->dataset->head, &f->tokens, row->other.data ? &f->other : NULL, &f->aliases,
                    dense);
        rc = push_dense(f, dense, active, n_active, err);
    }
    if (rc == 0) {
        rc = push_aids(f, active, n_active, err);
    }
    if (rc == 0) {
        rc = push_node(f->out, (int)f->out->n_features + 1, 1.0, err);
    }
    return rc == 0 ? push_node(f->out, -1, 0.0, err) : rc;
}

static double family_scale_of(const tn_dataset *dataset, const tn_vocabulary_entry *entry,
                              const tn_matrix_rule *rule)
{
    double small = rule->small_scale[entry->family];
    bool is_small =
        entry->domain >= 0 && dataset->domains.item[entry->domain].n_rows < TN_SMALL_DOMAIN_ROWS;

    return is_small && small > 0.0 ? small : rule->family_scale[entry->family];
}

/* of a vocabulary entry, on the side of the text itself */
static double scale_of(const tn_dataset *dataset, const tn_vocabulary_entry *entry,
                       const tn_matrix_rule *rule)
{
    int64_t n_rows =
        entry->domain < 0 ? dataset->n_shared_rows : dataset->domains.item[entry->domain].n_rows;
    double scale =
        tn_feature_scale(family_scale_of(dataset, entry, rule), n_rows, entry->document_count);

    return tn_domains_is_base(&dataset->domains, entry->domain) ? scale : scale * rule->copy_scale;
}

static void set_aid_scales(tn_matrix *m, const tn_matrix_rule *rule, int domain)
{
    for (int side = 0; side < m->n_sides; side++) {
        for (int aid = 0; aid < rule->n_aids; aid++) {
            double *scale = m->scale + tn_matrix_aid_start(m, rule, domain, side, aid);

            for (int k = 0; k < tn_aid_n_features(&rule->aid[aid]); k++) {
                scale[k] = rule->aid[aid].scale * (side == 1 ? rule->parent_scale : 1.0);
            }
        }
    }
}

static void set_scales(tn_matrix *m, const tn_dataset *dataset, const tn_vocabulary *v,
                       const tn_matrix_rule *rule)
{
    for (size_t e = 0; e < v->n_entries; e++) {
        double scale = scale_of(dataset, &v->entry[e], rule);

        for (int side = 0; side < m->n_sides; side++) {
            m->scale[(size_t)side * v->n_entries + e] =
                side == 1 ? scale * rule->parent_scale : scale;
        }
    }
    for (size_t i = (size_t)m->n_sides * v->n_entries; i < m->n_stored; i++) {
        m->scale[i] = 1.0;
    }
    for (int domain = TN_SHARED; domain < (int)dataset->domains.n; domain++) {
        set_aid_scales(m, rule, domain);
    }
}

int tn_matrix_build(tn_matrix *out, const tn_dataset *dataset, const tn_vocabulary *v,
                    const tn_matrix_rule *rule, tenor_error *err)
{
    const tn_task *task = tn_task_of(dataset->head);
    int n_domains = (int)dataset->domains.n;
    filler f = { .out = out, .dataset = dataset, .v = v, .rule = rule };
    int rc = 0;

    *out = (tn_matrix){ .n_rows = dataset->n_rows,
                        .n_entries = v->n_entries,
                        .n_sides = task->n_sides,
                        .n_stored = tn_dense_start(task, v->n_entries, n_domains) };
    out->n_features = tn_matrix_aid_start(out, rule, n_domains, 0, 0);
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
    tn_aliases_free(&f.aliases);
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
