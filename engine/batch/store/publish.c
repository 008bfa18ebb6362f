/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publish.c - a results directory in which a run appears whole or not at all
 */
#include "batch/store/publish.h"

#include "base/file.h"
#include "batch/store/history.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PARTIAL      ".partial-"
#define RUN_ID_DATES "00000000T000000Z-"

static int io_error(tenor_error *err, const char *what, const char *path)
{
    return tn_fail(err, TENOR_ERR_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

/* --------------------------------------------------- names in a folder */

typedef struct {
    char **name;
    size_t n_names, capacity;
} name_list;

static void names_free(name_list *list)
{
    for (size_t i = 0; i < list->n_names; i++)
        free(list->name[i]);
    free(list->name);
    *list = (name_list){ 0 };
}

static int list_names(name_list *list, const char *dir, bool (*wanted)(const char *name),
                      tenor_error *err)
{
    DIR *stream = opendir(dir);
    struct dirent *entry;
    int rc = 0;

    *list = (name_list){ 0 };
    if (!stream)
        return io_error(err, "open folder", dir);
    while ((errno = 0, entry = readdir(stream)) != NULL) {
        char **name;

        if (!wanted(entry->d_name))
            continue;
        rc = tn_grow((void **)&list->name, &list->capacity, list->n_names + 1, sizeof(char *), err);
        if (rc < 0)
            goto done;
        name = &list->name[list->n_names];
        *name = tn_strndup(entry->d_name, strlen(entry->d_name));
        if (!*name) {
            rc = tn_no_memory(err);
            goto done;
        }
        list->n_names++;
    }
    if (errno)
        rc = io_error(err, "read folder", dir);
done:
    closedir(stream);
    if (rc < 0)
        names_free(list);
    return rc;
}

static bool is_partial(const char *name)
{
    return strncmp(name, PARTIAL, strlen(PARTIAL)) == 0;
}

/* whatever else somebody keeps among the runs is left alone */
static bool is_run(const char *name)
{
    const char *shape = RUN_ID_DATES;

    for (; *shape; shape++, name++)
        if (*shape == '0' ? *name < '0' || *name > '9' : *name != *shape)
            return false;
    return *name != '\0';
}

/* ------------------------------------------------------------ beginning */

/* the lock is ours, so whoever began these is dead */
static int remove_stale(const tn_publication *p, tenor_error *err)
{
    name_list stale;
    int rc = list_names(&stale, p->runs, is_partial, err);

    for (size_t i = 0; rc == 0 && i < stale.n_names; i++) {
        char *path = tn_path_join(p->runs, stale.name[i]);

        rc = path ? tn_remove_tree(path, err) : tn_no_memory(err);
        free(path);
    }
    names_free(&stale);
    return rc;
}

/* names sort by time: the second, its microsecond in hexadecimal, and some chance */
static int make_run_id(tn_publication *p, tenor_error *err)
{
    struct timespec now;
    struct tm utc;
    char second[32];
    uint16_t chance = 0;

    if (clock_gettime(CLOCK_REALTIME, &now) != 0 || !gmtime_r(&now.tv_sec, &utc) ||
        strftime(second, sizeof(second), "%Y%m%dT%H%M%SZ", &utc) == 0)
        return tn_fail(err, TENOR_ERR_INTERNAL, "cannot tell the time: %s", strerror(errno));
    if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) < 0)
        chance = (uint16_t)getpid(); /* a name that is taken is found out when it is made */
    snprintf(p->run_id, sizeof(p->run_id), "%s-%05x%03x", second,
             (unsigned)(now.tv_nsec / 1000) & 0xFFFFFu, chance & 0xFFFu);
    return 0;
}

static int make_partial(tn_publication *p, tenor_error *err)
{
    char name[sizeof(PARTIAL) + sizeof(p->run_id)];
    int rc = make_run_id(p, err);

    if (rc < 0)
        return rc;
    snprintf(name, sizeof(name), PARTIAL "%s", p->run_id);
    p->partial = tn_path_join(p->runs, name);
    if (!p->partial)
        return tn_no_memory(err);
    return mkdir(p->partial, p->file_mode ? 0700 : 0777) == 0
               ? 0
               : io_error(err, "create folder", p->partial);
}

int tn_publish_begin(tn_publication *p, const char *dir, unsigned file_mode, tenor_error *err)
{
    int rc;

    *p = (tn_publication){ .file_mode = file_mode, .lock_fd = -1 };
    p->dir = tn_strndup(dir, strlen(dir));
    p->runs = tn_path_join(dir, "runs");
    if (!p->dir || !p->runs)
        rc = tn_no_memory(err);
    else if ((rc = tn_mkdirs(dir, err)) == 0 && (rc = tn_lock_dir(&p->lock_fd, dir, err)) == 0 &&
             (rc = tn_mkdirs(p->runs, err)) == 0 && (rc = remove_stale(p, err)) == 0)
        rc = make_partial(p, err);
    if (rc < 0)
        tn_publish_end(p);
    return rc;
}

/* ----------------------------------------------------------- committing */

static int move(const char *from, const char *to, tenor_error *err)
{
    return rename(from, to) == 0 ? 0 : io_error(err, "rename into place", to);
}

