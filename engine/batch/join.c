/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * join.c - replies and their parents, once an article is whole
 */
#include "batch/join.h"

#include "batch/identity.h"

static const tn_record *scored_parent(const tn_article_records *article, size_t parent)
{
    return parent != TN_NO_PARENT && article->record[parent].unscored == TENOR_SCORED
               ? &article->record[parent]
               : NULL;
}

void tn_join_replies(tn_article_records *article, const tn_reply_tree *tree,
                     const tenor_scorer *scorer)
{
    for (size_t i = 0; i < article->n_records; i++) {
        tn_record *reply = &article->record[i];
        const tn_record *parent = reply->unscored == TENOR_SCORED && tree->parent[i] != i
                                      ? scored_parent(article, tree->parent[i])
                                      : NULL;
        tenor_label label;

        if (parent && tn_scorer_join(scorer, &reply->reply, &parent->reply, &label))
            tn_record_label_head(reply, TENOR_REPLY, &label);
    }
}
