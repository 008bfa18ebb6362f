/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file.h - whole files and folders, written so that a crash leaves old or new
 */
#ifndef TN_FILE_H
#define TN_FILE_H

#include "base/base.h"

/* "dir/name" into a fresh string; NULL when memory is short. */
char *tn_path_join(const char *dir, const char *name);

/* Read a whole file of at most max_bytes into *out (cleared first). */
int tn_file_read(tn_buf *out, const char *path, size_t max_bytes, tenor_error *err);

/* Create a folder and its parents. An existing folder is fine. */
int tn_mkdirs(const char *path, tenor_error *err);

/* Remove a file or a folder with all that is in it; missing is fine. Does not follow links. */
int tn_remove_tree(const char *path, tenor_error *err);

/*
 * Hold DIR/.lock until *fd is closed, or the process ends. TENOR_ERR_LOCKED if another run holds
 * it. *fd is -1 on failure.
 */
int tn_lock_dir(int *fd, const char *dir, tenor_error *err);

/*
 * Give a file, or a folder and all that is in it, the permissions `mode` (as chmod(2), 0..0777);
 * folders can be searched by whom they can be read. Links are left alone.
 */
int tn_set_mode(const char *path, unsigned mode, tenor_error *err);

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

/*
 * A file without a name in `dir`, open for writing and reading: nothing is left behind by a crash.
 * Close: NULL is fine; sets *file to NULL.
 */
int tn_temporary_open(FILE **file, const char *dir, tenor_error *err);
void tn_temporary_close(FILE **file);

/* Write a whole file at once, DIR/name, as above. */
int tn_file_write(const char *dir, const char *name, const void *data, size_t bytes,
                  tenor_error *err);

/*
 * A stream that appends to a buffer. Unlike one of open_memstream it remembers when memory was
 * short: TENOR_ERR_MEMORY on closing, if anything was lost or the stream is NULL, not having been
 * opened.
 */
FILE *tn_buf_open(tn_buf *out);
int tn_buf_close(FILE *stream, tenor_error *err);

/* A file mapped read-only. All zero is none. */
typedef struct {
    const void *data;
    size_t bytes;
} tn_map;

int tn_map_open(tn_map *map, const char *path, tenor_error *err);

/* What was written to a temporary file; an empty one is none. */
int tn_map_temporary(tn_map *map, FILE *file, tenor_error *err);

/* Its pages need not stay in memory: what is read again comes from the file. */
void tn_map_forget(const tn_map *map);
void tn_map_close(tn_map *map);

/*
 * Memory, all zero, whose pages are those of a file without a name in `dir`: where memory is short
 * they wait there, instead of ending the process. The file's room on the disk is taken at once,
 * so that a full disk is an error here and not a signal later. All zero is none.
 */
typedef struct {
    void *data;
    size_t bytes;
} tn_disk_memory;

int tn_disk_memory_get(tn_disk_memory *memory, size_t bytes, const char *dir, tenor_error *err);
void tn_disk_memory_free(tn_disk_memory *memory);

#endif
