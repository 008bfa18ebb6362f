/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runs.c - sorted runs of articles on disk, and their merge
 */
#include "batch/spill/runs.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Before an article's id and its partial. */
typedef struct {
    uint64_t partial_bytes;
    uint32_t id_bytes; /* END_OF_RUN: no article follows */
    uint32_t reserved;
} header;

#define END_OF_RUN    UINT32_MAX
#define MAX_ID_BYTES  ((uint32_t)1 << 24)
#define MAX_PARTIAL   ((uint64_t)1 << 36)
#define TAKEN_AT_ONCE ((size_t)4 << 20) /* bytes */

/* ---------------------------------------------------------------- writing */

static int put(FILE *out, const void *data, size_t bytes, tenor_error *err)
{
    if (bytes > 0 && fwrite(data, 1, bytes, out) != bytes)
        return tn_fail(err, TENOR_ERR_IO, "cannot write records: %s", strerror(errno));
    return 0;
}

int tn_run_put(FILE *out, tenor_str id, const tn_buf *partial, tenor_error *err)
{
    const header h = { .partial_bytes = partial->bytes, .id_bytes = (uint32_t)id.bytes };
    int rc;

    if ((rc = put(out, &h, sizeof(h), err)) < 0 || (rc = put(out, id.data, id.bytes, err)) < 0)
        return rc;
    return put(out, partial->data, partial->bytes, err);
}

int tn_run_end(FILE *out, tenor_error *err)
{
    const header h = { .id_bytes = END_OF_RUN };

    return put(out, &h, sizeof(h), err);
}

int tn_run_write(FILE *out, tn_article_table *table, const tn_partial_form *form,
                 const tn_partial_source *source, tn_buf scratch[2], tenor_error *err)
{
    tn_article_table_sort(table);
    for (size_t i = 0; i < table->n_articles; i++) {
        const tn_article *article = table->article[i];
        const tn_article_records *records = &article->records;
        size_t next = 0;
        int rc;

        do {
            tn_buf_clear(&scratch[0]);
            if ((rc = tn_partial_write(&scratch[0], article, &next, form, source, &scratch[1],
                                       err)) < 0 ||
                (rc = tn_run_put(out, (tenor_str){ records->id, records->id_bytes }, &scratch[0],
                                 err)) < 0)
                return rc;
        } while (next < records->n_records);
    }
    return tn_run_end(out, err);
}

/* ---------------------------------------------------------------- reading */

typedef struct {
    tn_run_source source;
    tn_buf id; /* of the article that is next */
    size_t partial_bytes;
    bool begun, ended;
} run;

struct tn_merge {
    run *run;
    size_t n_runs;
    tn_buf id; /* of the article last given */
};

static int damaged(const run *r, tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_INPUT, "%s is damaged or cut short",
                   r->source.what ? r->source.what : "a temporary file");
}

/* exactly so many bytes behind those of *out; a number that lies takes the room of what is there */
static int take(run *r, tn_buf *out, size_t bytes, tenor_error *err)
{
    do {
        size_t piece = bytes < TAKEN_AT_ONCE ? bytes : TAKEN_AT_ONCE;
        int64_t got;
        int rc = tn_buf_reserve(out, piece, err);

        if (rc < 0)
            return rc;
        got = r->source.read(r->source.user, out->data + out->bytes, piece, err);
        if (got < 0)
            return (int)got;
        if ((size_t)got < piece)
            return damaged(r, err);
        out->bytes += piece;
        out->data[out->bytes] = '\0';
        bytes -= piece;
    } while (bytes > 0);
    return 0;
}

/* to the next article's id; its partial is still to be read */
static int advance(run *r, tn_buf *before, tenor_error *err)
{
    header h;
    int rc;

    tn_buf_clear(before);
    if ((rc = tn_buf_append(before, r->id.data, r->id.bytes, err)) < 0)
        return rc;
    tn_buf_clear(&r->id);
    if ((rc = take(r, &r->id, sizeof(h), err)) < 0)
        return rc;
    memcpy(&h, r->id.data, sizeof(h));
    tn_buf_clear(&r->id);
    r->ended = h.id_bytes == END_OF_RUN;
    if (r->ended) { /* what is compressed has its sum behind it */
        int64_t more = r->source.read(r->source.user, &h, 1, err);

        return more > 0 ? damaged(r, err) : (int)more;
    }
    if (h.id_bytes > MAX_ID_BYTES || h.partial_bytes > MAX_PARTIAL)
        return damaged(r, err);
    r->partial_bytes = (size_t)h.partial_bytes;
    if ((rc = take(r, &r->id, h.id_bytes, err)) < 0)
        return rc;
    if (r->begun && tn_str_compare((tenor_str){ before->data, before->bytes },
                                   (tenor_str){ r->id.data, r->id.bytes }) > 0)
        return damaged(r, err); /* out of order */
    r->begun = true;
    return 0;
}

