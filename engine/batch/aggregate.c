/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aggregate.c - from the records as they arrived to the statistics of every article
 */
#include "batch/aggregate.h"

#include "base/file.h"
#include "batch/identity.h"
#include "batch/join.h"
#include "batch/options.h"
#include "batch/pipeline.h"
#include "model/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    tn_aggregates *out;
    const tn_aggregate_job *job;
    tn_results_hash hash;
    size_t n_done;
    int n_finished; /* of the heads, and after them the words */
} aggregating;

/* --------------------------------------------------------------- one article */

/*
 * Decide what the article's stance is measured toward, and score again what was scored before that
 * was known.
 */
static int rescore(const aggregating *s, int worker, tn_article *article, int64_t *n_rescored,
                   tn_buf *scratch, tenor_error *err)
{
    tn_article_records *records = &article->records;
    uint64_t key;

    tn_article_choose_target(article, s->job->choices->target);
    key = tn_target_key(tn_str(records->target), records->target_source);
    for (size_t i = 0; i < records->n_records; i++) {
        tn_record *record = &records->record[i];
        tenor_result result;
        tenor_str text;
        int rc;

        if (record->target_key == key || record->unscored != TENOR_SCORED ||
            (!record->text && record->text_offset < 0))
            continue;
        if ((rc = tn_text_of(&text, s->job->texts, record, scratch, err)) < 0)
            return rc;
        rc = tn_score_masked(s->job->scorer[worker],
                             &(tn_score_input){ .text = text,
                                                .target = tn_str(records->target),
                                                .target_source = records->target_source },
                             &result, err);
        if (rc < 0)
            return rc;
        tn_record_label_head(record, TENOR_STANCE, &result.head[TENOR_STANCE]);
        tn_record_label_head(record, TENOR_SENTIMENT, &result.head[TENOR_SENTIMENT]);
        record->target_key = key;
        ++*n_rescored;
    }
    return 0;
}

static int aggregate_article(const aggregating *s, int worker, tn_block *block, size_t i,
                             tenor_error *err)
{
    tn_article *article = block->article[i];
    tn_reply_tree tree;
    int rc;

    block->n_rescored[i] = 0;
    rc = rescore(s, worker, article, &block->n_rescored[i], &block->scratch, err);
    if (rc < 0)
        return rc;
    block->n_copies[i] = (int64_t)tn_records_deduplicate(&article->records);
    if ((rc = tn_reply_tree_of(&tree, &article->records, err)) < 0)
        goto done;
    if (s->job->heads->n_classes[TENOR_REPLY] > 0)
        tn_join_replies(&article->records, &tree, s->job->scorer[worker]);
    rc = tn_article_stats_of(&block->stats[i], &article->records, &tree, s->job->heads, err);
done:
    tn_reply_tree_free(&tree);
    return rc;
}

/* ------------------------------------------------------------------ stages */

static int fill(void *user, void *pointer, tenor_error *err)
{
    aggregating *s = user;

    const tn_article_source *articles = s->job->articles;
    int64_t total = articles->table ? (int64_t)articles->table->n_articles : 0;
    int rc = tn_report_progress(s->job->progress, s->job->progress_user, "statistics",
                                (int64_t)s->n_done, total, "articles", err);

    return rc < 0 ? rc : tn_block_fill(pointer, s->job->articles, err);
}

static int work(void *user, int worker, void *pointer, tenor_error *err)
{
    aggregating *s = user;
    tn_block *block = pointer;
    const tn_partial_source source = { .texts = s->job->texts };
    int rc = tn_block_decode(block, worker, s->job->articles, err);

    for (size_t i = 0; rc == 0 && i < block->n; i++) {
        if (i + 1 < block->n)
            tn_records_prefetch(&block->article[i + 1]->records);
        rc = aggregate_article(s, worker, block, i, err);
        if (rc == 0 && s->out->records)
            rc = tn_block_write(block, i, &s->out->form, &source, err);
    }
    return rc;
}

static int make_room(tn_aggregates *out, size_t n_articles, tenor_error *err)
{
    int rc = tn_grow((void **)&out->article, &out->capacity, n_articles, sizeof(tn_article *), err);

    if (rc < 0)
        return rc;
    return tn_grow((void **)&out->stats, &out->stats_capacity, n_articles, sizeof(*out->stats),
                   err);
}

static int keep_piece(void *user, tenor_str id, size_t n_records, const tn_buf *partial,
                      tenor_error *err)
{
    tn_aggregates *out = user;

    (void)n_records;
    out->disk_bytes += (int64_t)partial->bytes;
    return tn_run_put(out->records, id, partial, err);
}

