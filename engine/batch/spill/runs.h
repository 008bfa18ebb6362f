/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runs.h - sorted runs of articles on disk, and their merge
 *
 * A run holds articles in order of their ids, each as one or more partials. Merging reads all
 * runs side by side, so that an article's partials come together however many runs it is spread
 * over. An article too large for memory is put into a file then.
 */
#ifndef TN_RUNS_H
#define TN_RUNS_H

#include "batch/spill/partial.h"

/* Where a run's bytes come from. */
typedef struct {
    void *user;
    /* so many bytes, fewer only at the end of the run; < 0 on failure */
    int64_t (*read)(void *user, void *out, size_t bytes, tenor_error *err);
    const char *what; /* for messages, "'PATH'"; NULL for a temporary one */
} tn_run_source;

/* Write an article, or a piece of the one before; `partial` is tn_partial_write's. */
int tn_run_put(FILE *out, tenor_str id, const tn_buf *partial, tenor_error *err);

/* After the last article: a run without its end is damaged. */
int tn_run_end(FILE *out, tenor_error *err);

/* Write a table's articles, which are sorted here, as a run. `scratch` has two buffers. */
int tn_run_write(FILE *out, tn_article_table *table, const tn_partial_form *form,
                 const tn_partial_source *source, tn_buf scratch[2], tenor_error *err);

typedef struct tn_merge tn_merge;

/* NULL for want of memory. Sources are read from the first tn_merge_next on. */
tn_merge *tn_merge_new(const tn_run_source *source, size_t n_sources, tenor_error *err);

/* Where an article's partials go, each behind its length (a size_t). */
typedef struct {
    tn_buf memory;    /* those of articles that are small enough, one after another */
    size_t max_bytes; /* of one article in memory; 0: no limit */
    const char *dir;  /* of the file; not used without a limit */
    FILE *file;       /* NULL, or those of the article read last: it is too large */
} tn_partials;

/*
 * The next article in order of ids: *id lives until the next call; its partials, in the order of
 * the runs, are appended to *out, whose file is not there yet. 1, 0 after the last, < 0 on
 * failure (TENOR_ERR_IO, TENOR_ERR_INPUT for a run that is damaged or out of order).
 */
int tn_merge_next(tn_merge *merge, tenor_str *id, tn_partials *out, tenor_error *err);
void tn_merge_free(tn_merge *merge);

/* Read a file from its position on. */
int64_t tn_run_read_file(void *file, void *out, size_t bytes, tenor_error *err);

#endif
