/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target_names.c - what a target is called: its words, its normal form, its other names
 */
#include "model/target_names.h"

#include "text/target.h"

#include <stdlib.h>
#include <string.h>

int tn_target_normalise(tn_buf *out, const tn_tokens *target, tenor_error *err)
{
    int rc = 0;

    tn_buf_clear(out);
    for (size_t t = 0; rc == 0 && t < target->n_tokens; t++) {
        rc = t > 0 ? tn_buf_append(out, " ", 1, err) : 0;
        if (rc == 0) {
            rc = tn_buf_append(out, tn_form(target, &target->token[t]), target->token[t].form_bytes,
                               err);
        }
    }
    return rc;
}

static bool is_among(const uint64_t *hash, size_t n, uint64_t wanted)
{
    for (size_t i = 0; i < n; i++) {
        if (hash[i] == wanted) {
            return true;
        }
    }
    return false;
}

size_t tn_target_words(uint64_t hash[TN_MAX_TARGET_WORDS], const tn_tokens *tokens)
{
    uint64_t some = 0; /* bits of the hashes */
    size_t n = 0;

    for (int any_word = 0; any_word < 2 && n == 0; any_word++) {
        for (size_t t = 0; t < tokens->n_tokens && n < TN_MAX_TARGET_WORDS; t++) {
            const tn_token *token = &tokens->token[t];
            bool counts = any_word ? token->kind == TN_WORD : tn_is_content_word(token);
            unsigned bit = token->hash & 63;

            if (some >> bit & 1) {
                counts &= !is_among(hash, n, token->hash);
            }
            hash[n] = token->hash; /* every other word is short: a branch would guess wrong */
            n += counts;
            some |= (uint64_t)counts << bit;
        }
    }
    return n;
}

void tn_name_words_of(tn_name_words *out, const tn_tokens *name)
{
    out->n = tn_target_words(out->hash, name);
    memset(out->some, 0, sizeof(out->some));
    for (size_t w = 0; w < out->n; w++) {
        out->some[out->hash[w] >> 6 & (TN_NAME_FILTER_WORDS - 1)] |= (uint64_t)1
                                                                     << (out->hash[w] & 63);
    }
}

uint64_t tn_name_word_bit(const tn_name_words *words, uint64_t hash)
{
    for (size_t w = 0; w < words->n; w++) {
        if (words->hash[w] == hash) {
            return (uint64_t)1 << w;
        }
    }
    return 0;
}

int tn_name_read(tn_name *out, tenor_str name, tenor_error *err)
{
    int rc = tn_tokenise(&out->tokens, name.data, name.bytes, err);

    if (rc == 0) {
        rc = tn_target_normalise(&out->form, &out->tokens, err);
    }
    if (rc == 0) {
        tn_name_words_of(&out->words, &out->tokens);
    }
    return rc;
}

void tn_name_free(tn_name *name)
{
    tn_tokens_free(&name->tokens);
    tn_buf_free(&name->form);
}

static int add(tn_aliases *out, tenor_str name, tenor_error *err)
{
    int rc = tn_grow((void **)&out->item, &out->capacity, out->n + 1, sizeof(*out->item), err);

    if (rc < 0) {
        return rc;
    }
    if (out->n == out->n_used) {
        out->item[out->n_used++] = (tn_name){ 0 };
    }
    rc = tn_name_read(&out->item[out->n], name, err);
    out->n += rc == 0;
    return rc;
}

int tn_aliases_read(tn_aliases *out, tenor_str target, tenor_error *err)
{
    tenor_str name = tn_target_name(target);
    int rc = 0;

    out->n = 0;
    while (rc == 0 && (name = tn_target_next(target, name)).data) {
        rc = name.bytes > 0 ? add(out, name, err) : 0;
    }
    return rc;
}

void tn_aliases_free(tn_aliases *aliases)
{
    for (size_t i = 0; i < aliases->n_used; i++) {
        tn_name_free(&aliases->item[i]);
    }
    free(aliases->item);
    *aliases = (tn_aliases){ 0 };
}
