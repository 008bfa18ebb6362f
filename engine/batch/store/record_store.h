/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record_store.h - the records of all nights, kept between them
 *
 *     STATE/CURRENT        which segments count (JSON), replaced by rename
 *     STATE/author.key     the secret that authors are hashed with (mode 0600)
 *     STATE/segments/      partial results (segment.h) that are never changed
 *     STATE/.lock          held by the run that works on it
 *
 * A segment that CURRENT does not name is of a run that died, and is removed.
 */
#ifndef TN_RECORD_STORE_H
#define TN_RECORD_STORE_H

#include "batch/scorers.h"
#include "batch/store/pack.h"
#include "batch/store/segment.h"

typedef struct {
    char *name;
    int64_t records;
} tn_record_store_segment;

/* All zero (with lock_fd -1) is closed. */
typedef struct {
    char *dir;
    char *segments;
    int lock_fd;
    tn_record_store_segment *segment;
    size_t n_segments, capacity;
    int64_t n_records; /* in all segments */
    tn_segment_reader *reader;
    size_t n_readers;
    tn_merge *merge;
} tn_record_store;

/*
 * Create the folder where there is none, lock it (TENOR_ERR_LOCKED) and read its CURRENT.
 */
int tn_record_store_open(tn_record_store *store, const char *dir, tenor_error *err);

/* The path of its author key, which is drawn where there is none. The caller frees it. */
int tn_record_store_key_file(char **path, const tn_record_store *store, tenor_error *err);

/* TENOR_ERR_INPUT unless all segments were made in the same way (tn_partial_check). */
int tn_record_store_check(const tn_record_store *store, const tn_partial_identity *identity,
                          tenor_error *err);

/*
 * What other models or another version of tenor have scored is scored again, by its texts, so that
 * all of it is as if it had come tonight; of the options target and progress are used. Nothing is
 * done where the models are the same. To be called before the check.
 */
int tn_record_store_rescore(tn_record_store *store, const tn_partial_identity *identity,
                            const tn_scorers *scorers, const tenor_batch_options *options,
                            tenor_error *err);

/*
 * Once there are many segments they become one, without the copies that do not count. To be called
 * before anything is read.
 */
int tn_record_store_compact(tn_record_store *store, const tn_partial_identity *identity,
                            int n_threads, tenor_error *err);

/*
 * Add the articles of `pack`, whose `put` is not used, as a segment. When this returns 0 they are
 * there for good.
 */
int tn_record_store_add(tn_record_store *store, const tn_pack_job *pack,
                        const tn_partial_identity *identity, tenor_error *err);

/*
 * All records: *out gives all articles in order of their ids, once, with words looked up in `words`
 * (one table a worker; NULL: none). It lives as long as the store.
 */
int tn_record_store_read(tn_record_store *store, tn_article_source *out,
                         const tn_partial_identity *identity, tn_word_table *words,
                         tenor_error *err);

void tn_record_store_close(tn_record_store *store);

#endif
