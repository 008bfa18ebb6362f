/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_run.c - tenor_score_run: a line for each comment, in the order of the input
 *
 * Stance is measured toward the target that the comment's own row (or --articles) names: a
 * stream has no end to wait for. A batch chooses one target an article.
 */
#include "base/file.h"
#include "batch/chunk.h"
#include "batch/options.h"
#include "batch/parents.h"
#include "batch/pipeline.h"
#include "batch/scorers.h"
#include "ingest/rejections.h"
#include "output/documents.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const tenor_score_options *options;
    FILE *out;
    tn_scorers scorers;
    tn_label_mask mask;
    int vector_head; /* -1: JSON */
    tenor_reader *reader;
    tn_parents parents;
    bool keeps_parents;                     /* there is a reply head */
    tn_parent_keys keys[TN_CHUNK_COMMENTS]; /* of the chunk that is being filled */
    tenor_error read_err; /* came while a chunk was being filled: reported after that chunk */
    bool ended;
    int64_t n_read;
    tenor_summary summary;
} scoring;

/* --------------------------------------------------------------- reading */

static int read_comment(scoring *s, tn_chunk *chunk, tenor_error *err)
{
    tenor_str target = { 0 };
    tn_item *item = tn_chunk_next(chunk, err);
    const tenor_article *article;
    int rc = item ? tenor_reader_next(s->reader, &item->comment, err) : TENOR_ERR_MEMORY;

    if (rc <= 0)
        return rc;
    if ((rc = tn_chunk_add(chunk, item, err)) < 0)
        return rc;
    article = &item->comment.article;
    if (s->options->reader.labelled) {
        tenor_str label, split;

        tenor_reader_labels(s->reader, &label, &target, &split);
        if ((rc = tn_chunk_copy(chunk, &target, target, err)) < 0)
            return rc;
        if (target.data &&
            (rc = tn_chunk_name_target(chunk, &target, article->target_aliases, err)) < 0)
            return rc;
    }
    item->target_source = tn_choose_target(&item->target, target.data ? target : article->target,
                                           s->options->target, article->title);
    if (s->keeps_parents)
        s->keys[chunk->n_items - 1] = tn_parents_prefetch(&s->parents, &item->comment);
    s->n_read++;
    return 1;
}

/* what comes before a damaged place in the input is still scored */
static int fill(void *user, void *pointer, tenor_error *err)
{
    scoring *s = user;
    const tenor_score_options *o = s->options;
    tn_chunk *chunk = pointer;
    int rc = s->read_err.code;

    tn_chunk_clear(chunk);
    if (rc < 0) {
        *err = s->read_err;
        return rc;
    }
    rc = tn_report_progress(o->progress, o->progress_user, "scoring", s->n_read,
                            tn_reader_expected(s->reader, s->n_read), "comments", err);
    if (rc < 0)
        return rc;
    while (!s->ended && !tn_chunk_is_full(chunk))
        s->ended = read_comment(s, chunk, &s->read_err) <= 0;
    if (chunk->n_items == 0 && s->read_err.code < 0) {
        *err = s->read_err;
        return s->read_err.code;
    }
    /* in the order of the input: of its parents a comment sees those that came before it */
    for (size_t i = 0; s->keeps_parents && i < chunk->n_items; i++) {
        rc = tn_parents_resolve(&s->parents, &chunk->item[i].comment, s->keys[i],
                                !o->reader.labelled, err);
        if (rc < 0)
            return rc;
    }
    return chunk->n_items > 0;
}

/* --------------------------------------------------------------- scoring */

static int score_item(const scoring *s, int worker, tn_chunk *chunk, tn_item *item,
                      tenor_error *err)
{
    const tenor_comment *c = &item->comment;
    tenor_scorer *scorer = s->scorers.scorer[worker];
    int rc = tn_score_item(scorer, item, c->parent_text, &s->mask, err);

    if (rc < 0)
        return rc;
    if (s->vector_head < 0) {
        return tn_write_score(&chunk->lines, c, item->target, &item->result, &s->scorers.heads,
                              s->options->decisions, err);
    }
    if (!item->result.head[s->vector_head].present)
        return 0; /* unscored, or nothing to take a stance toward: there is no vector */
    tn_buf_clear(&chunk->scratch);
    if ((rc = tn_scorer_vector_line(scorer, s->vector_head, &chunk->scratch, err)) < 0)
        return rc;
    return tn_buf_append(&chunk->lines, chunk->scratch.data, chunk->scratch.bytes, err);
}

