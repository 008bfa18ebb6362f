/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parents.h - the texts of comments seen so far, for replies that come later
 */
#ifndef TN_PARENTS_H
#define TN_PARENTS_H

#include "base/hash_map.h"

typedef struct {
    tn_arena arena;
    tn_hash_map by_id; /* addresses in the arena, by a hash of the article's id and the comment's */
} tn_parents;

/* Of a comment: its own key and that of the one that it replies to. */
typedef struct {
    uint64_t own, parent;
    bool is_reply;
} tn_parent_keys;

/*
 * The keys to look a comment up by, a while later: the table is larger than the caches, and its
 * slots are prefetched now.
 */
tn_parent_keys tn_parents_prefetch(const tn_parents *parents, const tenor_comment *comment);

/*
 * Give a comment that does not bring its parent's text that of the comment met before, if there is
 * one; it lives as long as `parents`. Then, with `remember`, keep its own for its replies, unless
 * it is deleted: of several copies of a comment the last one counts.
 */
int tn_parents_resolve(tn_parents *parents, tenor_comment *comment, tn_parent_keys keys,
                       bool remember, tenor_error *err);
void tn_parents_free(tn_parents *parents);

#endif
