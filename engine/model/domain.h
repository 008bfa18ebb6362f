/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain.h - the domains of a stance model: targets with rows of their own
 *
 * The shared part speaks of any target. A domain is stacked on it: its decision values are a linear
 * function of the shared part's and a sum over the text's own words and pairs, as a support vector
 * machine over both learnt it from rows of that target alone (stacking; Wolpert 1992). The shared
 * part reads the text with the target's names masked, the domain reads it as it is.
 */
#ifndef TN_DOMAIN_H
#define TN_DOMAIN_H

#include "model/calibrate.h"

#define TN_SHARED (-1) /* no domain: the shared part */

typedef struct {
    char *name;     /* of the target: folded forms joined by blanks */
    int64_t n_rows; /* it was trained on */
    double shared_weight[TN_MAX_PAIRS][TN_MAX_PAIRS]; /* [pair][pair of the shared part] */
    double constant[TN_MAX_PAIRS];
    tn_calibrator calibrator;
} tn_domain;

typedef struct {
    tn_domain *item;
    size_t n;
    size_t capacity;
} tn_domains;

/* Append one; the name is copied. */
int tn_domains_add(tn_domains *domains, const char *name, tenor_error *err);
void tn_domains_free(tn_domains *domains);

/* The domain of that name, or TN_SHARED. */
int tn_domains_find(const tn_domains *domains, tenor_str name);

/*
 * Where a part's block begins among a model's features, 0-based: after the words. The shared
 * part's has the task's dense features; a domain's has the shared part's decision values, a place
 * for each of TN_MAX_PAIRS, and its constant.
 */
#define TN_DOMAIN_BLOCK (TN_MAX_PAIRS + 1)
static inline size_t tn_block_start(const tn_task *task, size_t n_entries, int domain)
{
    return n_entries + (domain < 0 ? 0 : (size_t)task->n_dense + (size_t)domain * TN_DOMAIN_BLOCK);
}

#endif
