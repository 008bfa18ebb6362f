/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * joint.c - a key's rows of all heads side by side
 */
#include "model/joint.h"

#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

#define N_ROWS    ((size_t)1 << TN_JOINT_BITS)
#define N_WORDS   ((size_t)16384)
#define MAX_GRAMS ((size_t)65536) /* that are kept: 3 MB */

static int first_head(unsigned heads)
{
    return __builtin_ctz(heads);
}

/* ------------------------------------------------------------ the look-up */

static void want_families(tn_lookup *l, int head)
{
    const tn_feature_config *config = &l->model[head]->description.features;
    const bool has[TN_N_FAMILIES] = { [TN_FAMILY_WORD] = true,
                                      [TN_FAMILY_CHAR] = true,
                                      [TN_FAMILY_BIGRAM] = config->ngram_max >= 2,
                                      [TN_FAMILY_TRIGRAM] = config->ngram_max >= 3,
                                      [TN_FAMILY_OPENER] = config->opener_max > 0,
                                      [TN_FAMILY_CONTRASTED] = config->contrast != 0 };

    for (int family = 0; family < TN_N_FAMILIES; family++) {
        l->wanted[family] |= has[family] ? 1u << head : 0;
    }
}

static void copy_columns(const tn_lookup *l, float *column, int head, const float *row)
{
    memcpy(column + l->first_column[head], row, (size_t)l->n_columns[head] * sizeof(*row));
}

void tn_joint_kinds_of(tn_joint_kinds *out, const tn_lookup *l, int head, int domain)
{
    for (int kind = 0; kind < TN_N_KIND_FEATURES; kind++) {
        const float *row = l->model[head]->kind_row[(domain + 1) * TN_N_KIND_FEATURES + kind];

        for (int set = 0; row && set < TN_JOINT_SETS; set++) {
            if (set >> head & 1) {
                copy_columns(l, out->column[kind][set], head, row);
            }
        }
    }
}

int tn_lookup_init(tn_lookup *out, tn_model *const *model, tenor_error *err)
{
    const tn_folded *table[TENOR_N_HEADS] = { NULL };
    const tn_feature_config *first = NULL;
    int n_columns = 0;

    *out = (tn_lookup){ 0 };
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const tn_feature_config *config = model[h] ? &model[h]->description.features : NULL;

        if (!config) {
            continue;
        }
        out->model[h] = model[h];
        table[h] = &model[h]->folded;
        out->first_column[h] = n_columns;
        out->n_columns[h] = (int)table[h]->header->n_columns;
        n_columns += out->n_columns[h];
        if (n_columns > TN_JOINT_COLUMNS) {
            return tn_fail(err, TENOR_ERR_INTERNAL, "the heads have too many columns");
        }
        first = first ? first : config;
        if (config->char_min == first->char_min && config->char_max == first->char_max) {
            out->together |= 1u << h;
        }
        want_families(out, h);
        tn_joint_kinds_of(&out->kinds, out, h, TN_SHARED);
    }
    return tn_filter_build(&out->filter, table, TENOR_N_HEADS, err);
}

void tn_lookup_free(tn_lookup *lookup)
{
    tn_filter_free(&lookup->filter);
}

void tn_lookup_fetch(const tn_lookup *l, uint64_t key, unsigned heads)
{
    for (unsigned left = heads; left; left &= left - 1) {
        tn_folded_fetch(&l->model[first_head(left)]->folded, key);
    }
}

/* -------------------------------------------------------- a thread's rows */

int tn_joint_init(tn_joint *out, const tn_lookup *lookup, tenor_error *err)
{
    *out = (tn_joint){ .lookup = lookup };
    out->row = tn_alloc_pages(N_ROWS * sizeof(tn_joint_row));
    out->word = tn_alloc(N_WORDS, sizeof(*out->word));
    if (!out->row || !out->word) {
        return tn_no_memory(err);
    }
    out->row[0].key = ~(uint64_t)0; /* an empty place has no key: 0 belongs here, this does not */
    out->word[0].key = ~(uint64_t)0;
    return 0;
}

void tn_joint_free(tn_joint *joint)
{
    free(joint->row);
    free(joint->word);
    free(joint->gram);
    tn_features_free(&joint->scratch);
    *joint = (tn_joint){ 0 };
}

