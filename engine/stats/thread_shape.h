/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * thread_shape.h - depth, breadth and exchanges of a tree of replies
 *
 * Pure functions over an array of parents; safe for any array: cycles are
 * skipped, chains may be as long as the array (nothing recurses).
 */
#ifndef TN_THREAD_SHAPE_H
#define TN_THREAD_SHAPE_H

#include "base/base.h"

#define TN_ROOT     SIZE_MAX /* parent of a first comment; any index >= n counts as this */
#define TN_NO_DEPTH (-1)     /* depth of a comment in a cycle of parents, or below one */

/* depth[i] of n comments: 0 for a first comment, parent's + 1 for a reply. O(n). */
void tn_thread_depths(int64_t *depth, const size_t *parent, size_t n);

typedef struct {
    int64_t *at_depth; /* comments at depth 0..max_depth, for the caller to free; never NULL */
    int64_t max_depth; /* -1 if no comment has a depth */
    int64_t skipped;   /* in or below a cycle */
    /*
     * h-index of the discussion: the largest level h with at least h comments, the article being
     * level 0 and a first comment level 1 (V. Gomez, A. Kaltenbrunner, V. Lopez, "Statistical
     * analysis of the social network and discussion threads in Slashdot", WWW 2008). 0 without
     * comments, 1 without replies.
     */
    int64_t h_index;
    int64_t max_breadth; /* the largest number of comments at one depth */
    double mean_depth;   /* NaN if no comment has a depth */
} tn_thread_shape;

/*
 * Of tn_thread_depths'. n = 0: no depth, h-index 0; n = 1: one comment at depth 0, h-index 1; n =
 * 2: both at depth 0, or one answers the other. Fails with TENOR_ERR_MEMORY; then at_depth is NULL.
 */
int tn_thread_shape_of(tn_thread_shape *out, const int64_t *depth, size_t n, tenor_error *err);

typedef struct {
    int64_t pairs;      /* of two known authors with at least one reply between them */
    int64_t reciprocal; /* of these, the pairs with replies both ways */
    double reciprocity; /* reciprocal / pairs, 0..1 (dyadic; Wasserman, Faust 1994); NaN if none */
    /*
     * Comments in the longest chain, each a reply to the one before, that two known authors wrote
     * in turn; 0 if no author answered another, else >= 2.
     */
    int64_t longest_exchange;
} tn_exchanges;

/*
 * depth is tn_thread_depths' of parent. author[i] is a key, 0 if unknown; answers to oneself are no
 * pair. n = 0 and n = 1: no pair; n = 2: at most one, not reciprocal, and an exchange of 2. Fails
 * with TENOR_ERR_MEMORY.
 */
int tn_exchanges_of(tn_exchanges *out, const int64_t *depth, const size_t *parent,
                    const uint64_t *author, size_t n, tenor_error *err);

#endif
