/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vocabulary.h - which features a model knows, and their indices
 *
 * Indices of the unfolded space are 1-based, as libsvm has them: the features in
 * order of the vocabulary file, then the dense block, then one block a domain.
 */
#ifndef TN_VOCABULARY_H
#define TN_VOCABULARY_H

#include "base/hash_map.h"
#include "model/domain.h"

typedef struct {
    uint8_t family; /* tn_family */
    uint8_t detail; /* of forms: the kind */
    int16_t domain; /* TN_SHARED, or an index of the model's domains */
    uint32_t name_start, name_bytes;
    int32_t document_count; /* 0: only auxiliary features of training know the word */
} tn_vocabulary_entry;

typedef struct {
    tn_vocabulary_entry *entry;
    size_t n_entries;
    size_t capacity;
    int32_t most_documents; /* of any entry */
    tn_buf names;
    tn_hash_map index; /* entry + 1, by tn_feature_slot_key() of the key of its copy */
} tn_vocabulary;

/* The key of a domain's own copy of a feature; TN_SHARED gives the feature's own key. */
static inline uint64_t tn_copy_key(uint64_t feature_key, int domain)
{
    uint64_t copy = tn_mix(feature_key, 0x746172676574u + (uint64_t)domain);

    if (domain < 0)
        return feature_key;
    return (copy & ~TN_PAIR_KEY) | (feature_key & TN_PAIR_KEY);
}

static inline const char *tn_vocabulary_name(const tn_vocabulary *v, size_t entry)
{
    return v->names.data + v->entry[entry].name_start;
}

/* The key of an entry's feature, whichever domain has the entry. */
static inline uint64_t tn_vocabulary_key(const tn_vocabulary *v, size_t entry)
{
    const tn_vocabulary_entry *e = &v->entry[entry];

    return tn_feature_key((tn_family)e->family, e->detail, tn_vocabulary_name(v, entry),
                          e->name_bytes);
}

/*
 * Whether a word counts as known where coverage is taken: at least one text has it for each
 * TN_KNOWN_AMONG that have the most frequent word. Rarer ones in English training text are mostly
 * other languages' ("das", "ist"), names and typos.
 */
#define TN_KNOWN_AMONG 10000
static inline bool tn_vocabulary_is_known(const tn_vocabulary *v, size_t entry)
{
    int32_t documents = v->entry[entry].document_count;

    return documents > 0 && documents >= v->most_documents / TN_KNOWN_AMONG;
}

/* A key as a hash map wants it: the lowest bit, which tells pairs from words, is the highest. */
static inline uint64_t tn_feature_slot_key(uint64_t key)
{
    return key >> 1 | key << 63;
}

/* -1 if the feature is not in the vocabulary. */
static inline int32_t tn_vocabulary_find(const tn_vocabulary *v, uint64_t feature_key, int domain)
{
    uint64_t key = tn_feature_slot_key(tn_copy_key(feature_key, domain));

    return (int32_t)tn_hash_map_get(&v->index, key) - 1;
}

/* Add one entry; used when a vocabulary file is read. TENOR_ERR_INPUT if it stands there already.
 */
int tn_vocabulary_add(tn_vocabulary *v, tn_vocabulary_entry entry, const char *name,
                      tenor_error *err);

/*
 * The scale of a feature that stands in n_documents of its part's n_rows training rows:
 * family_scale times its inverse document frequency, (1 + ln(n_rows / n_documents)) / (1 + ln
 * n_rows).
 */
double tn_feature_scale(double family_scale, int64_t n_rows, int64_t n_documents);

/* The file's text: family TAB kind or - TAB domain or - TAB documents TAB name, a line each. */
int tn_vocabulary_write(tn_buf *out, const tn_vocabulary *v, tenor_error *err);
int tn_vocabulary_parse(tn_vocabulary *out, const char *text, size_t bytes, size_t n_domains,
                        tenor_error *err);
void tn_vocabulary_free(tn_vocabulary *v);

/* ---------------------------------------------------- vectors of a text */

/* One text as a vector: ascending entry indices and how often each occurs. */
typedef struct {
    int32_t *entry;
    float *count;
    size_t n;
    size_t capacity;
    size_t count_capacity;
} tn_vector;

/*
 * Count the features of tokens that a part of the vocabulary has, character n-grams of words that
 * it has too; `features` is scratch.
 */
int tn_vector_of(tn_vector *out, const tn_vocabulary *v, const tn_tokens *tokens, int domain,
                 bool with_chars, tn_features *features, tenor_error *err);
void tn_vector_free(tn_vector *vector);

#endif
