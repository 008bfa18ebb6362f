/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipeline.h - read, work, write: three stages over a bounded number of chunks
 *
 * `fill` and `drain` are called from the calling thread only, in order; `work` from all threads,
 * in any order: the calling one works where it has nothing to fill or drain. Results therefore come
 * out in the order of the input, whatever the number of threads.
 */
#ifndef TN_PIPELINE_H
#define TN_PIPELINE_H

#include "base/base.h"

typedef struct {
    void *user;
    /* 1 = the chunk is filled, 0 = end of input (chunk unused), < 0 = error */
    int (*fill)(void *user, void *chunk, tenor_error *err);
    /* `worker` is 0..n_threads-1: the index of state that one thread alone uses */
    int (*work)(void *user, int worker, void *chunk, tenor_error *err);
    int (*drain)(void *user, void *chunk, tenor_error *err);
} tn_pipeline;

/*
 * Run until the input ends or a stage fails. Chunks are the caller's and are reused: their number
 * bounds what is in memory (2 for each thread keep everybody busy). Of n_threads the calling thread
 * is one. A failure of `work` is reported in the chunk's turn, so the
 * first failure in input order wins. All threads have ended on return.
 */
int tn_pipeline_run(const tn_pipeline *pipeline, void *const *chunk, size_t n_chunks, int n_threads,
                    tenor_error *err);

#endif