/* a run's link is "runs/" and its name */
static int switch_current(tn_publication *p, tenor_error *err)
{
    char target[sizeof(p->run_id) + 8];
    char *link_path = tn_path_join(p->dir, "current");
    char *temporary = tn_path_join(p->dir, "current.tmp");
    ssize_t bytes;
    int rc;

    if (link_path && (bytes = readlink(link_path, target, sizeof(target))) > 5)
        snprintf(p->previous, sizeof(p->previous), "%.*s", (int)bytes - 5, target + 5);
    snprintf(target, sizeof(target), "runs/%s", p->run_id);
    if (!link_path || !temporary) {
        rc = tn_no_memory(err);
    } else if (unlink(temporary) != 0 && errno != ENOENT) {
        rc = io_error(err, "remove", temporary);
    } else if (symlink(target, temporary) != 0) {
        rc = io_error(err, "create link", temporary);
    } else {
        rc = move(temporary, link_path, err);
        if (rc < 0)
            unlink(temporary);
    }
    free(link_path);
    free(temporary);
    return rc;
}

static int set_history_mode(const tn_publication *p, tenor_error *err)
{
    char *path = tn_path_join(p->dir, TN_HISTORY_NAME);
    int rc = path ? tn_set_mode(path, p->file_mode, err) : tn_no_memory(err);

    free(path);
    return rc;
}

/* The run has its name. A fault before `current` is replaced takes the name and the row back. */
static int announce(tn_publication *p, const char *run, tenor_str row, tenor_error *err)
{
    int64_t history_bytes = -1;
    int rc;

    if ((rc = tn_sync_dir(p->runs, err)) < 0 ||
        (rc = tn_history_append(p->dir, row, &history_bytes, err)) < 0 ||
        (p->file_mode && (rc = set_history_mode(p, err)) < 0) ||
        (rc = switch_current(p, err)) < 0) {
        tn_history_restore(p->dir, history_bytes);
        tn_remove_tree(run, NULL);
        return rc;
    }
    p->published = true;
    tn_sync_dir(p->dir, NULL); /* readers see the run already: too late to fail */
    return 0;
}

static int newest_first(const void *left, const void *right)
{
    return strcmp(*(char *const *)right, *(char *const *)left);
}

/* renamed first, so that a crash never leaves half a run among the whole ones */
static void remove_run(const tn_publication *p, const char *name)
{
    tn_buf gone = { 0 };
    char *run = tn_path_join(p->runs, name);

    if (run && tn_buf_printf(&gone, NULL, "%s/" PARTIAL "%s", p->runs, name) == 0 &&
        rename(run, gone.data) == 0)
        tn_remove_tree(gone.data, NULL);
    free(run);
    tn_buf_free(&gone);
}

/*
 * After the run is published; what cannot be removed now is tried again by the next run. What was
 * served last stays, whatever its name. Any other name that is later than that of the run just
 * published is of a time when the clock was wrong: it counts as older than all others, so that it
 * holds no place forever.
 */
static void prune(const tn_publication *p, int keep)
{
    name_list runs;
    size_t n_future = 0;
    int kept = 1; /* the one just published */

    if (list_names(&runs, p->runs, is_run, NULL) < 0)
        return;
    if (runs.n_names > 1)
        qsort(runs.name, runs.n_names, sizeof(char *), newest_first);
    while (n_future < runs.n_names && strcmp(runs.name[n_future], p->run_id) > 0)
        n_future++;
    for (size_t i = 0; keep > 1 && i < runs.n_names; i++)
        kept += strcmp(runs.name[i], p->previous) == 0;
    for (size_t i = 0; i < runs.n_names; i++) {
        const char *name = runs.name[(n_future + i) % runs.n_names];
        bool stays = strcmp(name, p->run_id) == 0 || (keep > 1 && strcmp(name, p->previous) == 0);

        if (!stays && ++kept > keep)
            remove_run(p, name);
    }
    names_free(&runs);
}

int tn_publish_commit(tn_publication *p, tenor_str row, int keep, tenor_error *err)
{
    char *run = tn_path_join(p->runs, p->run_id);
    int rc;

    if (!run)
        return tn_no_memory(err);
    if (p->file_mode && (rc = tn_set_mode(p->partial, p->file_mode, err)) < 0)
        goto done;
    /*
     * One sync of the file system instead of one of every file: a run has a file for each article.
     * The lock was opened before anything was written, so write errors since then are reported.
     */
    if (syncfs(p->lock_fd) != 0) {
        rc = io_error(err, "sync", p->partial);
        goto done;
    }
    if ((rc = move(p->partial, run, err)) < 0 || (rc = announce(p, run, row, err)) < 0)
        goto done;
    prune(p, keep);
done:
    free(run);
    return rc;
}

void tn_publish_end(tn_publication *p)
{
    if (p->partial && !p->published)
        tn_remove_tree(p->partial, NULL);
    if (p->dir && p->lock_fd >= 0)
        close(p->lock_fd); /* which also unlocks */
    free(p->dir);
    free(p->runs);
    free(p->partial);
    *p = (tn_publication){ .lock_fd = -1 };
}
