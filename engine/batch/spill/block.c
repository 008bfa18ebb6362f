/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block.c - some articles in a stage of the pipeline
 */
#include "batch/spill/block.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_ARTICLES 128
#define BLOCK_RECORDS  1024
#define BLOCK_BYTES    ((size_t)1 << 20)
#define LARGE_SHARE    16 /* of the memory for records: several blocks are in flight at a time */
#define MIN_LARGE      ((size_t)1 << 18)
#define MAX_LARGE      ((size_t)1 << 23)

/* before a piece's bytes */
typedef struct {
    size_t bytes, n_records;
} piece_head;

void tn_block_clear(tn_block *block)
{
    if (block->large_space.data && block->n > 0)
        block->own[block->n - 1].records.record = NULL;
    for (size_t i = 0; block->is_own && i < block->n; i++)
        free(block->own[i].records.record);
    tn_disk_memory_free(&block->large_space);
    tn_map_close(&block->large);
    tn_temporary_close(&block->raw.file);
    tn_temporary_close(&block->out_file);
    tn_temporary_close(&block->more_file);
    tn_arena_free(&block->arena);
    tn_buf_clear(&block->raw.memory);
    tn_buf_clear(&block->out);
    tn_buf_clear(&block->more);
    block->n = 0;
    block->is_own = false;
}

size_t tn_large_bytes(size_t budget_bytes)
{
    size_t large = budget_bytes > 0 ? budget_bytes / LARGE_SHARE : MAX_LARGE;

    large = large < MAX_LARGE ? large : MAX_LARGE;
    return large > MIN_LARGE ? large : MIN_LARGE;
}

bool tn_block_is_full(const tn_block *block, size_t n_records)
{
    return block->n == BLOCK_ARTICLES || n_records >= BLOCK_RECORDS;
}

static int fill_from_table(tn_block *block, tn_article_source *source)
{
    size_t n_records = 0;

    while (source->next < source->table->n_articles && !tn_block_is_full(block, n_records)) {
        tn_article *article = source->table->article[source->next++];

        n_records += article->records.n_records;
        block->article[block->n++] = article;
    }
    return block->n > 0;
}

static int fill_from_merge(tn_block *block, tn_article_source *source, tenor_error *err)
{
    int rc = 1;

    block->is_own = true;
    block->raw.dir = source->dir;
    block->raw.max_bytes = source->dir ? source->large_bytes : 0;
    while (!tn_block_is_full(block, 0) && block->raw.memory.bytes < BLOCK_BYTES &&
           !block->raw.file) {
        tn_article *article = &block->own[block->n];
        tenor_str id;

        rc = tn_merge_next(source->merge, &id, &block->raw, err);
        if (rc <= 0)
            break;
        rc = tn_article_init(article, &block->arena, id, err);
        if (rc < 0)
            return rc;
        source->next++;
        block->article[block->n] = article;
        block->raw_end[block->n++] = block->raw.memory.bytes;
    }
    return rc < 0 ? rc : block->n > 0;
}

int tn_block_fill(tn_block *block, tn_article_source *source, tenor_error *err)
{
    tn_block_clear(block);
    block->dir = source->dir;
    return source->table ? fill_from_table(block, source) : fill_from_merge(block, source, err);
}

/* the partial at *at, which becomes the next one's place */
static int decode_one(tn_article *article, const char *data, size_t *at,
                      const tn_partial_form *form, const tn_partial_sink *sink, tenor_error *err)
{
    size_t bytes;

    memcpy(&bytes, data + *at, sizeof(bytes));
    *at += sizeof(bytes) + bytes;
    return tn_partial_read(article, data + *at - bytes, bytes, form, sink, err);
}

/* What is read often is copied; pages of the file need not stay in memory once they were read. */
static int decode_large(tn_block *block, const tn_article_source *source, tn_partial_sink *sink,
                        tenor_error *err)
{
    tn_article *article = block->article[block->n - 1];
    size_t at = 0, n;
    int rc = tn_map_temporary(&block->large, block->raw.file, err);

    if (rc < 0)
        return rc;
    n = tn_partial_max_records(block->large.bytes);
    rc = tn_disk_memory_get(&block->large_space, n * sizeof(tn_record), source->dir, err);
    if (rc < 0)
        return rc;
    article->records.record = block->large_space.data;
    article->records.capacity = n;
    sink->copies = true;
    while (rc == 0 && at < block->large.bytes) {
        rc = decode_one(article, block->large.data, &at, &source->form, sink, err);
        tn_map_forget(&block->large);
    }
    return rc;
}

int tn_block_decode(tn_block *block, int worker, const tn_article_source *source, tenor_error *err)
{
    tn_partial_sink sink = { .arena = &block->arena,
                             .words = source->words ? &source->words[worker] : NULL,
                             .table = (uint32_t)worker };
    size_t at = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && block->is_own && i < block->n; i++) {
        if (block->raw.file && i + 1 == block->n)
            return decode_large(block, source, &sink, err);
        while (rc == 0 && at < block->raw_end[i]) {
            rc = decode_one(block->article[i], block->raw.memory.data, &at, &source->form, &sink,
                            err);
        }
    }
    return rc;
}

/* ---------------------------------------------------------------- keeping */

bool tn_block_has_large(const tn_block *block)
{
    return block->dir && block->n > 0 &&
           (block->raw.file || block->article[block->n - 1]->records.n_records >= TN_LARGE_RECORDS);
}

