/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shard.c - what a map, or a first reduce, says of the partial results that it leaves
 */
#include "batch/cluster/shard.h"

#include "output/results.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA "tenor/partials/1"

int tn_partition_of(tenor_str article_id, int n_partitions)
{
    return (int)(tn_hash(article_id.data, article_id.bytes) % (uint64_t)n_partitions);
}

void tn_map_file_name(char out[32], int partition)
{
    snprintf(out, 32, "part-%05d", partition);
}

static char *copy(const char *text)
{
    return tn_strndup(text ? text : "", text ? strlen(text) : 0);
}

/* ----------------------------------------------------------------- the list */

static int copy_inputs(tn_shard *to, const tn_shard *from, tenor_error *err)
{
    to->input = tn_alloc(from->n_inputs, sizeof(*to->input));
    to->n_inputs = to->input ? from->n_inputs : 0;
    if (!to->input)
        return tn_no_memory(err);
    for (size_t i = 0; i < from->n_inputs; i++) {
        to->input[i] = from->input[i];
        to->input[i].name = copy(from->input[i].name);
        to->input[i].format = copy(from->input[i].format);
        if (!to->input[i].name || !to->input[i].format)
            return tn_no_memory(err);
    }
    return 0;
}

int tn_shard_add(tn_shard_list *list, const tn_shard *shard, tenor_error *err)
{
    int rc = tn_grow((void **)&list->shard, &list->capacity, list->n_shards + 1,
                     sizeof(*list->shard), err);

    if (rc < 0)
        return rc;
    list->shard[list->n_shards] = *shard;
    return copy_inputs(&list->shard[list->n_shards++], shard, err);
}

const tn_shard *tn_shard_find(const tn_shard_list *list, const char *name)
{
    for (size_t i = 0; i < list->n_shards; i++)
        if (strcmp(list->shard[i].name, name) == 0)
            return &list->shard[i];
    return NULL;
}

void tn_shard_list_free(tn_shard_list *list)
{
    for (size_t i = 0; i < list->n_shards; i++) {
        tn_shard *shard = &list->shard[i];

        for (size_t k = 0; shard->input && k < shard->n_inputs; k++) {
            free(shard->input[k].name);
            free(shard->input[k].format);
        }
        free(shard->input);
    }
    free(list->shard);
    free(list->digest);
    *list = (tn_shard_list){ 0 };
}

/* -------------------------------------------------------------------- JSON */

static json_t *json_left_out(const int64_t left_out[TENOR_N_LEFT_OUT], bool *ok)
{
    json_t *of_reason = json_object();

    for (int reason = 1; reason < TENOR_N_LEFT_OUT; reason++)
        tn_put_integer(of_reason, tenor_left_out_name(reason), left_out[reason], ok);
    return of_reason;
}

static json_t *json_inputs(const tn_shard *shard, bool *ok)
{
    json_t *list = json_array();

    for (size_t i = 0; i < shard->n_inputs; i++) {
        const tenor_input_info *info = &shard->input[i];
        json_t *row = json_object();

        tn_put_text(row, "name", info->name, ok);
        tn_put_text(row, "format", info->format, ok);
        tn_put_text(row, "digest", info->digest, ok);
        tn_put_integer(row, "bytes", info->bytes, ok);
        tn_put_integer(row, "records", info->records, ok);
        tn_put_integer(row, "rejected", info->rejected, ok);
        tn_put(row, "left_out", json_left_out(info->left_out, ok), ok);
        tn_put_integer(row, "repaired", info->repaired, ok);
        tn_put_integer(row, "dropped_fields", info->dropped_fields, ok);
        tn_append(list, row, ok);
    }
    return list;
}

static json_t *json_shards(const tn_shard_list *list, bool *ok)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < list->n_shards; i++) {
        const tn_shard *shard = &list->shard[i];
        json_t *row = json_object();

        tn_put_text(row, "name", shard->name, ok);
        tn_put_integer(row, "received", shard->received, ok);
        tn_put_integer(row, "rejected", shard->rejected, ok);
        tn_put_integer(row, "left_out", shard->left_out, ok);
        tn_put_integer(row, "lines", shard->lines, ok);
        tn_put(row, "inputs", json_inputs(shard, ok), ok);
        tn_append(rows, row, ok);
    }
    return rows;
}

int tn_shard_write(char **text, const tn_shard_list *list, tenor_error *err)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_text(root, "schema", SCHEMA, &ok);
    tn_put_text(root, "identity", list->identity, &ok);
    tn_put_integer(root, "parts", list->n_partitions, &ok);
    tn_put_integer(root, "part", list->partition, &ok);
    tn_put_integer(root, "records", list->records, &ok);
    tn_put_integer(root, "dropped", list->dropped, &ok);
    tn_put(root, "shards", json_shards(list, &ok), &ok);
    if (list->n_digests > 0) {
        json_t *digests = json_array();

        for (size_t i = 0; i < list->n_digests; i++)
            tn_append(digests, json_string(list->digest[i]), &ok);
        tn_put(root, "digests", digests, &ok);
    }
    *text = ok ? json_dumps(root, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
    json_decref(root);
    return *text ? 0 : tn_no_memory(err);
}

