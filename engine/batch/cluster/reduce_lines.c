/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reduce_lines.c - partial results as lines, of all shards in any order
 */
#include "batch/cluster/reduce_gather.h"
#include "batch/cluster/partial_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A file that is being read. */
typedef struct {
    tn_gathering *g;
    FILE *file;
    const char *name; /* for messages */
    char *text;       /* of the line that was read last, and its room */
    size_t capacity;
    tenor_str row; /* the same without its end */
    int64_t line_no;
    tn_partial_line partial;
    tn_buf shard; /* scratch: a note's */
} line_file;

static bool next_line(line_file *f)
{
    ssize_t bytes = getline(&f->text, &f->capacity, f->file);

    if (bytes <= 0)
        return false;
    f->row = (tenor_str){ f->text, (size_t)bytes - (f->text[bytes - 1] == '\n') };
    f->line_no++;
    return true;
}

/* ------------------------------------------------------------------- notes */

static int take_shard_note(line_file *f, tenor_str json, tenor_error *err)
{
    tn_gathering *g = f->g;
    tn_partial_identity identity;
    const tn_shard *fresh;
    tn_shard_list list = { 0 };
    tn_buf what = { 0 };
    int rc;

    if ((rc = tn_buf_printf(&what, err, "what stands here of shard '%s'", f->shard.data)) < 0 ||
        (rc = tn_shard_read(&list, json.data, json.bytes, what.data, err)) < 0)
        goto done;
    if (list.n_shards != 1 || strcmp(list.shard[0].name, f->shard.data) != 0 ||
        !tn_partial_identity_parse(&identity, list.identity)) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "%s is damaged", what.data);
        goto done;
    }
    if ((rc = tn_partial_check(&identity, g->job->identity, what.data, err)) == 0)
        rc = tn_gather_shards(g, &list, &fresh, err);
done:
    tn_shard_list_free(&list);
    tn_buf_free(&what);
    return rc;
}

static int take_note(line_file *f, tenor_error *err)
{
    tn_gathering *g = f->g;
    tenor_str json;
    bool is_new = false;
    int rc;

    if ((rc = tn_note_line_read(&f->shard, &json, f->row, err)) < 0 ||
        (rc = tn_gather_key(&g->seen, tn_hash(f->row.data, f->row.bytes), &is_new, err)) < 0 ||
        !is_new)
        return rc;
    if (json.bytes > 10 && memcmp(json.data, "{\"schema\":", 10) == 0)
        return take_shard_note(f, json, err);
    rc = tn_buf_append(&g->in->rejected, json.data, json.bytes, err);
    return rc == 0 ? tn_buf_puts(&g->in->rejected, "\n", err) : rc;
}

/* -------------------------------------------------------- partial results */

static int count_line(line_file *f, tenor_error *err)
{
    tn_gathering *g = f->g;
    uint64_t shard = f->partial.shard;
    tn_hash_slot *slot;
    int rc;

    if ((rc = tn_hash_map_reserve(&g->count_of, 1, err)) < 0)
        return rc;
    slot = tn_hash_map_find(&g->count_of, shard);
    if (!slot->value) {
        if ((rc = tn_grow((void **)&g->count, &g->count_capacity, g->n_counts + 1,
                          sizeof(*g->count), err)) < 0)
            return rc;
        g->count[g->n_counts++] =
            (tn_shard_lines){ .shard = shard, .where = f->name, .line_no = f->line_no };
        tn_hash_map_put(&g->count_of, slot, shard, g->n_counts);
    }
    g->count[slot->value - 1].lines++;
    return 0;
}

static int take_partial(line_file *f, tenor_error *err)
{
    tn_gathering *g = f->g;
    tn_partial_line *line = &f->partial;
    bool is_new = false;
    int rc;

    if ((rc = tn_partial_line_read(line, f->row, err)) < 0 ||
        (rc = tn_gather_key(&g->seen, line->digest, &is_new, err)) < 0 || !is_new ||
        (rc = count_line(f, err)) < 0)
        return rc;
    return tn_collection_add_partial(
        &g->in->collection, (tenor_str){ line->id.data ? line->id.data : "", line->id.bytes },
        &line->partial, g->job->words, err);
}

