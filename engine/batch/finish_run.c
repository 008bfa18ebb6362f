/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finish_run.c - from all records to a published run
 */
#include "batch/finish_run.h"

#include "batch/options.h"
#include "batch/write_run.h"
#include "ingest/rejections.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
    const tn_finish_job *end;
    tn_aggregates aggregates;
    tenor_summary *summary;
    tn_input_account *account; /* one an input; NULL: they cannot be told apart */
    double statistics_s, write_s;
} finishing;

/* ------------------------------------------------------------ statistics */

static int aggregate(finishing *b, tenor_error *err)
{
    const tenor_batch_options *o = b->end->options;
    const tn_scorers *scorers = b->end->scorers;
    const tn_results_choices choices = { .target = o->target,
                                         .min_comments = o->min_comments,
                                         .terms = o->terms,
                                         .excerpts = o->excerpts };
    const tn_aggregate_job job = { .articles = b->end->articles,
                                   .texts = b->end->texts,
                                   .scorer = scorers->scorer,
                                   .n_threads = scorers->n_threads,
                                   .heads = &scorers->heads,
                                   .engine = scorers->engine,
                                   .choices = &choices,
                                   .words = b->end->words,
                                   .account = b->account,
                                   .n_inputs = b->end->received.n_inputs,
                                   .dir = b->end->articles->table ? NULL
                                                                  : b->end->publication->partial,
                                   .progress = o->progress,
                                   .progress_user = o->progress_user };
    double begun = tn_now_s();
    int rc = tn_aggregate(&b->aggregates, &job, err);

    if (rc == 0)
        rc = tn_account(b->summary, b->account, &b->end->received, &b->aggregates, err);
    b->statistics_s = tn_now_s() - begun;
    return rc;
}

/* ------------------------------------------------------------ publishing */

static int write_metadata(finishing *b, tn_buf *row, tenor_error *err)
{
    const tn_finish_job *end = b->end;
    const tenor_batch_options *o = end->options;
    tn_model_metadata loaded[TENOR_N_HEADS];
    tn_model_identity model[TENOR_N_HEADS];
    tn_run_metadata metadata = {
        .run_id = end->publication->run_id,
        .results_id = b->aggregates.results_id,
        .started_at_s = end->started_at_s,
        .finished_at_s = time(NULL),
        .read_and_score_s = end->read_and_score_s,
        .statistics_s = b->statistics_s,
        .write_s = b->write_s,
        .summary = b->summary,
        .input = end->received.input,
        .n_inputs = end->received.n_inputs,
        .account = b->account,
        .model = model,
        .target = o->target,
        .map = o->reader.map,
        .articles = o->reader.articles,
        .comments = o->comments || o->excerpts,
        .threads = end->scorers->n_threads,
        .keep = o->keep,
        .memory_bytes = (int64_t)tn_memory_budget(o->memory_bytes),
        .spilled_bytes = end->spilled_bytes + b->aggregates.disk_bytes,
    };

    for (int head = 0; head < TENOR_N_HEADS; head++) {
        loaded[head] = (tn_model_metadata){ 0 };
        tn_engine_model_metadata(end->scorers->engine, head, &loaded[head]);
        if (loaded[head].name) {
            model[metadata.n_models++] =
                (tn_model_identity){ loaded[head].name, tenor_head_name(head),
                                     loaded[head].digest };
        }
    }
    return tn_write_metadata(end->publication->partial, &metadata, &b->aggregates,
                             &end->scorers->heads, row, err);
}

static int write_results(finishing *b, tenor_error *err)
{
    const tenor_batch_options *o = b->end->options;
    const tn_extras_source extras = { .words = b->end->words ? &b->aggregates.words : NULL,
                                      .n_terms = o->terms,
                                      .excerpts = o->excerpts,
                                      .engine = b->end->scorers->engine,
                                      .texts = b->end->texts };
    const tn_write_job job = { .dir = b->end->publication->partial,
                               .aggregates = &b->aggregates,
                               .extras = &extras,
                               .heads = &b->end->scorers->heads,
                               .comments = o->comments || o->excerpts,
                               .n_threads = b->end->scorers->n_threads,
                               .progress = o->progress,
                               .progress_user = o->progress_user };
    double begun = tn_now_s();
    int rc = tn_write_results(&job, err);

    b->write_s = tn_now_s() - begun;
    return rc;
}

static int publish(finishing *b, tenor_error *err)
{
    const tenor_batch_options *o = b->end->options;
    int64_t n = (int64_t)b->aggregates.n_articles;
    tn_buf row = { 0 };
    int rc;

    if ((rc = write_results(b, err)) < 0 || (rc = write_metadata(b, &row, err)) < 0)
        goto done;
    rc = tn_report_progress(o->progress, o->progress_user, "writing", n, n, "articles", err);
    if (rc < 0)
        goto done;
    /* temporary files have no name, but a sync would write them to the disk like all others */
    tn_aggregates_free(&b->aggregates);
    tn_collection_free(b->end->collection);
    rc = tn_publish_commit(b->end->publication, (tenor_str){ row.data, row.bytes }, o->keep, err);
done:
    tn_buf_free(&row);
    return rc;
}

/* ------------------------------------------------------------ the whole */

/* A store is no empty night's loss, but records of which none can be read are somebody's fault. */
static int check_any(const tn_finish_job *end, tenor_error *err)
{
    const tn_received *received = &end->received;
    tenor_summary s = { 0 };

    tn_sum_inputs(&s, received->input, received->n_inputs);
    if (end->options->allow_empty || s.rejected + tn_n_left_out(s.left_out) < s.received ||
        (received->stored > 0 && s.rejected == 0))
        return 0;
    snprintf(s.commonest_rejection, sizeof(s.commonest_rejection), "%s", received->commonest);
    return tn_fail_no_comments(&s, received->n_inputs,
                               "; nothing is published without --allow-empty", err);
}

int tn_run_finish(const tn_finish_job *end, tenor_summary *summary, tenor_error *err)
{
    finishing b = { .end = end, .summary = summary };
    int rc = check_any(end, err);

    if (rc < 0)
        return rc;
    if (end->by_input) {
        b.account = tn_alloc(end->received.n_inputs, sizeof(*b.account));
        if (!b.account)
            return tn_no_memory(err);
    }
    if ((rc = aggregate(&b, err)) == 0 && (rc = publish(&b, err)) == 0)
        memcpy(summary->run_id, end->publication->run_id, sizeof(summary->run_id));
    tn_aggregates_free(&b.aggregates);
    free(b.account);
    return rc;
}
