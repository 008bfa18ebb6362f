/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settle.c - from the records as they arrived to the statistics of every article
 */
#include "batch/settle.h"

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
    tn_settled *out;
    const tn_settle_job *job;
    tn_level *level; /* one a worker */
    tn_results_hash hash;
    size_t n_done;
    int n_finished; /* of the heads, and after them the words */
} settling;

/* --------------------------------------------------------------- one article */

static int rescore(const settling *s, int worker, tn_article_records *article, tn_record *record,
                   tn_buf *scratch, tenor_error *err)
{
    tenor_result result;
    tenor_str text;
    int rc = tn_text_of(&text, s->job->texts, record, scratch, err);

    if (rc == 0) {
        rc = tn_score_masked(s->job->scorer[worker], text, tn_str(article->target),
                             article->target_source, (tenor_str){ 0 }, NULL, &result, err);
    }
    if (rc == 0) {
        tn_record_label_head(record, TENOR_STANCE, &result.head[TENOR_STANCE]);
        tn_record_label_head(record, TENOR_SENTIMENT, &result.head[TENOR_SENTIMENT]);
    }
    return rc;
}

/* a record may have come before its article's target was known */
static int settle_stance(const settling *s, int worker, tn_store_article *article,
                         int64_t *n_rescored, tn_buf *scratch, tenor_error *err)
{
    tn_article_records *records = &article->records;
    uint64_t key;
    int rc = 0;

    tn_store_settle_target(article, s->job->choices->target);
    key = tn_target_key(tn_str(records->target));
    for (size_t i = 0; rc == 0 && i < records->n_records; i++) {
        tn_record *record = &records->record[i];

        if (record->target_key != key && (record->text || record->text_offset >= 0)) {
            rc = rescore(s, worker, records, record, scratch, err);
            record->target_key = key;
            ++*n_rescored;
        }
    }
    return rc;
}

static int settle_article(const settling *s, int worker, tn_block *block, size_t i,
                          tenor_error *err)
{
    tn_store_article *article = block->article[i];
    tn_reply_tree tree;
    int rc;

    block->n_rescored[i] = 0;
    rc = settle_stance(s, worker, article, &block->n_rescored[i], &block->scratch, err);
    if (rc < 0)
        return rc;
    block->n_copies[i] = (int64_t)tn_records_deduplicate(&article->records);
    rc = tn_reply_tree_of(&tree, &article->records, err);
    if (rc == 0 && s->job->heads->n_classes[TENOR_REPLY] > 0)
        tn_join_replies(&article->records, &tree, s->job->scorer[worker]);
    if (rc == 0) {
        rc = tn_article_stats_of(&block->stats[i], &article->records, &tree, s->job->heads,
                                 &s->level[worker], err);
    }
    tn_reply_tree_free(&tree);
    return rc;
}

/* ------------------------------------------------------------------ stages */

static int fill(void *user, void *pointer, tenor_error *err)
{
    settling *s = user;

    const tn_article_source *articles = s->job->articles;
    int64_t total = articles->store ? (int64_t)articles->store->n_articles : 0;
    int rc = tn_report_progress(s->job->progress, s->job->progress_user, "statistics",
                                (int64_t)s->n_done, total, "articles", err);

    return rc < 0 ? rc : tn_block_fill(pointer, s->job->articles, err);
}

static int work(void *user, int worker, void *pointer, tenor_error *err)
{
    settling *s = user;
    tn_block *block = pointer;
    const tn_partial_source source = { .texts = s->job->texts };
    int rc = tn_block_decode(block, worker, s->job->articles, err);

    for (size_t i = 0; rc == 0 && i < block->n; i++) {
        if (i + 1 < block->n)
            tn_records_prefetch(&block->article[i + 1]->records);
        rc = settle_article(s, worker, block, i, err);
        if (rc == 0 && s->out->records)
            rc = tn_block_write(block, i, &s->out->form, &source, err);
    }
    return rc;
}

static int make_room(tn_settled *out, size_t n_articles, tenor_error *err)
{
    int rc = tn_grow((void **)&out->article, &out->capacity, n_articles, sizeof(tn_store_article *),
                     err);

    return rc == 0 ? tn_grow((void **)&out->stats, &out->stats_capacity, n_articles,
                             sizeof(*out->stats), err)
                   : rc;
}

static int keep_in_memory(tn_settled *out, tn_store_article *article, const tn_article_stats *stats,
                          tenor_error *err)
{
    int rc = make_room(out, out->n_articles + 1, err);

    if (rc == 0) {
        out->article[out->n_articles] = article;
        out->stats[out->n_articles] = *stats;
    }
    return rc;
}