static int keep_on_disk(tn_aggregates *out, tn_block *block, size_t i, tenor_error *err)
{
    int rc = tn_block_give(block, i, keep_piece, out, err);

    if (rc < 0)
        return rc;
    if (fwrite(&block->stats[i], sizeof(block->stats[i]), 1, out->figures) != 1)
        return tn_fail(err, TENOR_ERR_IO, "cannot write records: %s", strerror(errno));
    out->disk_bytes += (int64_t)sizeof(block->stats[i]);
    return 0;
}

/* the records that are left, by input */
static int count_by_input(const tn_aggregate_job *job, const tn_article_records *article,
                          tenor_error *err)
{
    bool suppressed = (int64_t)article->n_records < job->choices->min_comments;

    for (size_t r = 0; job->account && r < article->n_records; r++) {
        const tn_record *record = &article->record[r];

        if (record->input >= job->n_inputs)
            return tn_fail(err, TENOR_ERR_INTERNAL, "a record is of no input");
        if (suppressed)
            job->account[record->input].suppressed++;
        else if (record->unscored == TENOR_SCORED)
            job->account[record->input].scored++;
        else
            job->account[record->input].unscored++;
    }
    return 0;
}

static int take_article(aggregating *s, tn_block *block, size_t i, tenor_error *err)
{
    tn_aggregates *out = s->out;
    const tn_article_records *records = &block->article[i]->records;
    int rc = count_by_input(s->job, records, err);

    if (rc < 0)
        return rc;
    out->duplicates += block->n_copies[i];
    out->rescored += block->n_rescored[i];
    if ((int64_t)records->n_records < s->job->choices->min_comments) {
        out->n_suppressed++; /* it is in no figure of any document */
        out->suppressed_comments += (int64_t)records->n_records;
        return 0;
    }
    if ((rc = tn_site_add(&out->site, records, &block->stats[i], err)) < 0)
        return rc;
    if (s->job->words && (rc = tn_site_words_add(&out->words, records, s->job->heads, err)) < 0)
        return rc;
    if ((rc = tn_results_hash_add(&s->hash, records, err)) < 0)
        return rc;
    if (out->records) {
        if ((rc = keep_on_disk(out, block, i, err)) < 0)
            return rc;
    } else {
        if ((rc = make_room(out, out->n_articles + 1, err)) < 0)
            return rc;
        out->article[out->n_articles] = block->article[i];
        out->stats[out->n_articles] = block->stats[i];
    }
    out->n_articles++;
    return 0;
}

static int drain(void *user, void *pointer, tenor_error *err)
{
    aggregating *s = user;
    tn_block *block = pointer;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < block->n; i++)
        rc = take_article(s, block, i, err);
    s->n_done += block->n;
    return rc;
}

/* --------------------------------------------------------------- the whole */

static int begin(aggregating *s, tenor_error *err)
{
    const tn_aggregate_job *job = s->job;
    tn_article_table *table = job->articles->table;
    tn_aggregates *out = s->out;
    int rc;

    if (table)
        tn_article_table_sort(table);
    if (job->dir) { /* texts that came along are kept where somebody will want them */
        out->form.with_texts = job->articles->form.with_texts && job->choices->excerpts;
        if ((rc = tn_temporary_open(&out->records, job->dir, err)) < 0 ||
            (rc = tn_temporary_open(&out->figures, job->dir, err)) < 0)
            return rc;
    } else if (table && (rc = make_room(out, table->n_articles, err)) < 0) { /* at most so many */
        return rc;
    }
    if (job->words && (rc = tn_site_words_begin(&out->words, (size_t)job->n_threads, err)) < 0)
        return rc;
    return tn_results_hash_begin(&s->hash, job->engine, job->choices, err);
}

enum { FINISH_WORDS = TENOR_N_HEADS, N_TO_FINISH };

static int fill_finish(void *user, void *what, tenor_error *err)
{
    aggregating *s = user;

    (void)err;
    *(int *)what = s->n_finished++;
    return s->n_finished <= N_TO_FINISH;
}

static int work_finish(void *user, int worker, void *what, tenor_error *err)
{
    aggregating *s = user;
    int head = *(int *)what;

    (void)worker;
    if (head < FINISH_WORDS)
        return tn_site_finish_head(&s->out->site, head, s->job->heads, err);
    return s->job->words ? tn_site_words_finish(&s->out->words, s->job->words, err) : 0;
}

static int drain_finish(void *user, void *what, tenor_error *err)
{
    (void)user;
    (void)what;
    (void)err;
    return 0;
}

/* what goes over all comments, or all words, at once */
static int finish_site(aggregating *s, tenor_error *err)
{
    const tn_pipeline stages = { s, fill_finish, work_finish, drain_finish };
    int task[N_TO_FINISH];
    void *pointer[N_TO_FINISH];
    int rc;

    for (int i = 0; i < N_TO_FINISH; i++)
        pointer[i] = &task[i];
    rc = tn_pipeline_run(&stages, pointer, N_TO_FINISH, s->job->n_threads, err);
    if (rc < 0)
        return rc;
    return tn_site_finish(&s->out->site, err);
}

