/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aux_features.c - auxiliary features, and how their weights become the words' own
 */
#include "train/aux_features.h"

#include <stdlib.h>
#include <string.h>

static const tn_family families[TN_N_AUX_FAMILIES] = { TN_FAMILY_WORD, TN_FAMILY_NEGATED };

int tn_aux_add(tn_aux *aux, int kind, const char *form, size_t form_bytes, const float *value,
               tenor_error *err)
{
    tn_vocabulary_entry entry = { .family = TN_FAMILY_WORD,
                                  .detail = (uint8_t)kind,
                                  .domain = TN_SHARED,
                                  .name_bytes = (uint32_t)form_bytes };
    size_t n_dims = (size_t)aux->n_dims, n_words = aux->words.n_entries;
    uint64_t key = tn_form_key(TN_FAMILY_WORD, kind, tn_hash(form, form_bytes));
    int rc;

    if (tn_vocabulary_find(&aux->words, key, TN_SHARED) >= 0)
        return 0;
    rc = tn_grow((void **)&aux->value, &aux->capacity, (n_words + 1) * n_dims, sizeof(float), err);
    if (rc < 0)
        return rc;
    memcpy(aux->value + n_words * n_dims, value, n_dims * sizeof(float));
    return tn_vocabulary_add(&aux->words, entry, form, err);
}

const float *tn_aux_find(const tn_aux *aux, const tn_token *token)
{
    uint64_t key = tn_form_key(TN_FAMILY_WORD, token->kind, token->hash);
    int32_t word = tn_vocabulary_find(&aux->words, key, TN_SHARED);

    return word < 0 ? NULL : aux->value + (size_t)word * (size_t)aux->n_dims;
}

void tn_aux_sum(const tn_aux *aux, const tn_vocabulary *v, const tn_tokens *tokens, double *sum)
{
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];
        const float *value = tn_aux_find(aux, token);

        for (int i = 0; value && i < TN_N_AUX_FAMILIES; i++) {
            uint64_t key = tn_form_key(families[i], token->kind, token->hash);

            if ((i == 0 || token->marks & TN_NEGATED) && tn_vocabulary_find(v, key, TN_SHARED) >= 0)
                for (int k = 0; k < aux->n_dims; k++)
                    sum[i * aux->n_dims + k] += (double)value[k];
        }
    }
}

int tn_aux_extend(const tn_aux *aux, tn_vocabulary *v, tenor_error *err)
{
    for (size_t e = 0; e < aux->words.n_entries; e++) {
        const char *name = tn_vocabulary_name(&aux->words, e);
        tn_vocabulary_entry entry = aux->words.entry[e];

        for (int i = 0; i < TN_N_AUX_FAMILIES; i++) {
            uint64_t key = tn_feature_key(families[i], entry.detail, name, entry.name_bytes);
            int rc;

            entry.family = (uint8_t)families[i];
            if (tn_vocabulary_find(v, key, TN_SHARED) < 0 &&
                (rc = tn_vocabulary_add(v, entry, name, err)) < 0)
                return rc;
        }
    }
    return 0;
}

void tn_aux_absorb(const tn_aux *aux, const tn_vocabulary *v, const double *learnt, double *weight,
                   size_t n_weights, int n_pairs)
{
    for (size_t e = 0; e < aux->words.n_entries; e++) {
        const tn_vocabulary_entry *entry = &aux->words.entry[e];
        const float *value = aux->value + e * (size_t)aux->n_dims;
        uint64_t hash = tn_hash(tn_vocabulary_name(&aux->words, e), entry->name_bytes);

        for (int i = 0; i < TN_N_AUX_FAMILIES; i++) {
            int32_t own =
                tn_vocabulary_find(v, tn_form_key(families[i], entry->detail, hash), TN_SHARED);

            for (int pair = 0; own >= 0 && pair < n_pairs; pair++) {
                const double *w = learnt + pair * tn_aux_n_features(aux) + i * aux->n_dims;

                for (int k = 0; k < aux->n_dims; k++)
                    weight[(size_t)pair * n_weights + (size_t)own] += w[k] * (double)value[k];
            }
        }
    }
}

void tn_aux_free(tn_aux *aux)
{
    tn_vocabulary_free(&aux->words);
    free(aux->value);
    *aux = (tn_aux){ 0 };
}
