/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_publish.c - a run appears whole or not at all
 */
#include "batch/store/history.h"
#include "batch/store/publish.h"
#include "folder_helper.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROW "{\"run\": 1}\n"

static bool exists(const char *name)
{
    struct stat st;
    char *path = path_of(name);
    bool found = lstat(path, &st) == 0;

    free(path);
    return found;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void expect_text(const char *name, const char *wanted)
{
    char *path = path_of(name);
    tn_buf text = { 0 };

    assert_int_equal(tn_file_read(&text, path, 100000, NULL), 0);
    assert_string_equal(text.data ? text.data : "", wanted);
    tn_buf_free(&text);
    free(path);
}

static int count_runs(bool partial)
{
    char *runs = path_of("runs");
    DIR *stream = opendir(runs);
    const struct dirent *entry;
    int n = 0;

    assert_non_null(stream);
    while ((entry = readdir(stream)) != NULL) {
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
             partial == (entry->d_name[0] == '.');
    }
    closedir(stream);
    free(runs);
    return n;
}

static int publish(const char *text, int keep, tenor_error *err)
{
    tn_publication p;
    char *file, *inner;
    int rc = tn_publish_begin(&p, folder, 0, err);

    assert_int_equal(rc, 0);
    file = tn_path_join(p.partial, "document");
    inner = tn_path_join(p.partial, "a/b");
    assert_int_equal(tn_mkdirs(inner, NULL), 0);
    write_text(file, text);
    rc = tn_publish_commit(&p, tn_str(ROW), keep, err);
    tn_publish_end(&p);
    free(file);
    free(inner);
    return rc;
}

static void current_is_the_latest_run(void **state)
{
    (void)state;
    assert_int_equal(publish("one", 2, NULL), 0);
    expect_text("current/document", "one");
    assert_int_equal(publish("two", 2, NULL), 0);
    expect_text("current/document", "two");
    assert_true(exists("current/a/b"));
    assert_int_equal(count_runs(false), 2);
    assert_int_equal(count_runs(true), 0);
    assert_false(exists("current.tmp"));
    expect_text("history.ndjson", ROW ROW);
}

static void current_is_a_relative_link(void **state)
{
    char target[200] = "";
    char *path = path_of("current");

    (void)state;
    assert_int_equal(publish("one", 2, NULL), 0);
    assert_true(readlink(path, target, sizeof(target) - 1) > 0);
    assert_int_equal(strncmp(target, "runs/2", 6), 0); /* the folder may be moved */
    free(path);
}

static void older_runs_are_pruned(void **state)
{
    char *current = path_of("current"), run[5][64] = { 0 }; /* "runs/RUN_ID" */

    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(publish(i < 4 ? "older" : "newest", 3, NULL), 0);
        assert_true(readlink(current, run[i], sizeof(run[i]) - 1) > 5);
    }
    free(current);
    assert_int_equal(count_runs(false), 3);
    for (int i = 0; i < 5; i++)
        assert_int_equal(exists(run[i]), i >= 2);
    assert_int_equal(publish("only", 1, NULL), 0);
    assert_int_equal(count_runs(false), 1);
    expect_text("current/document", "only");
}

static void a_run_dated_in_the_future_is_the_first_to_go(void **state)
{
    static const char future[] = "runs/29991231T235959Z-00000000";
    char *path = path_of(future), *current = path_of("current"), run[2][64] = { 0 };

    (void)state;
    assert_int_equal(tn_mkdirs(path, NULL), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(publish("x", 3, NULL), 0);
        assert_true(readlink(current, run[i], sizeof(run[i]) - 1) > 5);
    }
    assert_true(exists(future)); /* there is room for three */
    assert_int_equal(publish("x", 3, NULL), 0);
    assert_false(exists(future));
    assert_true(exists(run[0]) && exists(run[1]));
    free(path);
    free(current);
}

