/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * joint.h - one look-up for all heads: a feature's rows side by side, kept as long as they are in
 * use
 *
 * The heads share their features' keys. A joint row is what a feature adds under all heads, in
 * one cache line, so one look and one addition serve all of them. A form's row is all that the form
 * brings: where a head knows it, the table's row; where it does not, its kind's, its marks' and its
 * character n-grams', summed and rounded once as the rows of known forms were when the table was
 * built. Joint rows are made when they are first asked for and kept in two small tables of the
 * thread's own, where by Zipf's law most of what a text asks for is already.
 */
#ifndef TN_JOINT_H
#define TN_JOINT_H

#include "model/filter.h"

#define TN_JOINT_COLUMNS 12 /* of all heads: three pairs each, the reply's for two sides */
#define TN_JOINT_WORD    (1u << TENOR_N_HEADS) /* a form that counts as a word */

typedef struct {
    _Alignas(64) uint64_t key;
    uint32_t known; /* bits of the heads that have the feature; of a form, under any marks, and
                     * TN_JOINT_WORD */
    _Alignas(16) float column[TN_JOINT_COLUMNS]; /* 0 where a head has no row */
} tn_joint_row;

struct tn_model;

/* What all threads look things up in; read-only. */
typedef struct {
    const struct tn_model *model[TENOR_N_HEADS]; /* NULL: no such head */
    tn_filter filter;
    int first_column[TENOR_N_HEADS], n_columns[TENOR_N_HEADS];
    unsigned together; /* bits of the heads with character n-grams of the same lengths */
    unsigned wanted[TN_N_FAMILIES]; /* bits of the heads whose models have the family */
} tn_lookup;

/* The models must stay. Release with tn_lookup_free, also after a failure. */
int tn_lookup_init(tn_lookup *out, struct tn_model *const *model, tenor_error *err);
void tn_lookup_free(tn_lookup *lookup);

/* Which rows are asked for: those of some heads in one part of their models. */
typedef struct {
    unsigned heads;
    int domain;
    uint64_t salt; /* tells the parts' rows apart where they are kept; 0 for the shared part */
} tn_joint_part;

tn_joint_part tn_joint_part_of(const tn_lookup *lookup, unsigned heads, int domain);

/* A form whose row has to be made, and the keys of its character n-grams that are at hand. */
typedef struct {
    uint32_t token;
    uint32_t first_gram, n_grams; /* none: some head may know the form after all */
} tn_prepared;

#define TN_PREPARED_FORMS 64 /* of a text; the others are made without preparation */
#define TN_PREPARED_GRAMS 2048

#define TN_JOINT_WAYS 2 /* rows of a set */

/* Sets of rows. It doubles, up to a size, whenever a quarter of the rows that it has room for were
 * made: what is kept need not be made again. */
typedef struct {
    tn_joint_row *row;
    unsigned shift; /* a key's highest bits are its set's number */
    size_t n_left;  /* rows to be made before it doubles; 0 without sets */
} tn_joint_table;

/* A thread's own. Lives no longer than `lookup`. */
typedef struct {
    const tn_lookup *lookup;
    bool wide;           /* the processor takes four numbers at a time */
    tn_joint_table form; /* of forms under their marks */
    tn_joint_table rare; /* of rare keys, and of unknown forms' character n-grams */
    tn_prepared prepared[TN_PREPARED_FORMS]; /* by token */
    uint64_t gram[TN_PREPARED_GRAMS];
    size_t n_prepared, n_grams, next; /* next: the first one not asked for yet */
} tn_joint;

/* Nothing is kept yet; make room before each text, by the thread that will use it. */
void tn_joint_init(tn_joint *out, const tn_lookup *lookup);
int tn_joint_more_room(tn_joint *joint, tenor_error *err);
static inline int tn_joint_make_room(tn_joint *joint, tenor_error *err)
{
    return joint->form.n_left && joint->rare.n_left ? 0 : tn_joint_more_room(joint, err);
}
void tn_joint_rest(tn_joint *joint); /* gives the room back */
void tn_joint_free(tn_joint *joint);

/*
 * A key's row is one of the two of the key's set. A new row stands second, and first once it is
 * found again: what is often asked for is not driven out by words that are met once. `key` is
 * salted.
 */
static inline tn_joint_row *tn_set_of(const tn_joint_table *table, uint64_t key)
{
    return table->row + (key >> table->shift) * TN_JOINT_WAYS;
}

static inline void tn_set_fetch(const tn_joint_row *set)
{
    __builtin_prefetch(&set[0]);
    __builtin_prefetch(&set[1]);
}

static inline tn_joint_row *tn_set_find(tn_joint_row *set, uint64_t key)
{
    if (set[0].key == key) {
        return &set[0];
    }
    if (set[1].key == key) {
        uint64_t row[2][sizeof(*set) / sizeof(uint64_t)]; /* members would be moved one by one */

        memcpy(row, set, sizeof(row));
        memcpy(&set[0], row[1], sizeof(*set));
        memcpy(&set[1], row[0], sizeof(*set));
        return &set[0];
    }
    return NULL;
}

/* Where a row that is not kept goes. */
static inline tn_joint_row *tn_set_new(tn_joint_table *table, tn_joint_row *set)
{
    table->n_left -= table->n_left > 0; /* a text may go on when it should double */
    return &set[TN_JOINT_WAYS - 1];
}

/*
 * Nothing that a row is made of is near, so it is sent for ahead, step by step for all rows that a
 * text lacks: first the filter's places, then the tables' slots and the filter's places of n-grams,
 * and so on. Each step touches what the last one sent for. Keys are unsalted. All of it may be
 * left out: rows are the same.
 */
static inline void tn_joint_fetch_places(const tn_joint *joint, uint64_t key)
{
    const tn_filter *filter = &joint->lookup->filter;

    tn_filter_fetch(filter, tn_filter_tag(filter, key));
}
/* A key's slots; the bits of the heads that may have it. */
unsigned tn_joint_fetch(const tn_joint *joint, uint64_t key, unsigned heads);

/* Forms, in the order of the tokens: their slots, and their n-grams' places. */
static inline void tn_joint_begin(tn_joint *joint)
{
    joint->n_prepared = joint->n_grams = joint->next = 0;
}
void tn_joint_prepare(tn_joint *joint, const tn_joint_part *part, const tn_tokens *tokens,
                      size_t token, uint64_t key);
void tn_joint_sift_grams(tn_joint *joint, const tn_joint_part *part);  /* then their rows' places */
void tn_joint_fetch_grams(tn_joint *joint, const tn_joint_part *part); /* and their slots */

/* Fill a place with the rows that the tables have of a key, which is not salted yet. */
void tn_joint_fill(const tn_joint *joint, const tn_joint_part *part, tn_joint_row *place,
                   uint64_t key);

/* The row of a rare key, or of a character n-gram's. Lives until another is asked for. */
static inline const tn_joint_row *tn_joint_rare(tn_joint *joint, const tn_joint_part *part,
                                                uint64_t key)
{
    tn_joint_row *set = tn_set_of(&joint->rare, key ^ part->salt);
    tn_joint_row *row = tn_set_find(set, key ^ part->salt);

    if (!row) {
        row = tn_set_new(&joint->rare, set);
        tn_joint_fill(joint, part, row, key);
    }
    return row;
}

/* Fill a place with the row of a token's form; `key` is the form's under its marks. */
void tn_joint_fill_form(tn_joint *joint, const tn_joint_part *part, tn_joint_row *place,
                        uint64_t key, const tn_tokens *tokens, size_t token);

#endif
