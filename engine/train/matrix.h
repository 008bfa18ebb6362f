/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matrix.h - the training rows of a part as sparse vectors in the unfolded space
 */
#ifndef TN_MATRIX_H
#define TN_MATRIX_H

#include "train/aux_features.h"
#include "train/select.h"

#include <linear.h>

/*
 * Each row's nodes: ascending 1-based indices, then index -1. The value of a word feature is
 * count * scale / tn_length_norm().
 */
typedef struct {
    struct feature_node *nodes;
    size_t n_nodes, capacity;
    size_t *start; /* of each row in nodes, and behind the last */
    size_t n_rows;
    size_t n_features;  /* n_stored, and the auxiliary ones */
    size_t n_stored;    /* entries and the block: what a model keeps of the part */
    size_t n_entries;   /* of the part */
    size_t first_entry; /* of the part in the vocabulary: 0 until the model's takes its own */
    double *scale; /* of each feature: its weight is trained at this scale, and stored without it */
} tn_matrix;

/*
 * The vocabulary is the part's own. Scale of a feature: its family's times its inverse document
 * frequency, (1 + ln(N / documents)) / (1 + ln N). `shared` (of a domain: n_rows * TN_MAX_PAIRS)
 * are the shared part's decision values of its rows, NULL for the shared part, which has the task's
 * dense features and the auxiliary ones in their place.
 */
int tn_matrix_build(tn_matrix *out, const tn_part_rule *rule, const tn_vocabulary *v,
                    const tn_aux *aux, int n_aux, const double *shared, tenor_error *err);
void tn_matrix_free(tn_matrix *matrix);

/* The 0-based index of the first of an auxiliary set. */
size_t tn_matrix_aux_start(const tn_matrix *m, const tn_aux *aux, int index);

static inline const struct feature_node *tn_matrix_row(const tn_matrix *m, size_t row)
{
    return m->nodes + m->start[row];
}

/* without the end */
static inline size_t tn_matrix_row_nodes(const tn_matrix *m, size_t row)
{
    return m->start[row + 1] - m->start[row] - 1;
}

/* w . x - rho of one row; w has n_features values. */
double tn_matrix_decision(const tn_matrix *m, size_t row, const double *w, double rho);

#endif
