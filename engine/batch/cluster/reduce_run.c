/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reduce_run.c - tenor_reduce_run: partial results to a published run, or one partition of them
 */
#include "batch/finish_run.h"
#include "batch/options.h"
#include "batch/store/pack.h"
#include "batch/cluster/map_files.h"
#include "batch/cluster/reduce_input.h"
#include "ingest/rejections.h"
#include "output/json_tree.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
    const tenor_reduce_options *options;
    tn_scorers scorers;
    tn_author_key key;
    tn_word_table *words;
    tn_reduce_input input;
    tn_publication publication;
    char *folder; /* of one partition */
    tn_map_files files;
} reducing;

static int open_inputs(reducing *r, const char *dir, tn_partial_identity *identity,
                       tenor_error *err)
{
    const tenor_reduce_options *o = r->options;
    const tn_reduce_job job = { .paths = o->batch.paths,
                                .n_paths = o->batch.n_paths,
                                .shards = o->shards,
                                .expect = o->expect,
                                .partition = o->part,
                                .n_partitions = o->parts,
                                .identity = identity,
                                .words = r->words,
                                .budget_bytes = tn_records_budget(o->batch.memory_bytes) };

    tn_partial_identify(identity, r->scorers.engine, &r->key, o->batch.target);
    return tn_reduce_input_open(&r->input, &job, dir, err);
}

static int write_rejected(const reducing *r, const char *dir, tenor_error *err)
{
    const tn_buf *rejected = &r->input.rejected;

    return tn_file_write(dir, "rejected.ndjson", rejected->data, rejected->bytes, err);
}

/* ---------------------------------------------------------------- one partition */

/* all records are in the files, are copies, or were refused: only the last step knows of which */
static int reduce_partition(reducing *r, tenor_error *err)
{
    const tenor_reduce_options *o = r->options;
    tn_shard_list *all = &r->input.all;
    tn_partial_identity identity;
    tn_pack_job pack = { .articles = &r->input.articles,
                         .words = r->words,
                         .deduplicates = true,
                         .n_threads = r->scorers.n_threads,
                         .user = &r->files,
                         .put = tn_map_files_put };
    char name[32];
    int rc;

    if ((rc = tn_map_folder_begin(&r->folder, o->batch.output_dir, err)) < 0 ||
        (rc = open_inputs(r, r->folder, &identity, err)) < 0)
        return rc;
    rc = tn_map_files_create(&r->files, r->folder, o->parts, o->part - 1, &identity, err);
    if (rc < 0 || (rc = tn_pack(&pack, &all->dropped, err)) < 0)
        return rc;
    if (o->part == 1 && (rc = write_rejected(r, r->folder, err)) < 0) /* once */
        return rc;
    all->n_partitions = o->parts;
    all->partition = o->part - 1;
    all->records = r->files.records;
    if ((rc = tn_report_progress(o->batch.progress, o->batch.progress_user, "packing", all->records,
                                 all->records, "comments", err)) < 0 ||
        (rc = tn_map_files_commit(&r->files, all, err)) < 0)
        return rc;
    snprintf(name, sizeof(name), "reduced-%05d", o->part);
    return tn_map_folder_publish(r->folder, o->batch.output_dir, name, err);
}

/* ----------------------------------------------------------- publishing it all */

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const tn_shard *)left)->name, ((const tn_shard *)right)->name);
}

/* of the rejections of all shards */
static int tally_rejected(tn_reason_tally *tally, const tn_buf *rejected, tenor_error *err)
{
    const char *at = rejected->bytes > 0 ? rejected->data : "", *end = at + rejected->bytes;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t bytes = (size_t)((newline ? newline : end) - at);
        json_t *row = json_loadb(at, bytes, JSON_ALLOW_NUL, NULL);
        const char *reason = tn_get_text(row, "reason");

        if (!row)
            return tn_fail(err, TENOR_ERR_INPUT, "a rejected record's line is damaged");
        if (reason && !tn_get_text(row, "left_out"))
            tn_tally_reason(tally, reason);
        json_decref(row);
        at += bytes + 1;
    }
    return 0;
}

/* the inputs of all shards, in order of their names; the strings stay theirs */
static tenor_input_info *all_inputs(tn_shard_list *all, size_t *n)
{
    tenor_input_info *input;

    *n = 0;
    if (all->n_shards > 1)
        qsort(all->shard, all->n_shards, sizeof(*all->shard), compare_names);
    for (size_t i = 0; i < all->n_shards; i++)
        *n += all->shard[i].n_inputs;
    input = tn_alloc(*n, sizeof(*input));
    *n = 0;
    for (size_t i = 0; input && i < all->n_shards; i++)
        for (size_t k = 0; k < all->shard[i].n_inputs; k++)
            input[(*n)++] = all->shard[i].input[k];
    return input;
}

