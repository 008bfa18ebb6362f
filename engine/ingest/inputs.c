/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inputs.c - the list of input files behind the paths that were given
 *
 * Folders are walked recursively in byte order of their names, so the order
 * never depends on the file system or the locale. Hidden files are skipped.
 */
#include "base/file.h"
#include "ingest/ingest.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    tenor_input_info *item;
    size_t n_items;
    size_t capacity;
    bool has_stdin;
} input_list;

static int cannot_open(const char *path, tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
}

static int add_file(input_list *list, const char *path, tenor_error *err)
{
    tenor_input_info *item;
    int rc = tn_grow((void **)&list->item, &list->capacity, list->n_items + 1, sizeof(*item), err);

    if (rc < 0)
        return rc;
    item = &list->item[list->n_items++];
    *item = (tenor_input_info){ .name = tn_strndup(path, strlen(path)),
                                .format = tn_strndup("empty", 5) };
    return item->name && item->format ? 0 : tn_no_memory(err);
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_folder(input_list *list, const char *path, tenor_error *err);

/* An entry of a folder: links to files count, links to folders could go round in circles. */
static int add_found(input_list *list, const char *path, tenor_error *err)
{
    struct stat itself, behind;
    int rc;

    if (lstat(path, &itself) < 0)
        return cannot_open(path, err);
    if (S_ISDIR(itself.st_mode))
        return add_folder(list, path, err);
    if (stat(path, &behind) < 0 || access(path, R_OK) < 0)
        return cannot_open(path, err);
    if (!S_ISREG(behind.st_mode))
        return 0;
    rc = add_file(list, path, err);
    if (rc < 0)
        return rc;
    list->item[list->n_items - 1].found = true;
    return 0;
}

static int add_folder(input_list *list, const char *path, tenor_error *err)
{
    struct dirent **entry = NULL;
    int n_entries = scandir(path, &entry, not_hidden, by_bytes);
    int rc = 0;

    if (n_entries < 0)
        return cannot_open(path, err);
    for (int i = 0; i < n_entries && rc == 0; i++) {
        char *inner = tn_path_join(path, entry[i]->d_name);

        rc = inner ? add_found(list, inner, err) : tn_no_memory(err);
        free(inner);
    }
    for (int i = 0; i < n_entries; i++)
        free(entry[i]);
    free(entry);
    return rc;
}

static int add_path(input_list *list, const char *path, tenor_error *err)
{
    struct stat status;

    if (strcmp(path, "-") == 0) {
        if (list->has_stdin)
            return tn_fail(err, TENOR_ERR_ARGUMENT, "standard input (-) was given twice");
        list->has_stdin = true;
        return add_file(list, path, err);
    }
    if (stat(path, &status) < 0)
        return cannot_open(path, err);
    if (S_ISDIR(status.st_mode))
        return add_folder(list, path, err);
    return access(path, R_OK) < 0 ? cannot_open(path, err) : add_file(list, path, err);
}

int tn_inputs_expand(tenor_input_info **out, size_t *n_out, const char *const *paths,
                     size_t n_paths, tenor_error *err)
{
    input_list list = { 0 };
    int rc = 0;

    *out = NULL;
    *n_out = 0;
    for (size_t i = 0; i < n_paths && rc == 0; i++)
        rc = add_path(&list, paths[i], err);
    if (rc < 0) {
        tn_inputs_free(list.item, list.n_items);
        return rc;
    }
    *out = list.item;
    *n_out = list.n_items;
    return 0;
}

void tn_inputs_free(tenor_input_info *inputs, size_t n_inputs)
{
    for (size_t i = 0; i < n_inputs; i++) {
        free(inputs[i].name);
        free(inputs[i].format);
    }
    free(inputs);
}
