/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reduce_input.c - maps' partial results together
 */
#include "batch/cluster/reduce_input.h"

#include "batch/cluster/reduce_gather.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SHARDS_NAMED 8 /* in a message, at most */

/* ------------------------------------------------------- is everything there? */

static int wrong_number(const tn_gathering *g, tenor_error *err)
{
    const tn_shard_list *all = &g->in->all;
    tn_buf names = { 0 };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < all->n_shards && i < SHARDS_NAMED; i++)
        rc = tn_buf_printf(&names, err, "%s'%s'", i > 0 ? ", " : "", all->shard[i].name);
    if (rc == 0) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "%zu shards are there, not %d: %s%s", all->n_shards,
                     g->job->shards, names.data, all->n_shards > SHARDS_NAMED ? ", …" : "");
    }
    tn_buf_free(&names);
    return rc;
}

static int check_names(const tn_gathering *g, tenor_error *err)
{
    tn_buf text = { 0 };
    char *rest = NULL;
    int rc = tn_file_read(&text, g->job->expect, TN_MAX_MANIFEST_BYTES, err);

    for (char *name = rc == 0 && text.data ? strtok_r(text.data, " \t\r\n", &rest) : NULL;
         rc == 0 && name; name = strtok_r(NULL, " \t\r\n", &rest))
        if (!tn_shard_find(&g->in->all, name))
            rc = tn_fail(err, TENOR_ERR_INPUT, "shard '%.100s' is missing", name);
    tn_buf_free(&text);
    return rc;
}

static int check_all(const tn_gathering *g, tenor_error *err)
{
    size_t n = g->in->all.n_shards;
    int rc;

    if (g->job->expect && (rc = check_names(g, err)) < 0)
        return rc;
    if (n == 0)
        return tn_fail(err, TENOR_ERR_INPUT, "no shard's results are there");
    if (g->job->shards > 0 && n != (size_t)g->job->shards)
        return wrong_number(g, err);
    if ((rc = tn_gather_check_partitions(g, err)) < 0)
        return rc;
    return g->any_lines ? tn_gather_check_lines(g, err) : 0;
}

/* --------------------------------------------------------------- the whole */

static int take_inputs(tn_gathering *g, tenor_error *err)
{
    for (size_t i = 0; i < g->job->n_paths; i++) {
        const char *path = g->job->paths[i];
        struct stat found;
        int rc = strcmp(path, "-") != 0 && stat(path, &found) == 0 && S_ISDIR(found.st_mode)
                     ? tn_gather_folder(g, path, err)
                     : tn_gather_lines(g, path, err);

        if (rc < 0)
            return rc;
    }
    if (g->any_lines && (g->n_sources > 0 || g->job->partition > 0))
        return tn_fail(err, TENOR_ERR_INPUT, "lines and folders cannot be mixed, nor lines parted");
    return 0;
}

static int give_articles(tn_gathering *g, const char *dir, tenor_error *err)
{
    tn_reduce_input *in = g->in;

    if (g->any_lines)
        return tn_collection_end(&in->collection, &in->articles, err);
    in->merge = tn_merge_new(g->source, g->n_sources, err);
    in->articles = (tn_article_source){ .merge = in->merge,
                                        .form = tn_segment_form,
                                        .words = g->job->words,
                                        .dir = dir,
                                        .large_bytes = tn_large_bytes(g->job->budget_bytes) };
    return in->merge ? 0 : TENOR_ERR_MEMORY;
}

int tn_reduce_input_open(tn_reduce_input *in, const tn_reduce_job *job, const char *dir,
                         tenor_error *err)
{
    tn_gathering g = { .in = in, .job = job };
    int rc;

    *in = (tn_reduce_input){ 0 };
    if ((rc = tn_collection_begin(&in->collection, dir, false, job->budget_bytes, err)) == 0 &&
        (rc = take_inputs(&g, err)) == 0 && (rc = check_all(&g, err)) == 0)
        rc = give_articles(&g, dir, err);
    free(g.source);
    free(g.count);
    tn_hash_map_free(&g.partitions);
    tn_hash_map_free(&g.seen);
    tn_hash_map_free(&g.count_of);
    return rc;
}

void tn_reduce_input_close(tn_reduce_input *in)
{
    tn_merge_free(in->merge);
    for (size_t i = 0; i < in->n_readers; i++)
        tn_segment_close(&in->reader[i]);
    free(in->reader);
    tn_collection_free(&in->collection);
    tn_shard_list_free(&in->all);
    tn_buf_free(&in->rejected);
    *in = (tn_reduce_input){ 0 };
}
