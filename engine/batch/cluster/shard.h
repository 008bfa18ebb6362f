/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shard.h - what a map, or a first reduce, says of the partial results that it leaves
 *
 *     FOLDER/manifest.json     this; written last
 *     FOLDER/part-00000 …      segments (segment.h); an article's partition follows from its id
 *     FOLDER/rejected.ndjson   of a map
 */
#ifndef TN_SHARD_H
#define TN_SHARD_H

#include "base/base.h"

#define TN_MAX_PARTITIONS 4096
#define TN_SHARD_BYTES    64 /* of a name */

/* One map's share of the accounting. */
typedef struct {
    char name[TN_SHARD_BYTES + 1];
    int64_t received, rejected, left_out;
    int64_t lines; /* partial results among its lines; 0 in a folder */
    tenor_input_info *input;
    size_t n_inputs;
} tn_shard;

typedef struct {
    int n_partitions; /* that articles are divided into */
    int partition;    /* -1: all of them, else the one that is here */
    int64_t records;  /* in the files */
    int64_t dropped;  /* copies that did not count and are not in the files any more */
    tn_shard *shard;
    size_t n_shards, capacity;
    char identity[512]; /* hexadecimal tn_partial_identity, "" in a folder: its files have it */
    char (*digest)[33]; /* of a folder's files (segment.h), in order of their partitions */
    size_t n_digests;
} tn_shard_list;

/* The partition of an article, 0..n_partitions-1. */
int tn_partition_of(tenor_str article_id, int n_partitions);

/* "part-00007" */
void tn_map_file_name(char out[32], int partition);

/* One element more; its inputs are copied. */
int tn_shard_add(tn_shard_list *list, const tn_shard *shard, tenor_error *err);

/* NULL if there is none of this name */
const tn_shard *tn_shard_find(const tn_shard_list *list, const char *name);

/* JSON without line ends; the caller frees *text. */
int tn_shard_write(char **text, const tn_shard_list *list, tenor_error *err);

/*
 * Back. TENOR_ERR_INPUT, saying that `what` ("'PATH'") is none, if it is no such JSON, or its sums
 * are not right. Free the list on failure too.
 */
int tn_shard_read(tn_shard_list *list, const char *text, size_t bytes, const char *what,
                  tenor_error *err);
void tn_shard_list_free(tn_shard_list *list);

#endif
