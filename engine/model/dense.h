/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dense.h - the dense block: what is not linear in the words
 */
#ifndef TN_DENSE_H
#define TN_DENSE_H

#include "model/lengths.h"
#include "model/reply.h"
#include "model/target_names.h"

/*
 * The dense features of a text under a head. `other` is the target
 * (stance), the parent (reply) or NULL. Who names one of the target's aliases (NULL: it has none)
 * names the target. Writes task->n_dense values, each about 0..1.
 */
void tn_dense_of(int head, const tn_tokens *tokens, const tn_tokens *other,
                 const tn_aliases *aliases, double *out);

/*
 * The same with lengths that are at hand: of two sides under the reply head, of a comment whose
 * target was read before (NULL: none) under the others.
 */
void tn_dense_of_reply(const tn_reply_side *reply, const tn_reply_side *parent,
                       const tn_lengths *lengths, double *out);
void tn_dense_of_comment(int head, const tn_tokens *tokens, const tn_name *target,
                         const tn_aliases *aliases, const tn_lengths *lengths, double *out);

#endif