tn_merge *tn_merge_new(const tn_run_source *source, size_t n_sources, tenor_error *err)
{
    tn_merge *merge = tn_alloc(1, sizeof(*merge));

    if (merge)
        merge->run = tn_alloc(n_sources, sizeof(*merge->run));
    if (!merge || !merge->run) {
        tn_merge_free(merge);
        tn_no_memory(err);
        return NULL;
    }
    merge->n_runs = n_sources;
    for (size_t i = 0; i < n_sources; i++)
        merge->run[i].source = source[i];
    return merge;
}

static tenor_str id_of(const run *r)
{
    return (tenor_str){ r->id.data ? r->id.data : "", r->id.bytes };
}

/* the first of the runs whose article is next; NULL after the last article */
static const run *smallest(const tn_merge *merge)
{
    const run *first = NULL;

    for (size_t i = 0; i < merge->n_runs; i++) {
        const run *r = &merge->run[i];

        if (!r->ended && (!first || tn_str_compare(id_of(r), id_of(first)) < 0))
            first = r;
    }
    return first;
}

/*
 * The run's next partial, behind the article's others, which begin at `begin` or are in the file.
 * What is too much for memory goes there.
 */
static int take_partial(run *r, tn_partials *out, size_t begin, tenor_error *err)
{
    size_t bytes;
    int rc;

    if ((rc = tn_buf_append(&out->memory, &r->partial_bytes, sizeof(r->partial_bytes), err)) < 0 ||
        (rc = take(r, &out->memory, r->partial_bytes, err)) < 0)
        return rc;
    bytes = out->memory.bytes - begin;
    if (!out->file) {
        if (out->max_bytes == 0 || bytes <= out->max_bytes)
            return 0;
        if ((rc = tn_temporary_open(&out->file, out->dir, err)) < 0)
            return rc;
    }
    if ((rc = put(out->file, out->memory.data + begin, bytes, err)) < 0)
        return rc;
    out->memory.bytes = begin;
    return 0;
}

int tn_merge_next(tn_merge *merge, tenor_str *id, tn_partials *out, tenor_error *err)
{
    size_t begin = out->memory.bytes;
    tn_buf before = { 0 };
    const run *first;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < merge->n_runs; i++)
        if (!merge->run[i].begun && !merge->run[i].ended)
            rc = advance(&merge->run[i], &merge->id, err);
    if (rc < 0)
        return rc;
    first = smallest(merge);
    if (!first)
        return 0;
    tn_buf_clear(&merge->id);
    if ((rc = tn_buf_append(&merge->id, first->id.data, first->id.bytes, err)) < 0)
        return rc;
    *id = (tenor_str){ merge->id.data ? merge->id.data : "", merge->id.bytes };
    for (size_t i = 0; i < merge->n_runs; i++) {
        run *r = &merge->run[i];

        while (!r->ended && tn_str_compare(id_of(r), *id) == 0)
            if ((rc = take_partial(r, out, begin, err)) < 0 || (rc = advance(r, &before, err)) < 0)
                goto done;
    }
    rc = 1;
done:
    tn_buf_free(&before);
    return rc;
}

void tn_merge_free(tn_merge *merge)
{
    if (!merge)
        return;
    for (size_t i = 0; merge->run && i < merge->n_runs; i++)
        tn_buf_free(&merge->run[i].id);
    free(merge->run);
    tn_buf_free(&merge->id);
    free(merge);
}

int64_t tn_run_read_file(void *file, void *out, size_t bytes, tenor_error *err)
{
    size_t got = bytes ? fread(out, 1, bytes, file) : 0;

    if (got < bytes && ferror((FILE *)file))
        return tn_fail(err, TENOR_ERR_IO, "cannot read records: %s", strerror(errno));
    return (int64_t)got;
}
