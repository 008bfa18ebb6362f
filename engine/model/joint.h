/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * joint.h - one look-up for all heads: a key's rows side by side, kept as long as they are in use
 *
 * The heads share their features' keys. A joint row is a key's rows of all
 * heads in one cache line, so one look and one addition serve all of them. Joint rows are made
 * out of the heads' tables when they are first asked for and kept in a small table of the thread's
 * own, where by Zipf's law most of what a text asks for is already.
 */
#ifndef TN_JOINT_H
#define TN_JOINT_H

#include "model/filter.h"

#define TN_JOINT_COLUMNS 12 /* of all heads: three pairs each, the reply's for two sides */
#define TN_JOINT_SETS    (1 << TENOR_N_HEADS)

typedef struct {
    _Alignas(64) uint64_t key;
    uint32_t known; /* bits of the heads that have the feature; of a form, under any marks */
    uint32_t own;   /* … that have the form under these very marks */
    float column[TN_JOINT_COLUMNS]; /* 0 where a head has no row */
} tn_joint_row;

/* The rows of the kinds in one part, by the bits of the heads that want them. */
typedef struct {
    float column[TN_N_KIND_FEATURES][TN_JOINT_SETS][TN_JOINT_COLUMNS];
} tn_joint_kinds;

struct tn_model;

/* What all threads look things up in; read-only. */
typedef struct {
    const struct tn_model *model[TENOR_N_HEADS]; /* NULL: no such head */
    tn_filter filter;
    int first_column[TENOR_N_HEADS], n_columns[TENOR_N_HEADS];
    unsigned together; /* bits of the heads with character n-grams of the same lengths */
    unsigned wanted[TN_N_FAMILIES]; /* bits of the heads whose models have the family */
    tn_joint_kinds kinds;           /* of the shared part */
} tn_lookup;

/* The models must stay. Release with tn_lookup_free, also after a failure. */
int tn_lookup_init(tn_lookup *out, struct tn_model *const *model, tenor_error *err);
void tn_lookup_free(tn_lookup *lookup);

/* Have the heads' slots of a key brought near before they are asked for. */
void tn_lookup_fetch(const tn_lookup *lookup, uint64_t key, unsigned heads);

/* The kinds' rows of a head's part, for that head alone. */
void tn_joint_kinds_of(tn_joint_kinds *out, const tn_lookup *lookup, int head, int domain);

/* An unknown word's character n-grams. */
typedef struct {
    uint64_t key;
    uint32_t first, n; /* of the rows that are kept */
} tn_joint_word;

/* A thread's own. Lives no longer than `lookup`. */
typedef struct {
    const tn_lookup *lookup;
    tn_joint_row *row;
    tn_joint_word *word;
    float (*gram)[TN_JOINT_COLUMNS];
    size_t n_grams, gram_capacity;
    tn_features scratch;
} tn_joint;

int tn_joint_init(tn_joint *out, const tn_lookup *lookup, tenor_error *err);
void tn_joint_free(tn_joint *joint);

#define TN_JOINT_BITS 16 /* of the number of joint rows that are kept: 4 MB */

static inline tn_joint_row *tn_joint_place(const tn_joint *joint, uint64_t key)
{
    return &joint->row[key >> (64 - TN_JOINT_BITS)];
}

/* Fill a place for a key of a family. */
void tn_joint_fill(const tn_joint *joint, tn_joint_row *place, uint64_t key, tn_family family);

/* Fill a place for a form under marks: the rows under these marks, else the form's own. */
void tn_joint_fill_form(const tn_joint *joint, tn_joint_row *place, uint64_t key,
                        uint64_t form_key);

/*
 * The rows of an unknown word's character n-grams that any of `heads` has, in order; for other
 * heads they are 0. They live until the next call. `key` is the word's in its part.
 */
int tn_joint_grams(tn_joint *joint, const tn_tokens *tokens, size_t token, uint64_t key,
                   unsigned heads, int domain, const float (**out)[TN_JOINT_COLUMNS], size_t *n_out,
                   tenor_error *err);

#endif
