/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_extras.h - what an article's document says besides figures: its words and its examples
 *
 * Made article by article while documents are written, and forgotten again.
 */
#ifndef TN_ARTICLE_EXTRAS_H
#define TN_ARTICLE_EXTRAS_H

#include "batch/spill/text_store.h"
#include "output/documents.h"

/* What they are made of; the same for all articles. */
typedef struct {
    const tn_site_words *words; /* NULL: no terms */
    int n_terms;                /* of a list, at most */
    bool excerpts;
    const tn_text_store *texts; /* see tn_text_of */
} tn_extras_source;

/* One a thread; all zero is empty. `extras` lives until the next article. */
typedef struct {
    tn_article_extras extras;
    tn_terms terms;
    tn_examples examples;
    tn_term_tally tally;
    tn_buf text, excerpt;
    tn_arena excerpts;
} tn_extras_maker;

int tn_extras_make(tn_extras_maker *maker, const tn_extras_source *source,
                   const tn_article_records *article, const tn_heads *heads, tenor_error *err);
void tn_extras_maker_free(tn_extras_maker *maker);

#endif