static int keep_piece(void *user, tenor_str id, size_t n_records, const tn_buf *partial,
                      tenor_error *err)
{
    tn_settled *out = user;

    (void)n_records;
    out->disk_bytes += (int64_t)partial->bytes;
    return tn_run_put(out->records, id, partial, err);
}

static int keep_on_disk(tn_settled *out, tn_block *block, size_t i, tenor_error *err)
{
    int rc = tn_block_give(block, i, keep_piece, out, err);

    if (rc == 0 && fwrite(&block->stats[i], sizeof(block->stats[i]), 1, out->figures) != 1)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write records: %s", strerror(errno));
    out->disk_bytes += (int64_t)sizeof(block->stats[i]);
    return rc;
}

/* the records that are left, by input */
static int count_by_input(const tn_settle_job *job, const tn_article_records *article,
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

static int take_article(settling *s, tn_block *block, size_t i, tenor_error *err)
{
    tn_settled *out = s->out;
    const tn_article_records *records = &block->article[i]->records;
    int rc = count_by_input(s->job, records, err);

    if (rc < 0)
        return rc;
    out->duplicates += block->n_copies[i];
    out->rescored += block->n_rescored[i];
    if ((int64_t)records->n_records < s->job->choices->min_comments) {
        out->n_suppressed++; /* it stands in no figure of any document */
        out->suppressed_comments += (int64_t)records->n_records;
        return 0;
    }
    rc = tn_site_add(&out->site, records, &block->stats[i], err);
    if (rc == 0 && s->job->words)
        rc = tn_site_words_add(&out->words, records, s->job->heads, err);
    if (rc == 0)
        rc = tn_results_hash_add(&s->hash, records, err);
    if (rc == 0) {
        rc = out->records ? keep_on_disk(out, block, i, err)
                          : keep_in_memory(out, block->article[i], &block->stats[i], err);
    }
    out->n_articles += rc == 0;
    return rc;
}

static int drain(void *user, void *pointer, tenor_error *err)
{
    settling *s = user;
    tn_block *block = pointer;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < block->n; i++)
        rc = take_article(s, block, i, err);
    s->n_done += block->n;
    return rc;
}

/* --------------------------------------------------------------- the whole */

static int begin_levels(settling *s, tenor_error *err)
{
    s->level = tn_alloc((size_t)s->job->n_threads, sizeof(*s->level));
    if (!s->level)
        return tn_no_memory(err);
    for (int worker = 0; worker < s->job->n_threads; worker++)
        tn_level_begin(&s->level[worker], TN_CONFIDENCE);
    return 0;
}

static int begin(settling *s, tenor_error *err)
{
    const tn_settle_job *job = s->job;
    tn_settled *out = s->out;
    int rc = begin_levels(s, err);

    if (job->articles->store)
        tn_store_sort(job->articles->store);
    if (rc == 0 && job->articles->store && !job->dir) /* as many as there may be */
        rc = make_room(out, job->articles->store->n_articles, err);
    if (rc == 0 && job->dir) { /* texts that came along go along, where somebody will want them */
        out->form.with_texts = job->articles->form.with_texts && job->choices->excerpts;
        rc = tn_temporary_open(&out->records, job->dir, err);
    }
    if (rc == 0 && job->dir)
        rc = tn_temporary_open(&out->figures, job->dir, err);
    if (rc == 0 && job->words)
        rc = tn_site_words_begin(&out->words, (size_t)job->n_threads, err);
    return rc == 0 ? tn_results_hash_begin(&s->hash, job->engine, job->choices, err) : rc;
}

enum { FINISH_WORDS = TENOR_N_HEADS, N_TO_FINISH };

static int fill_finish(void *user, void *what, tenor_error *err)
{
    settling *s = user;

    (void)err;
    *(int *)what = s->n_finished++;
    return s->n_finished <= N_TO_FINISH;
}

