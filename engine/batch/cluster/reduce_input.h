/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reduce_input.h - maps' partial results together: is everything there, and once only?
 */
#ifndef TN_REDUCE_INPUT_H
#define TN_REDUCE_INPUT_H

#include "batch/spill/collection.h"
#include "batch/store/segment.h"
#include "batch/cluster/shard.h"

typedef struct {
    const char *const *paths; /* folders, files of lines, "-" */
    size_t n_paths;
    int shards;                  /* that must be there; 0: not checked */
    const char *expect;          /* file with their names; NULL: not checked */
    int partition, n_partitions; /* 1..n_partitions: only this one; 0: all */
    const tn_partial_identity *identity;
    tn_word_table *words; /* one a thread */
    size_t budget_bytes;  /* of memory, for lines */
} tn_reduce_job;

/* All zero is empty. */
typedef struct {
    tn_article_source articles;
    tn_shard_list all; /* every shard once */
    int64_t dropped;   /* copies that earlier reduces left out */
    tn_segment_reader *reader;
    size_t n_readers, capacity;
    tn_merge *merge;
    tn_collection collection; /* of lines */
    tn_buf rejected;          /* rejected.ndjson of all */
} tn_reduce_input;

/*
 * Look at all inputs and read the lines among them; files are read as `articles` is. `dir` is for
 * temporary files and must live as long as *in. TENOR_ERR_INPUT names what is missing or damaged.
 * Free *in on failure too.
 */
int tn_reduce_input_open(tn_reduce_input *in, const tn_reduce_job *job, const char *dir,
                         tenor_error *err);
void tn_reduce_input_close(tn_reduce_input *in);

#endif
