/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * map_files.c - a folder of partial results
 */
#include "batch/cluster/map_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int tn_map_folder_begin(char **folder, const char *dir, tenor_error *err)
{
    const char *place = getenv("TMPDIR");
    int rc = dir ? tn_mkdirs(dir, err) : 0;

    *folder = NULL;
    if (rc < 0)
        return rc;
    *folder = tn_path_join(dir ? dir : place && *place ? place : "/tmp", ".partial-XXXXXX");
    if (!*folder)
        return tn_no_memory(err);
    if (!mkdtemp(*folder)) {
        rc = tn_fail(err, TENOR_ERR_IO, "cannot create folder '%s': %s", *folder, strerror(errno));
        free(*folder);
        *folder = NULL;
    }
    return rc;
}

void tn_map_folder_end(char *folder)
{
    if (folder)
        tn_remove_tree(folder, NULL);
    free(folder);
}

int tn_map_files_create(tn_map_files *p, const char *folder, int n_partitions, int partition,
                        const tn_partial_identity *identity, tenor_error *err)
{
    int rc = 0;

    *p = (tn_map_files){ .folder = folder };
    p->writer = tn_alloc((size_t)n_partitions, sizeof(*p->writer));
    if (!p->writer)
        return tn_no_memory(err);
    p->n_partitions = n_partitions;
    for (int i = 0; rc == 0 && i < n_partitions; i++) {
        char name[32], *path;

        if (partition >= 0 && partition != i)
            continue;
        tn_map_file_name(name, i);
        path = tn_path_join(folder, name);
        rc = path ? tn_segment_create(&p->writer[i], path, identity, err) : tn_no_memory(err);
        free(path);
    }
    return rc;
}

int tn_map_files_put(void *user, tenor_str id, size_t n_records, const tn_buf *partial,
                     tenor_error *err)
{
    tn_map_files *p = user;
    int partition = tn_partition_of(id, p->n_partitions);

    if (!p->writer[partition].stream)
        return tn_fail(err, TENOR_ERR_INPUT, "an article stands in the wrong part");
    p->records += (int64_t)n_records;
    return tn_run_put(p->writer[partition].stream, id, partial, err);
}

static int write_manifest(const tn_map_files *p, const tn_shard_list *list, tenor_error *err)
{
    tn_buf line = { 0 };
    char *text = NULL;
    int rc;

    if ((rc = tn_shard_write(&text, list, err)) == 0 &&
        (rc = tn_buf_printf(&line, err, "%s\n", text)) == 0)
        rc = tn_file_write(p->folder, "manifest.json", line.data, line.bytes, err);
    tn_buf_free(&line);
    free(text);
    return rc;
}

int tn_map_files_commit(tn_map_files *p, tn_shard_list *list, tenor_error *err)
{
    int rc;

    free(list->digest);
    list->n_digests = 0;
    list->digest = tn_alloc((size_t)p->n_partitions, sizeof(*list->digest));
    if (!list->digest)
        return tn_no_memory(err);
    for (int i = 0; i < p->n_partitions; i++) {
        tn_segment_writer *writer = &p->writer[i];

        if (!writer->stream) /* a partition that is not written here */
            continue;
        if ((rc = tn_run_end(writer->stream, err)) < 0 || (rc = tn_segment_commit(writer, err)) < 0)
            return rc;
        memcpy(list->digest[list->n_digests++], writer->digest, sizeof(*list->digest));
    }
    if ((rc = write_manifest(p, list, err)) < 0)
        return rc;
    return tn_sync_dir(p->folder, err);
}

void tn_map_files_discard(tn_map_files *p)
{
    for (int i = 0; i < p->n_partitions; i++)
        tn_segment_discard(&p->writer[i]);
    free(p->writer);
    *p = (tn_map_files){ 0 };
}

/* what is at `path` goes away; another attempt may do the same at the same time */
static int clear_away(const char *path, const char *dir, tenor_error *err)
{
    char *aside = tn_path_join(dir, ".replaced-XXXXXX");
    int rc;

    if (!aside)
        return tn_no_memory(err);
    if (!mkdtemp(aside))
        rc = tn_fail(err, TENOR_ERR_IO, "cannot create folder '%s': %s", aside, strerror(errno));
    else if (rename(path, aside) != 0 && errno != ENOENT)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot rename '%s': %s", path, strerror(errno));
    else
        rc = tn_remove_tree(aside, err);
    free(aside);
    return rc;
}

int tn_map_folder_publish(const char *folder, const char *dir, const char *name, tenor_error *err)
{
    char *path = tn_path_join(dir, name);
    int rc = path ? 0 : tn_no_memory(err), tries = 0;

    while (rc == 0 && rename(folder, path) != 0) {
        if ((errno != ENOTEMPTY && errno != EEXIST) || ++tries > 10) {
            rc = tn_fail(err, TENOR_ERR_IO, "cannot rename '%s' to '%s': %s", folder, path,
                         strerror(errno));
        } else {
            rc = clear_away(path, dir, err);
        }
    }
    free(path);
    return rc == 0 ? tn_sync_dir(dir, err) : rc;
}
