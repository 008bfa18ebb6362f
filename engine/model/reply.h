/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply.h - what a comment brings to a pair of reply and parent
 *
 * Each comment is scored once, alone. What the reply head needs of it, as a reply
 * or as a parent, is this small record, so that the two may be joined wherever
 * and whenever they stand: the same two sides give the same label, bit for bit. Of the parent
 * only which words it has counts, not what they say: what its words add to the decision was
 * measured, and is nothing.
 */
#ifndef TN_REPLY_H
#define TN_REPLY_H

#include "model/task.h"

/* All zero: a comment without words. */
typedef struct {
    uint64_t signature[2];   /* of its content words: a bit each, by the hash */
    uint64_t negated[2];     /* of those that are negated */
    float sum[TN_MAX_PAIRS]; /* of the reply model's rows, not yet divided by tn_length_norm() */
    uint32_t n_tokens;
} tn_reply_side;

/* Fill all but the sums. */
void tn_reply_words(tn_reply_side *side, const tn_tokens *tokens);

/* The reply task's dense features (task.h). */
void tn_reply_dense(double *out, const tn_reply_side *reply, const tn_reply_side *parent);

#endif
