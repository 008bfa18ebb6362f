/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * map_files.h - a folder of partial results: begun under a private name, renamed when it is whole
 */
#ifndef TN_MAP_FILES_H
#define TN_MAP_FILES_H

#include "batch/store/segment.h"
#include "batch/cluster/shard.h"

/* A fresh private folder in `dir`, which is made; in the system's for temporary files for NULL. */
int tn_map_folder_begin(char **folder, const char *dir, tenor_error *err);

/* It and what is left in it, unless it was renamed; frees the name. NULL is fine. */
void tn_map_folder_end(char *folder);

/* All zero is none. */
typedef struct {
    const char *folder;
    tn_segment_writer *writer; /* one a partition */
    int n_partitions;
    int64_t records;
} tn_map_files;

/* Files for all partitions, or (`partition` not -1) for one only. */
int tn_map_files_create(tn_map_files *files, const char *folder, int n_partitions, int partition,
                        const tn_partial_identity *identity, tenor_error *err);

/* For tn_pack; `files` is a tn_map_files. */
int tn_map_files_put(void *files, tenor_str id, size_t n_records, const tn_buf *partial,
                     tenor_error *err);

/* End all files and write the manifest; the list has their digests then. */
int tn_map_files_commit(tn_map_files *files, tn_shard_list *list, tenor_error *err);
void tn_map_files_discard(tn_map_files *files);

/*
 * Rename the private folder to DIR/NAME. If there is one already it is replaced: of two
 * attempts at the same shard the last one counts, and either is whole.
 */
int tn_map_folder_publish(const char *folder, const char *dir, const char *name, tenor_error *err);

#endif
