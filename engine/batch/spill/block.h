/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block.h - some articles in a stage of the pipeline
 *
 * Articles are in the table, or they are read back from runs: stages do not see which. Of a large
 * article only what statistics look at is in memory, and where that is short, on disk; all that
 * stages read and write of it is read and written piece by piece.
 */
#ifndef TN_BLOCK_H
#define TN_BLOCK_H

#include "base/file.h"
#include "batch/spill/runs.h"
#include "stats/stats.h"

typedef struct {
    tn_article **article;    /* n of them, in order of ids */
    tn_article_stats *stats; /* one each */
    size_t n;
    size_t first; /* index of the first among all articles */

    /* a stage's own, one each */
    int64_t *n_copies, *n_rescored;
    size_t *out_end; /* where its bytes in `out` end */
    tn_buf out, more;
    FILE *out_file, *more_file; /* the same of a large article, the block's last */
    tn_buf scratch;
    const char *dir; /* for files */

    /* what was read back */
    bool is_own;
    tn_article *own;
    size_t *raw_end; /* of its partials in `raw`, unless it is large */
    tn_partials raw;
    tn_map large;               /* raw.file */
    tn_disk_memory large_space; /* for its records */
    tn_arena arena;
} tn_block;

/* Where articles come from: the first n_articles of the table, or what a merge gives. */
typedef struct {
    tn_article_table *table; /* NULL: the merge */
    size_t next;             /* index of the next article */
    tn_merge *merge;
    tn_partial_form form;
    tn_word_table *words; /* one a worker; NULL: no words, or they stay numbers */
    const char *dir;      /* for files of large articles; NULL: they are in memory */
    size_t large_bytes;   /* of partials: an article that has more is large; see tn_large_bytes */
} tn_article_source;

#define TN_LARGE_RECORDS 16384 /* of an article in the table */

/* What is large where records may take so many bytes of memory; 0: no limit. */
size_t tn_large_bytes(size_t budget_bytes);

/* Some hundred articles, or few large ones. 1, 0 after the last, < 0 on failure. */
int tn_block_fill(tn_block *block, tn_article_source *source, tenor_error *err);

bool tn_block_is_full(const tn_block *block, size_t n_records);
void tn_block_clear(tn_block *block); /* keeps the memory; tn_block_fill begins with it */

/* By the worker that has the block: make what was read back articles again. */
int tn_block_decode(tn_block *block, int worker, const tn_article_source *source, tenor_error *err);

/*
 * By the worker that has the block: an article that is to be kept, in pieces. By the stage behind:
 * these pieces in turn.
 */
typedef int (*tn_put_piece)(void *user, tenor_str id, size_t n_records, const tn_buf *partial,
                            tenor_error *err);
int tn_block_write(tn_block *block, size_t i, const tn_partial_form *form,
                   const tn_partial_source *source, tenor_error *err);
int tn_block_give(tn_block *block, size_t i, tn_put_piece put, void *user, tenor_error *err);

/* The block's last article is large, and there is a folder for its files. */
bool tn_block_has_large(const tn_block *block);

/* Blocks that keep `n_threads` busy. All zero is empty. */
typedef struct {
    tn_block *block;
    void **pointer; /* to each of them, for tn_pipeline_run */
    size_t n_blocks;
} tn_block_set;

int tn_block_set_init(tn_block_set *set, int n_threads, tenor_error *err);
void tn_block_set_free(tn_block_set *set);

#endif