static void what_was_served_last_stays(void **state)
{
    char *current = path_of("current"), run[4][64] = { 0 };

    (void)state;
    for (int i = 0; i < 4; i++) {
        if (i == 3) { /* somebody has turned it back */
            assert_int_equal(unlink(current), 0);
            assert_int_equal(symlink(run[0], current), 0);
        }
        assert_int_equal(publish("x", i < 3 ? 3 : 2, NULL), 0);
        assert_true(readlink(current, run[i], sizeof(run[i]) - 1) > 5);
    }
    for (int i = 0; i < 4; i++)
        assert_int_equal(exists(run[i]), i == 0 || i == 3);
    free(current);
}

static void other_folders_among_the_runs_stay(void **state)
{
    char *other = path_of("runs/kept-by-hand"), *dated = path_of("runs/20260101T000000Z-");

    (void)state;
    assert_int_equal(tn_mkdirs(other, NULL), 0);
    assert_int_equal(tn_mkdirs(dated, NULL), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(publish("x", 1, NULL), 0);
    assert_true(exists("runs/kept-by-hand"));
    assert_true(exists("runs/20260101T000000Z-"));
    free(other);
    free(dated);
}

static void run_of_a_later_clock_is_not_kept_for_the_current_one(void **state)
{
    char *future = path_of("runs/29990101T000000Z-00000000");

    (void)state;
    assert_int_equal(tn_mkdirs(future, NULL), 0);
    assert_int_equal(publish("now", 1, NULL), 0);
    expect_text("current/document", "now");
    assert_int_equal(count_runs(false), 1);
    free(future);
}

static void second_run_is_locked_out(void **state)
{
    tn_publication first, second;
    tenor_error err = { 0 };
    char wanted[200];

    (void)state;
    assert_int_equal(tn_publish_begin(&first, folder, 0, NULL), 0);
    assert_int_equal(tn_publish_begin(&second, folder, 0, &err), TENOR_ERR_LOCKED);
    snprintf(wanted, sizeof(wanted), "another run holds '%s'", folder);
    assert_string_equal(err.message, wanted);
    assert_int_equal(access(first.partial, F_OK), 0); /* it is not taken for a dead one */
    tn_publish_end(&first);
    assert_int_equal(tn_publish_begin(&second, folder, 0, NULL), 0);
    tn_publish_end(&second);
}

static void abandoned_run_leaves_nothing(void **state)
{
    tn_publication p;
    char *file;

    (void)state;
    assert_int_equal(publish("old", 2, NULL), 0);
    assert_int_equal(tn_publish_begin(&p, folder, 0, NULL), 0);
    file = tn_path_join(p.partial, "document");
    write_text(file, "new");
    free(file);
    tn_publish_end(&p);
    assert_int_equal(count_runs(true), 0);
    assert_int_equal(count_runs(false), 1);
    expect_text("current/document", "old");
    expect_text("history.ndjson", ROW);
}

static void crashed_runs_are_cleared_away(void **state)
{
    char *stale = path_of("runs/.partial-20260101T000000Z-00000000/articles/ab");
    char *link = path_of("current.tmp");

    (void)state;
    assert_int_equal(tn_mkdirs(stale, NULL), 0);
    assert_int_equal(symlink("nowhere", link), 0);
    assert_int_equal(publish("new", 2, NULL), 0);
    assert_int_equal(count_runs(true), 0);
    expect_text("current/document", "new");
    free(stale);
    free(link);
}

static void torn_history_row_is_cut_off(void **state)
{
    char *path = path_of("history.ndjson");

    (void)state;
    write_text(path, "{\"whole\": 1}\n{\"torn");
    assert_int_equal(publish("x", 2, NULL), 0);
    expect_text("history.ndjson", "{\"whole\": 1}\n" ROW);
    write_text(path, "{\"torn");
    assert_int_equal(publish("x", 2, NULL), 0);
    expect_text("history.ndjson", ROW);
    free(path);
}

static void long_torn_row_is_cut_off(void **state)
{
    char *path = path_of("history.ndjson");
    tn_buf text = { 0 };
    int64_t before;

    (void)state;
    assert_int_equal(tn_buf_puts(&text, "{}\n", NULL), 0);
    for (int i = 0; i < 3000; i++)
        assert_int_equal(tn_buf_puts(&text, "torn", NULL), 0);
    write_text(path, text.data);
    assert_int_equal(tn_history_append(folder, tn_str(ROW), &before, NULL), 0);
    assert_int_equal(before, 3);
    expect_text("history.ndjson", "{}\n" ROW);
    tn_history_restore(folder, before);
    expect_text("history.ndjson", "{}\n");
    tn_buf_free(&text);
    free(path);
}

static void a_long_history_stays_whole(void **state)
{
    char *path = path_of("history.ndjson");
    tn_buf text = { 0 };
    int64_t before;

    (void)state;
    for (int i = 0; i < 2000; i++) /* some pieces, each ending with a row or in one */
        assert_int_equal(tn_buf_printf(&text, NULL, "{\"night\": %d}\n", i), 0);
    write_text(path, text.data);
    assert_int_equal(tn_history_append(folder, tn_str(ROW), &before, NULL), 0);
    assert_int_equal(before, text.bytes);
    assert_int_equal(tn_buf_puts(&text, ROW, NULL), 0);
    expect_text("history.ndjson", text.data);
    tn_buf_free(&text);
    free(path);
}

static void failed_switch_takes_everything_back(void **state)
{
    char *current = path_of("current/in the way");
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(tn_mkdirs(current, NULL), 0); /* a folder cannot be replaced by a link */
    assert_int_equal(publish("new", 2, &err), TENOR_ERR_IO);
    assert_non_null(strstr(err.message, "current"));
    assert_int_equal(count_runs(false), 0);
    assert_int_equal(count_runs(true), 0);
    expect_text("history.ndjson", "");
    assert_false(exists("current.tmp"));
    free(current);
}

static void file_in_the_way_is_an_error(void **state)
{
    char *path = path_of("taken");
    tn_publication p;
    tenor_error err = { 0 };

    (void)state;
    write_text(path, "");
    assert_int_equal(tn_publish_begin(&p, path, 0, &err), TENOR_ERR_IO);
    assert_non_null(strstr(err.message, "taken"));
    free(path);
}

static void a_mode_is_that_of_every_file(void **state)
{
    const char *const names[] = { "current/site.json", "history.ndjson", "current/." };
    struct stat st;
    tn_publication p;
    char *file;

    (void)state;
    assert_int_equal(tn_publish_begin(&p, folder, 0640, NULL), 0);
    assert_int_equal(stat(p.partial, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700); /* nobody else's until it is published */
    file = tn_path_join(p.partial, "site.json");
    assert_non_null(file);
    write_text(file, "{}");
    free(file);
    assert_int_equal(tn_publish_commit(&p, tn_str(ROW), 1, NULL), 0);
    tn_publish_end(&p);
    for (int i = 0; i < 3; i++) {
        char *path = path_of(names[i]);

        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, i < 2 ? 0640 : 0750);
        free(path);
    }
}

#define IN_A_DIR(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_DIR(current_is_the_latest_run),
        IN_A_DIR(current_is_a_relative_link),
        IN_A_DIR(older_runs_are_pruned),
        IN_A_DIR(a_run_dated_in_the_future_is_the_first_to_go),
        IN_A_DIR(what_was_served_last_stays),
        IN_A_DIR(other_folders_among_the_runs_stay),
        IN_A_DIR(run_of_a_later_clock_is_not_kept_for_the_current_one),
        IN_A_DIR(second_run_is_locked_out),
        IN_A_DIR(abandoned_run_leaves_nothing),
        IN_A_DIR(crashed_runs_are_cleared_away),
        IN_A_DIR(torn_history_row_is_cut_off),
        IN_A_DIR(long_torn_row_is_cut_off),
        IN_A_DIR(a_long_history_stays_whole),
        IN_A_DIR(failed_switch_takes_everything_back),
        IN_A_DIR(file_in_the_way_is_an_error),
        IN_A_DIR(a_mode_is_that_of_every_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
