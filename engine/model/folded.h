/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folded.h - the table that serves: one row of weights a word, a negated word and a pair of words
 *
 * A word's row under negation holds its own weights and the negated form's, so that each token of
 * a text is one look-up and each pair of tokens another.
 *
 * The file is mapped as it is: a header and slots of (1 + n_pairs) 32-bit
 * words, a tag and the row's floats. A key's slot comes from its high bits; its tag is 29 bits
 * of the key, and three that say that the slot is taken, whether it is a pair of words, and
 * whether the word was met in training text; probing is linear. Keys of the vocabulary are
 * told apart exactly (the builder changes the seed until they are); an unknown key is
 * taken for a known one with a probability of about 2^-29 a look-up.
 */
#ifndef TN_FOLDED_H
#define TN_FOLDED_H

#include "base/file.h"
#include "model/vocabulary.h"

#include <string.h>

#define TN_FOLDED_MAGIC      "TNFOLD04"
#define TN_FOLDED_BYTE_ORDER 0x01020304u
#define TN_FOLDED_FIRST_SEED UINT64_C(0xD1B54A32D192ED03) /* almost always does */

typedef struct {
    char magic[8];
    uint32_t byte_order;
    uint32_t n_pairs; /* of classes, 1..TN_MAX_PAIRS: floats of a row */
    uint64_t n_slots;
    uint64_t n_rows;
    uint64_t seed;
    uint64_t reserved[3]; /* zero */
} tn_folded_header;

typedef struct {
    const tn_folded_header *header;
    const uint32_t *slots; /* n_slots * (1 + n_pairs) */
    uint32_t stride;       /* 1 + n_pairs */
    uint64_t n_slots;
    uint64_t seed;
} tn_folded;

/* View a file's bytes as a table; TENOR_ERR_MODEL if they are not one. The bytes must stay. */
int tn_folded_open(tn_folded *out, const void *data, size_t bytes, tenor_error *err);

/* Build the file's bytes. weight[pair * n_features + index], index as in vocabulary.h. */
int tn_folded_build(tn_buf *out, const tn_vocabulary *v, const double *weight, size_t n_features,
                    int n_pairs, tenor_error *err);

static inline uint64_t tn_folded_mix(uint64_t key, uint64_t seed)
{
    return (key ^ seed) * 0x9E3779B97F4A7C15u;
}

#define TN_TAG_TAKEN 1u
#define TN_TAG_PAIR  2u
#define TN_TAG_MET   4u

/* The tag in a row's slot but for TN_TAG_MET; never 0. `mixed` is tn_folded_mix of the key. */
static inline uint32_t tn_folded_tag(uint64_t key, uint64_t mixed)
{
    return ((uint32_t)(mixed ^ (key >> 32)) & ~(TN_TAG_TAKEN | TN_TAG_PAIR | TN_TAG_MET)) |
           TN_TAG_TAKEN | (key & TN_PAIR_KEY ? TN_TAG_PAIR : 0);
}

/* Where the search for a row begins. */
static inline uint64_t tn_folded_slot(const tn_folded *table, uint64_t mixed)
{
    return (uint64_t)(((unsigned __int128)mixed * table->n_slots) >> 64);
}

/* Prefetch the slot and those behind it: the search often goes on into the next cache line. */
static inline void tn_folded_prefetch(const tn_folded *table, uint64_t key)
{
    const uint32_t *at =
        table->slots + tn_folded_slot(table, tn_folded_mix(key, table->seed)) * table->stride;

    __builtin_prefetch(at);
    __builtin_prefetch(at + 64 / sizeof(*at));
}

/* The floats of a key's row, or NULL; *met: whether training text had the word. */
static inline const float *tn_folded_find(const tn_folded *table, uint64_t key, bool *met)
{
    uint64_t mixed = tn_folded_mix(key, table->seed);
    uint64_t slot = tn_folded_slot(table, mixed);
    uint32_t tag = tn_folded_tag(key, mixed);

    for (;;) {
        const uint32_t *at = table->slots + slot * table->stride;

        if ((*at & ~TN_TAG_MET) == tag) {
            *met = (*at & TN_TAG_MET) != 0;
            return (const float *)(const void *)(at + 1);
        }
        if (*at == 0)
            return NULL;
        slot = slot + 1 == table->n_slots ? 0 : slot + 1;
    }
}

#endif
