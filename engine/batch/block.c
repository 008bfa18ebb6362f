/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block.c - some articles on their way through a stage of the pipeline
 */
#include "batch/block.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_ARTICLES 128
#define BLOCK_RECORDS  4096
#define BLOCK_BYTES    ((size_t)1 << 20)

void tn_block_clear(tn_block *block)
{
    for (size_t i = 0; i < block->n && block->raw.bytes > 0; i++) {
        free(block->own[i].records.record);
    }
    tn_arena_free(&block->arena);
    tn_buf_clear(&block->raw);
    tn_buf_clear(&block->out);
    tn_buf_clear(&block->more);
    block->n = 0;
}

bool tn_block_is_full(const tn_block *block, size_t n_records)
{
    return block->n == BLOCK_ARTICLES || n_records >= BLOCK_RECORDS;
}

static int fill_from_store(tn_block *block, tn_article_source *source)
{
    size_t n_records = 0;

    while (source->next < source->store->n_articles && !tn_block_is_full(block, n_records)) {
        tn_store_article *article = source->store->article[source->next++];

        n_records += article->records.n_records;
        block->article[block->n++] = article;
    }
    return block->n > 0;
}

static int fill_from_merge(tn_block *block, tn_article_source *source, tenor_error *err)
{
    int rc = 1;

    while (!tn_block_is_full(block, 0) && block->raw.bytes < BLOCK_BYTES) {
        tn_store_article *article = &block->own[block->n];
        tenor_str id;

        rc = tn_merge_next(source->merge, &id, &block->raw, err);
        if (rc <= 0) {
            break;
        }
        rc = tn_store_article_init(article, &block->arena, id, err);
        if (rc < 0) {
            return rc;
        }
        source->next++;
        block->article[block->n] = article;
        block->raw_end[block->n++] = block->raw.bytes;
    }
    return rc < 0 ? rc : block->n > 0;
}

int tn_block_fill(tn_block *block, tn_article_source *source, tenor_error *err)
{
    tn_block_clear(block);
    return source->store ? fill_from_store(block, source) : fill_from_merge(block, source, err);
}

int tn_block_decode(tn_block *block, int worker, const tn_article_source *source, tenor_error *err)
{
    const tn_partial_sink sink = { .arena = &block->arena,
                                   .words = source->words ? &source->words[worker] : NULL,
                                   .table = (uint32_t)worker };
    size_t at = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && !source->store && i < block->n; i++) {
        while (rc == 0 && at < block->raw_end[i]) {
            size_t bytes;

            memcpy(&bytes, block->raw.data + at, sizeof(bytes));
            at += sizeof(bytes);
            rc = tn_partial_read(block->article[i], block->raw.data + at, bytes, &source->form,
                                 &sink, err);
            at += bytes;
        }
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
    return block->article && block->stats && block->n_copies && block->n_rescored &&
                   block->out_end && block->own && block->raw_end
               ? 0
               : tn_no_memory(err);
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
    tn_buf_free(&block->raw);
}

int tn_block_set_init(tn_block_set *set, int n_threads, tenor_error *err)
{
    size_t n = n_threads > 1 ? 2 * (size_t)n_threads : 1;
    int rc = 0;

    *set = (tn_block_set){ .block = tn_alloc(n, sizeof(*set->block)),
                           .pointer = tn_alloc(n, sizeof(*set->pointer)),
                           .n_blocks = n };
    if (!set->block || !set->pointer) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; rc == 0 && i < n; i++) {
        set->pointer[i] = &set->block[i];
        rc = init(&set->block[i], err);
    }
    return rc;
}

void tn_block_set_free(tn_block_set *set)
{
    for (size_t i = 0; set->block && i < set->n_blocks; i++) {
        block_free(&set->block[i]);
    }
    free(set->block);
    free(set->pointer);
    *set = (tn_block_set){ 0 };
}