static int move_to_file(tn_block *block, size_t begin, tenor_error *err)
{
    size_t bytes = block->out.bytes - begin;

    if (!block->out_file) {
        int rc = tn_temporary_open(&block->out_file, block->dir, err);

        if (rc < 0)
            return rc;
    }
    if (fwrite(block->out.data + begin, 1, bytes, block->out_file) != bytes)
        return tn_fail(err, TENOR_ERR_IO, "cannot write records: %s", strerror(errno));
    block->out.bytes = begin;
    return 0;
}

int tn_block_write(tn_block *block, size_t i, const tn_partial_form *form,
                   const tn_partial_source *source, tenor_error *err)
{
    const tn_article *article = block->article[i];
    bool is_large = i + 1 == block->n && tn_block_has_large(block);
    size_t next = 0;

    do {
        size_t at = block->out.bytes, first = next;
        piece_head head = { 0 };
        int rc;

        if ((rc = tn_buf_append(&block->out, &head, sizeof(head), err)) < 0)
            return rc;
        rc = tn_partial_write(&block->out, article, &next, form, source, &block->scratch, err);
        if (rc < 0)
            return rc;
        head = (piece_head){ block->out.bytes - at - sizeof(head), next - first };
        memcpy(block->out.data + at, &head, sizeof(head));
        if (is_large) {
            if ((rc = move_to_file(block, at, err)) < 0)
                return rc;
            tn_map_forget(&block->large); /* texts were read */
        }
    } while (next < article->records.n_records);
    block->out_end[i] = block->out.bytes;
    return 0;
}

/* 1, 0 at the end, < 0: the file cannot be read */
static int next_in_file(FILE *file, piece_head *head, tn_buf *piece, tenor_error *err)
{
    int rc;

    tn_buf_clear(piece);
    if (fread(head, sizeof(*head), 1, file) == 1) {
        if ((rc = tn_buf_reserve(piece, head->bytes, err)) < 0)
            return rc;
        piece->bytes = fread(piece->data, 1, head->bytes, file);
        if (piece->bytes == head->bytes)
            return 1;
    } else if (!ferror(file)) {
        return 0;
    }
    return tn_fail(err, TENOR_ERR_IO, "cannot read records: %s",
                   ferror(file) ? strerror(errno) : "too few");
}

int tn_block_give(tn_block *block, size_t i, tn_put_piece put, void *user, tenor_error *err)
{
    const tn_article_records *records = &block->article[i]->records;
    tenor_str id = { records->id, records->id_bytes };
    size_t at = i > 0 ? block->out_end[i - 1] : 0;
    piece_head head;
    int rc = 0;

    if (i + 1 == block->n && block->out_file) {
        if (fseeko(block->out_file, 0, SEEK_SET) != 0)
            return tn_fail(err, TENOR_ERR_IO, "cannot read records: %s", strerror(errno));
        while ((rc = next_in_file(block->out_file, &head, &block->scratch, err)) > 0)
            if ((rc = put(user, id, head.n_records, &block->scratch, err)) < 0)
                return rc;
        return rc;
    }
    while (rc == 0 && at < block->out_end[i]) {
        tn_buf partial = { .data = block->out.data + at + sizeof(head) };

        memcpy(&head, block->out.data + at, sizeof(head));
        partial.bytes = head.bytes;
        at += sizeof(head) + head.bytes;
        rc = put(user, id, head.n_records, &partial, err);
    }
    return rc;
}

static int init(tn_block *block, tenor_error *err)
{
    block->article = tn_alloc(BLOCK_ARTICLES, sizeof(*block->article));
    block->stats = tn_alloc(BLOCK_ARTICLES, sizeof(*block->stats));
    block->n_copies = tn_alloc(BLOCK_ARTICLES, sizeof(*block->n_copies));
    block->n_rescored = tn_alloc(BLOCK_ARTICLES, sizeof(*block->n_rescored));
    block->out_end = tn_alloc(BLOCK_ARTICLES, sizeof(*block->out_end));
    block->own = tn_alloc(BLOCK_ARTICLES, sizeof(*block->own));
    block->raw_end = tn_alloc(BLOCK_ARTICLES, sizeof(*block->raw_end));
    if (!block->article || !block->stats || !block->n_copies || !block->n_rescored ||
        !block->out_end || !block->own || !block->raw_end)
        return tn_no_memory(err);
    return 0;
}

static void block_free(tn_block *block)
{
    tn_block_clear(block);
    free(block->article);
    free(block->stats);
    free(block->n_copies);
    free(block->n_rescored);
    free(block->out_end);
    free(block->own);
    free(block->raw_end);
    tn_buf_free(&block->out);
    tn_buf_free(&block->more);
    tn_buf_free(&block->scratch);
    tn_buf_free(&block->raw.memory);
}

int tn_block_set_init(tn_block_set *set, int n_threads, tenor_error *err)
{
    size_t n = n_threads > 1 ? 2 * (size_t)n_threads : 1;
    int rc = 0;

    *set = (tn_block_set){ .block = tn_alloc(n, sizeof(*set->block)),
                           .pointer = tn_alloc(n, sizeof(*set->pointer)),
                           .n_blocks = n };
    if (!set->block || !set->pointer)
        return tn_no_memory(err);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        set->pointer[i] = &set->block[i];
        rc = init(&set->block[i], err);
    }
    return rc;
}

void tn_block_set_free(tn_block_set *set)
{
    for (size_t i = 0; set->block && i < set->n_blocks; i++)
        block_free(&set->block[i]);
    free(set->block);
    free(set->pointer);
    *set = (tn_block_set){ 0 };
}
