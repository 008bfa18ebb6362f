/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_api.c - what tenor.h promises of objects, errors and NULL, by the public headers alone
 */
#include "tenor_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define DEMO           "datasets/demo/comments.ndjson"
#define TOO_LONG_BYTES ((size_t)1 << 30)

static const tenor_str absent = { NULL, 0 };

static tenor_str text_of(const char *text)
{
    return (tenor_str){ text, strlen(text) };
}

static const char *models(void)
{
    const char *found = getenv("TENOR_TEST_MODELS"); /* tests/run.sh sets it */

    if (!found)
        skip();
    return found;
}

static void freeing_nothing_is_legal(void **state)
{
    tenor_evaluation empty = { 0 };

    (void)state;
    tenor_reader_free(NULL);
    tenor_engine_free(NULL);
    tenor_scorer_free(NULL);
    tenor_evaluation_free(NULL);
    tenor_evaluation_free(&empty);
    assert_null(empty.mistake);
}

static void what_failed_is_not_there_and_the_first_failure_stays(void **state)
{
    const char *const missing[] = { "tests/nowhere.ndjson" };
    tenor_reader *reader = (tenor_reader *)(uintptr_t)1;
    tenor_engine *engine = (tenor_engine *)(uintptr_t)1;
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(tenor_reader_open(&reader, missing, 1, NULL, &err), TENOR_ERR_IO);
    assert_null(reader);
    assert_int_equal(err.code, TENOR_ERR_IO);
    assert_non_null(strstr(err.message, "nowhere.ndjson"));
    assert_int_equal(tenor_engine_load(&engine, "tests/nowhere", &err), TENOR_ERR_MODEL);
    assert_null(engine);
    assert_int_equal(err.code, TENOR_ERR_IO); /* still the reader's */
    assert_int_equal(tenor_engine_load(&engine, "tests", NULL), TENOR_ERR_MODEL);
    assert_int_equal(tenor_inspect("", stdout, NULL), TENOR_ERR_ARGUMENT);
}

static void a_reader_that_failed_goes_on_failing(void **state)
{
    char path[] = "/tmp/tenor-api-XXXXXX";
    const char *const paths[] = { path };
    const char binary[] = { 1, 2, 0, 3 };
    tenor_comment comment;
    tenor_reader *reader;
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, binary, sizeof(binary)), sizeof(binary));
    close(fd);
    assert_int_equal(tenor_reader_open(&reader, paths, 1, NULL, NULL), 0);
    assert_int_equal(tenor_reader_next(reader, &comment, NULL), TENOR_ERR_INPUT);
    assert_int_equal(tenor_reader_next(reader, &comment, NULL), TENOR_ERR_INPUT);
    tenor_reader_free(reader);
    unlink(path);
}

static void names_end_where_their_enumeration_does(void **state)
{
    (void)state;
    assert_string_equal(tenor_head_name(TENOR_SENTIMENT), "sentiment");
    assert_string_equal(tenor_head_name(TENOR_REPLY), "reply");
    assert_null(tenor_head_name(-1));
    assert_null(tenor_head_name(TENOR_N_HEADS));
    assert_string_equal(tenor_unscored_name(TENOR_SCORED), "scored");
    assert_string_equal(tenor_unscored_name(TENOR_UNSCORED_NO_WORDS), "no_words");
    assert_null(tenor_unscored_name(TENOR_N_UNSCORED));
    assert_null(tenor_target_source_name(TENOR_TARGET_NONE));
    assert_string_equal(tenor_target_source_name(TENOR_TARGET_TITLE), "title");
    assert_null(tenor_target_source_name(TENOR_TARGET_TITLE + 1));
}

