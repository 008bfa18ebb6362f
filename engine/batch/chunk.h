/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chunk.h - a hundred comments in a stage of the pipeline
 */
#ifndef TN_CHUNK_H
#define TN_CHUNK_H

#include "stats/record.h"

#define TN_CHUNK_COMMENTS   128 /* with their lines they stay in a processor's own cache */
#define TN_CHUNK_TEXT_BYTES ((size_t)1 << 20)

typedef struct {
    tenor_comment comment; /* strings live in the chunk's arena, unless said elsewhere */
    uint32_t input;        /* batch only: index among the run's inputs */
    tenor_str target;      /* what stance is measured toward; absent for none */
    int target_source;     /* enum tenor_target_source */
    tenor_result result;
    tn_record record; /* batch only; its strings are the comment's */
} tn_item;

typedef struct {
    tn_item *item;
    size_t n_items, capacity;
    size_t text_bytes;
    tn_arena arena;
    tn_buf scratch; /* of the worker that has the chunk */
    tn_buf lines;   /* score only: finished output */
} tn_chunk;

/*
 * Where the next comment is to be read to, so that it need not be copied from elsewhere; NULL
 * when memory is short. It lives until the next call, and is not the chunk's yet.
 */
tn_item *tn_chunk_next(tn_chunk *chunk, tenor_error *err);

/* Take the next one in: what its comment points to is copied, nothing else of it is set. */
int tn_chunk_add(tn_chunk *chunk, tn_item *next, tenor_error *err);

/* A copy of `text` that lives as long as the chunk's comments; absent stays absent. */
int tn_chunk_copy(tn_chunk *chunk, tenor_str *out, tenor_str text, tenor_error *err);

static inline bool tn_chunk_is_full(const tn_chunk *chunk)
{
    return chunk->n_items >= TN_CHUNK_COMMENTS || chunk->text_bytes >= TN_CHUNK_TEXT_BYTES;
}

/* A row's target with its aliases in one string of the chunk's; without aliases it is left alone.
 */
int tn_chunk_name_target(tn_chunk *chunk, tenor_str *target, tenor_str aliases, tenor_error *err);

void tn_chunk_clear(tn_chunk *chunk);
void tn_chunk_free(tn_chunk *chunk);

/* A set of chunks, as many as keep `n_threads` busy. */
typedef struct {
    tn_chunk *chunk;
    void **pointer; /* to each of them, for tn_pipeline_run */
    size_t n_chunks;
} tn_chunk_set;

int tn_chunk_set_init(tn_chunk_set *set, int n_threads, tenor_error *err);
void tn_chunk_set_free(tn_chunk_set *set);

#endif
