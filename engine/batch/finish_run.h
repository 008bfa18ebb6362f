/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finish_run.h - from all records to a published run: what every kind of batch ends with
 */
#ifndef TN_FINISH_RUN_H
#define TN_FINISH_RUN_H

#include "batch/accounting.h"
#include "batch/spill/collection.h"
#include "batch/store/publish.h"
#include "batch/scorers.h"
#include "batch/aggregate.h"

#include <time.h>

typedef struct {
    const tenor_batch_options *options;
    const tn_scorers *scorers;
    tn_article_source *articles; /* all of them */
    const tn_word_table *words;  /* one a thread; NULL: no terms */
    const tn_text_store *texts;  /* see tn_text_of */
    tn_collection *collection;   /* what the articles come from; freed when all is written */
    tn_publication *publication; /* begun */
    tn_received received;
    bool by_input; /* its records know their inputs */
    int64_t spilled_bytes;
    time_t started_at_s;
    double read_and_score_s;
} tn_finish_job;

/*
 * Statistics, documents, publication. Fails with TENOR_ERR_INPUT if there is no comment, unless
 * that is allowed, and with TENOR_ERR_INTERNAL if not every record is accounted for; nothing is
 * published then. *summary is filled in as far as it is known.
 */
int tn_run_finish(const tn_finish_job *end, tenor_summary *summary, tenor_error *err);

#endif
