/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parallel.c - training jobs in processes of their own
 */
#include "train/parallel.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

void *tn_shared_alloc(size_t n, size_t size)
{
    size_t bytes;
    void *memory;

    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    memory =
        mmap(NULL, bytes ? bytes : 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void tn_shared_free(void *memory, size_t n, size_t size)
{
    if (memory) {
        size_t bytes = n * size; /* the product was checked when it was allocated */

        munmap(memory, bytes > 0 ? bytes : 1);
    }
}

typedef struct {
    tn_job_fn fn;
    void *context;
    pid_t *pid;             /* of each job; 0 = not running */
    tenor_error *job_error; /* shared */
    int n_jobs, n_running;
} pool;

static int start_job(pool *p, int job, tenor_error *err)
{
    pid_t pid = fork();

    if (pid < 0)
        return tn_fail(err, TENOR_ERR_IO, "cannot start a training process: %s", strerror(errno));
    if (pid == 0) {
        int rc = p->fn(p->context, job, &p->job_error[job]);

        _exit(rc < 0 ? 1 : 0); /* no exit handlers and no stdio of the parent's */
    }
    p->pid[job] = pid;
    p->n_running++;
    return 0;
}

/* wait for one of our own jobs, never for other children of the program */
static int finish_job(pool *p, tenor_error *err)
{
    for (;;) {
        for (int job = 0; job < p->n_jobs; job++) {
            int status;
            pid_t pid = p->pid[job] > 0 ? waitpid(p->pid[job], &status, WNOHANG) : 0;

            if (pid < 0 && errno != EINTR) {
                p->pid[job] = 0;
                p->n_running--;
                return tn_fail(err, TENOR_ERR_INTERNAL, "a training process was lost: %s",
                               strerror(errno));
            }
            if (pid > 0) {
                p->pid[job] = 0;
                p->n_running--;
                if (WIFSIGNALED(status)) {
                    return tn_fail(err, TENOR_ERR_INTERNAL, "a training process died of signal %d",
                                   WTERMSIG(status));
                }
                if (WEXITSTATUS(status) != 0) {
                    const tenor_error *cause = &p->job_error[job];

                    return tn_fail(err, cause->code ? cause->code : TENOR_ERR_INTERNAL, "%s",
                                   cause->code ? cause->message : "a training process failed");
                }
                return 0;
            }
        }
        usleep(5000);
    }
}

int tn_parallel_run(int n_jobs, int n_processes, tn_job_fn fn, void *context,
                    tenor_progress_fn progress, void *progress_user, tenor_error *err)
{
    pool p = { .fn = fn, .context = context, .n_jobs = n_jobs };
    int next = 0, done = 0, rc = 0;

    p.pid = tn_alloc((size_t)n_jobs, sizeof(*p.pid));
    p.job_error = tn_shared_alloc((size_t)n_jobs, sizeof(*p.job_error));
    if (!p.pid || !p.job_error) {
        rc = tn_no_memory(err);
        goto done;
    }
    if (n_processes <= 0)
        n_processes = tn_n_processors();
    if (progress && progress(progress_user, "training", 0, n_jobs, "problems") != 0) {
        rc = tn_fail(err, TENOR_ERR_CANCELLED, "stopped on request");
        goto done;
    }
    while (p.n_running > 0 || (rc == 0 && next < n_jobs)) {
        if (rc == 0 && next < n_jobs && p.n_running < n_processes) {
            rc = start_job(&p, next++, err);
            continue;
        }
        if (finish_job(&p, err) < 0)
            rc = err && err->code ? err->code : TENOR_ERR_INTERNAL;
        done++;
        if (rc == 0 && progress &&
            progress(progress_user, "training", done, n_jobs, "problems") != 0)
            rc = tn_fail(err, TENOR_ERR_CANCELLED, "stopped on request");
        if (rc < 0) {
            for (int job = 0; job < n_jobs; job++) /* only processes that this call started */
                if (p.pid[job] > 0)
                    kill(p.pid[job], SIGKILL);
        }
    }
done:
    free(p.pid);
    tn_shared_free(p.job_error, (size_t)n_jobs, sizeof(*p.job_error));
    return rc;
}
