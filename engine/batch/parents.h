/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parents.h - the texts of comments seen so far, for replies that come later
 */
#ifndef TN_PARENTS_H
#define TN_PARENTS_H

#include "base/base.h"

typedef struct tn_parent tn_parent;
typedef struct {
    uint64_t key; /* beside the pointer: most others are told apart without a look at them */
    tn_parent *parent;
} tn_parent_slot;

typedef struct {
    tn_arena arena;
    tn_parent_slot *slot;
    size_t n_slots, n_parents;
} tn_parents;

/* Remember a comment's text; a later copy of the same comment replaces it. */
int tn_parents_add(tn_parents *parents, const tenor_comment *comment, tenor_error *err);

/* The text of the comment that this one replies to; absent if it was not seen, or if that is
 * the comment itself. */
tenor_str tn_parents_find(const tn_parents *parents, const tenor_comment *comment);
void tn_parents_free(tn_parents *parents);

#endif
