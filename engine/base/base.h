/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base.h - what every room uses: errors, memory, hashing, numbers, time
 *
 * Knows nothing of comments. Everything here is hidden (tn_). Functions are
 * safe to call from several threads on different objects.
 */
#ifndef TN_BASE_H
#define TN_BASE_H

#include "tenor.h"

#include <stdarg.h>

/* ------------------------------------------------------------- errors */

/* Record a failure unless *err already holds one (or is NULL); returns code. */
int tn_fail(tenor_error *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* As tn_fail, with the 1-based input line. */
int tn_fail_line(tenor_error *err, int code, int64_t line_no, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* TENOR_ERR_MEMORY with a fixed message. */
int tn_no_memory(tenor_error *err);

#ifdef __clang_analyzer__ /* it sees one file at a time: what these return, as an expression */
#define tn_fail(err, code, ...) ((void)(err), (code))
#define tn_no_memory(err)       ((void)(err), (int)TENOR_ERR_MEMORY)
#endif

/* ------------------------------------------------------------- memory */

/*
 * NULL when memory is short. A request of 0 bytes gives a valid pointer.
 * `n * size` is checked for overflow.
 */
void *tn_alloc(size_t n, size_t size);             /* zeroed */
void *tn_alloc_pages(size_t bytes);                /* zeroed; large pages for what is large */
void *tn_resize(void *old, size_t n, size_t size); /* not zeroed; `old` stays valid on failure */
char *tn_strndup(const char *text, size_t bytes);  /* terminated copy */

/*
 * Make room for one more element in an array that grows by doubling.
 * *capacity counts elements. 0 or TENOR_ERR_MEMORY.
 */
int tn_grow(void **array, size_t *capacity, size_t needed, size_t element_bytes, tenor_error *err);

/* Growable bytes. All zero is an empty buffer. `data` is kept terminated. */
typedef struct {
    char *data;
    size_t bytes;
    size_t capacity;
} tn_buf;

int tn_buf_grow(tn_buf *buf, size_t more_bytes, tenor_error *err);
static inline int tn_buf_reserve(tn_buf *buf, size_t more_bytes, tenor_error *err)
{
    return buf->capacity - buf->bytes > more_bytes ? 0 : tn_buf_grow(buf, more_bytes, err);
}
int tn_buf_append(tn_buf *buf, const void *data, size_t bytes, tenor_error *err);
int tn_buf_puts(tn_buf *buf, const char *text, tenor_error *err);
int tn_buf_printf(tn_buf *buf, tenor_error *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void tn_buf_clear(tn_buf *buf); /* keeps the memory */
void tn_buf_free(tn_buf *buf);

/* Bytes that are allocated one after another and released together. All zero is empty. */
typedef struct tn_arena_block tn_arena_block;
typedef struct {
    tn_arena_block *block;
    size_t total_bytes;
} tn_arena;

void *tn_arena_alloc(tn_arena *arena,
                     size_t bytes); /* 16-byte aligned, not zeroed; NULL when short */
char *tn_arena_copy(tn_arena *arena, const char *text, size_t bytes); /* terminated copy */
void tn_arena_free(tn_arena *arena);

/* A terminated copy at *at, which goes on behind it: for several in one piece of memory. */
static inline tenor_str tn_put_str(char **at, tenor_str text)
{
    char *copy = *at;

    if (text.bytes)
        __builtin_memcpy(copy, text.data, text.bytes);
    copy[text.bytes] = '\0';
    *at += text.bytes + 1;
    return (tenor_str){ copy, text.bytes };
}

static inline bool tn_str_is(tenor_str s, const char *literal)
{
    size_t n = __builtin_strlen(literal);

    return s.data && s.bytes == n && __builtin_memcmp(s.data, literal, n) == 0;
}

/* Order by bytes; of two that begin alike the shorter first. */
static inline int tn_str_compare(tenor_str a, tenor_str b)
{
    size_t bytes = a.bytes < b.bytes ? a.bytes : b.bytes;
    int order = bytes ? __builtin_memcmp(a.data, b.data, bytes) : 0;

    return order ? order : (a.bytes > b.bytes) - (a.bytes < b.bytes);
}

/* Without the blanks, tabs and line ends around it. */
static inline tenor_str tn_trim(tenor_str s)
{
    while (s.bytes && s.data[0] && __builtin_strchr(" \t\r\n", s.data[0])) {
        s.data++;
        s.bytes--;
    }
    while (s.bytes && s.data[s.bytes - 1] && __builtin_strchr(" \t\r\n", s.data[s.bytes - 1]))
        s.bytes--;
    return s;
}
static inline tenor_str tn_str(const char *text) /* absent for NULL */
{
    return (tenor_str){ text, text ? __builtin_strlen(text) : 0 };
}

/* The next item of a list "A,B" (NULL: an empty one), which then begins behind it; false at its
 * end.
 */
static inline bool tn_list_next(const char **list, tenor_str *item)
{
    if (!*list || **list == '\0')
        return false;
    *item = (tenor_str){ *list, __builtin_strcspn(*list, ",") };
    *list += item->bytes + ((*list)[item->bytes] == ',');
    return true;
}

/* ------------------------------------------------------------ hashing */

typedef struct {
    uint64_t high, low;
} tn_digest;

uint64_t tn_hash(const void *data, size_t bytes); /* XXH3, 64 bits */
#define TN_MIX_FIRST  UINT64_C(0x9E3779B97F4A7C15)
#define TN_MIX_SECOND UINT64_C(0xD6E8FEB86659FD93)

static inline uint64_t tn_mix(uint64_t a, uint64_t b) /* order matters */
{
    uint64_t x = a * TN_MIX_FIRST + b;

    x ^= x >> 32;
    x *= TN_MIX_SECOND;
    x ^= x >> 32;
    return x;
}
tn_digest tn_digest_of(const void *data, size_t bytes); /* XXH3, 128 bits */
void tn_digest_hex(tn_digest digest, char out[33]);
static inline int tn_digest_compare(tn_digest a, tn_digest b) /* -1, 0, 1 */
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}
static inline bool tn_digest_is_zero(tn_digest d)
{
    return d.high == 0 && d.low == 0;
}

/* The same, in pieces. */
typedef struct tn_hasher tn_hasher;
tn_hasher *tn_hasher_new(void); /* NULL when memory is short */
void tn_hasher_add(tn_hasher *hasher, const void *data, size_t bytes);
tn_digest tn_hasher_digest(const tn_hasher *hasher);
void tn_hasher_free(tn_hasher *hasher);

/* ------------------------------------------------------------ numbers */

/* x rounded to 6 significant decimal digits: what every document carries. */
double tn_round6(double x);

/*
 * The shortest decimal of at most 6 significant digits that reads back as
 * tn_round6(x), as JSON wants it; "null" for NaN and infinities. Returns its
 * length.
 */
int tn_format6(char out[32], double x);

/* In decimal, terminated; returns its length. */
int tn_format_integer(char out[24], int64_t value);

/* Number of processors that this process may use, at least 1. */
int tn_n_processors(void);

/* -------------------------------------------------------------- times */

/*
 * RFC 3339 ("2026-11-22T10:00:00Z", with fraction or offset; a date alone is
 * midnight UTC; a blank for the T is accepted). false if it is not one.
 */
bool tn_parse_time(const char *text, size_t bytes, int64_t *seconds);

/* A date in words, "Monday, June 5, 2023" or "5 June 2023". Midnight UTC. */
bool tn_parse_date_words(const char *text, size_t bytes, int64_t *seconds);

/* "2026-11-22T10:00:00Z"; "null"-less: seconds must not be TENOR_NO_TIME. Years 0..9999. */
void tn_format_time(char out[32], int64_t seconds);

/* Seconds of a clock that only goes on. */
double tn_now_s(void);

#endif
