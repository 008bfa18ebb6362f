/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reduce_folders.c - partial results in folders: those of a map, or one partition of all maps'
 */
#include "batch/cluster/reduce_gather.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* the file of a partition; `index` is its place among the list's digests */
static int open_file(tn_gathering *g, const char *folder, int partition, const tn_shard_list *list,
                     size_t index, tenor_error *err)
{
    const tn_segment_origin origin = { .shard = list->partition < 0 ? list->shard[0].name : NULL,
                                       .digest = list->digest[index] };
    tn_reduce_input *in = g->in;
    char name[32], *path;
    int rc;

    if ((rc = tn_grow((void **)&in->reader, &in->capacity, in->n_readers + 1, sizeof(*in->reader),
                      err)) < 0 ||
        (rc = tn_grow((void **)&g->source, &g->source_capacity, g->n_sources + 1,
                      sizeof(*g->source), err)) < 0)
        return rc;
    tn_map_file_name(name, partition);
    path = tn_path_join(folder, name);
    rc = path ? tn_segment_open(&in->reader[in->n_readers], path, origin, g->job->identity, err)
              : tn_no_memory(err);
    free(path);
    if (rc < 0)
        return rc;
    /* NOLINTNEXTLINE(*NullDereference): tn_grow made room */
    g->source[g->n_sources++] = in->reader[in->n_readers++].source;
    return 0;
}

static int open_map(tn_gathering *g, const char *folder, const tn_shard_list *list,
                    tenor_error *err)
{
    int only = g->job->partition - 1, rc = 0; /* -1: all */

    if (only >= 0 && list->n_partitions != g->job->n_partitions) {
        return tn_fail(err, TENOR_ERR_INPUT, "'%s' has %d parts, not %d", folder,
                       list->n_partitions, g->job->n_partitions);
    }
    g->n_mapped++;
    for (int partition = 0; rc == 0 && partition < list->n_partitions; partition++)
        if (only < 0 || only == partition)
            rc = open_file(g, folder, partition, list, (size_t)partition, err);
    return rc;
}

static int check_same_shards(const tn_gathering *g, const char *folder, const tn_shard_list *list,
                             const tn_shard *fresh, tenor_error *err)
{
    const tn_shard_list *all = &g->in->all;

    if (fresh) {
        return tn_fail(err, TENOR_ERR_INPUT,
                       "'%s' is of other shards than the folders before it: it has '%s'", folder,
                       fresh->name);
    }
    for (size_t i = 0; i < all->n_shards; i++) {
        if (!tn_shard_find(list, all->shard[i].name)) {
            return tn_fail(err, TENOR_ERR_INPUT,
                           "'%s' is of other shards than the folders before it: it lacks '%s'",
                           folder, all->shard[i].name);
        }
    }
    if (list->n_partitions != all->n_partitions) {
        return tn_fail(err, TENOR_ERR_INPUT, "'%s' is one of %d parts, the folders before it of %d",
                       folder, list->n_partitions, all->n_partitions);
    }
    return 0;
}

/* one partition of all shards */
static int open_reduced(tn_gathering *g, const char *folder, const tn_shard_list *list,
                        const tn_shard *fresh, tenor_error *err)
{
    int rc;

    if (g->job->partition > 0)
        return tn_fail(err, TENOR_ERR_INPUT, "'%s' is reduced already", folder);
    if (g->n_mapped > 0)
        return tn_fail(err, TENOR_ERR_INPUT, "'%s' is reduced, others are not", folder);
    if (g->n_reduced > 0 && (rc = check_same_shards(g, folder, list, fresh, err)) < 0)
        return rc;
    g->n_reduced++;
    g->in->all.n_partitions = list->n_partitions;
    g->in->dropped += list->dropped;
    return open_file(g, folder, list->partition, list, 0, err);
}

