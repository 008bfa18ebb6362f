/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack.h - articles out of the table or a merge, as partials that travel
 */
#ifndef TN_PACK_H
#define TN_PACK_H

#include "batch/spill/block.h"
#include "tenor_run.h"

typedef struct {
    tn_article_source *articles; /* used up */
    const tn_text_store *texts;  /* see tn_text_of */
    const tn_word_table *words;  /* the records' tables; NULL: words are left out */
    bool deduplicates;           /* leave out copies that do not count */
    /* by the worker that has the article, before it is written; NULL: it stays as it is */
    int (*change)(void *changer, int worker, tn_article *article, tn_block *block,
                  tenor_error *err);
    void *changer;
    const char *stage; /* with progress: what it is called */
    tenor_progress_fn progress;
    void *progress_user;
    int n_threads;
    void *user;
    tn_put_piece put; /* called in order of ids, by one thread at a time */
} tn_pack_job;

/* Give every article, in tn_segment_form and in pieces, to job->put. *n_copies counts what was left
 * out. */
int tn_pack(const tn_pack_job *job, int64_t *n_copies, tenor_error *err);

#endif