static void a_label_is_the_most_probable_class_and_the_score_a_difference(void **state)
{
    tenor_engine *engine = NULL;
    tenor_scorer *scorer = NULL;
    tenor_result result;

    (void)state;
    assert_int_equal(tenor_engine_load(&engine, models(), NULL), 0);
    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    assert_int_equal(tenor_score(scorer, text_of("What a wonderful, wonderful plan!"),
                                 text_of("the plan"), absent, &result, NULL),
                     0);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const tenor_label *l = &result.head[head];
        int n = tenor_engine_n_classes(engine, head);
        double sum = 0.0;

        assert_int_equal(l->present, head != TENOR_REPLY); /* no parent's text */
        assert_true(l->present || l->label == -1);
        for (int c = 0; l->present && c < n; c++) {
            sum += l->p[c];
            assert_true(l->p[c] >= 0.0 && l->p[c] <= l->p[l->label]);
            assert_non_null(tenor_engine_class_name(engine, head, c));
        }
        assert_true(!l->present || (sum > 1.0 - 1e-9 && sum < 1.0 + 1e-9));
        assert_true(!l->present || l->score == l->p[n - 1] - l->p[0]);
        assert_null(tenor_engine_class_name(engine, head, n));
    }
    assert_int_equal(tenor_engine_n_classes(engine, TENOR_N_HEADS), 0);
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
}

