/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folded.h - the table that serves: one weight row a word, an n-gram, a character n-gram
 *
 * Every feature family is linear in the words, so a word's own weight, its
 * character n-grams' and its kind's are summed once, here, and never again while serving.
 *
 * The file is mapped as it is: a header and slots of (1 + n_columns) 32-bit
 * words, a tag and the row's floats. A key's slot comes from its high bits and
 * its tag is its low 32 bits, two of which say that the slot is taken and whether the key is a rare
 * one (text/feature.h); probing is linear. Keys of the vocabulary are
 * told apart exactly (the builder changes the seed until they are); an unknown key is
 * taken for a known one with a probability of about 2^-30 a look-up.
 */
#ifndef TN_FOLDED_H
#define TN_FOLDED_H

#include "base/file.h"
#include "model/vocabulary.h"

#include <string.h>

#define TN_FOLDED_MAGIC      "TNFOLD03"
#define TN_CACHE_LINE        64 /* bytes, of most processors */
#define TN_FOLDED_BYTE_ORDER 0x01020304u

typedef struct {
    char magic[8];
    uint32_t byte_order;
    uint32_t n_columns; /* pairs of classes times sides, 1..TN_MAX_COLUMNS */
    uint64_t n_slots;
    uint64_t n_rows;
    uint64_t seed;
    uint64_t reserved[3]; /* zero */
    float kind_row[TN_N_KIND_FEATURES][TN_MAX_COLUMNS];
} tn_folded_header;

typedef struct {
    const tn_folded_header *header;
    const uint32_t *slots; /* n_slots * (1 + n_columns) */
    uint32_t stride;       /* 1 + n_columns */
    uint64_t n_slots;
    uint64_t seed;
} tn_folded;

/* View a file's bytes as a table; TENOR_ERR_MODEL if they are not one. The bytes must stay. */
int tn_folded_open(tn_folded *out, const void *data, size_t bytes, tenor_error *err);

/*
 * Build the file's bytes. weight[pair * n_features + index] are the unfolded
 * weights, index 0-based as in vocabulary.h (sides after one another).
 */
int tn_folded_build(tn_buf *out, const tn_vocabulary *v, const tn_feature_config *config,
                    const double *weight, size_t n_features, int n_pairs, int n_sides,
                    tenor_error *err);

static inline uint64_t tn_kind_key(int kind)
{
    const char *name = tn_kind_feature_name(kind);

    return tn_feature_key(TN_FAMILY_KIND, kind, name, strlen(name));
}

/* The key of a form's row: `marks` of TN_NEGATED and TN_CAPS. */
static inline uint64_t tn_row_key(uint64_t form_key, int marks)
{
    return marks ? tn_common_key(tn_mix(form_key, (uint64_t)marks)) : form_key;
}

static inline uint64_t tn_folded_mix(uint64_t key, uint64_t seed)
{
    return (key ^ seed) * 0x9E3779B97F4A7C15u;
}

#define TN_TAG_TAKEN 1u
#define TN_TAG_RARE  2u
#define TN_TAG_BITS  30 /* that are the key's, above these two */

/* What stands in a row's slot; never 0. `mixed` is tn_folded_mix of the key. */
static inline uint32_t tn_folded_tag(uint64_t key, uint64_t mixed)
{
    uint32_t tag = (uint32_t)(mixed ^ (key >> 32)) & ~(TN_TAG_TAKEN | TN_TAG_RARE);

    return tag | TN_TAG_TAKEN | (key & TN_RARE_KEY ? TN_TAG_RARE : 0);
}

/* Where the search for a row begins. */
static inline uint64_t tn_folded_slot(const tn_folded *table, uint64_t mixed)
{
    return (uint64_t)(((unsigned __int128)mixed * table->n_slots) >> 64);
}

/* Have the slot brought near before it is asked for, and those behind it: the search often goes on.
 */
static inline void tn_folded_fetch(const tn_folded *table, uint64_t key)
{
    const uint32_t *at =
        table->slots + tn_folded_slot(table, tn_folded_mix(key, table->seed)) * table->stride;

    __builtin_prefetch(at);
    __builtin_prefetch(at + TN_CACHE_LINE / sizeof(*at));
}

/* The floats of a key's row, or NULL. */
static inline const float *tn_folded_find(const tn_folded *table, uint64_t key)
{
    uint64_t mixed = tn_folded_mix(key, table->seed);
    uint64_t slot = tn_folded_slot(table, mixed);
    uint32_t tag = tn_folded_tag(key, mixed);

    for (;;) {
        const uint32_t *at = table->slots + slot * table->stride;

        if (*at == tag) {
            return (const float *)(const void *)(at + 1);
        }
        if (*at == 0) {
            return NULL;
        }
        slot = slot + 1 == table->n_slots ? 0 : slot + 1;
    }
}

#endif
