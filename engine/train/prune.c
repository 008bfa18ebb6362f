/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prune.c - the features of a trained model that are worth their place
 */
#include "train/prune.h"

#include <stdlib.h>
#include <string.h>

/* An entry that may go. */
typedef struct {
    double worth;
    size_t entry;
} candidate;

typedef struct {
    const tn_vocabulary *v;
    double *weight;
    size_t n_stored;
    int n_pairs;
} learnt;

static double *weight_of(const learnt *l, int pair, size_t entry)
{
    return l->weight + (size_t)pair * l->n_stored + entry;
}

static double worth_of(const learnt *l, size_t entry)
{
    int32_t documents = l->v->entry[entry].document_count;
    double sum = 0.0;

    for (int pair = 0; pair < l->n_pairs; pair++)
        sum += *weight_of(l, pair, entry) * *weight_of(l, pair, entry);
    return sum * (documents > 0 ? documents
                                : 1); /* words that only auxiliary features know stand in none */
}

static int most_worth_first(const void *a, const void *b)
{
    const candidate *x = a, *y = b;

    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return x->entry < y->entry ? -1 : 1;
}

/* kept: a flag for each entry; returns their number, 0 without memory */
static size_t choose(const learnt *l, size_t max_entries, bool *kept)
{
    size_t n_entries = l->v->n_entries, n = 0, n_kept = 0;
    candidate *candidates = tn_alloc(n_entries, sizeof(*candidates));

    for (size_t e = 0; candidates && e < n_entries; e++) {
        int family = l->v->entry[e].family;

        kept[e] = family == TN_FAMILY_WORD;
        n_kept += kept[e];
        if (!kept[e] && family != TN_FAMILY_CHAR)
            candidates[n++] = (candidate){ worth_of(l, e), e };
    }
    if (candidates && n > 0)
        qsort(candidates, n, sizeof(*candidates), most_worth_first);
    for (size_t i = 0; candidates && i < n && n_kept < max_entries; i++) {
        kept[candidates[i].entry] = true;
        n_kept++;
    }
    free(candidates);
    return candidates ? n_kept : 0;
}

static int copy_entries(tn_pruned *out, const learnt *l, const bool *kept, tenor_error *err)
{
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < l->v->n_entries; e++) {
        if (kept[e]) {
            rc = tn_vocabulary_add(&out->vocabulary, l->v->entry[e], tn_vocabulary_name(l->v, e),
                                   err);
        }
    }
    return rc;
}

static void copy_weights(tn_pruned *out, const learnt *l, const bool *kept)
{
    size_t n_entries = l->v->n_entries;
    double *to = out->weight;

    for (int pair = 0; pair < l->n_pairs; pair++) {
        for (size_t e = 0; e < n_entries; e++) {
            double *w = weight_of(l, pair, e);

            if (kept[e])
                *to++ = *w;
            else
                *w = 0.0;
        }
        memcpy(to, weight_of(l, pair, n_entries), (l->n_stored - n_entries) * sizeof(*to));
        to += l->n_stored - n_entries;
    }
}

/* NOLINTNEXTLINE(readability-non-const-parameter): what is dropped becomes zero in it */
int tn_prune(tn_pruned *out, const tn_vocabulary *v, double *weight, size_t n_stored, int n_pairs,
             size_t max_entries, tenor_error *err)
{
    learnt l = { v, weight, n_stored, n_pairs };
    bool *kept = tn_alloc(v->n_entries, sizeof(*kept));
    size_t n_kept = kept ? choose(&l, max_entries ? max_entries : v->n_entries, kept) : 0;
    int rc = n_kept > 0 ? 0 : tn_no_memory(err);

    *out = (tn_pruned){ .n_stored = n_stored - (v->n_entries - n_kept) };
    if (rc == 0)
        rc = copy_entries(out, &l, kept, err);
    if (rc == 0) {
        out->weight = tn_alloc((size_t)n_pairs * out->n_stored, sizeof(*out->weight));
        rc = out->weight ? 0 : tn_no_memory(err);
    }
    if (rc == 0)
        copy_weights(out, &l, kept);
    free(kept);
    return rc;
}

void tn_pruned_free(tn_pruned *pruned)
{
    tn_vocabulary_free(&pruned->vocabulary);
    free(pruned->weight);
    *pruned = (tn_pruned){ 0 };
}
