/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aid.c - what is known of words before training, and how it becomes theirs
 */
#include "train/aid.h"

#include <stdlib.h>
#include <string.h>

static const tn_family families[TN_N_AID_FAMILIES] = { TN_FAMILY_WORD, TN_FAMILY_NEGATED };

int tn_aid_add(tn_aid *aid, int kind, const char *form, size_t form_bytes, const float *value,
               tenor_error *err)
{
    tn_vocabulary_entry entry = { .family = TN_FAMILY_WORD,
                                  .detail = (uint8_t)kind,
                                  .domain = TN_SHARED,
                                  .name_bytes = (uint32_t)form_bytes };
    size_t n_dims = (size_t)aid->n_dims, n_words = aid->words.n_entries;
    uint64_t key = tn_form_key(TN_FAMILY_WORD, kind, tn_hash(form, form_bytes));
    int rc;

    if (tn_vocabulary_find(&aid->words, key, TN_SHARED) >= 0)
        return 0;
    rc = tn_grow((void **)&aid->value, &aid->capacity, (n_words + 1) * n_dims, sizeof(float), err);
    if (rc == 0) {
        memcpy(aid->value + n_words * n_dims, value, n_dims * sizeof(float));
        rc = tn_vocabulary_add(&aid->words, entry, form, err);
    }
    return rc;
}

const float *tn_aid_find(const tn_aid *aid, const tn_token *token)
{
    uint64_t key = tn_form_key(TN_FAMILY_WORD, token->kind, token->hash);
    int32_t word = tn_vocabulary_find(&aid->words, key, TN_SHARED);

    return word < 0 ? NULL : aid->value + (size_t)word * (size_t)aid->n_dims;
}

void tn_aid_sum(const tn_aid *aid, const tn_vocabulary *v, const tn_tokens *tokens, double *sum)
{
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];
        const float *value = tn_aid_find(aid, token);

        for (int i = 0; value && i < TN_N_AID_FAMILIES; i++) {
            uint64_t key = tn_form_key(families[i], token->kind, token->hash);

            if ((i == 0 || token->marks & TN_NEGATED) && tn_vocabulary_find(v, key, TN_SHARED) >= 0)
                for (int k = 0; k < aid->n_dims; k++)
                    sum[i * aid->n_dims + k] += (double)value[k];
        }
    }
}

int tn_aid_extend(const tn_aid *aid, tn_vocabulary *v, tenor_error *err)
{
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < aid->words.n_entries; e++) {
        const char *name = tn_vocabulary_name(&aid->words, e);
        tn_vocabulary_entry entry = aid->words.entry[e];

        for (int i = 0; rc == 0 && i < TN_N_AID_FAMILIES; i++) {
            entry.family = (uint8_t)families[i];
            if (tn_vocabulary_find(
                    v, tn_feature_key(families[i], entry.detail, name, entry.name_bytes),
                    TN_SHARED) < 0)
                rc = tn_vocabulary_add(v, entry, name, err);
        }
    }
    return rc;
}

void tn_aid_absorb(const tn_aid *aid, const tn_vocabulary *v, const double *learnt, double *weight)
{
    for (size_t e = 0; e < aid->words.n_entries; e++) {
        const tn_vocabulary_entry *entry = &aid->words.entry[e];
        const float *value = aid->value + e * (size_t)aid->n_dims;
        uint64_t hash = tn_hash(tn_vocabulary_name(&aid->words, e), entry->name_bytes);

        for (int i = 0; i < TN_N_AID_FAMILIES; i++) {
            int32_t own =
                tn_vocabulary_find(v, tn_form_key(families[i], entry->detail, hash), TN_SHARED);

            for (int k = 0; own >= 0 && k < aid->n_dims; k++)
                weight[own] += learnt[i * aid->n_dims + k] * (double)value[k];
        }
    }
}

void tn_aid_free(tn_aid *aid)
{
    tn_vocabulary_free(&aid->words);
    free(aid->value);
    *aid = (tn_aid){ 0 };
}
