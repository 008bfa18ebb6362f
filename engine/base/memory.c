/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory.c - checked allocation, growing arrays, buffers and arenas
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LARGE_PAGE_BYTES  ((size_t)2 << 20)
#define ARENA_BLOCK_BYTES ((size_t)64 * 1024)

void *tn_alloc(size_t n, size_t size)
{
    return calloc(n ? n : 1, size ? size : 1); /* calloc checks the product */
}

void *tn_alloc_pages(size_t bytes)
{
    size_t rounded = (bytes + LARGE_PAGE_BYTES - 1) / LARGE_PAGE_BYTES * LARGE_PAGE_BYTES;
    void *pages;

    if (bytes < LARGE_PAGE_BYTES || rounded < bytes)
        return tn_alloc(bytes, 1);
    pages = aligned_alloc(LARGE_PAGE_BYTES, rounded);
    if (pages) {
        (void)madvise(pages, rounded, MADV_HUGEPAGE); /* a hint */
        memset(pages, 0, rounded);
    }
    return pages;
}

void *tn_resize(void *old, size_t n, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    return realloc(old, bytes ? bytes : 1);
}

char *tn_strndup(const char *text, size_t bytes)
{
    char *copy = bytes == SIZE_MAX ? NULL : malloc(bytes + 1);

    if (copy) {
        if (bytes)
            memcpy(copy, text, bytes);
        copy[bytes] = '\0';
    }
    return copy;
}

int tn_grow(void **array, size_t *capacity, size_t needed, size_t element_bytes, tenor_error *err)
{
    size_t wanted = *capacity ? *capacity : 8;
    void *larger;

    if (needed <= *capacity)
        return 0;
    while (wanted < needed)
        if (__builtin_mul_overflow(wanted, (size_t)2, &wanted))
            return tn_no_memory(err);
    larger = tn_resize(*array, wanted, element_bytes);
    if (!larger)
        return tn_no_memory(err);
    *array = larger;
    *capacity = wanted;
    return 0;
}

/* ------------------------------------------------------------- buffers */

int tn_buf_grow(tn_buf *buf, size_t more_bytes, tenor_error *err)
{
    size_t needed;

    if (__builtin_add_overflow(buf->bytes, more_bytes, &needed) || needed == SIZE_MAX)
        return tn_no_memory(err);
    return tn_grow((void **)&buf->data, &buf->capacity, needed + 1, 1, err);
}

int tn_buf_append(tn_buf *buf, const void *data, size_t bytes, tenor_error *err)
{
    int rc = tn_buf_reserve(buf, bytes, err);

    if (rc < 0)
        return rc;
    if (bytes)
        memcpy(buf->data + buf->bytes, data, bytes);
    buf->bytes += bytes;
    buf->data[buf->bytes] = '\0';
    return 0;
}

int tn_buf_puts(tn_buf *buf, const char *text, tenor_error *err)
{
    return tn_buf_append(buf, text, strlen(text), err);
}

int tn_buf_printf(tn_buf *buf, tenor_error *err, const char *fmt, ...)
{
    va_list ap;
    int bytes, rc;

    va_start(ap, fmt);
    bytes = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (bytes < 0)
        return tn_fail(err, TENOR_ERR_INTERNAL, "a format failed");
    rc = tn_buf_reserve(buf, (size_t)bytes, err);
    if (rc < 0)
        return rc;
    va_start(ap, fmt);
    vsnprintf(buf->data + buf->bytes, (size_t)bytes + 1, fmt, ap);
    va_end(ap);
    buf->bytes += (size_t)bytes;
    return 0;
}

void tn_buf_clear(tn_buf *buf)
{
    buf->bytes = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

void tn_buf_free(tn_buf *buf)
{
    free(buf->data);
    *buf = (tn_buf){ 0 };
}

/* -------------------------------------------------------------- arenas */

struct tn_arena_block {
    tn_arena_block *next;
    size_t used, capacity;
    _Alignas(16) char data[];
};

void *tn_arena_alloc(tn_arena *arena, size_t bytes)
{
    size_t rounded;
    tn_arena_block *block = arena->block;
    void *place;

    if (__builtin_add_overflow(bytes, (size_t)15, &rounded))
        return NULL;
    rounded &= ~(size_t)15;
    if (!block || block->capacity - block->used < rounded) {
        size_t capacity = rounded > ARENA_BLOCK_BYTES ? rounded : ARENA_BLOCK_BYTES;

        if (capacity > SIZE_MAX - sizeof(*block))
            return NULL;
        block = malloc(sizeof(*block) + capacity);
        if (!block)
            return NULL;
        block->used = 0;
        block->capacity = capacity;
        block->next = arena->block;
        arena->block = block;
        arena->total_bytes += sizeof(*block) + capacity;
    }
    place = block->data + block->used;
    block->used += rounded;
    return place;
}

char *tn_arena_copy(tn_arena *arena, const char *text, size_t bytes)
{
    char *copy = bytes == SIZE_MAX ? NULL : tn_arena_alloc(arena, bytes + 1);

    if (copy) {
        if (bytes)
            memcpy(copy, text, bytes);
        copy[bytes] = '\0';
    }
    return copy;
}

void tn_arena_free(tn_arena *arena)
{
    tn_arena_block *block = arena->block;

    while (block) {
        tn_arena_block *next = block->next;

        free(block);
        block = next;
    }
    *arena = (tn_arena){ 0 };
}
