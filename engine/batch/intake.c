/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake.c - comments out of the inputs, scored, into a collection
 */
#include "batch/intake.h"

#include "batch/chunk.h"
#include "batch/identity.h"
#include "batch/options.h"
#include "batch/pipeline.h"
#include "ingest/ingest.h"
#include "model/model.h"
#include "output/documents.h"

#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------- reading */

static void on_rejected(void *user, const tenor_rejection *rejection)
{
    tn_intake *in = user;

    if (rejection->left_out) {
        in->n_left_out++;
    } else if (in->n_rejected++ == 0) {
        snprintf(in->first_rejection, sizeof(in->first_rejection), "%.80s:%lld: %.80s",
                 rejection->input, (long long)rejection->line_no, rejection->reason);
    }
    tn_write_rejection(in->rejected.stream, rejection, &in->rejected_err);
    if (in->options->reader.on_rejected)
        in->options->reader.on_rejected(in->options->reader.rejected_user, rejection);
}

static int too_many_rejected(const tn_intake *in, const char *allowed, tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_INPUT,
                   "%lld records were rejected, and %s may be; nothing is published. The first: %s",
                   (long long)in->n_rejected, allowed, in->first_rejection);
}

static int check_rejected(const tn_intake *in, tenor_error *err)
{
    int64_t allowed = in->options->max_rejected;
    char text[48];

    if (allowed < 0 || in->n_rejected <= allowed)
        return 0;
    snprintf(text, sizeof(text), "at most %lld", (long long)allowed);
    return too_many_rejected(in, text, err);
}

/* known only when everything is read */
static int check_rejected_share(const tn_intake *in, tenor_error *err)
{
    int64_t received = in->n_read + in->n_rejected + in->n_left_out;
    char text[48];

    if ((double)in->n_rejected <= in->options->max_rejected_share * (double)received)
        return 0;
    snprintf(text, sizeof(text), "at most %g%% of %lld", 100.0 * in->options->max_rejected_share,
             (long long)received);
    return too_many_rejected(in, text, err);
}

static int read_comment(tn_intake *in, tn_chunk *chunk, tenor_error *err)
{
    tn_item *item = tn_chunk_next(chunk, err);
    size_t n_started;
    int rc = item ? tenor_reader_next(in->reader, &item->comment, err) : TENOR_ERR_MEMORY;

    if (in->rejected_err.code < 0)
        return tn_fail(err, in->rejected_err.code, "%s", in->rejected_err.message);
    if (rc < 0)
        return rc;
    if (check_rejected(in, err) < 0)
        return TENOR_ERR_INPUT;
    if (rc == 0)
        return 0;
    if ((rc = tn_chunk_add(chunk, item, err)) < 0)
        return rc;
    tenor_reader_inputs(in->reader, &n_started);
    item->input = (uint32_t)(n_started - 1);
    in->n_read++;
    return 1;
}

static int fill(void *user, void *pointer, tenor_error *err)
{
    tn_intake *in = user;
    tn_chunk *chunk = pointer;
    const tenor_batch_options *o = in->options;
    int rc = tn_report_progress(o->progress, o->progress_user, "reading and scoring", in->n_read,
                                tn_reader_expected(in->reader, in->n_read), "comments", err);

    tn_chunk_clear(chunk);
    if (rc < 0)
        return rc;
    while (!tn_chunk_is_full(chunk) && (rc = read_comment(in, chunk, err)) > 0)
        ;
    return rc < 0 ? rc : chunk->n_items > 0;
}

