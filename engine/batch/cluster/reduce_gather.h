/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reduce_gather.h - what was seen so far of the inputs of a reduce, folders and lines
 */
#ifndef TN_REDUCE_GATHER_H
#define TN_REDUCE_GATHER_H

#include "base/hash_map.h"
#include "batch/cluster/reduce_input.h"

#define TN_MAX_MANIFEST_BYTES ((size_t)1 << 30)

/* The lines of a shard, which name it by a hash. */
typedef struct {
    uint64_t shard;
    int64_t lines;
    const char *where; /* the first one's file, and its line there */
    int64_t line_no;
} tn_shard_lines;

/* All zero but for `in` and `job` is nothing yet. */
typedef struct {
    tn_reduce_input *in;
    const tn_reduce_job *job;
    tn_run_source *source; /* of the readers */
    size_t n_sources, source_capacity;
    int n_mapped;           /* folders of a map each */
    int n_reduced;          /* folders that hold one partition of all shards */
    tn_hash_map partitions; /* of these: 1, by the partition */
    tn_hash_map seen;       /* of lines and notes: 1, by their hash */
    tn_shard_lines *count;
    size_t n_counts, count_capacity;
    tn_hash_map count_of; /* index in `count` + 1, by shard */
    bool any_lines;
} tn_gathering;

/*
 * What an input says of its shards joins the rest. *fresh: the first that was not there, one of
 * `list`; NULL if all were.
 */
int tn_gather_shards(tn_gathering *g, const tn_shard_list *list, const tn_shard **fresh,
                     tenor_error *err);

/* Was this key put for the first time? */
int tn_gather_key(tn_hash_map *seen, uint64_t key, bool *is_new, tenor_error *err);

/* One input: a folder of files, or a file of lines ("-": standard input). */
int tn_gather_folder(tn_gathering *g, const char *folder, tenor_error *err);
int tn_gather_lines(tn_gathering *g, const char *path, tenor_error *err);

/* After all inputs: every partition, where folders hold one each; every shard's lines and no
 * others. */
int tn_gather_check_partitions(const tn_gathering *g, tenor_error *err);
int tn_gather_check_lines(const tn_gathering *g, tenor_error *err);

#endif