/* ----------------------------------------------------------------- and back */

static int no_manifest(const char *what, tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_INPUT, "%s is no manifest of partial results", what);
}

static int read_inputs(tn_shard *shard, const json_t *rows, tenor_error *err)
{
    const json_t *row;
    size_t index;

    shard->input = tn_alloc(json_array_size(rows), sizeof(*shard->input));
    if (!shard->input)
        return tn_no_memory(err);
    json_array_foreach(rows, index, row)
    {
        const char *digest = tn_get_text(row, "digest");
        const json_t *left_out = json_object_get(row, "left_out");
        tenor_input_info *input = &shard->input[shard->n_inputs++];

        *input = (tenor_input_info){ .name = copy(tn_get_text(row, "name")),
                                     .format = copy(tn_get_text(row, "format")),
                                     .bytes = tn_get_integer(row, "bytes"),
                                     .records = tn_get_integer(row, "records"),
                                     .rejected = tn_get_integer(row, "rejected"),
                                     .repaired = tn_get_integer(row, "repaired"),
                                     .dropped_fields = tn_get_integer(row, "dropped_fields") };
        for (int reason = 1; reason < TENOR_N_LEFT_OUT; reason++)
            input->left_out[reason] = tn_get_integer(left_out, tenor_left_out_name(reason));
        snprintf(input->digest, sizeof(input->digest), "%s", digest ? digest : "");
        if (!input->name || !input->format)
            return tn_no_memory(err);
    }
    return 0;
}

static int read_shard(tn_shard_list *list, const json_t *row, const char *what, tenor_error *err)
{
    const char *own = tn_get_text(row, "name");
    tn_shard *shard;
    int rc = tn_grow((void **)&list->shard, &list->capacity, list->n_shards + 1,
                     sizeof(*list->shard), err);

    if (rc < 0)
        return rc;
    shard = &list->shard[list->n_shards++];
    *shard = (tn_shard){ .received = tn_get_integer(row, "received"),
                         .rejected = tn_get_integer(row, "rejected"),
                         .left_out = tn_get_integer(row, "left_out"),
                         .lines = tn_get_integer(row, "lines") };
    if (!own || strlen(own) > TN_SHARD_BYTES || shard->received < 0 || shard->rejected < 0 ||
        shard->left_out < 0 || shard->rejected > shard->received ||
        shard->left_out > shard->received - shard->rejected || shard->lines < 0)
        return no_manifest(what, err);
    snprintf(shard->name, sizeof(shard->name), "%s", own);
    return read_inputs(shard, json_object_get(row, "inputs"), err);
}

static int read_shards(tn_shard_list *list, const json_t *rows, const char *what, tenor_error *err)
{
    int64_t records = 0;
    const json_t *row;
    size_t index;

    json_array_foreach(rows, index, row)
    {
        int rc = read_shard(list, row, what, err);

        if (rc < 0)
            return rc;
        records +=
            list->shard[index].received - list->shard[index].rejected - list->shard[index].left_out;
    }
    /* one partition of several does not have them all */
    return list->partition >= 0 || list->records == records ? 0 : no_manifest(what, err);
}

static int read_digests(tn_shard_list *list, const json_t *rows, const char *what, tenor_error *err)
{
    size_t n = json_array_size(rows);

    list->digest = tn_alloc(n, sizeof(*list->digest));
    if (!list->digest)
        return tn_no_memory(err);
    for (; list->n_digests < n; list->n_digests++) {
        const char *digest = json_string_value(json_array_get(rows, list->n_digests));

        if (!digest || strlen(digest) + 1 != sizeof(*list->digest))
            return no_manifest(what, err);
        memcpy(list->digest[list->n_digests], digest, sizeof(*list->digest));
    }
    return 0;
}

static int read_root(tn_shard_list *list, const json_t *root, const char *what, tenor_error *err)
{
    const char *schema = tn_get_text(root, "schema"), *identity = tn_get_text(root, "identity");
    int64_t n_partitions = tn_get_integer(root, "parts"), partition = tn_get_integer(root, "part");
    int rc;

    if (!schema || strcmp(schema, SCHEMA) != 0 || n_partitions < 1 ||
        n_partitions > TN_MAX_PARTITIONS || partition < -1 || partition >= n_partitions)
        return no_manifest(what, err);
    list->n_partitions = (int)n_partitions;
    list->partition = (int)partition;
    list->records = tn_get_integer(root, "records");
    list->dropped = tn_get_integer(root, "dropped");
    snprintf(list->identity, sizeof(list->identity), "%s", identity ? identity : "");
    if ((rc = read_shards(list, json_object_get(root, "shards"), what, err)) < 0)
        return rc;
    return read_digests(list, json_object_get(root, "digests"), what, err);
}

int tn_shard_read(tn_shard_list *list, const char *text, size_t bytes, const char *what,
                  tenor_error *err)
{
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, NULL);
    int rc;

    *list = (tn_shard_list){ 0 };
    if (!root)
        return no_manifest(what, err);
    rc = read_root(list, root, what, err);
    json_decref(root);
    return rc;
}
