/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * threads.c - an article's tree of replies, and what is counted in it
 */
#include "stats/threads.h"

#include "stats/internal.h"

#include <stdlib.h>

int tn_reply_tree_of(tn_reply_tree *out, const tn_article_records *article, tenor_error *err)
{
    size_t n = article->n_records;

    *out = (tn_reply_tree){ .n = n,
                            .parent = tn_resize(NULL, n, sizeof(*out->parent)),
                            .depth = tn_resize(NULL, n, sizeof(*out->depth)) };
    if (!out->parent || !out->depth)
        return tn_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        tn_record_prefetch_ids(article, i);
        out->parent[i] = tn_records_find_parent(article, &article->record[i]);
    }
    tn_thread_depths(out->depth, out->parent, n);
    return 0;
}

void tn_reply_tree_free(tn_reply_tree *tree)
{
    free(tree->parent);
    free(tree->depth);
    *tree = (tn_reply_tree){ 0 };
}

void tn_threads_of(tn_counts *out, const tn_article_records *article, const tn_reply_tree *tree)
{
    out->threads = out->replies = out->orphans = out->cycles = 0;
    out->max_depth = -1;
    for (size_t i = 0; i < tree->n; i++) {
        if (tree->parent[i] != TN_ROOT) {
            out->replies++;
        } else {
            out->threads++;
            out->orphans += !tn_digest_is_zero(article->record[i].parent_key);
        }
        out->cycles += tree->depth[i] == TN_NO_DEPTH;
        out->max_depth = tree->depth[i] > out->max_depth ? tree->depth[i] : out->max_depth;
    }
}
