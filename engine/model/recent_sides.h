/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recent_sides.h - what the texts scored last bring to their replies
 *
 * A reply mostly answers a comment that was scored a moment ago. Its side of the pair is a
 * function of its text and the models alone, so it is kept under the text's digest and need not be
 * made again.
 */
#ifndef TN_RECENT_SIDES_H
#define TN_RECENT_SIDES_H

#include "model/reply.h"

typedef struct {
    tn_digest text;
    tn_reply_side side;
    bool scored; /* false: the text got no label, and side is all zero */
} tn_recent_side;

/* A thread's own; all zero is none, and keeps nothing. */
typedef struct {
    tn_recent_side *place;
} tn_recent_sides;

/* From now on sides are kept. Calling it again does nothing. */
int tn_recent_sides_begin(tn_recent_sides *sides, tenor_error *err);
void tn_recent_sides_free(tn_recent_sides *sides);

/* NULL if the text is not among those kept. Lives until the next one is kept. */
const tn_recent_side *tn_recent_sides_find(const tn_recent_sides *sides, tenor_str text);

/* The text's side takes the place of another's. `side` is NULL for a text without a label. */
void tn_recent_sides_keep(tn_recent_sides *sides, tenor_str text, const tn_reply_side *side);

#endif
