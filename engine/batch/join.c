/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * join.c - replies and their parents, once an article is whole
 */
#include "batch/join.h"

#include "batch/identity.h"

static const tn_record *scored_parent(const tn_article_records *article, const tn_record *reply)
{
    size_t at = tn_records_find_parent(article, reply);
    const tn_record *parent = at == TN_NO_PARENT ? reply : &article->record[at];

    return parent != reply && parent->unscored == TENOR_SCORED ? parent : NULL;
}

void tn_join_replies(tn_article_records *article, const tenor_scorer *scorer)
{
    for (size_t i = 0; i < article->n_records; i++) {
        tn_record *reply = &article->record[i];
        const tn_record *parent =
            reply->unscored == TENOR_SCORED ? scored_parent(article, reply) : NULL;
        tenor_label label;

        if (parent && tn_scorer_join(scorer, &reply->reply, &parent->reply, &label)) {
            tn_record_label_head(reply, TENOR_REPLY, &label);
        }
    }
}