/* bits of the heads that have the key's row, of those that want it */
static unsigned copy_rows(const tn_lookup *l, float *column, uint64_t key, unsigned wanted)
{
    unsigned left = tn_filter_heads(&l->filter, tn_filter_tag(&l->filter, key)) & wanted;
    unsigned found = 0;

    for (; left; left &= left - 1) {
        int h = first_head(left);
        const float *row = tn_folded_find(&l->model[h]->folded, key);

        if (row) {
            copy_columns(l, column, h, row);
            found |= 1u << h;
        }
    }
    return found;
}

void tn_joint_fill(const tn_joint *joint, tn_joint_row *place, uint64_t key, tn_family family)
{
    const tn_lookup *l = joint->lookup;

    *place = (tn_joint_row){ .key = key };
    place->own = place->known = copy_rows(l, place->column, key, l->wanted[family]);
}

void tn_joint_fill_form(const tn_joint *joint, tn_joint_row *place, uint64_t key, uint64_t form_key)
{
    const tn_lookup *l = joint->lookup;

    tn_joint_fill(joint, place, key, TN_FAMILY_WORD);
    if (key != form_key) {
        place->known |=
            copy_rows(l, place->column, form_key, l->wanted[TN_FAMILY_WORD] & ~place->own);
    }
}

/* ----------------------------------------------------------- unknown words */

/* room for a word's rows; when there is none, what is kept is forgotten */
static int make_room(tn_joint *joint, size_t n, tenor_error *err)
{
    if (joint->n_grams + n > MAX_GRAMS) {
        joint->n_grams = 0;
        memset(joint->word, 0, N_WORDS * sizeof(*joint->word));
        joint->word[0].key = ~(uint64_t)0;
    }
    return tn_grow((void **)&joint->gram, &joint->gram_capacity, joint->n_grams + n,
                   sizeof(*joint->gram), err);
}

/* the keys of the n-grams, in the part */
static int gram_keys(tn_joint *joint, const tn_tokens *tokens, size_t token, unsigned heads,
                     int domain, tenor_error *err)
{
    const tn_lookup *l = joint->lookup;
    const tn_feature_config *config = &l->model[first_head(heads)]->description.features;
    tn_features *grams = &joint->scratch;
    int rc;

    grams->n_features = 0;
    rc = tn_features_add_chars(grams, tokens, token, config, err);
    for (size_t f = 0; rc == 0 && f < grams->n_features; f++) {
        grams->feature[f].key = tn_copy_key(grams->feature[f].key, domain);
        tn_filter_fetch(&l->filter, tn_filter_tag(&l->filter, grams->feature[f].key));
    }
    return rc;
}

static void keep_grams(tn_joint *joint, tn_joint_word *word, unsigned heads)
{
    const tn_lookup *l = joint->lookup;

    for (size_t f = 0; f < joint->scratch.n_features; f++) {
        uint64_t key = joint->scratch.feature[f].key;

        tn_lookup_fetch(l, key,
                        tn_filter_heads(&l->filter, tn_filter_tag(&l->filter, key)) & heads);
    }
    word->first = (uint32_t)joint->n_grams;
    for (size_t f = 0; f < joint->scratch.n_features; f++) {
        float *column = joint->gram[joint->n_grams];

        memset(column, 0, sizeof(*joint->gram));
        joint->n_grams += copy_rows(l, column, joint->scratch.feature[f].key, heads) != 0;
    }
    word->n = (uint32_t)(joint->n_grams - word->first);
}

int tn_joint_grams(tn_joint *joint, const tn_tokens *tokens, size_t token, uint64_t key,
                   unsigned heads, int domain, const float (**out)[TN_JOINT_COLUMNS], size_t *n_out,
                   tenor_error *err)
{
    uint64_t word_key = tn_mix(key, heads);
    tn_joint_word *word = &joint->word[word_key & (N_WORDS - 1)];
    int rc;

    if (word->key != word_key) {
        rc = gram_keys(joint, tokens, token, heads, domain, err);
        if (rc == 0) {
            rc = make_room(joint, joint->scratch.n_features, err);
        }
        if (rc < 0) {
            return rc;
        }
        word->key = word_key;
        keep_grams(joint, word, heads);
    }
    *out = (const float(*)[TN_JOINT_COLUMNS])(joint->gram + word->first);
    *n_out = word->n;
    return 0;
}
