/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.c - kernels, their parameters, and texts as the vectors that they compare
 */
#include "model/kernel.h"

#include "model/dense.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* as the command's option has them; libsvm's files say "polynomial" */
static const char *const names[] = {
    [LINEAR] = "linear", [POLY] = "poly", [RBF] = "rbf", [SIGMOID] = "sigmoid"
};
#define N_NAMES ((int)(sizeof(names) / sizeof(names[0])))

const char *tn_kernel_name(int type)
{
    return type >= 0 && type < N_NAMES ? names[type] : NULL;
}

int tn_kernel_of_name(const char *name)
{
    for (int type = 0; type < N_NAMES; type++) {
        if (strcmp(names[type], name) == 0) {
            return type;
        }
    }
    return -1;
}

bool tn_kernel_is_sane(const tn_kernel *k)
{
    return isfinite(k->gamma) && k->gamma > 0.0 && k->degree >= 1 &&
           k->degree <= TN_KERNEL_MAX_DEGREE && isfinite(k->coef0);
}

void tn_kernel_parameter(struct svm_parameter *out, const tn_kernel *k)
{
    *out = (struct svm_parameter){ .svm_type = C_SVC,
                                   .kernel_type = k->type,
                                   .degree = k->degree,
                                   .gamma = k->gamma,
                                   .coef0 = k->coef0 };
}

void tn_kernel_machine_free(tn_kernel_machine *m)
{
    free(m->node);
    free(m->vector);
    free(m->coefficient);
    *m = (tn_kernel_machine){ 0 };
}

/* ----------------------------------------------------------------- texts */

static int push(tn_kernel_vector *out, size_t index, double value, tenor_error *err)
{
    int rc = tn_grow((void **)&out->node, &out->capacity, out->n + 1, sizeof(*out->node), err);

    if (rc == 0) {
        out->node[out->n++] = (struct svm_node){ (int)index, value };
    }
    return rc;
}

/* the same multiplications as in training (train/matrix.c), in the same order */
static int push_side(tn_kernel_vector *out, const tn_kernel *k, const tn_vocabulary *v,
                     const tn_feature_config *config, const tn_tokens *tokens, int side,
                     tenor_error *err)
{
    static const int shared = TN_SHARED;
    double norm = 1.0 / tn_length_norm(tokens->n_tokens);
    int rc = tn_vector_of(&out->counts, v, config, tokens, &shared, 1, &out->features, err);

    for (size_t i = 0; rc == 0 && i < out->counts.n; i++) {
        const tn_vocabulary_entry *entry = &v->entry[out->counts.entry[i]];
        double scale =
            tn_feature_scale(k->family_scale[entry->family], k->n_rows, entry->document_count);

        scale = side == 1 ? scale * k->parent_scale : scale;
        rc = push(out, (size_t)side * v->n_entries + (size_t)out->counts.entry[i] + 1,
                  (double)out->counts.count[i] * norm * scale, err);
    }
    return rc;
}

int tn_kernel_vector_of(tn_kernel_vector *out, const tn_kernel *k, int head, const tn_vocabulary *v,
                        const tn_feature_config *config, const tn_tokens *tokens,
                        const tn_tokens *other, const tn_aliases *aliases, tenor_error *err)
{
    const tn_task *task = tn_task_of(head);
    size_t start = tn_dense_start(task, v->n_entries, TN_SHARED);
    double dense[TN_MAX_DENSE];
    int rc;

    out->n = 0;
    rc = push_side(out, k, v, config, tokens, 0, err);
    if (rc == 0 && task->n_sides == 2 && other) {
        rc = push_side(out, k, v, config, other, 1, err);
    }
    tn_dense_of(head, tokens, other, aliases, dense);
    for (int d = 0; rc == 0 && d < task->n_dense; d++) {
        rc = dense[d] != 0.0 ? push(out, start + (size_t)d + 1, dense[d], err) : 0;
    }
    if (rc == 0) {
        rc = push(out, 0, 0.0, err);
    }
    if (rc == 0) {
        out->node[out->n - 1].index = -1;
    }
    return rc;
}

void tn_kernel_vector_free(tn_kernel_vector *vector)
{
    free(vector->node);
    tn_vector_free(&vector->counts);
    tn_features_free(&vector->features);
    *vector = (tn_kernel_vector){ 0 };
}

void tn_kernel_count_words(const tn_vocabulary *v, const tn_tokens *tokens, int32_t *n_words,
                           int32_t *n_known)
{
    static const tn_family forms[] = { TN_FAMILY_WORD, TN_FAMILY_NEGATED, TN_FAMILY_CAPS };

    *n_words = *n_known = 0;
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];
        bool known = false;

        if (!tn_counts_as_word(token->kind)) {
            continue;
        }
        for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]) && !known; f++) {
            known = tn_vocabulary_find(v, tn_form_key(forms[f], token->kind, token->hash),
                                       TN_SHARED) >= 0;
        }
        (*n_words)++;
        *n_known += known;
    }
}
