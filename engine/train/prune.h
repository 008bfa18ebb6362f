/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prune.h - the features of a trained model that are worth their place
 */
#ifndef TN_PRUNE_H
#define TN_PRUNE_H

#include "model/vocabulary.h"

/* Stored weights: weight[pair * n_stored + index], as vocabulary.h orders the indices. */
typedef struct {
    tn_vocabulary vocabulary;
    double *weight;
    size_t n_stored;
} tn_pruned;

/*
 * Drop character n-grams, whose weights the words have taken over; keep words and, of all other
 * features, those with the most weight: the sum of the squared weights over pairs, times the
 * documents. max_entries bounds the entries in all (0: no bound); equals go by their order.
 * Weights of what is dropped become zero in `weight` too, n_pairs * n_stored values. `out` owns
 * copies: release it with tn_pruned_free, on failure too.
 */
int tn_prune(tn_pruned *out, const tn_vocabulary *v, double *weight, size_t n_stored, int n_pairs,
             size_t max_entries, tenor_error *err);
void tn_pruned_free(tn_pruned *pruned);

#endif