static int work(void *user, int worker, void *pointer, tenor_error *err)
{
    const scoring *s = user;
    tn_chunk *chunk = pointer;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < chunk->n_items; i++)
        rc = score_item(s, worker, chunk, &chunk->item[i], err);
    return rc;
}

static int drain(void *user, void *pointer, tenor_error *err)
{
    scoring *s = user;
    tn_chunk *chunk = pointer;

    if (chunk->lines.bytes > 0 &&
        fwrite(chunk->lines.data, 1, chunk->lines.bytes, s->out) != chunk->lines.bytes)
        return tn_fail(err, TENOR_ERR_IO, "cannot write the output: %s", strerror(errno));
    for (size_t i = 0; i < chunk->n_items; i++) {
        int reason = chunk->item[i].result.unscored;

        if (reason == TENOR_SCORED)
            s->summary.scored++;
        else
            s->summary.unscored[reason]++;
    }
    return 0;
}

/* ------------------------------------------------------------- the whole */

static int prepare(scoring *s, tenor_error *err)
{
    const tenor_score_options *o = s->options;
    int rc;

    if (!o->paths || o->n_paths == 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no input was given");
    if ((rc = tn_scorers_open(&s->scorers, o->models_dir, o->threads, err)) < 0)
        return rc;
    s->keeps_parents = s->scorers.heads.n_classes[TENOR_REPLY] > 0;
    if (o->vectors && (rc = tn_scorers_head(&s->vector_head, &s->scorers, o->vectors, err)) < 0)
        return rc;
    if ((rc = tn_label_mask_parse(&s->mask, s->scorers.engine, o->labels, err)) < 0)
        return rc;
    return tenor_reader_open(&s->reader, o->paths, o->n_paths, &o->reader, err);
}

static int stream(scoring *s, tenor_error *err)
{
    const tn_pipeline stages = { s, fill, work, drain };
    tn_chunk_set set;
    int rc = tn_chunk_set_init(&set, s->scorers.n_threads, err);

    if (rc < 0)
        return rc;
    rc = tn_pipeline_run(&stages, set.pointer, set.n_chunks, s->scorers.n_threads, err);
    tn_chunk_set_free(&set);
    if (fflush(s->out) != 0 && rc == 0) /* what was scored before a failure is written too */
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write the output: %s", strerror(errno));
    return rc;
}

static int account(scoring *s, tenor_error *err)
{
    tenor_summary *sum = &s->summary;
    int64_t found = sum->scored;

    tn_sum_reader(sum, s->reader);
    found += sum->rejected + tn_n_left_out(sum->left_out);
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        found += sum->unscored[reason];
    if (found != sum->received) {
        return tn_fail(err, TENOR_ERR_INTERNAL,
                       "%lld records were received but %lld are accounted for",
                       (long long)sum->received, (long long)found);
    }
    return tn_reader_check(s->reader, err);
}

void tenor_score_options_init(tenor_score_options *options)
{
    *options = (tenor_score_options){ 0 };
    tenor_reader_options_init(&options->reader);
}

int tenor_score_run(const tenor_score_options *options, FILE *out, tenor_summary *summary,
                    tenor_error *err)
{
    tenor_score_options own = *options;
    tn_buf named = { 0 };
    scoring s = { .options = &own, .out = out, .vector_head = -1 };
    int rc;

    if ((rc = tn_option_target(&own.target, &named, own.target_aliases, err)) == 0 &&
        (rc = prepare(&s, err)) == 0 && (rc = stream(&s, err)) == 0)
        rc = account(&s, err);
    if (summary)
        *summary = s.summary;
    tenor_reader_free(s.reader);
    tn_parents_free(&s.parents);
    tn_scorers_close(&s.scorers);
    tn_buf_free(&named);
    return rc;
}
