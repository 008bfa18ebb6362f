/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * join.h - replies and their parents, once an article is whole
 */
#ifndef TN_JOIN_H
#define TN_JOIN_H

#include "model/model.h"
#include "stats/threads.h"

/*
 * Label every reply of a deduplicated article whose parent is there too. `tree` is its own. Neither
 * may be unscored, and a comment is no reply to itself; comments that reply to each other in a
 * circle are.
 */
void tn_join_replies(tn_article_records *article, const tn_reply_tree *tree,
                     const tenor_scorer *scorer);

#endif
