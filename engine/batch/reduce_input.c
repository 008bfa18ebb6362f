/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reduce_input.c - maps' partial results together
 */
#include "batch/reduce_input.h"

#include "batch/partial_line.h"
#include "model/keymap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_MANIFEST_BYTES ((size_t)1 << 30)

/* A line that was seen, of a shard. */
typedef struct {
    uint64_t shard;
    int64_t lines;
} shard_lines;

typedef struct {
    tn_reduce_input *in;
    const tn_reduce_job *job;
    tn_run_source *source; /* of the readers */
    size_t n_sources, source_capacity;
    int n_reduced;          /* folders that hold one part of all shards */
    tn_keymap parts;        /* of these, by 1 + part */
    tn_keymap lines, notes; /* seen already */
    shard_lines *count;     /* of lines, by shard */
    size_t n_counts, count_capacity;
    tn_keymap count_of;
    bool any_lines;
} gathering;

/* ------------------------------------------------------------------ shards */

/* what an input says of its shards joins the rest; *fresh: they were not there */
static int take_shards(gathering *g, const tn_shard_list *list, bool *fresh, tenor_error *err)
{
    tn_shard_list *all = &g->in->all;
    int rc = 0;

    *fresh = false;
    for (size_t i = 0; rc == 0 && i < list->n_shards; i++) {
        const tn_shard *known = tn_shard_find(all, list->shard[i].name);

        if (!known) {
            *fresh = true;
            rc = tn_shard_add(all, &list->shard[i], err);
        } else if (known->received != list->shard[i].received ||
                   known->rejected != list->shard[i].rejected ||
                   known->lines != list->shard[i].lines) {
            rc = tn_fail(err, TENOR_ERR_INPUT, "shard '%s' is there twice, with other records",
                         known->name);
        }
    }
    return rc;
}

static int check_count(const gathering *g, tenor_error *err)
{
    size_t n = g->in->all.n_shards;

    if (g->job->shards > 0 && n != (size_t)g->job->shards) {
        return tn_fail(err, TENOR_ERR_INPUT, "%zu shards are there, not %d", n, g->job->shards);
    }
    return n == 0 ? tn_fail(err, TENOR_ERR_INPUT, "no shard's results are there") : 0;
}

static int check_names(const gathering *g, tenor_error *err)
{
    tn_buf text = { 0 };
    char *rest = NULL;
    int rc = g->job->expect ? tn_file_read(&text, g->job->expect, MAX_MANIFEST_BYTES, err) : 0;

    for (char *name = rc == 0 && text.data ? strtok_r(text.data, " \t\r\n", &rest) : NULL;
         rc == 0 && name; name = strtok_r(NULL, " \t\r\n", &rest)) {
        if (!tn_shard_find(&g->in->all, name)) {
            rc = tn_fail(err, TENOR_ERR_INPUT, "shard '%.100s' is missing", name);
        }
    }
    tn_buf_free(&text);
    return rc;
}

/* ----------------------------------------------------------------- folders */

static int open_part(gathering *g, const char *folder, int part, tenor_error *err)
{
    tn_reduce_input *in = g->in;
    int rc =
        tn_grow((void **)&in->reader, &in->capacity, in->n_readers + 1, sizeof(*in->reader), err);
    char name[32], *path;

    if (rc == 0) {
        rc = tn_grow((void **)&g->source, &g->source_capacity, g->n_sources + 1, sizeof(*g->source),
                     err);
    }
    if (rc < 0) {
        return rc;
    }
    tn_part_name(name, part);
    path = tn_path_join(folder, name);
    rc = path ? tn_segment_open(&in->reader[in->n_readers], path, g->job->identity, err)
              : tn_no_memory(err);
    free(path);
    if (rc == 0) {
        /* NOLINTNEXTLINE(*NullDereference): tn_grow made room */
        g->source[g->n_sources++] = in->reader[in->n_readers++].source;
    }
    return rc;
}

static int open_map(gathering *g, const char *folder, const tn_shard_list *list, tenor_error *err)
{
    int rc = 0;

    if (g->job->part > 0 && list->parts != g->job->parts) {
        return tn_fail(err, TENOR_ERR_INPUT, "'%s' has %d parts, not %d", folder, list->parts,
                       g->job->parts);
    }
    for (int part = 0; rc == 0 && part < list->parts; part++) {
        if (g->job->part == 0 || g->job->part == part + 1) {
            rc = open_part(g, folder, part, err);
        }
    }
    return rc;
}

/* true the first time */
static int is_new_key(tn_keymap *seen, uint64_t key, bool *is_new, tenor_error *err)
{
    int32_t *place = tn_keymap_put(seen, key ? key : 1, is_new);

    if (!place) {
        return tn_no_memory(err);
    }
    *place = 0;
    return 0;
}

