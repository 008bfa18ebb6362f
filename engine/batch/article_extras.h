/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_extras.h - what documents say besides figures: an article's words and its examples, a
 * comment's excerpt and what decided on its labels
 *
 * Made article by article while documents are written, and forgotten again.
 */
#ifndef TN_ARTICLE_EXTRAS_H
#define TN_ARTICLE_EXTRAS_H

#include "batch/spill/text_store.h"
#include "model/explain.h"
#include "output/documents.h"

/* What they are made of; the same for all articles. */
typedef struct {
    const tn_site_words *words; /* NULL: no terms */
    int n_terms;                /* of a list, at most */
    bool excerpts;
    const tenor_engine *engine; /* with excerpts: the labels are its */
    const tn_text_store *texts; /* see tn_text_of */
} tn_extras_source;

/* One a thread; all zero is empty. `extras` lives until the next article, `comment` until the next
 * comment. */
typedef struct {
    tn_article_extras extras;
    tn_terms terms;
    tn_examples examples;
    tn_term_tally tally;
    tn_buf text, excerpt;
    tn_arena excerpts;
    tn_comment_extras comment;
    tn_explainer *explainer; /* NULL until the first comment */
    tn_explanation explanation;
} tn_extras_maker;

int tn_extras_make(tn_extras_maker *maker, const tn_extras_source *source,
                   const tn_article_records *article, const tn_heads *heads, tenor_error *err);

/* Into maker->comment. What a word adds is what `tenor explain` says; see tn_explain. */
int tn_extras_of_comment(tn_extras_maker *maker, const tn_extras_source *source,
                         const tn_article_records *article, const tn_record *record,
                         const tn_heads *heads, tenor_error *err);
void tn_extras_maker_free(tn_extras_maker *maker);

#endif
