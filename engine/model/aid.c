/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aid.c - what is known of words before training, and how it becomes theirs
 */
#include "model/aid.h"

#include <stdlib.h>
#include <string.h>

int tn_aid_add(tn_aid *aid, int kind, const char *form, size_t form_bytes, const double *value,
               tenor_error *err)
{
    tn_vocabulary_entry entry = { .family = TN_FAMILY_WORD,
                                  .detail = (uint8_t)kind,
                                  .domain = TN_SHARED,
                                  .name_bytes = (uint32_t)form_bytes };
    size_t n_dims = (size_t)aid->n_dims, n_words = aid->words.n_entries;
    uint64_t key = tn_form_key(TN_FAMILY_WORD, kind, tn_hash(form, form_bytes));
    int rc;

    if (tn_vocabulary_find(&aid->words, key, -1) >= 0) {
        return 0;
    }
    rc = tn_grow((void **)&aid->value, &aid->capacity, (n_words + 1) * n_dims, sizeof(double), err);
    if (rc == 0) {
        memcpy(aid->value + n_words * n_dims, value, n_dims * sizeof(double));
        rc = tn_vocabulary_add(&aid->words, entry, form, err);
    }
    return rc;
}

const double *tn_aid_find(const tn_aid *aid, const tn_token *token)
{
    int32_t word =
        tn_vocabulary_find(&aid->words, tn_form_key(TN_FAMILY_WORD, token->kind, token->hash), -1);

    return word < 0 ? NULL : aid->value + (size_t)word * (size_t)aid->n_dims;
}

static void add(double *sum, const double *value, int n)
{
    for (int k = 0; k < n; k++) {
        sum[k] += value[k];
    }
}

void tn_aid_sum(const tn_aid *aid, const tn_vocabulary *v, int domain, const tn_tokens *tokens,
                double *sum)
{
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];
        const double *value = tn_aid_find(aid, token);
        uint64_t plain = tn_form_key(TN_FAMILY_WORD, token->kind, token->hash);
        uint64_t negated = tn_form_key(TN_FAMILY_NEGATED, token->kind, token->hash);

        if (value && tn_vocabulary_find(v, plain, domain) >= 0) {
            add(sum, value, aid->n_dims);
        }
        if (value && (token->marks & TN_NEGATED) && tn_vocabulary_find(v, negated, domain) >= 0) {
            add(sum + aid->n_dims, value, aid->n_dims);
        }
    }
}

int tn_aid_extend(const tn_aid *aid, tn_vocabulary *v, tenor_error *err)
{
    static const uint8_t families[] = { TN_FAMILY_WORD, TN_FAMILY_NEGATED };
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < aid->words.n_entries; e++) {
        const char *name = tn_vocabulary_name(&aid->words, e);
        tn_vocabulary_entry entry = aid->words.entry[e];

        for (size_t i = 0; rc == 0 && i < sizeof(families); i++) {
            uint64_t key =
                tn_feature_key((tn_family)families[i], entry.detail, name, entry.name_bytes);

            entry.family = families[i];
            if (tn_vocabulary_find(v, key, TN_SHARED) < 0) {
                rc = tn_vocabulary_add(v, entry, name, err);
            }
        }
    }
    return rc;
}

static double dot(const double *a, const double *b, int n)
{
    double sum = 0.0;

    for (int k = 0; k < n; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

void tn_aid_absorb(const tn_aid *aid, const tn_vocabulary *v, int domain, const double *learnt,
                   double *weight)
{
    for (size_t e = 0; e < aid->words.n_entries; e++) {
        const tn_vocabulary_entry *entry = &aid->words.entry[e];
        const double *value = aid->value + e * (size_t)aid->n_dims;
        uint64_t hash = tn_hash(tn_vocabulary_name(&aid->words, e), entry->name_bytes);
        int32_t plain =
            tn_vocabulary_find(v, tn_form_key(TN_FAMILY_WORD, entry->detail, hash), domain);
        int32_t negated =
            tn_vocabulary_find(v, tn_form_key(TN_FAMILY_NEGATED, entry->detail, hash), domain);

        if (plain >= 0) {
            weight[plain] += dot(learnt, value, aid->n_dims);
        }
        if (negated >= 0) {
            weight[negated] += dot(learnt + aid->n_dims, value, aid->n_dims);
        }
    }
}

void tn_aid_free(tn_aid *aid)
{
    tn_vocabulary_free(&aid->words);
    free(aid->value);
    *aid = (tn_aid){ 0 };
}
