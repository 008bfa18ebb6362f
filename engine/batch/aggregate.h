/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aggregate.h - from the records as they arrived to the statistics of every article
 *
 * Articles are read one after another, in order of their ids. What the site needs of them is
 * summed; the articles are kept, in memory or on disk, until their documents are written.
 */
#ifndef TN_AGGREGATE_H
#define TN_AGGREGATE_H

#include "batch/spill/block.h"
#include "batch/results_id.h"
#include "output/documents.h"
#include "stats/site.h"
#include "stats/site_words.h"

typedef struct {
    tn_article_source *articles; /* of the table they are sorted here */
    const tn_text_store *texts;  /* see tn_text_of */
    tenor_scorer *const *scorer; /* n_threads of them; not used where no head is present */
    int n_threads;
    const tn_heads *heads;
    const tenor_engine *engine; /* for the results_id; NULL: no models */
    const tn_results_choices *choices;
    const tn_word_table *words; /* n_threads tables; NULL: no terms */
    tn_input_account *account;  /* of n_inputs inputs, to be counted; NULL: records are of none */
    size_t n_inputs;
    const char *dir;            /* where articles are kept on disk; NULL: in memory */
    tenor_progress_fn progress; /* NULL: nobody is told */
    void *progress_user;
} tn_aggregate_job;

/* What aggregating leaves behind. All zero is nothing. */
typedef struct {
    tn_site site;
    tn_site_words words;
    char results_id[33];
    int64_t duplicates;          /* copies that did not count */
    int64_t n_suppressed;        /* articles that were left out */
    int64_t suppressed_comments; /* distinct comments in them */
    int64_t rescored;            /* stance scored again toward the article's own target */
    size_t n_articles;
    /* in memory: of the table, in order of ids */
    tn_article **article;
    tn_article_stats *stats;
    size_t capacity, stats_capacity;
    /* on disk, in files without a name */
    FILE *records, *figures;
    const char *dir; /* the job's */
    size_t large_bytes;
    tn_partial_form form;
    int64_t disk_bytes;
} tn_aggregates;

/*
 * Aggregate all articles: their targets, stance toward these, copies, statistics. Articles with
 * fewer comments than choices->min_comments are left out, of the site's statistics too. The table
 * and the word tables must outlive *out; free it on failure too.
 */
int tn_aggregate(tn_aggregates *out, const tn_aggregate_job *job, tenor_error *err);

/*
 * Read the aggregated articles once more, block by block: open, fill, close. A block's stats have
 * what they have from the site. Fill and decode as tn_block_fill and tn_block_decode.
 */
typedef struct {
    const tn_aggregates *aggregates;
    tn_article_source source;
    size_t n_given;
} tn_aggregates_reader;

int tn_aggregates_open(tn_aggregates_reader *reader, const tn_aggregates *aggregates,
                       tenor_error *err);
int tn_aggregates_fill(tn_aggregates_reader *reader, tn_block *block, tenor_error *err);
void tn_aggregates_close(tn_aggregates_reader *reader);

void tn_aggregates_free(tn_aggregates *aggregates);

#endif
