/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parts.h - a folder of partial results: begun under a private name, renamed when it is whole
 */
#ifndef TN_PARTS_H
#define TN_PARTS_H

#include "batch/segment.h"
#include "batch/shard.h"

/* A fresh private folder in `dir`, which is made; in the system's for temporary files for NULL. */
int tn_parts_begin(char **folder, const char *dir, tenor_error *err);

/* It and what is left in it, unless it was renamed; frees the name. NULL is fine. */
void tn_parts_end(char *folder);

/* All zero is none. */
typedef struct {
    const char *folder;
    tn_segment_writer *writer;
    int n_writers;
    int parts, part; /* part -1: all of them */
    int64_t records;
} tn_parts;

/* Files for all parts, or for one only. */
int tn_parts_create(tn_parts *parts, const char *folder, int n_parts, int part,
                    const tn_partial_identity *identity, tenor_error *err);

/* For tn_pack; `parts` is a tn_parts. */
int tn_parts_put(void *parts, tenor_str id, size_t n_records, const tn_buf *partial,
                 tenor_error *err);

/* End all files and write the manifest; the list has their digests then. */
int tn_parts_commit(tn_parts *parts, tn_shard_list *list, tenor_error *err);
void tn_parts_discard(tn_parts *parts);

/*
 * Rename the private folder to DIR/NAME. If one stands there already it is replaced: of two
 * attempts at the same shard the last one counts, and either is whole.
 */
int tn_parts_publish(const char *folder, const char *dir, const char *name, tenor_error *err);

#endif