static int work_finish(void *user, int worker, void *what, tenor_error *err)
{
    settling *s = user;
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
static int finish_site(settling *s, tenor_error *err)
{
    const tn_pipeline stages = { s, fill_finish, work_finish, drain_finish };
    int task[N_TO_FINISH];
    void *pointer[N_TO_FINISH];
    int rc;

    for (int i = 0; i < N_TO_FINISH; i++)
        pointer[i] = &task[i];
    rc = tn_pipeline_run(&stages, pointer, N_TO_FINISH, s->job->n_threads, err);
    return rc == 0 ? tn_site_finish(&s->out->site, s->job->heads, err) : rc;
}

static int finish(settling *s, tenor_error *err)
{
    tn_settled *out = s->out;
    int rc = out->records ? tn_run_end(out->records, err) : 0;

    if (rc == 0 && out->records && (fflush(out->records) != 0 || fflush(out->figures) != 0))
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write records: %s", strerror(errno));
    if (rc == 0)
        rc = finish_site(s, err);
    out->site.stats.suppressed = out->n_suppressed;
    out->site.stats.min_comments = s->job->choices->min_comments;
    return rc == 0 ? tn_results_hash_end(out->results_id, &s->hash, out->n_suppressed, err) : rc;
}

int tn_settle(tn_settled *out, const tn_settle_job *job, tenor_error *err)
{
    settling s = { .out = out, .job = job };
    const tn_pipeline stages = { &s, fill, work, drain };
    tn_block_set set = { 0 };
    int rc;

    *out = (tn_settled){ .dir = job->dir, .large_bytes = job->articles->large_bytes };
    rc = begin(&s, err);
    if (rc == 0)
        rc = tn_block_set_init(&set, job->n_threads, err);
    if (rc == 0)
        rc = tn_pipeline_run(&stages, set.pointer, set.n_blocks, job->n_threads, err);
    tn_block_set_free(&set);
    if (rc == 0)
        rc = finish(&s, err);
    tn_results_hash_free(&s.hash);
    free(s.level);
    return rc;
}

void tn_settled_free(tn_settled *settled)
{
    free(settled->article);
    free(settled->stats);
    tn_site_free(&settled->site);
    tn_site_words_free(&settled->words);
    tn_temporary_close(&settled->records);
    tn_temporary_close(&settled->figures);
    *settled = (tn_settled){ 0 };
}

/* -------------------------------------------------------------- once more */

int tn_settled_open(tn_settled_reader *reader, const tn_settled *settled, tenor_error *err)
{
    const tn_run_source source = { .user = settled->records, .read = tn_run_read_file };

    *reader = (tn_settled_reader){ .settled = settled,
                                   .source = { .form = settled->form,
                                               .dir = settled->dir,
                                               .large_bytes = settled->large_bytes } };
    if (!settled->records)
        return 0;
    if (fseeko(settled->records, 0, SEEK_SET) != 0 || fseeko(settled->figures, 0, SEEK_SET) != 0)
        return tn_fail(err, TENOR_ERR_IO, "cannot read records: %s", strerror(errno));
    reader->source.merge = tn_merge_new(&source, 1, err);
    return reader->source.merge ? 0 : TENOR_ERR_MEMORY;
}

static int next_in_memory(tn_settled_reader *reader, tn_block *block)
{
    const tn_settled *settled = reader->settled;
    size_t n_records = 0;

    block->n = 0;
    block->dir = settled->dir;
    while (reader->n_given + block->n < settled->n_articles &&
           !tn_block_is_full(block, n_records)) {
        size_t index = reader->n_given + block->n;

        n_records += settled->article[index]->records.n_records;
        block->article[block->n] = settled->article[index];
        block->stats[block->n++] = settled->stats[index];
    }
    return block->n > 0;
}

static int next_on_disk(tn_settled_reader *reader, tn_block *block, tenor_error *err)
{
    int rc = tn_block_fill(block, &reader->source, err);

    if (rc > 0 && fread(block->stats, sizeof(*block->stats), block->n, reader->settled->figures) !=
                      block->n) {
        return tn_fail(err, TENOR_ERR_IO, "cannot read records: %s",
                       ferror(reader->settled->figures) ? strerror(errno) : "too few");
    }
    return rc;
}

int tn_settled_fill(tn_settled_reader *reader, tn_block *block, tenor_error *err)
{
    int rc;

    tn_block_clear(block);
    rc =
        reader->settled->records ? next_on_disk(reader, block, err) : next_in_memory(reader, block);
    block->first = reader->n_given;
    for (size_t i = 0; rc > 0 && i < block->n; i++)
        tn_site_place(&block->stats[i], &reader->settled->site, block->first + i);
    reader->n_given += rc > 0 ? block->n : 0;
    return rc;
}

void tn_settled_close(tn_settled_reader *reader)
{
    tn_merge_free(reader->source.merge);
    *reader = (tn_settled_reader){ 0 };
}