/* maps write theirs, and of the reduces the one of the first partition writes them all */
static int check_rejections(const char *path, const tn_buf *text, const tn_shard_list *list,
                            tenor_error *err)
{
    int64_t expected = 0, found = 0;

    for (size_t i = 0; list->partition <= 0 && i < list->n_shards; i++)
        expected += list->shard[i].rejected + list->shard[i].left_out;
    for (size_t i = 0; i < text->bytes; i++)
        found += text->data[i] == '\n';
    if (found == expected)
        return 0;
    if (list->partition < 0) {
        return tn_fail(err, TENOR_ERR_INPUT,
                       "'%s' of shard '%s' has %lld rejected records, not %lld", path,
                       list->shard[0].name, (long long)found, (long long)expected);
    }
    return tn_fail(err, TENOR_ERR_INPUT, "'%s' has %lld rejected records, not %lld", path,
                   (long long)found, (long long)expected);
}

static int take_rejections(tn_gathering *g, const char *folder, const tn_shard_list *list,
                           tenor_error *err)
{
    char *path = tn_path_join(folder, "rejected.ndjson");
    tn_buf text = { 0 };
    struct stat found;
    int rc = 0;

    if (!path)
        return tn_no_memory(err);
    if (stat(path, &found) == 0)
        rc = tn_file_read(&text, path, TN_MAX_MANIFEST_BYTES, err);
    if (rc == 0 && (rc = check_rejections(path, &text, list, err)) == 0)
        rc = tn_buf_append(&g->in->rejected, text.data, text.bytes, err);
    tn_buf_free(&text);
    free(path);
    return rc;
}

static int read_manifest(tn_shard_list *list, const char *folder, tenor_error *err)
{
    tn_buf path = { 0 }, quoted = { 0 }, text = { 0 };
    bool of_a_folder;
    int rc;

    if ((rc = tn_buf_printf(&path, err, "%s/manifest.json", folder)) < 0 ||
        (rc = tn_buf_printf(&quoted, err, "'%s'", path.data)) < 0 ||
        (rc = tn_file_read(&text, path.data, TN_MAX_MANIFEST_BYTES, err)) < 0 ||
        (rc = tn_shard_read(list, text.data ? text.data : "", text.bytes, quoted.data, err)) < 0)
        goto done;
    /* a map's is of one shard, any other of one partition of them all; each file has its digest */
    of_a_folder = list->partition < 0
                      ? list->n_shards == 1 && list->n_digests == (size_t)list->n_partitions
                      : list->n_shards > 0 && list->n_digests == 1;
    if (!of_a_folder)
        rc = tn_fail(err, TENOR_ERR_INPUT, "%s is no manifest of a folder", quoted.data);
done:
    tn_buf_free(&path);
    tn_buf_free(&quoted);
    tn_buf_free(&text);
    return rc;
}

int tn_gather_folder(tn_gathering *g, const char *folder, tenor_error *err)
{
    tn_shard_list list = { 0 };
    tenor_error cause = { 0 };
    const tn_shard *fresh = NULL;
    bool is_new;
    int rc;

    if ((rc = read_manifest(&list, folder, err)) < 0)
        goto done;
    if ((rc = tn_gather_shards(g, &list, &fresh, &cause)) < 0) {
        tn_fail(err, rc, "'%s': %s", folder, cause.message);
        goto done;
    }
    if (list.partition < 0 && g->n_reduced > 0) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "'%s' is not reduced, others are", folder);
        goto done;
    }
    is_new = fresh != NULL;
    if (list.partition >= 0 &&
        (rc = tn_gather_key(&g->partitions, (uint64_t)list.partition, &is_new, err)) < 0)
        goto done;
    if (!is_new) /* delivered once more */
        goto done;
    rc = list.partition < 0 ? open_map(g, folder, &list, err)
                            : open_reduced(g, folder, &list, fresh, err);
    if (rc == 0)
        rc = take_rejections(g, folder, &list, err);
done:
    tn_shard_list_free(&list);
    return rc;
}

int tn_gather_check_partitions(const tn_gathering *g, tenor_error *err)
{
    for (int partition = 0; g->n_reduced > 0 && partition < g->in->all.n_partitions; partition++) {
        if (!tn_hash_map_get(&g->partitions, (uint64_t)partition)) {
            return tn_fail(err, TENOR_ERR_INPUT,
                           "part %d of %d is missing: a reduce leaves it in 'reduced-%05d'",
                           partition + 1, g->in->all.n_partitions, partition + 1);
        }
    }
    return 0;
}
