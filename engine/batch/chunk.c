/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chunk.c - a hundred comments in a stage of the pipeline
 */
#include "batch/chunk.h"

#include "text/target.h"

#include <stdlib.h>

int tn_chunk_copy(tn_chunk *chunk, tenor_str *out, tenor_str text, tenor_error *err)
{
    *out = (tenor_str){ 0 };
    if (!text.data)
        return 0;
    out->data = tn_arena_copy(&chunk->arena, text.data, text.bytes);
    out->bytes = text.bytes;
    return out->data ? 0 : tn_no_memory(err);
}

/* all into one piece of memory */
static int copy_strings(tn_chunk *chunk, tenor_comment *c, tenor_error *err)
{
    tenor_str *const field[] = { &c->article_id,
                                 &c->id,
                                 &c->text,
                                 &c->parent_id,
                                 &c->author,
                                 &c->parent_text,
                                 &c->article.title,
                                 &c->article.url,
                                 &c->article.section,
                                 &c->article.target,
                                 &c->article.target_aliases };
    const size_t n_fields = sizeof(field) / sizeof(*field);
    size_t bytes = 0;
    char *at;

    for (size_t f = 0; f < n_fields; f++)
        bytes += field[f]->data ? field[f]->bytes + 1 : 0; /* they are all in memory already */
    at = tn_arena_alloc(&chunk->arena, bytes);
    for (size_t f = 0; at && f < n_fields; f++)
        if (field[f]->data)
            *field[f] = tn_put_str(&at, *field[f]);
    return at ? 0 : tn_no_memory(err);
}

int tn_chunk_name_target(tn_chunk *chunk, tenor_str *target, tenor_str aliases, tenor_error *err)
{
    int rc;

    if (!aliases.data || aliases.bytes == 0)
        return 0;
    tn_buf_clear(&chunk->scratch);
    rc = tn_target_compose(&chunk->scratch, *target, aliases, '\n', err);
    if (rc < 0)
        return rc;
    return tn_chunk_copy(chunk, target, (tenor_str){ chunk->scratch.data, chunk->scratch.bytes },
                         err);
}

tn_item *tn_chunk_next(tn_chunk *chunk, tenor_error *err)
{
    int rc = tn_grow((void **)&chunk->item, &chunk->capacity, chunk->n_items + 1,
                     sizeof(*chunk->item), err);

    return rc < 0 ? NULL : &chunk->item[chunk->n_items];
}

int tn_chunk_add(tn_chunk *chunk, tn_item *next, tenor_error *err)
{
    tenor_comment *c = &next->comment;
    int rc;

    if (!c->has_article) {
        c->article =
            (tenor_article){ .published_at_s = TENOR_NO_TIME, .captured_at_s = TENOR_NO_TIME };
    }
    if ((rc = copy_strings(chunk, c, err)) < 0)
        return rc;
    if (c->article.target.data) {
        rc = tn_chunk_name_target(chunk, &c->article.target, c->article.target_aliases, err);
        if (rc < 0)
            return rc;
    }
    chunk->n_items++;
    chunk->text_bytes += c->text.bytes + c->parent_text.bytes;
    return 0;
}

void tn_chunk_clear(tn_chunk *chunk)
{
    tn_arena_free(&chunk->arena);
    tn_buf_clear(&chunk->lines);
    chunk->n_items = 0;
    chunk->text_bytes = 0;
}

void tn_chunk_free(tn_chunk *chunk)
{
    tn_chunk_clear(chunk);
    tn_buf_free(&chunk->scratch);
    tn_buf_free(&chunk->lines);
    free(chunk->item);
    *chunk = (tn_chunk){ 0 };
}

int tn_chunk_set_init(tn_chunk_set *set, int n_threads, tenor_error *err)
{
    *set = (tn_chunk_set){ .n_chunks = n_threads > 1 ? 2 * (size_t)n_threads : 1 };
    set->chunk = tn_alloc(set->n_chunks, sizeof(*set->chunk));
    set->pointer = tn_alloc(set->n_chunks, sizeof(*set->pointer));
    if (!set->chunk || !set->pointer) {
        tn_chunk_set_free(set);
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < set->n_chunks; i++)
        set->pointer[i] = &set->chunk[i];
    return 0;
}

void tn_chunk_set_free(tn_chunk_set *set)
{
    for (size_t i = 0; set->chunk && i < set->n_chunks; i++)
        tn_chunk_free(&set->chunk[i]);
    free(set->chunk);
    free(set->pointer);
    *set = (tn_chunk_set){ 0 };
}
