/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack.c - articles out of the table or a merge, as partials that travel
 */
#include "batch/store/pack.h"

#include "batch/options.h"
#include "batch/pipeline.h"
#include "batch/store/segment.h"

typedef struct {
    const tn_pack_job *job;
    int64_t n_copies, n_done;
} packing;

static int fill(void *user, void *pointer, tenor_error *err)
{
    packing *p = user;
    const tn_pack_job *job = p->job;
    tn_block *block = pointer;
    int rc = tn_report_progress(job->progress, job->progress_user, job->stage, p->n_done, 0,
                                "articles", err);

    if (rc == 0)
        rc = tn_block_fill(block, job->articles, err);
    p->n_done += rc > 0 ? (int64_t)block->n : 0;
    return rc;
}

static int work(void *user, int worker, void *pointer, tenor_error *err)
{
    const packing *p = user;
    const tn_partial_source source = { .texts = p->job->texts, .words = p->job->words };
    tn_block *block = pointer;
    int rc = tn_block_decode(block, worker, p->job->articles, err);

    for (size_t i = 0; rc == 0 && i < block->n; i++) {
        tn_article_records *records = &block->article[i]->records;

        block->n_copies[i] = p->job->deduplicates ? (int64_t)tn_records_deduplicate(records) : 0;
        if (p->job->change)
            rc = p->job->change(p->job->changer, worker, block->article[i], block, err);
        if (rc == 0)
            rc = tn_block_write(block, i, &tn_segment_form, &source, err);
    }
    return rc;
}

static int drain(void *user, void *pointer, tenor_error *err)
{
    packing *p = user;
    tn_block *block = pointer;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < block->n; i++) {
        p->n_copies += block->n_copies[i];
        rc = tn_block_give(block, i, p->job->put, p->job->user, err);
    }
    return rc;
}

int tn_pack(const tn_pack_job *job, int64_t *n_copies, tenor_error *err)
{
    packing p = { .job = job };
    const tn_pipeline stages = { &p, fill, work, drain };
    tn_block_set set = { 0 };
    int rc;

    if (job->articles->table)
        tn_article_table_sort(job->articles->table);
    if ((rc = tn_block_set_init(&set, job->n_threads, err)) == 0)
        rc = tn_pipeline_run(&stages, set.pointer, set.n_blocks, job->n_threads, err);
    tn_block_set_free(&set);
    *n_copies = p.n_copies;
    return rc;
}
