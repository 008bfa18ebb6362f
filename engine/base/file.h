/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file.h - whole files and folders, written so that a crash leaves old or new
 */
#ifndef TN_FILE_H
#define TN_FILE_H

#include "base.h"

/* "dir/name" into a fresh string; NULL when memory is short. */
char *tn_path_join(const char *dir, const char *name);

/* Read a whole file of at most max_bytes into *out (cleared first). */
int tn_file_read(tn_buf *out, const char *path, size_t max_bytes, tenor_error *err);

/* XXH3-128 and size of a file's bytes; n_bytes may be NULL. */
int tn_file_digest(const char *path, tn_digest *out, int64_t *n_bytes, tenor_error *err);

/* Create a folder and its parents. An existing folder is fine. */
int tn_mkdirs(const char *path, tenor_error *err);

/* Remove a file or a folder with all that is in it; missing is fine. Does not follow links. */
int tn_remove_tree(const char *path, tenor_error *err);

/* Make the names in a folder durable. */
int tn_sync_dir(const char *path, tenor_error *err);

/*
 * Write a file: open, write to ->stream, then commit (checked, flushed,
 * synced, renamed into place) or discard. Between open and commit the data
 * stand in "PATH.tmp". commit and discard both end the object's life.
 */
typedef struct {
    FILE *stream;
    char *path;
    char *temporary;
} tn_out_file;

int tn_out_open(tn_out_file *file, const char *path, tenor_error *err);
int tn_out_commit(tn_out_file *file, tenor_error *err);
void tn_out_discard(tn_out_file *file);

/* A file mapped read-only. */
typedef struct {
    const void *data;
    size_t bytes;
} tn_map;

int tn_map_open(tn_map *map, const char *path, tenor_error *err);
void tn_map_close(tn_map *map);

#endif