static void no_text_is_empty_and_too_much_is_an_error(void **state)
{
    void *room =
        mmap(NULL, TOO_LONG_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    tenor_engine *engine = NULL;
    tenor_scorer *scorer = NULL;
    tenor_result result;

    (void)state;
    assert_true(room != MAP_FAILED);
    assert_int_equal(tenor_engine_load(&engine, models(), NULL), 0);
    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    assert_int_equal(tenor_score(scorer, absent, absent, absent, &result, NULL), 0);
    assert_int_equal(result.unscored, TENOR_UNSCORED_EMPTY);
    assert_false(result.head[TENOR_SENTIMENT].present);
    assert_int_equal(
        tenor_score(scorer, (tenor_str){ room, TOO_LONG_BYTES }, absent, absent, &result, NULL),
        TENOR_ERR_INPUT);
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
    munmap(room, TOO_LONG_BYTES);
}

/* --------------------------------------------------------------- whole runs */

typedef struct {
    tenor_batch_options *options;
    int n_calls, inner_code;
    bool stop;
} watching;

/* a second run on the same folder, while the first one works on it */
static int run_another(void *user, const char *stage, int64_t done, int64_t total, const char *unit)
{
    watching *w = user;
    tenor_batch_options again = *w->options;

    (void)stage, (void)done, (void)total, (void)unit;
    again.progress = NULL;
    if (w->n_calls++ == 0)
        w->inner_code = tenor_batch_run(&again, NULL, NULL);
    return w->stop;
}

static void runs_on_one_folder_exclude_each_other_and_stop_on_request(void **state)
{
    char folder[] = "/tmp/tenor-api-XXXXXX", current[64], clean[64];
    const char *const paths[] = { DEMO };
    tenor_batch_options options;
    watching w = { .options = &options, .stop = true };
    tenor_summary summary;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(current, sizeof(current), "%s/current", folder);
    snprintf(clean, sizeof(clean), "rm -rf %s", folder);
    tenor_batch_options_init(&options);
    options.paths = paths;
    options.n_paths = 1;
    options.models_dir = models();
    options.output_dir = folder;
    options.threads = 1;
    options.progress = run_another;
    options.progress_user = &w;
    assert_int_equal(tenor_batch_run(&options, &summary, NULL), TENOR_ERR_CANCELLED);
    assert_int_equal(w.inner_code, TENOR_ERR_LOCKED);
    assert_int_equal(access(current, F_OK), -1);
    w = (watching){ .options = &options };
    assert_int_equal(tenor_batch_run(&options, &summary, NULL), 0);
    assert_int_equal(w.inner_code, TENOR_ERR_LOCKED);
    assert_int_equal(access(current, F_OK), 0);
    assert_true(summary.received > 700);
    assert_int_equal(system(clean), 0); /* NOLINT: a folder of ours */
}

static int stop_at_call(void *user, const char *stage, int64_t done, int64_t total,
                        const char *unit)
{
    int *calls_left = user;

    (void)stage, (void)done, (void)total, (void)unit;
    return --*calls_left == 0;
}

/* the last call comes when all is read: an interrupt may have ended the input, too */
static void a_map_that_is_to_stop_leaves_nothing_however_late(void **state)
{
    char folder[] = "/tmp/tenor-api-XXXXXX", shard[64], clean[64];
    const char *const paths[] = { DEMO };
    tenor_map_options options;
    int calls_left = -1, n_calls;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(shard, sizeof(shard), "%s/one", folder);
    snprintf(clean, sizeof(clean), "rm -rf %s", folder);
    tenor_map_options_init(&options);
    options.shard = "one";
    options.batch.paths = paths;
    options.batch.n_paths = 1;
    options.batch.models_dir = models();
    options.batch.output_dir = folder;
    options.batch.author_key_file = ".clang-format"; /* any bytes will do */
    options.batch.threads = 1;
    options.batch.progress = stop_at_call;
    options.batch.progress_user = &calls_left;
    options.batch.output_dir = "";
    assert_int_equal(tenor_map_run(&options, NULL, NULL, NULL), TENOR_ERR_ARGUMENT);
    options.batch.output_dir = folder;
    assert_int_equal(tenor_map_run(&options, NULL, NULL, NULL), 0);
    assert_int_equal(access(shard, F_OK), 0);
    assert_int_equal(system(clean), 0); /* NOLINT: a folder of ours */
    n_calls = -1 - calls_left;
    assert_true(n_calls > 2);
    for (int k = 1; k <= n_calls; k++) {
        calls_left = k;
        assert_int_equal(tenor_map_run(&options, NULL, NULL, NULL), TENOR_ERR_CANCELLED);
        assert_int_equal(access(shard, F_OK), -1);
    }
    assert_int_equal(system(clean), 0); /* NOLINT: a folder of ours */
}

static void refused(const tenor_batch_options *options, const char *why)
{
    tenor_error err = { 0 };

    assert_int_equal(tenor_batch_run(options, NULL, &err), TENOR_ERR_ARGUMENT);
    if (!strstr(err.message, why))
        fail_msg("'%s' is not in: %s", why, err.message);
}

static void a_batch_refuses_options_that_make_no_sense(void **state)
{
    const char *const paths[] = { DEMO };
    tenor_batch_options good, bad;

    (void)state;
    tenor_batch_options_init(&good);
    good.paths = paths;
    good.n_paths = 1;
    good.output_dir = "tests/nowhere/results";
    bad = good, bad.n_paths = 0;
    refused(&bad, "no input");
    bad = good, bad.output_dir = "";
    refused(&bad, "no output folder");
    bad = good, bad.keep = 0;
    refused(&bad, "at least 1 run");
    bad = good, bad.min_comments = -1;
    refused(&bad, "fewest comments");
    bad = good, bad.terms = 101;
    refused(&bad, "terms must be 0 to 100, not 101");
    bad = good, bad.max_rejected_share = 1.1;
    refused(&bad, "share of rejected");
    bad = good, bad.file_mode = 01000;
    refused(&bad, "the mode 1000");
    bad = good, bad.reader.labelled = true;
    refused(&bad, "labelled rows");
    bad = good, bad.target_aliases = "the tram";
    refused(&bad, "aliases need a target");
    refused(&good, "no folder of models");
    assert_int_equal(access("tests/nowhere", F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(freeing_nothing_is_legal),
        cmocka_unit_test(what_failed_is_not_there_and_the_first_failure_stays),
        cmocka_unit_test(a_reader_that_failed_goes_on_failing),
        cmocka_unit_test(names_end_where_their_enumeration_does),
        cmocka_unit_test(a_label_is_the_most_probable_class_and_the_score_a_difference),
        cmocka_unit_test(no_text_is_empty_and_too_much_is_an_error),
        cmocka_unit_test(runs_on_one_folder_exclude_each_other_and_stop_on_request),
        cmocka_unit_test(a_map_that_is_to_stop_leaves_nothing_however_late),
        cmocka_unit_test(a_batch_refuses_options_that_make_no_sense),
    };

    tenor_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
