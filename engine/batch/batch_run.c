/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch_run.c - tenor_batch_run: read, score, aggregate and publish
 */
#include "base/file.h"
#include "batch/chunk.h"
#include "batch/identity.h"
#include "batch/pipeline.h"
#include "batch/publish.h"
#include "batch/results_id.h"
#include "batch/scorers.h"
#include "batch/write_run.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEFAULT_KEEP 2

typedef struct {
    const tenor_batch_options *options;
    tn_scorers scorers;
    tn_publication publication;
    tn_author_key key;
    tenor_reader *reader;
    tn_out_file rejected;
    tenor_error rejected_err; /* of writing a rejection */
    tn_text_store texts;
    bool keeps_texts; /* there is a stance head */
    tn_store store;
    tn_settled settled;
    tenor_summary summary;
    int64_t n_rejected;
    int64_t n_read;
    char results_id[33];
    time_t started_at_s;
    double stage_s[3]; /* read and score, statistics, write */
} batch;

static double now_s(void)
{
    struct timespec t = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int report_progress(const batch *b, const char *stage, int64_t done, int64_t total,
                           const char *unit, tenor_error *err)
{
    const tenor_batch_options *o = b->options;

    if (o->progress && o->progress(o->progress_user, stage, done, total, unit) != 0) {
        return tn_fail(err, TENOR_ERR_CANCELLED, "stopped on request");
    }
    return 0;
}

/* --------------------------------------------------------------- reading */

static void on_rejected(void *user, const tenor_rejection *rejection)
{
    batch *b = user;

    b->n_rejected++;
    tn_write_rejection(b->rejected.stream, rejection, &b->rejected_err);
    if (b->options->reader.on_rejected) {
        b->options->reader.on_rejected(b->options->reader.rejected_user, rejection);
    }
}

static int read_comment(batch *b, tn_chunk *chunk, tenor_error *err)
{
    tenor_comment comment;
    tn_item *item;
    int rc = tenor_reader_next(b->reader, &comment, err);

    if (b->rejected_err.code < 0) {
        return tn_fail(err, b->rejected_err.code, "%s", b->rejected_err.message);
    }
    if (rc > 0) {
        int add_rc = tn_chunk_add(chunk, &comment, &item, err);

        rc = add_rc < 0 ? add_rc : rc;
    }
    b->n_read += rc > 0;
    return rc;
}

static int fill(void *user, void *pointer, tenor_error *err)
{
    batch *b = user;
    tn_chunk *chunk = pointer;
    int rc = report_progress(b, "reading and scoring", b->n_read, 0, "comments", err);

    tn_chunk_clear(chunk);
    while (rc >= 0 && !tn_chunk_is_full(chunk)) {
        rc = read_comment(b, chunk, err);
        if (rc <= 0) {
            break;
        }
    }
    return rc < 0 ? rc : chunk->n_items > 0;
}

static int work(void *user, int worker, void *pointer, tenor_error *err)
{
    const batch *b = user;
    tn_chunk *chunk = pointer;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < chunk->n_items; i++) {
        tn_item *item = &chunk->item[i];
        const tenor_comment *c = &item->comment;

        item->target_source = tn_choose_target(&item->target, c->article.target, b->options->target,
                                               c->article.title);
        rc = tn_record_identify(&item->record, c, &b->key, &chunk->scratch, err);
        if (rc == 0) {
            rc = tn_score_comment(b->scorers.scorer[worker], c, item->target, item->target_source,
                                  (tenor_str){ 0 }, NULL, &item->result, err);
        }
        if (rc == 0) {
            tn_record_label(&item->record, &item->result);
            if (item->result.unscored == TENOR_SCORED) {
                tn_scorer_reply_side(b->scorers.scorer[worker], &item->record.reply);
            }
        }
    }
    return rc;
}

static int drain(void *user, void *pointer, tenor_error *err)
{
    batch *b = user;
    tn_chunk *chunk = pointer;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < chunk->n_items; i++) {
        const tn_item *item = &chunk->item[i];
        tn_stance_memo memo = { tn_target_key(item->target), { .offset = -1 } };

        if (b->keeps_texts && item->result.unscored == TENOR_SCORED) {
            rc = tn_text_store_add(&b->texts, item->comment.text, &memo.text, err);
        }
        if (rc == 0) {
            rc = tn_store_add(&b->store, &item->comment, &item->record, &memo, err);
        }
    }
    return rc;
}

