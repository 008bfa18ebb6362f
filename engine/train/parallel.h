/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parallel.h - training jobs in processes of their own
 *
 * libsvm and LIBLINEAR draw from the process-wide rand(), so a job gets a
 * process: same seed, same result, however many run at once. Jobs hand their results over
 * in shared memory. The caller must not have other threads.
 */
#ifndef TN_PARALLEL_H
#define TN_PARALLEL_H

#include "base/base.h"
#include "tenor_run.h"

typedef int (*tn_job_fn)(void *context, int job, tenor_error *err);

/*
 * Run jobs 0..n_jobs-1, at most n_processes at once (0: one a core). The first
 * failure is reported, and the jobs still running are waited for. progress may be NULL.
 */
int tn_parallel_run(int n_jobs, int n_processes, tn_job_fn fn, void *context,
                    tenor_progress_fn progress, void *progress_user, tenor_error *err);

/* Zeroed memory shared with jobs forked later; NULL when short. Release with the same n and size.
 */
void *tn_shared_alloc(size_t n, size_t size);
void tn_shared_free(void *memory, size_t n, size_t size);

#endif