/* one part of all shards, once */
static int open_reduced(gathering *g, const char *folder, const tn_shard_list *list,
                        tenor_error *err)
{
    bool is_new = false;
    int rc = is_new_key(&g->parts, (uint64_t)list->part + 1, &is_new, err);

    if (rc < 0 || !is_new) {
        return rc;
    }
    if (g->job->part > 0) {
        return tn_fail(err, TENOR_ERR_INPUT, "'%s' is reduced already", folder);
    }
    if (g->n_reduced > 0 &&
        (list->parts != g->in->all.parts || list->n_shards != g->in->all.n_shards)) {
        return tn_fail(err, TENOR_ERR_INPUT, "'%s' is of other shards than the folders before it",
                       folder);
    }
    g->n_reduced++;
    g->in->all.parts = list->parts;
    g->in->dropped += list->dropped;
    return open_part(g, folder, list->part, err);
}

static int take_rejections(gathering *g, const char *folder, tenor_error *err)
{
    char *path = tn_path_join(folder, "rejected.ndjson");
    tn_buf text = { 0 };
    struct stat found;
    int rc = path ? 0 : tn_no_memory(err);

    if (rc == 0 && stat(path, &found) == 0) {
        rc = tn_file_read(&text, path, MAX_MANIFEST_BYTES, err);
    }
    if (rc == 0) {
        rc = tn_buf_append(&g->in->rejected, text.data, text.bytes, err);
    }
    tn_buf_free(&text);
    free(path);
    return rc;
}

static int take_folder(gathering *g, const char *folder, tenor_error *err)
{
    char *path = tn_path_join(folder, "manifest.json");
    tn_shard_list list = { 0 };
    tn_buf text = { 0 };
    bool fresh = false;
    int rc = path ? tn_file_read(&text, path, MAX_MANIFEST_BYTES, err) : tn_no_memory(err);

    if (rc == 0) {
        rc = tn_shard_read(&list, text.data ? text.data : "", text.bytes, path, err);
    }
    if (rc == 0 && g->n_reduced > 0 && list.part < 0) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "'%s' is not reduced, others are", folder);
    }
    if (rc == 0) {
        rc = take_shards(g, &list, &fresh, err);
    }
    if (rc == 0 && list.part >= 0) {
        rc = open_reduced(g, folder, &list, err);
    } else if (rc == 0 && fresh) {
        rc = open_map(g, folder, &list, err);
    }
    if (rc == 0 && (fresh || list.part >= 0)) {
        rc = take_rejections(g, folder, err);
    }
    tn_shard_list_free(&list);
    tn_buf_free(&text);
    free(path);
    return rc;
}

static int check_parts(const gathering *g, tenor_error *err)
{
    for (int part = 0; g->n_reduced > 0 && part < g->in->all.parts; part++) {
        if (tn_keymap_get(&g->parts, (uint64_t)part + 1) < 0) {
            return tn_fail(err, TENOR_ERR_INPUT, "part %d of %d is missing", part + 1,
                           g->in->all.parts);
        }
    }
    return 0;
}

/* ------------------------------------------------------------------- lines */

static int take_shard_note(gathering *g, tenor_str json, tenor_error *err)
{
    tn_partial_identity identity;
    tn_shard_list list;
    bool fresh;
    int rc = tn_shard_read(&list, json.data, json.bytes, "a line of a shard", err);

    if (rc == 0 && (list.n_shards != 1 || !tn_partial_identity_parse(&identity, list.identity))) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "a line of a shard is damaged");
    }
    if (rc == 0) {
        rc = tn_partial_check(&identity, g->job->identity, list.shard[0].name, err);
    }
    if (rc == 0) {
        rc = take_shards(g, &list, &fresh, err);
    }
    tn_shard_list_free(&list);
    return rc;
}

static int take_note(gathering *g, tenor_str line, tenor_error *err)
{
    const char *tab = memchr(line.data, '\t', line.bytes);
    tenor_str json = { 0 };
    bool is_new = false;
    int rc;

    if (!tab) {
        return tn_fail(err, TENOR_ERR_INPUT, "a line of a shard is damaged");
    }
    json = (tenor_str){ tab + 1, line.bytes - (size_t)(tab + 1 - line.data) };
    rc = is_new_key(&g->notes, tn_hash(line.data, line.bytes), &is_new, err);
    if (rc < 0 || !is_new) {
        return rc;
    }
    if (json.bytes > 10 && memcmp(json.data, "{\"schema\":", 10) == 0) {
        return take_shard_note(g, json, err);
    }
    rc = tn_buf_append(&g->in->rejected, json.data, json.bytes, err);
    return rc == 0 ? tn_buf_puts(&g->in->rejected, "\n", err) : rc;
}

static int count_line(gathering *g, uint64_t shard, tenor_error *err)
{
    bool is_new = false;
    int32_t *place = tn_keymap_put(&g->count_of, shard ? shard : 1, &is_new);
    int rc = 0;

    if (!place) {
        return tn_no_memory(err);
    }
    if (is_new) {
        rc = tn_grow((void **)&g->count, &g->count_capacity, g->n_counts + 1, sizeof(*g->count),
                     err);
        if (rc < 0) {
            return rc;
        }
        *place = (int32_t)g->n_counts;
        g->count[g->n_counts++] = (shard_lines){ shard, 0 };
    }
    g->count[*place].lines++;
    return 0;
}

