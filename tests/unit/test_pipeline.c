/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_pipeline.c - order, bounds, errors and the joining of threads
 */
#include "batch/options.h"
#include "batch/pipeline.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define N_CHUNKS 5

typedef struct {
    int number;
    int worked_by; /* -1: not yet */
} chunk;

typedef struct {
    int n_to_fill;
    int fill_fails_at, work_fails_at, drain_fails_at; /* -1: never */
    int n_filled, n_drained;
    bool in_order, uneven;
    atomic_int n_worked;
    int worker_busy[8]; /* written by one thread each: a data race if two share an index */
    pthread_t caller;
    bool same_thread;
} line;

static int fill(void *user, void *pointer, tenor_error *err)
{
    line *l = user;
    chunk *c = pointer;

    l->same_thread = l->same_thread && pthread_equal(l->caller, pthread_self());
    if (l->n_filled == l->fill_fails_at)
        return tn_fail(err, TENOR_ERR_IO, "fill %d", l->n_filled);
    if (l->n_filled == l->n_to_fill)
        return 0;
    *c = (chunk){ .number = l->n_filled++, .worked_by = -1 };
    return 1;
}

static int work(void *user, int worker, void *pointer, tenor_error *err)
{
    line *l = user;
    chunk *c = pointer;

    l->worker_busy[worker]++;
    atomic_fetch_add(&l->n_worked, 1);
    if (l->uneven && c->number % 7 == 0)
        usleep(2000); /* later chunks overtake this one */
    c->worked_by = worker;
    if (c->number == l->work_fails_at)
        return tn_fail(err, TENOR_ERR_NUMERIC, "work %d", c->number);
    return 0;
}

static int drain(void *user, void *pointer, tenor_error *err)
{
    line *l = user;
    const chunk *c = pointer;

    l->same_thread = l->same_thread && pthread_equal(l->caller, pthread_self());
    l->in_order = l->in_order && c->number == l->n_drained && c->worked_by >= 0;
    if (c->number == l->drain_fails_at)
        return tn_fail(err, TENOR_ERR_INPUT, "drain %d", c->number);
    l->n_drained++;
    return 0;
}

static line new_line(int n_to_fill)
{
    return (line){ .n_to_fill = n_to_fill,
                   .fill_fails_at = -1,
                   .work_fails_at = -1,
                   .drain_fails_at = -1,
                   .in_order = true,
                   .uneven = true,
                   .caller = pthread_self(),
                   .same_thread = true };
}

static int run(line *l, int n_threads, tenor_error *err)
{
    const tn_pipeline stages = { l, fill, work, drain };
    chunk place[N_CHUNKS];
    void *pointer[N_CHUNKS];

    for (int i = 0; i < N_CHUNKS; i++)
        pointer[i] = &place[i];
    return tn_pipeline_run(&stages, pointer, N_CHUNKS, n_threads, err);
}

static void chunks_come_out_in_order(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 8; threads++) {
        line l = new_line(100);

        assert_int_equal(run(&l, threads, NULL), 0);
        assert_int_equal(l.n_drained, 100);
        assert_true(l.in_order);
    }
}

static void every_chunk_is_worked_once(void **state)
{
    int total = 0;
    line l = new_line(200);

    (void)state;
    assert_int_equal(run(&l, 4, NULL), 0);
    for (int w = 0; w < 8; w++) {
        total += l.worker_busy[w];
        assert_true(w < 4 || l.worker_busy[w] == 0);
    }
    assert_int_equal(total, 200);
    assert_int_equal(atomic_load(&l.n_worked), 200);
}

static void reading_and_writing_stay_in_the_calling_thread(void **state)
{
    line l = new_line(50);

    (void)state;
    assert_int_equal(run(&l, 3, NULL), 0);
    assert_true(l.same_thread);
}

static void empty_input_does_nothing(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        line l = new_line(0);

        assert_int_equal(run(&l, threads, NULL), 0);
        assert_int_equal(l.n_drained, 0);
        assert_int_equal(atomic_load(&l.n_worked), 0);
    }
}

static void what_was_read_before_a_reading_error_is_written(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        tenor_error err = { 0 };
        line l = new_line(100);

        l.fill_fails_at = 23;
        assert_int_equal(run(&l, threads, &err), TENOR_ERR_IO);
        assert_string_equal(err.message, "fill 23");
        assert_int_equal(l.n_drained, 23);
    }
}

static void failed_work_is_reported_in_its_turn(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        tenor_error err = { 0 };
        line l = new_line(100);

        l.work_fails_at = 14;
        l.fill_fails_at = 16; /* found earlier or later, but stands later in the input */
        assert_int_equal(run(&l, threads, &err), TENOR_ERR_NUMERIC);
        assert_string_equal(err.message, "work 14");
        assert_int_equal(l.n_drained, 14);
    }
}

static void failed_writing_stops_the_run(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        tenor_error err = { 0 };
        line l = new_line(1000);

        l.drain_fails_at = 3;
        assert_int_equal(run(&l, threads, &err), TENOR_ERR_INPUT);
        assert_string_equal(err.message, "drain 3");
        assert_true(l.n_filled <= 3 + N_CHUNKS); /* reading was bounded by the chunks */
    }
}

static void error_may_be_null(void **state)
{
    line l = new_line(10);

    (void)state;
    l.work_fails_at = 4;
    assert_int_equal(run(&l, 2, NULL), TENOR_ERR_NUMERIC);
    l = new_line(10);
    l.fill_fails_at = 4;
    assert_int_equal(run(&l, 1, NULL), TENOR_ERR_IO);
}

static void threads_are_checked(void **state)
{
    int n = 0;

    (void)state;
    assert_int_equal(tn_threads_resolve(&n, 3, NULL), 0);
    assert_int_equal(n, 3);
    assert_int_equal(tn_threads_resolve(&n, 0, NULL), 0);
    assert_true(n >= 1);
    assert_int_equal(tn_threads_resolve(&n, -1, NULL), TENOR_ERR_ARGUMENT);
    assert_int_equal(tn_threads_resolve(&n, 1000000, NULL), TENOR_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_come_out_in_order),
        cmocka_unit_test(every_chunk_is_worked_once),
        cmocka_unit_test(reading_and_writing_stay_in_the_calling_thread),
        cmocka_unit_test(empty_input_does_nothing),
        cmocka_unit_test(what_was_read_before_a_reading_error_is_written),
        cmocka_unit_test(failed_work_is_reported_in_its_turn),
        cmocka_unit_test(failed_writing_stops_the_run),
        cmocka_unit_test(error_may_be_null),
        cmocka_unit_test(threads_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
