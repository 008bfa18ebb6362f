/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch_run.c - tenor_batch_run: read, score, aggregate and publish
 */
#include "batch/finish_run.h"
#include "batch/intake.h"
#include "batch/options.h"
#include "batch/store/record_store.h"
#include "ingest/rejections.h"

#include <stdlib.h>
#include <time.h>

#define DEFAULT_KEEP  2
#define DEFAULT_TERMS 10

/* One night. */
typedef struct {
    tenor_batch_options options; /* with the store's author key */
    char *key_file;
    tn_record_store store; /* closed without --append */
    tn_intake intake;
    tn_publication publication;
    tn_article_source articles;
    int64_t stored;
} night;

/* tonight's records join those of the nights before, for good; all are read again */
static int go_through_store(night *n, tenor_error *err)
{
    const tn_scorers *scorers = &n->intake.scorers;
    tn_partial_identity identity;
    int rc;

    tn_partial_identify(&identity, scorers->engine, &n->intake.key, n->options.target);
    if (n->options.rescore &&
        (rc = tn_record_store_rescore(&n->store, &identity, scorers, &n->options, err)) < 0)
        return rc;
    if ((rc = tn_record_store_check(&n->store, &identity, err)) < 0 ||
        (rc = tn_record_store_compact(&n->store, &identity, scorers->n_threads, err)) < 0)
        return rc;
    n->stored = n->store.n_records;
    if (n->intake.n_read > 0) {
        const tn_pack_job tonight = { .articles = &n->articles,
                                      .texts = &n->intake.collection.texts,
                                      .words = n->intake.words,
                                      .n_threads = scorers->n_threads };

        rc = tn_record_store_add(&n->store, &tonight, &identity, err);
    }
    tn_collection_free(&n->intake.collection);
    if (rc < 0)
        return rc;
    return tn_record_store_read(&n->store, &n->articles, &identity,
                                n->options.terms > 0 ? n->intake.words : NULL, err);
}

static int read_and_publish(night *n, time_t started_at_s, tenor_summary *summary, tenor_error *err)
{
    double begun = tn_now_s();
    tn_intake *intake = &n->intake;
    tn_finish_job end = { .options = &n->options,
                          .scorers = &intake->scorers,
                          .articles = &n->articles,
                          .words = n->options.terms > 0 ? intake->words : NULL,
                          .texts = &intake->collection.texts,
                          .collection = &intake->collection,
                          .publication = &n->publication,
                          .started_at_s = started_at_s };
    tn_received *received = &end.received;
    int rc = tn_intake_run(intake, n->publication.partial, &n->articles, err);

    if (rc < 0)
        return rc;
    end.spilled_bytes = intake->collection.spilled_bytes;
    if (n->options.append && (rc = go_through_store(n, err)) < 0)
        return rc;
    received->input = tenor_reader_inputs(intake->reader, &received->n_inputs);
    for (size_t i = 0; i < received->n_inputs; i++)
        received->received += received->input[i].records;
    received->rejected = intake->n_rejected;
    received->commonest = tn_reader_commonest(intake->reader);
    received->stored = n->stored;
    end.by_input = !n->options.append;
    end.read_and_score_s = tn_now_s() - begun;
    return tn_run_finish(&end, summary, err);
}

void tenor_batch_options_init(tenor_batch_options *options)
{
    *options = (tenor_batch_options){
        .keep = DEFAULT_KEEP, .terms = DEFAULT_TERMS, .max_rejected = -1, .max_rejected_share = 1.0
    };
    tenor_reader_options_init(&options->reader);
}

static int open_store(night *n, tenor_error *err)
{
    int rc;

    if (n->options.author_key_file) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "a store has an author key of its own: no other one can be used with it");
    }
    if ((rc = tn_record_store_open(&n->store, n->options.append, err)) < 0 ||
        (rc = tn_record_store_key_file(&n->key_file, &n->store, err)) < 0)
        return rc;
    n->options.author_key_file = n->key_file;
    return 0;
}

int tenor_batch_run(const tenor_batch_options *options, tenor_summary *summary, tenor_error *err)
{
    time_t started_at_s = time(NULL);
    night n = { .options = *options, .publication = { .lock_fd = -1 }, .store = { .lock_fd = -1 } };
    tenor_summary own = { 0 };
    tn_buf named = { 0 };
    int rc;

    if ((rc = tn_batch_check(options, err)) < 0 ||
        (rc = tn_option_target(&n.options.target, &named, options->target_aliases, err)) < 0)
        goto done;
    if (options->append && (rc = open_store(&n, err)) < 0)
        goto done;
    if ((rc = tn_intake_open(&n.intake, &n.options, options->append != NULL, err)) < 0 ||
        (rc = tn_publish_begin(&n.publication, options->output_dir, options->file_mode, err)) < 0)
        goto done;
    rc = read_and_publish(&n, started_at_s, &own, err);
done:
    if (summary)
        *summary = own;
    tn_intake_close(&n.intake);
    tn_publish_end(&n.publication);
    tn_record_store_close(&n.store);
    free(n.key_file);
    tn_buf_free(&named);
    return rc;
}