static int score(const tn_intake *in, int worker, tn_chunk *chunk, tn_item *item, tenor_error *err)
{
    tenor_scorer *scorer = in->scorers.scorer[worker];
    const tenor_comment *c = &item->comment;
    int rc;

    item->target_source =
        tn_choose_target(&item->target, c->article.target, in->options->target, c->article.title);
    if ((rc = tn_record_identify(&item->record, c, &in->key, &chunk->scratch, err)) < 0)
        return rc;
    item->record.input = item->input;
    if ((rc = tn_score_item(scorer, item, (tenor_str){ 0 }, NULL, err)) < 0)
        return rc;
    return tn_record_take_result(&item->record, &in->scorers, worker, &item->result, in->words,
                                 &chunk->arena, &chunk->scratch, err);
}

static int work(void *user, int worker, void *pointer, tenor_error *err)
{
    const tn_intake *in = user;
    tn_chunk *chunk = pointer;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < chunk->n_items; i++)
        rc = score(in, worker, chunk, &chunk->item[i], err);
    return rc;
}

static int drain(void *user, void *pointer, tenor_error *err)
{
    tn_intake *in = user;
    tn_chunk *chunk = pointer;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < chunk->n_items; i++) {
        tn_item *item = &chunk->item[i];

        item->record.target_key = tn_target_key(item->target, item->target_source);
        rc = tn_collection_add(&in->collection, &item->comment, &item->record, err);
    }
    return rc;
}

static int open_inputs(tn_intake *in, const char *dir, tenor_error *err)
{
    tenor_reader_options options = in->options->reader;
    char *path = tn_path_join(dir, "rejected.ndjson");
    int rc = path ? tn_out_open(&in->rejected, path, err) : tn_no_memory(err);

    free(path);
    if (rc < 0)
        return rc;
    options.on_rejected = on_rejected;
    options.rejected_user = in;
    return tenor_reader_open(&in->reader, in->options->paths, in->options->n_paths, &options, err);
}

int tn_intake_open(tn_intake *in, const tenor_batch_options *options, bool travels,
                   tenor_error *err)
{
    int rc;

    *in = (tn_intake){ .options = options };
    if ((rc = tn_author_key_load(&in->key, options->author_key_file, err)) < 0 ||
        (rc = tn_scorers_open(&in->scorers, options->models_dir, options->threads, err)) < 0)
        return rc;
    in->keeps_texts = travels || options->excerpts || in->scorers.heads.n_classes[TENOR_STANCE] > 0;
    if (travels || options->terms > 0) {
        in->words = tn_alloc((size_t)in->scorers.n_threads, sizeof(*in->words));
        if (!in->words)
            return tn_no_memory(err);
    }
    return 0;
}

int tn_intake_run(tn_intake *in, const char *dir, tn_article_source *out, tenor_error *err)
{
    const tn_pipeline stages = { in, fill, work, drain };
    size_t budget = tn_records_budget(in->options->memory_bytes);
    tn_chunk_set set = { 0 };
    int rc;

    if ((rc = open_inputs(in, dir, err)) < 0 ||
        (rc = tn_collection_begin(&in->collection, dir, in->keeps_texts, budget, err)) < 0 ||
        (rc = tn_chunk_set_init(&set, in->scorers.n_threads, err)) < 0)
        return rc;
    rc = tn_pipeline_run(&stages, set.pointer, set.n_chunks, in->scorers.n_threads, err);
    tn_chunk_set_free(&set);
    if (rc < 0)
        return rc;
    for (int t = 0; t < in->scorers.n_threads; t++) /* hardly any text is left to score */
        tn_scorer_rest(in->scorers.scorer[t]);
    if ((rc = check_rejected_share(in, err)) < 0 ||
        (rc = tn_collection_end(&in->collection, out, err)) < 0)
        return rc;
    return tn_out_commit(&in->rejected, err);
}

void tn_intake_close(tn_intake *in)
{
    tn_collection_free(&in->collection);
    tn_out_discard(&in->rejected);
    tenor_reader_free(in->reader);
    tn_word_tables_free(in->words, in->scorers.n_threads);
    tn_scorers_close(&in->scorers);
    explicit_bzero(&in->key, sizeof(in->key));
    *in = (tn_intake){ 0 };
}
