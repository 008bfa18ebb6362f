/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * results.c - reading a results directory back, for the report and for inspect
 */
#include "output/results.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_DOCUMENT_BYTES ((size_t)4 << 30)

static bool has_manifest(const char *dir)
{
    char *path = tn_path_join(dir, "manifest.json");
    bool found = path && access(path, F_OK) == 0;

    free(path);
    return found;
}

int tn_results_find(char **run, const char *dir, tenor_error *err)
{
    char *current = tn_path_join(dir, "current");
    const char *found;
    int rc = 0;

    *run = NULL;
    if (!current)
        return tn_no_memory(err);
    if (access(dir, F_OK) != 0) {
        rc = tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", dir, strerror(errno));
        goto done;
    }
    found = has_manifest(dir) ? dir : has_manifest(current) ? current : NULL;
    if (!found) {
        rc = tn_fail(err, TENOR_ERR_INPUT,
                     "'%s' is not a results directory: neither it nor its 'current' holds a "
                     "manifest.json",
                     dir);
        goto done;
    }
    *run = realpath(found, NULL);
    if (!*run)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot resolve '%s': %s", dir, strerror(errno));
done:
    free(current);
    return rc;
}

int tn_results_load(json_t **out, const char *run, const char *name, json_type type,
                    tenor_error *err)
{
    char *path = tn_path_join(run, name);
    tn_buf text = { 0 };
    json_error_t fault;
    int rc;

    *out = NULL;
    if (!path)
        return tn_no_memory(err);
    rc = tn_file_read(&text, path, MAX_DOCUMENT_BYTES, err);
    if (rc < 0)
        goto done;
    *out = json_loadb(text.data ? text.data : "", text.bytes,
                      JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault);
    if (!*out) {
        rc = tn_fail_line(err, TENOR_ERR_INPUT, fault.line, "'%s' is not JSON: line %d: %s", path,
                          fault.line, fault.text);
    } else if (json_typeof(*out) != type) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "'%s' does not hold an %s", path,
                     type == JSON_ARRAY ? "array" : "object");
        json_decref(*out);
        *out = NULL;
    }
done:
    tn_buf_free(&text);
    free(path);
    return rc;
}

int tn_results_damaged(tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_INPUT, "a line of comments.ndjson is damaged");
}

int tn_results_each_comment(const char *run, int (*take)(void *user, json_t *comment), void *user,
                            tenor_error *err)
{
    char *path = tn_path_join(run, "comments.ndjson"), *line = NULL;
    FILE *file = path ? fopen(path, "rbe") : NULL;
    size_t capacity = 0;
    ssize_t bytes;
    int rc = 0;

    free(path);
    if (!path)
        return tn_no_memory(err);
    if (!file) {
        return tn_fail(err, TENOR_ERR_INPUT,
                       "no comments in '%s': tenor batch writes them with --comments", run);
    }
    while (rc == 0 && (bytes = getline(&line, &capacity, file)) > 0) {
        json_t *comment = json_loadb(line, (size_t)bytes, JSON_ALLOW_NUL, NULL);

        rc = tn_get_text(comment, "article_id") ? take(user, comment) : tn_results_damaged(err);
        json_decref(comment);
    }
    if (rc == 0 && ferror(file))
        rc = tn_fail(err, TENOR_ERR_IO, "cannot read comments.ndjson: %s", strerror(errno));
    free(line);
    fclose(file);
    return rc;
}

bool tn_is_in_section(const json_t *row, const char *name)
{
    const char *section = tn_get_text(row, "section");

    return strcmp(section ? section : TN_NO_SECTION, name) == 0;
}

int tn_results_load_rollup(json_t **rows, const char *run, tn_rollup_kind kind, tenor_error *err)
{
    char *path = tn_path_join(run, tn_rollup_file[kind]);
    json_t *document = NULL;
    bool is_there = path && access(path, F_OK) == 0;
    int rc = path ? 0 : tn_no_memory(err);

    free(path);
    *rows = NULL;
    if (rc == 0 && is_there)
        rc = tn_results_load(&document, run, tn_rollup_file[kind], JSON_OBJECT, err);
    if (rc < 0)
        return rc;
    *rows = document ? json_incref(json_object_get(document, tn_rollup_name[kind])) : json_array();
    json_decref(document);
    if (!json_is_array(*rows))
        return tn_fail(err, TENOR_ERR_INPUT, "'%s/%s': has no rows", run, tn_rollup_file[kind]);
    return 0;
}

int tn_results_put_rollups(json_t *root, const char *run, size_t n_most, tenor_error *err)
{
    for (int kind = 0; kind < TN_N_ROLLUPS; kind++) {
        json_t *rows;
        int rc = tn_results_load_rollup(&rows, run, (tn_rollup_kind)kind, err);

        while (rc == 0 && kind != TN_PERIODS && n_most > 0 && json_array_size(rows) > n_most)
            json_array_remove(rows, json_array_size(rows) - 1);
        if (rc < 0) {
            json_decref(rows);
            return rc;
        }
        if (json_object_set_new(root, tn_rollup_name[kind], rows) != 0)
            return tn_no_memory(err);
    }
    return 0;
}