/* -------------------------------------------------------------- the whole */

static bool is_note(const line_file *f)
{
    return f->row.bytes > 0 && f->row.data[0] == '#';
}

/* NULL if it is not known yet */
static const tn_shard *shard_by_hash(const tn_shard_list *all, uint64_t hash)
{
    for (size_t i = 0; i < all->n_shards; i++)
        if (tn_hash(all->shard[i].name, strlen(all->shard[i].name)) == hash)
            return &all->shard[i];
    return NULL;
}

/*
 * The shard that a line of partial results is of, by name: of a known one, or of one whose notes
 * come later in the file. NULL if that does not tell.
 */
static const char *find_shard(line_file *f)
{
    const tn_shard *known;
    tenor_str json;
    uint64_t hash;

    if (is_note(f) || !tn_partial_line_shard(&hash, f->row))
        return NULL;
    known = shard_by_hash(&f->g->in->all, hash);
    if (known)
        return known->name;
    while (next_line(f))
        if (is_note(f) && tn_note_line_read(&f->shard, &json, f->row, NULL) == 0 &&
            tn_hash(f->shard.data, f->shard.bytes) == hash)
            return f->shard.data;
    return NULL;
}

/* file, line and, of partial results, the shard */
static int fail_at_line(line_file *f, const tenor_error *cause, tenor_error *err)
{
    int64_t line_no = f->line_no;
    const char *shard = cause->code == TENOR_ERR_INPUT ? find_shard(f) : NULL;

    return tn_fail_line(err, cause->code, line_no, "%s:%lld: %s%s%s%s", f->name, (long long)line_no,
                        shard ? "shard '" : "", shard ? shard : "", shard ? "': " : "",
                        cause->message);
}

int tn_gather_lines(tn_gathering *g, const char *path, tenor_error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    line_file f = { .g = g,
                    .file = is_stdin ? stdin : fopen(path, "rbe"),
                    .name = is_stdin ? "standard input" : path };
    tenor_error cause = { 0 };
    int rc = 0;

    if (!f.file)
        return tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
    g->any_lines = true;
    while (rc == 0 && next_line(&f))
        if (f.row.bytes > 0)
            rc = is_note(&f) ? take_note(&f, &cause) : take_partial(&f, &cause);
    if (rc < 0)
        rc = fail_at_line(&f, &cause, err);
    else if (ferror(f.file))
        rc = tn_fail(err, TENOR_ERR_IO, "cannot read '%s': %s", f.name, strerror(errno));
    if (!is_stdin)
        fclose(f.file);
    free(f.text);
    tn_buf_free(&f.shard);
    tn_partial_line_free(&f.partial);
    return rc;
}

int tn_gather_check_lines(const tn_gathering *g, tenor_error *err)
{
    const tn_shard_list *all = &g->in->all;

    for (size_t i = 0; i < all->n_shards; i++) {
        const tn_shard *shard = &all->shard[i];
        uint64_t count = tn_hash_map_get(&g->count_of, tn_hash(shard->name, strlen(shard->name)));
        int64_t lines = count ? g->count[count - 1].lines : 0;

        if (lines != shard->lines) {
            return tn_fail(err, TENOR_ERR_INPUT,
                           "shard '%s': %lld of %lld partial results are there", shard->name,
                           (long long)lines, (long long)shard->lines);
        }
    }
    for (size_t i = 0; i < g->n_counts; i++) {
        const tn_shard_lines *count = &g->count[i];

        if (!shard_by_hash(all, count->shard)) {
            return tn_fail_line(err, TENOR_ERR_INPUT, count->line_no,
                                "%s:%lld: a partial result of a shard whose own line is missing",
                                count->where, (long long)count->line_no);
        }
    }
    return 0;
}
