/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch_run.c - tenor_batch_run: read, score, aggregate and publish
 */
#include "batch/finish_run.h"
#include "batch/intake.h"
#include "batch/options.h"
#include "batch/state.h"

#include <stdlib.h>
#include <time.h>

#define DEFAULT_KEEP  2
#define DEFAULT_TERMS 10

static int64_t records_of(const tenor_input_info *input, size_t n_inputs)
{
    int64_t n = 0;

    for (size_t i = 0; i < n_inputs; i++)
        n += input[i].records;
    return n;
}

/* One night. */
typedef struct {
    tenor_batch_options options; /* with the store's author key */
    char *key_file;
    tn_state state; /* closed without --append */
    tn_intake intake;
    tn_publication publication;
    tn_article_source articles;
    int64_t stored;
} night;

/* tonight's records join those of the nights before, for good; all are read again */
static int go_through_state(night *n, tenor_error *err)
{
    const tn_scorers *scorers = &n->intake.scorers;
    tn_partial_identity identity;
    int rc;

    tn_partial_identify(&identity, scorers->engine, &n->intake.key, n->options.target);
    rc = tn_state_check(&n->state, &identity, err);
    if (rc == 0)
        rc = tn_state_tidy(&n->state, &identity, scorers->n_threads, err);
    n->stored = n->state.n_records;
    if (rc == 0 && n->intake.n_read > 0) {
        rc = tn_state_add(&n->state, &n->articles, &n->intake.collection.texts, n->intake.words,
                          &identity, scorers->n_threads, err);
    }
    tn_collection_free(&n->intake.collection);
    return rc == 0 ? tn_state_read(&n->state, &n->articles, &identity,
                                   n->options.terms > 0 ? n->intake.words : NULL, err)
                   : rc;
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
    int rc = tn_intake_run(intake, n->publication.partial, &n->articles, err);

    end.spilled_bytes = intake->collection.spilled_bytes;
    if (rc == 0 && n->options.append)
        rc = go_through_state(n, err);
    if (rc < 0)
        return rc;
    end.received.input = tenor_reader_inputs(intake->reader, &end.received.n_inputs);
    end.received.received = records_of(end.received.input, end.received.n_inputs);
    end.received.rejected = intake->n_rejected;
    end.received.stored = n->stored;
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

static int open_state(night *n, tenor_error *err)
{
    int rc;

    if (n->options.author_key_file) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "a store has an author key of its own: no other one can be used with it");
    }
    rc = tn_state_open(&n->state, n->options.append, err);
    if (rc == 0)
        rc = tn_state_key_file(&n->key_file, &n->state, err);
    n->options.author_key_file = n->key_file;
    return rc;
}

int tenor_batch_run(const tenor_batch_options *options, tenor_summary *summary, tenor_error *err)
{
    time_t started_at_s = time(NULL);
    night n = { .options = *options, .publication = { .lock_fd = -1 }, .state = { .lock_fd = -1 } };
    tenor_summary own = { 0 };
    tn_buf named = { 0 };
    int rc = tn_batch_check(options, err);

    if (rc == 0)
        rc = tn_option_target(&n.options.target, &named, options->target_aliases, err);
    if (rc == 0 && options->append)
        rc = open_state(&n, err);
    if (rc == 0)
        rc = tn_intake_open(&n.intake, &n.options, options->append != NULL, err);
    if (rc == 0)
        rc = tn_publish_begin(&n.publication, options->output_dir, options->file_mode, err);
    if (rc == 0)
        rc = read_and_publish(&n, started_at_s, &own, err);
    if (summary)
        *summary = own;
    tn_intake_close(&n.intake);
    tn_publish_end(&n.publication);
    tn_state_close(&n.state);
    free(n.key_file);
    tn_buf_free(&named);
    return rc;
}