static int open_inputs(batch *b, tenor_error *err)
{
    tenor_reader_options options = b->options->reader;
    char *path = tn_path_join(b->publication.partial, "rejected.ndjson");
    int rc = path ? tn_out_open(&b->rejected, path, err) : tn_no_memory(err);

    free(path);
    if (rc < 0) {
        return rc;
    }
    options.on_rejected = on_rejected;
    options.rejected_user = b;
    return tenor_reader_open(&b->reader, b->options->paths, b->options->n_paths, &options, err);
}

static int read_and_score(batch *b, tenor_error *err)
{
    const tn_pipeline stages = { b, fill, work, drain };
    double begun = now_s();
    tn_chunk_set set = { 0 };
    int rc = open_inputs(b, err);

    if (rc == 0 && b->keeps_texts) {
        rc = tn_text_store_open(&b->texts, b->publication.partial, err);
    }
    if (rc == 0) {
        rc = tn_chunk_set_init(&set, b->scorers.n_threads, err);
    }
    if (rc == 0) {
        rc = tn_pipeline_run(&stages, set.pointer, set.n_chunks, b->scorers.n_threads, err);
    }
    tn_chunk_set_free(&set);
    if (rc == 0) {
        rc = tn_text_store_finish(&b->texts, err);
    }
    if (rc == 0) {
        rc = tn_out_commit(&b->rejected, err);
    }
    b->stage_s[0] = now_s() - begun;
    return rc;
}

/* ------------------------------------------------------------ accounting */

static int account(batch *b, tenor_error *err)
{
    const tn_counts *counts = &b->settled.site.all.comments;
    tenor_summary *s = &b->summary;
    size_t n_inputs;
    const tenor_input_info *input = tenor_reader_inputs(b->reader, &n_inputs);
    int64_t sum;

    for (size_t i = 0; i < n_inputs; i++) {
        s->received += input[i].records;
    }
    s->scored = counts->scored;
    s->duplicates = b->settled.duplicates;
    s->rejected = b->n_rejected;
    s->articles = b->settled.site.articles;
    sum = s->scored + s->duplicates + s->rejected;
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++) {
        s->unscored[reason] = counts->unscored[reason];
        sum += counts->unscored[reason];
    }
    if (sum != s->received) {
        return tn_fail(err, TENOR_ERR_INTERNAL,
                       "%lld records were received but %lld are accounted for",
                       (long long)s->received, (long long)sum);
    }
    return 0;
}

static int settle(batch *b, tenor_error *err)
{
    double begun = now_s();
    int rc = report_progress(b, "statistics", 0, (int64_t)b->store.n_articles, "articles", err);

    if (rc == 0) {
        rc = tn_settle(&b->settled, &b->store, &b->texts, b->scorers.scorer, b->scorers.n_threads,
                       b->options->target, &b->scorers.heads, err);
    }
    if (rc == 0) {
        rc = account(b, err);
    }
    if (rc == 0) {
        rc = tn_results_id(b->results_id, b->scorers.engine, b->options->target, b->settled.article,
                           b->settled.n_articles, err);
    }
    b->stage_s[1] = now_s() - begun;
    return rc;
}

/* ------------------------------------------------------------ publishing */

static size_t identify_models(const batch *b, tn_model_facts *facts, tn_model_identity *model)
{
    size_t n = 0;

    for (int head = 0; head < TENOR_N_HEADS; head++) {
        facts[head] = (tn_model_facts){ 0 };
        tn_engine_model_facts(b->scorers.engine, head, &facts[head]);
        if (facts[head].name) {
            model[n++] =
                (tn_model_identity){ facts[head].name, tenor_head_name(head), facts[head].digest };
        }
    }
    return n;
}

