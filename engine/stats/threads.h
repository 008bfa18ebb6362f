/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * threads.h - who replies to whom in an article
 */
#ifndef TN_THREADS_H
#define TN_THREADS_H

#include "stats/record.h"

/* Of n comments, in the order of their records. */
typedef struct {
    size_t n;
    size_t *parent; /* index; TN_ROOT for none in the article */
    int64_t *depth; /* TN_NO_DEPTH in or below a cycle of parents */
} tn_reply_tree;

/* The tree of a deduplicated article. Free it on failure too. Fails with TENOR_ERR_MEMORY. */
int tn_reply_tree_of(tn_reply_tree *out, const tn_article_records *article, tenor_error *err);
void tn_reply_tree_free(tn_reply_tree *tree);

#endif
