/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipeline.c - read, work, write: three stages over a bounded number of chunks
 */
#include "batch/pipeline.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A chunk's place in the ring: chunk i is in slot i % n_slots. */
typedef struct {
    void *chunk;
    bool worked;
    tenor_error err; /* of its work */
} slot;

typedef struct {
    const tn_pipeline *pipeline;
    slot *slot;
    size_t n_slots;
    uint64_t n_filled, n_begun, n_drained; /* n_drained <= n_begun <= n_filled */
    bool stop;
    bool ended;           /* nothing more to fill */
    tenor_error fill_err; /* why, if not for the end of the input */
    pthread_mutex_t lock;
    pthread_cond_t filled, worked;
} ring;

typedef struct {
    ring *ring;
    pthread_t thread;
    int worker;
} worker_thread;

static int thread_error(tenor_error *err, const char *what, int code)
{
    return tn_fail(err, TENOR_ERR_INTERNAL, "cannot %s: %s", what, strerror(code));
}

/* the stage may return a code without having filled in the error */
static int stage_failed(tenor_error *err, int rc)
{
    return tn_fail(err, rc, "a stage of the run failed");
}

/* hand on what another thread or an earlier call found; its code */
static int report(tenor_error *err, const tenor_error *found)
{
    if (found->code != TENOR_OK && err && err->code == TENOR_OK)
        *err = *found;
    return found->code;
}

/* ---------------------------------------------------------- one thread */

static int run_inline(const tn_pipeline *p, void *chunk, tenor_error *err)
{
    tenor_error failure = { 0 };
    int rc;

    while ((rc = p->fill(p->user, chunk, &failure)) > 0) {
        rc = p->work(p->user, 0, chunk, &failure);
        if (rc >= 0)
            rc = p->drain(p->user, chunk, &failure);
        if (rc < 0)
            break;
    }
    if (rc < 0)
        stage_failed(&failure, rc);
    return report(err, &failure);
}

/* -------------------------------------------------------- many threads */

/* as the next two, called with the lock held, which is given up while the stage runs */
static void work_one(ring *r, int worker)
{
    slot *s = &r->slot[r->n_begun++ % r->n_slots];
    int rc;

    pthread_mutex_unlock(&r->lock);
    rc = r->pipeline->work(r->pipeline->user, worker, s->chunk, &s->err);
    if (rc < 0)
        stage_failed(&s->err, rc);
    pthread_mutex_lock(&r->lock);
    s->worked = true;
}

