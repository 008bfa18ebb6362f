/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_threads.c - what tenor.h says of threads
 */
#include "tenor.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_TEXTS   200
#define N_THREADS 2
#define N_ROUNDS  20

static const char *const word[] = { "soup",  "cold",   "not",    "a",         "good", "plan",
                                    "thank", "you",    "bridge", "wonderful", "rude", "never",
                                    "qwzxk", "waiter", "!",      "happyish" };

typedef struct {
    const tenor_engine *engine;
    char (*text)[64];
    tenor_result result[N_TEXTS];
    int failed;
} worker;

/* sentences of words known and unknown, the same each time */
static void write_texts(char (*text)[64])
{
    uint32_t state = 1;

    for (int i = 0; i < N_TEXTS; i++) {
        text[i][0] = '\0';
        for (int k = 0; k < 6; k++) {
            state = state * 1664525u + 1013904223u;
            strcat(text[i], word[(state >> 16) % (sizeof(word) / sizeof(word[0]))]);
            strcat(text[i], " ");
        }
    }
}

static void *score_all(void *at)
{
    static const tenor_str target = { "the bridge", 10 }, parent = { "Is it a good plan?", 18 };
    worker *w = at;
    tenor_scorer *scorer = NULL;

    w->failed = tenor_scorer_new(&scorer, w->engine, NULL);
    for (int round = 0; w->failed == 0 && round < N_ROUNDS; round++) {
        for (int i = 0; w->failed == 0 && i < N_TEXTS; i++) {
            tenor_str text = { w->text[i], strlen(w->text[i]) };

            memset(&w->result[i], 0, sizeof(w->result[i]));
            w->failed = tenor_score(scorer, text, target, parent, &w->result[i], NULL);
        }
    }
    tenor_scorer_free(scorer);
    return NULL;
}

static void assert_same_results(const tenor_result *a, const tenor_result *b)
{
    assert_int_equal(a->unscored, b->unscored);
    assert_int_equal(a->n_tokens, b->n_tokens);
    assert_memory_equal(&a->coverage, &b->coverage, sizeof(a->coverage));
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        assert_int_equal(a->head[head].present, b->head[head].present);
        assert_int_equal(a->head[head].label, b->head[head].label);
        assert_memory_equal(a->head[head].p, b->head[head].p, sizeof(a->head[head].p));
    }
}

static void threads_with_scorers_of_one_engine_agree_with_one_thread(void **state)
{
    static char text[N_TEXTS][64];
    static worker alone, shared[N_THREADS];
    const char *models = getenv("TENOR_TEST_MODELS");
    pthread_t thread[N_THREADS];
    tenor_engine *engine = NULL;
    int n_scored = 0;

    (void)state;
    if (!models)
        skip(); /* tests/run.sh sets it */
    assert_int_equal(tenor_engine_load(&engine, models, NULL), 0);
    write_texts(text);
    for (int k = 0; k < N_THREADS; k++) {
        shared[k] = (worker){ .engine = engine, .text = text };
        assert_int_equal(pthread_create(&thread[k], NULL, score_all, &shared[k]), 0);
    }
    for (int k = 0; k < N_THREADS; k++) {
        assert_int_equal(pthread_join(thread[k], NULL), 0);
        assert_int_equal(shared[k].failed, 0);
    }
    alone = (worker){ .engine = engine, .text = text };
    score_all(&alone);
    assert_int_equal(alone.failed, 0);
    for (int i = 0; i < N_TEXTS; i++) {
        n_scored += alone.result[i].head[TENOR_SENTIMENT].present;
        for (int k = 0; k < N_THREADS; k++)
            assert_same_results(&shared[k].result[i], &alone.result[i]);
    }
    assert_true(n_scored > N_TEXTS / 2);
    tenor_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_with_scorers_of_one_engine_agree_with_one_thread),
    };

    tenor_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
