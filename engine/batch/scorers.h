/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scorers.h - loaded models and one scorer for each thread of a run
 */
#ifndef TN_SCORERS_H
#define TN_SCORERS_H

#include "batch/chunk.h"
#include "model/model.h"
#include "stats/stats.h"

typedef struct {
    tenor_engine *engine;
    tenor_scorer **scorer; /* n_threads of them */
    int n_threads;
    tn_heads heads;
} tn_scorers;

/* `threads`: as in the options, 0 for all. */
int tn_scorers_open(tn_scorers *scorers, const char *models_dir, int threads, tenor_error *err);
void tn_scorers_close(tn_scorers *scorers);

/* The head with this name. TENOR_ERR_ARGUMENT if none has it, TENOR_ERR_MODEL if it has no model.
 */
int tn_scorers_head(int *head, const tn_scorers *scorers, const char *name, tenor_error *err);

/*
 * Score an item's comment toward its target, into its result. A comment that is marked as deleted
 * gets no label, whatever text is left of it. Without a `parent_text` there is none for a reply;
 * `mask`: NULL for all labels.
 */
int tn_score_item(tenor_scorer *scorer, tn_item *item, tenor_str parent_text,
                  const tn_label_mask *mask, tenor_error *err);

/*
 * What a worker's scorer has just found of a comment, into its record: labels, the reply head's
 * half of a pair, and its words, noted in the worker's table of `words` (NULL: not) and kept in
 * `arena`.
 */
int tn_record_take_result(tn_record *record, const tn_scorers *scorers, int worker,
                          const tenor_result *result, tn_word_table *words, tn_arena *arena,
                          tn_buf *scratch, tenor_error *err);

#endif