static void *work_loop(void *argument)
{
    worker_thread *self = argument;
    ring *r = self->ring;

    pthread_mutex_lock(&r->lock);
    while (!r->stop) {
        if (r->n_begun == r->n_filled) {
            pthread_cond_wait(&r->filled, &r->lock);
        } else {
            work_one(r, self->worker);
            pthread_cond_signal(&r->worked);
        }
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static int drain_one(ring *r, tenor_error *err)
{
    slot *s = &r->slot[r->n_drained % r->n_slots];
    int rc;

    if (s->err.code < 0)
        return report(err, &s->err);
    pthread_mutex_unlock(&r->lock);
    rc = r->pipeline->drain(r->pipeline->user, s->chunk, err);
    pthread_mutex_lock(&r->lock);
    s->worked = false;
    r->n_drained++;
    return rc;
}

/* what was read before a failure is still worked on: that failure is reported last */
static void fill_one(ring *r)
{
    slot *s = &r->slot[r->n_filled % r->n_slots];
    int rc;

    pthread_mutex_unlock(&r->lock);
    rc = r->pipeline->fill(r->pipeline->user, s->chunk, &r->fill_err);
    pthread_mutex_lock(&r->lock);
    if (rc > 0) {
        r->n_filled++;
        pthread_cond_signal(&r->filled);
        return;
    }
    r->ended = true;
    if (rc < 0)
        stage_failed(&r->fill_err, rc);
}

/*
 * The calling thread drains and fills; where there is nothing of that to do it works as the others
 * do, for one more thread than processors would only take turns with them. Then the ring is full,
 * and the others have enough to do for that time.
 */
static int feed(ring *r, int worker, tenor_error *err)
{
    int rc = 0;

    pthread_mutex_lock(&r->lock);
    while (rc >= 0)
        if (r->n_drained < r->n_filled && r->slot[r->n_drained % r->n_slots].worked)
            rc = drain_one(r, err);
        else if (!r->ended && r->n_filled - r->n_drained < r->n_slots)
            fill_one(r);
        else if (r->ended && r->n_drained == r->n_filled)
            break;
        else if (r->n_begun < r->n_filled)
            work_one(r, worker);
        else
            pthread_cond_wait(&r->worked, &r->lock);
    pthread_mutex_unlock(&r->lock);
    return rc < 0 ? stage_failed(err, rc) : report(err, &r->fill_err);
}

static void stop_workers(ring *r, worker_thread *thread, int n_started)
{
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    pthread_cond_broadcast(&r->filled);
    pthread_mutex_unlock(&r->lock);
    for (int t = 0; t < n_started; t++)
        pthread_join(thread[t].thread, NULL); /* fails only for a thread that is none of ours */
}

static int run_threads(ring *r, int n_threads, tenor_error *err)
{
    int n_others = n_threads - 1, n_started = 0, rc = 0;
    worker_thread *thread = tn_alloc((size_t)n_others, sizeof(*thread));

    if (!thread)
        return tn_no_memory(err);
    while (rc == 0 && n_started < n_others) {
        thread[n_started] = (worker_thread){ .ring = r, .worker = n_started };
        int code = pthread_create(&thread[n_started].thread, NULL, work_loop, &thread[n_started]);

        if (code == 0)
            n_started++;
        else
            rc = thread_error(err, "start a thread", code);
    }
    if (rc == 0)
        rc = feed(r, n_others, err);
    stop_workers(r, thread, n_started);
    free(thread);
    return rc;
}

static int ring_init(ring *r, const tn_pipeline *pipeline, void *const *chunk, size_t n_chunks,
                     tenor_error *err)
{
    int code;

    *r = (ring){ .pipeline = pipeline, .n_slots = n_chunks };
    r->slot = tn_alloc(n_chunks, sizeof(*r->slot));
    if (!r->slot)
        return tn_no_memory(err);
    code = pthread_mutex_init(&r->lock, NULL);
    if (code != 0) {
        free(r->slot);
        return thread_error(err, "make a lock", code);
    }
    code = pthread_cond_init(&r->filled, NULL);
    if (code == 0) {
        code = pthread_cond_init(&r->worked, NULL);
        if (code != 0)
            pthread_cond_destroy(&r->filled);
    }
    if (code != 0) {
        pthread_mutex_destroy(&r->lock);
        free(r->slot);
        return thread_error(err, "make a condition", code);
    }
    for (size_t i = 0; i < n_chunks; i++)
        r->slot[i].chunk = chunk[i];
    return 0;
}

static void ring_destroy(ring *r)
{
    free(r->slot);
    pthread_cond_destroy(&r->filled);
    pthread_cond_destroy(&r->worked);
    pthread_mutex_destroy(&r->lock);
}

int tn_pipeline_run(const tn_pipeline *pipeline, void *const *chunk, size_t n_chunks, int n_threads,
                    tenor_error *err)
{
    ring r;
    int rc;

    if (n_chunks < 1 || n_threads < 1)
        return tn_fail(err, TENOR_ERR_INTERNAL, "a pipeline needs a chunk and a thread");
    if (n_threads == 1)
        return run_inline(pipeline, chunk[0], err);
    if ((rc = ring_init(&r, pipeline, chunk, n_chunks, err)) < 0)
        return rc;
    rc = run_threads(&r, n_threads, err);
    ring_destroy(&r);
    return rc;
}