static int take_line(gathering *g, tn_partial_line *line, tenor_str text, tenor_error *err)
{
    bool is_new = false;
    int rc;

    if (text.bytes == 0) {
        return 0;
    }
    if (text.data[0] == '#') {
        return take_note(g, text, err);
    }
    rc = tn_partial_line_read(line, text, err);
    if (rc == 0) {
        rc = is_new_key(&g->lines, line->digest, &is_new, err);
    }
    if (rc == 0 && is_new) {
        rc = count_line(g, line->shard, err);
    }
    if (rc == 0 && is_new) {
        rc = tn_collection_add_partial(
            &g->in->collection, (tenor_str){ line->id.data ? line->id.data : "", line->id.bytes },
            &line->partial, g->job->words, err);
    }
    return rc;
}

static int take_lines(gathering *g, const char *path, tenor_error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "rbe");
    const char *name = is_stdin ? "standard input" : path;
    tn_partial_line line = { 0 };
    tenor_error cause = { 0 };
    char *text = NULL;
    size_t capacity = 0;
    int64_t line_no = 0;
    ssize_t bytes;
    int rc = 0;

    if (!file) {
        return tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
    }
    g->any_lines = true;
    while (rc == 0 && (bytes = getline(&text, &capacity, file)) > 0) {
        bytes -= text[bytes - 1] == '\n';
        line_no++;
        rc = take_line(g, &line, (tenor_str){ text, (size_t)bytes }, &cause);
    }
    if (rc < 0) {
        rc = tn_fail_line(err, rc, line_no, "%s:%lld: %s", name, (long long)line_no, cause.message);
    } else if (ferror(file)) {
        rc = tn_fail(err, TENOR_ERR_IO, "cannot read '%s': %s", name, strerror(errno));
    }
    if (!is_stdin) {
        fclose(file);
    }
    free(text);
    tn_partial_line_free(&line);
    return rc;
}

/* every shard's lines, and nothing but these */
static int check_lines(const gathering *g, tenor_error *err)
{
    const tn_shard_list *all = &g->in->all;
    size_t n_known = 0;

    for (size_t i = 0; i < all->n_shards; i++) {
        const char *name = all->shard[i].name;
        uint64_t key = tn_hash(name, strlen(name));
        int32_t at = tn_keymap_get(&g->count_of, key ? key : 1);
        int64_t lines = at >= 0 && g->count ? g->count[at].lines : 0;

        n_known += at >= 0;
        if (all->shard[i].lines != lines) {
            return tn_fail(err, TENOR_ERR_INPUT,
                           "shard '%s': %lld of %lld partial results are there", name,
                           (long long)lines, (long long)all->shard[i].lines);
        }
    }
    return n_known < g->n_counts ? tn_fail(err, TENOR_ERR_INPUT,
                                           "there are partial results of a shard whose own "
                                           "line is missing")
                                 : 0;
}

/* --------------------------------------------------------------- the whole */

static int take_inputs(gathering *g, tenor_error *err)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < g->job->n_paths; i++) {
        const char *path = g->job->paths[i];
        struct stat found;

        rc = strcmp(path, "-") != 0 && stat(path, &found) == 0 && S_ISDIR(found.st_mode)
                 ? take_folder(g, path, err)
                 : take_lines(g, path, err);
    }
    if (rc == 0 && g->any_lines && (g->n_sources > 0 || g->job->part > 0)) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "lines and folders cannot be mixed, nor lines parted");
    }
    return rc;
}

static int check_all(const gathering *g, tenor_error *err)
{
    int rc = check_names(g, err);

    if (rc == 0) {
        rc = check_count(g, err);
    }
    if (rc == 0) {
        rc = check_parts(g, err);
    }
    return rc == 0 && g->any_lines ? check_lines(g, err) : rc;
}

static int give_articles(gathering *g, const char *dir, tenor_error *err)
{
    tn_reduce_input *in = g->in;

    if (g->any_lines) {
        return tn_collection_end(&in->collection, &in->articles, err);
    }
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
    gathering g = { .in = in, .job = job };
    int rc;

    *in = (tn_reduce_input){ 0 };
    rc = tn_collection_begin(&in->collection, dir, false, job->budget_bytes, err);
    if (rc == 0) {
        rc = take_inputs(&g, err);
    }
    if (rc == 0) {
        rc = check_all(&g, err);
    }
    if (rc == 0) {
        rc = give_articles(&g, dir, err);
    }
    free(g.source);
    free(g.count);
    tn_keymap_free(&g.parts);
    tn_keymap_free(&g.lines);
    tn_keymap_free(&g.notes);
    tn_keymap_free(&g.count_of);
    return rc;
}

void tn_reduce_input_close(tn_reduce_input *in)
{
    tn_merge_free(in->merge);
    for (size_t i = 0; i < in->n_readers; i++) {
        tn_segment_close(&in->reader[i]);
    }
    free(in->reader);
    tn_collection_free(&in->collection);
    tn_shard_list_free(&in->all);
    tn_buf_free(&in->rejected);
    *in = (tn_reduce_input){ 0 };
}
