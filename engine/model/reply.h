/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply.h - what a comment brings to a pair of reply and parent
 *
 * Each comment is scored once, alone. What the reply head needs of it, as a reply
 * or as a parent, is this small record, so that the two may be joined wherever
 * and whenever they stand: the same two sides give the same label, bit for bit.
 */
#ifndef TN_REPLY_H
#define TN_REPLY_H

#include "model/task.h"

/* All zero: a comment without words. */
typedef struct {
    uint64_t signature[2];     /* of its content words: a bit each, by the hash */
    float sum[TN_MAX_COLUMNS]; /* tn_text_sums of the reply model, rounded */
    uint32_t n_tokens;
    uint32_t has_mention; /* 0 or 1: chooses the domain */
} tn_reply_side;

/* Fill all but the sums. */
void tn_reply_words(tn_reply_side *side, const tn_tokens *tokens);

/*
 * The share of the parent's words that the reply has too, by the signatures: the first of the reply
 * task's dense features, before the logarithms of the two lengths.
 */
double tn_reply_overlap(const tn_reply_side *reply, const tn_reply_side *parent);

#endif
