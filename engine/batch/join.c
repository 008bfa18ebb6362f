/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * join.c - replies and their parents, once an article is whole
 */
#include "batch/join.h"

#include "batch/identity.h"

void tn_join_replies(tn_article_records *article, const tn_reply_tree *tree,
                     const tenor_scorer *scorer)
{
    for (size_t i = 0; i < article->n_records; i++) {
        tn_record *reply = &article->record[i];
        size_t p = tree->parent[i];
        tenor_label label;

        if (p == TN_NO_PARENT || p == i || reply->unscored != TENOR_SCORED ||
            article->record[p].unscored != TENOR_SCORED)
            continue;
        if (tn_scorer_join(scorer, &reply->reply, &article->record[p].reply, &label))
            tn_record_label_head(reply, TENOR_REPLY, &label);
    }
}