static int reduce_all(reducing *r, time_t started_at_s, tenor_summary *summary, tenor_error *err)
{
    const tenor_batch_options *o = &r->options->batch;
    double begun = tn_now_s();
    tn_finish_job end = { .options = o,
                          .scorers = &r->scorers,
                          .articles = &r->input.articles,
                          .words = o->terms > 0 ? r->words : NULL,
                          .collection = &r->input.collection,
                          .publication = &r->publication,
                          .started_at_s = started_at_s };
    tn_received *received = &end.received;
    tn_partial_identity identity;
    tn_reason_tally tally = { 0 };
    tenor_input_info *input;
    int rc;

    if ((rc = tn_publish_begin(&r->publication, o->output_dir, o->file_mode, err)) < 0 ||
        (rc = open_inputs(r, r->publication.partial, &identity, err)) < 0 ||
        (rc = write_rejected(r, r->publication.partial, err)) < 0 ||
        (rc = tally_rejected(&tally, &r->input.rejected, err)) < 0)
        return rc;
    input = all_inputs(&r->input.all, &received->n_inputs);
    if (!input)
        return tn_no_memory(err);
    received->input = input;
    for (size_t i = 0; i < r->input.all.n_shards; i++) {
        received->received += r->input.all.shard[i].received;
        received->rejected += r->input.all.shard[i].rejected;
    }
    received->dropped = r->input.dropped;
    received->commonest = tn_commonest_reason(&tally);
    end.spilled_bytes = r->input.collection.spilled_bytes;
    end.read_and_score_s = tn_now_s() - begun;
    rc = tn_run_finish(&end, summary, err);
    free(input);
    return rc;
}

/* --------------------------------------------------------------- the whole */

static int check_options(const tenor_reduce_options *o, tenor_error *err)
{
    int rc = tn_batch_check(&o->batch, err);

    if (rc < 0)
        return rc;
    if (!o->batch.author_key_file) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "the author key file is needed that the shards were made with");
    }
    if (o->part > 0 && (o->parts < o->part || o->parts > TN_MAX_PARTITIONS)) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "part %d is not one of 1 to %d", o->part,
                       o->parts > 0 && o->parts <= TN_MAX_PARTITIONS ? o->parts
                                                                     : TN_MAX_PARTITIONS);
    }
    return 0;
}

static int run(reducing *r, tenor_summary *summary, tenor_error *err)
{
    const tenor_batch_options *o = &r->options->batch;
    time_t started_at_s = time(NULL);
    int rc;

    if ((rc = check_options(r->options, err)) < 0 ||
        (rc = tn_author_key_load(&r->key, o->author_key_file, err)) < 0 ||
        (rc = tn_scorers_open(&r->scorers, o->models_dir, o->threads, err)) < 0)
        return rc;
    if (o->terms > 0 || r->options->part > 0) {
        r->words = tn_alloc((size_t)r->scorers.n_threads, sizeof(*r->words));
        if (!r->words)
            return tn_no_memory(err);
    }
    return r->options->part > 0 ? reduce_partition(r, err)
                                : reduce_all(r, started_at_s, summary, err);
}

void tenor_reduce_options_init(tenor_reduce_options *options)
{
    *options = (tenor_reduce_options){ 0 };
    tenor_batch_options_init(&options->batch);
}

int tenor_reduce_run(const tenor_reduce_options *options, tenor_summary *summary, tenor_error *err)
{
    tenor_reduce_options with_names = *options;
    reducing r = { .options = &with_names, .publication = { .lock_fd = -1 } };
    tenor_summary own = { 0 };
    tn_buf named = { 0 };
    int rc = tn_option_target(&with_names.batch.target, &named, options->batch.target_aliases, err);

    if (rc == 0)
        rc = run(&r, &own, err);
    if (summary)
        *summary = own;
    tn_map_files_discard(&r.files);
    tn_reduce_input_close(&r.input);
    tn_publish_end(&r.publication);
    tn_map_folder_end(r.folder);
    tn_word_tables_free(r.words, r.scorers.n_threads);
    tn_scorers_close(&r.scorers);
    explicit_bzero(&r.key, sizeof(r.key));
    tn_buf_free(&named);
    return rc;
}