static int finish(aggregating *s, tenor_error *err)
{
    tn_aggregates *out = s->out;
    int rc;

    if (out->records) {
        if ((rc = tn_run_end(out->records, err)) < 0)
            return rc;
        if (fflush(out->records) != 0 || fflush(out->figures) != 0)
            return tn_fail(err, TENOR_ERR_IO, "cannot write records: %s", strerror(errno));
    }
    if ((rc = finish_site(s, err)) < 0)
        return rc;
    out->site.stats.suppressed = out->n_suppressed;
    out->site.stats.min_comments = s->job->choices->min_comments;
    return tn_results_hash_end(out->results_id, &s->hash, out->n_suppressed, err);
}

int tn_aggregate(tn_aggregates *out, const tn_aggregate_job *job, tenor_error *err)
{
    aggregating s = { .out = out, .job = job };
    const tn_pipeline stages = { &s, fill, work, drain };
    tn_block_set set = { 0 };
    int rc;

    *out = (tn_aggregates){ .dir = job->dir, .large_bytes = job->articles->large_bytes };
    if ((rc = begin(&s, err)) < 0 || (rc = tn_block_set_init(&set, job->n_threads, err)) < 0)
        goto done;
    rc = tn_pipeline_run(&stages, set.pointer, set.n_blocks, job->n_threads, err);
    tn_block_set_free(&set);
    if (rc == 0)
        rc = finish(&s, err);
done:
    tn_block_set_free(&set);
    tn_results_hash_free(&s.hash);
    return rc;
}

void tn_aggregates_free(tn_aggregates *aggregates)
{
    free(aggregates->article);
    free(aggregates->stats);
    tn_site_free(&aggregates->site);
    tn_site_words_free(&aggregates->words);
    tn_temporary_close(&aggregates->records);
    tn_temporary_close(&aggregates->figures);
    *aggregates = (tn_aggregates){ 0 };
}

/* -------------------------------------------------------------- once more */

int tn_aggregates_open(tn_aggregates_reader *reader, const tn_aggregates *aggregates,
                       tenor_error *err)
{
    const tn_run_source source = { .user = aggregates->records, .read = tn_run_read_file };

    *reader = (tn_aggregates_reader){ .aggregates = aggregates,
                                      .source = { .form = aggregates->form,
                                                  .dir = aggregates->dir,
                                                  .large_bytes = aggregates->large_bytes } };
    if (!aggregates->records)
        return 0;
    if (fseeko(aggregates->records, 0, SEEK_SET) != 0 ||
        fseeko(aggregates->figures, 0, SEEK_SET) != 0)
        return tn_fail(err, TENOR_ERR_IO, "cannot read records: %s", strerror(errno));
    reader->source.merge = tn_merge_new(&source, 1, err);
    return reader->source.merge ? 0 : TENOR_ERR_MEMORY;
}

static int next_in_memory(tn_aggregates_reader *reader, tn_block *block)
{
    const tn_aggregates *aggregates = reader->aggregates;
    size_t n_records = 0;

    block->n = 0;
    block->dir = aggregates->dir;
    while (reader->n_given + block->n < aggregates->n_articles &&
           !tn_block_is_full(block, n_records)) {
        size_t index = reader->n_given + block->n;

        n_records += aggregates->article[index]->records.n_records;
        block->article[block->n] = aggregates->article[index];
        block->stats[block->n++] = aggregates->stats[index];
    }
    return block->n > 0;
}

static int next_on_disk(tn_aggregates_reader *reader, tn_block *block, tenor_error *err)
{
    int rc = tn_block_fill(block, &reader->source, err);

    if (rc > 0 && fread(block->stats, sizeof(*block->stats), block->n,
                        reader->aggregates->figures) != block->n) {
        return tn_fail(err, TENOR_ERR_IO, "cannot read records: %s",
                       ferror(reader->aggregates->figures) ? strerror(errno) : "too few");
    }
    return rc;
}

int tn_aggregates_fill(tn_aggregates_reader *reader, tn_block *block, tenor_error *err)
{
    int rc;

    tn_block_clear(block);
    rc = reader->aggregates->records ? next_on_disk(reader, block, err)
                                     : next_in_memory(reader, block);
    block->first = reader->n_given;
    for (size_t i = 0; rc > 0 && i < block->n; i++)
        tn_site_place(&block->stats[i], &reader->aggregates->site, block->first + i);
    reader->n_given += rc > 0 ? block->n : 0;
    return rc;
}

void tn_aggregates_close(tn_aggregates_reader *reader)
{
    tn_merge_free(reader->source.merge);
    *reader = (tn_aggregates_reader){ 0 };
}
