/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matrix.h - training rows as sparse vectors in the unfolded space
 */
#ifndef TN_MATRIX_H
#define TN_MATRIX_H

#include "train/aid.h"
#include "train/dataset.h"

#include <linear.h>

/*
 * Each row's nodes: ascending 1-based indices, then the bias node (index
 * n_features + 1, value 1), then index -1. The value of a
 * word feature is count * scale / tn_length_norm().
 */
typedef struct {
    struct feature_node *nodes;
    size_t n_nodes, capacity;
    size_t *start; /* of each row in nodes */
    size_t n_rows;
    size_t n_features; /* n_stored, and the aids' features of each side */
    size_t n_stored;   /* vocabulary times sides, and the dense blocks: what a model keeps */
    size_t n_entries;  /* of the vocabulary */
    int n_sides;
    double *scale; /* of each feature: its weight is trained at this scale, and stored without it */
} tn_matrix;

typedef struct {
    tn_feature_config features;
    double family_scale[TN_N_FAMILIES];
    double small_scale[TN_N_FAMILIES]; /* in place of it, of a domain with few rows; 0: no other */
    double copy_scale;                 /* on top, of a domain that adds to another part */
    double parent_scale;               /* on top, of the parent's side */
    const tn_aid *aid;                 /* n_aids of them */
    int n_aids;
} tn_matrix_rule;

/*
 * Scale of a feature: family_scale[family] (small_scale of a domain with fewer than
 * TN_SMALL_DOMAIN_ROWS rows) times its inverse document frequency in its part,
 * (1 + ln(N / documents)) / (1 + ln N). Dense features have scale 1.
 */
int tn_matrix_build(tn_matrix *out, const tn_dataset *dataset, const tn_vocabulary *v,
                    const tn_matrix_rule *rule, tenor_error *err);
void tn_matrix_free(tn_matrix *matrix);

/* The 0-based index of an aid's first feature on a side, for a part that is a base. */
size_t tn_matrix_aid_start(const tn_matrix *m, const tn_matrix_rule *rule, int domain, int side,
                           int aid);

static inline struct feature_node *tn_matrix_row(const tn_matrix *m, size_t row)
{
    return m->nodes + m->start[row];
}

/* w . x - rho of one row; w has n_features values. */
double tn_matrix_decision(const tn_matrix *m, size_t row, const double *w, double rho);

#endif