static int write_facts(batch *b, tn_buf *row, tenor_error *err)
{
    const tenor_batch_options *o = b->options;
    tn_model_facts model_facts[TENOR_N_HEADS];
    tn_model_identity model[TENOR_N_HEADS];
    tn_run_facts facts = {
        .run_id = b->publication.run_id,
        .results_id = b->results_id,
        .started_at_s = b->started_at_s,
        .finished_at_s = time(NULL),
        .read_and_score_s = b->stage_s[0],
        .statistics_s = b->stage_s[1],
        .write_s = b->stage_s[2],
        .summary = &b->summary,
        .model = model,
        .target = o->target,
        .map = o->reader.map,
        .articles = o->reader.articles,
        .comments = o->comments,
        .threads = b->scorers.n_threads,
        .keep = o->keep,
    };

    facts.n_models = identify_models(b, model_facts, model);
    facts.input = tenor_reader_inputs(b->reader, &facts.n_inputs);
    return tn_write_facts(b->publication.partial, &facts, &b->settled, &b->scorers.heads, row, err);
}

static int publish(batch *b, tenor_error *err)
{
    double begun = now_s();
    tn_buf row = { 0 };
    int rc = report_progress(b, "writing", 0, (int64_t)b->settled.n_articles, "articles", err);

    if (rc == 0) {
        rc = tn_write_results(b->publication.partial, &b->settled, &b->scorers.heads, b->results_id,
                              b->options->comments, b->scorers.n_threads, err);
    }
    b->stage_s[2] = now_s() - begun;
    if (rc == 0) {
        rc = write_facts(b, &row, err);
    }
    if (rc == 0) {
        rc = report_progress(b, "writing", (int64_t)b->settled.n_articles,
                             (int64_t)b->settled.n_articles, "articles", err);
    }
    if (rc == 0) {
        rc = tn_publish_commit(&b->publication, (tenor_str){ row.data, row.bytes },
                               b->options->keep, err);
    }
    tn_buf_free(&row);
    return rc;
}

/* ------------------------------------------------------------ the whole */

static int check_options(const tenor_batch_options *o, tenor_error *err)
{
    if (!o->paths || o->n_paths == 0) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no input was given");
    }
    if (!o->output_dir || !*o->output_dir) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no output folder was given");
    }
    if (o->keep < 1) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "at least 1 run must be kept, not %d", o->keep);
    }
    if (o->reader.labelled) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "a batch does not take labelled rows");
    }
    return 0;
}

static int run(batch *b, tenor_error *err)
{
    const tenor_batch_options *o = b->options;
    int rc = check_options(o, err);

    if (rc == 0) {
        rc = tn_author_key_load(&b->key, o->author_key_file, err);
    }
    if (rc == 0) {
        rc = tn_scorers_open(&b->scorers, o->models_dir, o->threads, err);
    }
    if (rc == 0) {
        b->keeps_texts = b->scorers.heads.n_classes[TENOR_STANCE] > 0;
        rc = tn_publish_begin(&b->publication, o->output_dir, err);
    }
    if (rc == 0) {
        rc = read_and_score(b, err);
    }
    if (rc == 0) {
        rc = settle(b, err);
    }
    return rc == 0 ? publish(b, err) : rc;
}

void tenor_batch_options_init(tenor_batch_options *options)
{
    *options = (tenor_batch_options){ .keep = DEFAULT_KEEP };
    tenor_reader_options_init(&options->reader);
}

int tenor_batch_run(const tenor_batch_options *options, tenor_summary *summary, tenor_error *err)
{
    batch b = { .options = options, .publication = { .lock_fd = -1 }, .started_at_s = time(NULL) };
    int rc = run(&b, err);

    if (summary) {
        *summary = b.summary;
        if (rc == 0) {
            memcpy(summary->run_id, b.publication.run_id, sizeof(summary->run_id));
        }
    }
    tn_settled_free(&b.settled);
    tn_store_free(&b.store);
    tn_text_store_close(&b.texts);
    tn_out_discard(&b.rejected);
    tenor_reader_free(b.reader);
    tn_publish_end(&b.publication);
    tn_scorers_close(&b.scorers);
    explicit_bzero(&b.key, sizeof(b.key));
    return rc;
}
