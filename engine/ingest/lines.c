/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.c - a source cut into lines, with a limit on a line's length
 *
 * Lines are handed out in place, in the buffer. A line past the limit is
 * dropped piece by piece, so a hostile one costs no memory.
 */
#include "ingest/ingest.h"
#include "ingest/utf16.h"

#include <stdlib.h>
#include <string.h>

#define PEEK_BYTES ((size_t)64 * 1024)
#define READ_BYTES ((size_t)256 * 1024)
#define RAW_BYTES  (READ_BYTES / 2) /* of UTF-16: what they become fits READ_BYTES */
#define HEAD_BYTES ((size_t)64)     /* enough to tell UTF-16 */

struct tn_lines {
    tn_source *source;
    char *buffer;
    size_t capacity; /* without the padding */
    size_t start;    /* first byte not handed out */
    size_t end;
    size_t max_line_bytes;
    int64_t line_no;
    bool ended;
    bool is_utf16;
    tn_utf16 utf16;
    uint8_t *raw;        /* RAW_BYTES, once there was UTF-16 */
    tenor_error failure; /* of the source; reported after the lines before it */
};

static int make_room(tn_lines *lines, tenor_error *err)
{
    size_t kept = lines->end - lines->start;
    size_t capacity = lines->capacity ? lines->capacity : 2 * READ_BYTES;
    char *larger;

    if (lines->start > 0) {
        memmove(lines->buffer, lines->buffer + lines->start, kept);
        lines->start = 0;
        lines->end = kept;
    }
    if (lines->capacity - kept >= READ_BYTES)
        return 0;
    while (capacity - kept < READ_BYTES)
        capacity *= 2; /* bounded: a line longer than the limit is never kept */
    larger = tn_resize(lines->buffer, capacity + TN_LINE_PADDING, 1);
    if (!larger)
        return tn_no_memory(err);
    memset(larger + kept, 0, capacity + TN_LINE_PADDING - kept);
    lines->buffer = larger;
    lines->capacity = capacity;
    return 0;
}

/* READ_BYTES or less to the buffer's end; 0 = end. */
static int64_t read_utf16(tn_lines *lines, char *out, tenor_error *err)
{
    for (;;) {
        int64_t n_raw = tn_source_read(lines->source, (char *)lines->raw, RAW_BYTES, err);
        size_t n;

        if (n_raw < 0)
            return n_raw;
        if (n_raw == 0)
            return (int64_t)tn_utf16_end(&lines->utf16, out);
        n = tn_utf16_convert(&lines->utf16, out, lines->raw, (size_t)n_raw);
        if (n > 0) /* half a pair gives nothing yet */
            return (int64_t)n;
    }
}

/* Read on. A failure is kept for later, because whole lines may stand before it. */
static int fill(tn_lines *lines, tenor_error *err)
{
    tenor_error cause = { 0 };
    char *at;
    int64_t n;

    if (lines->capacity - lines->end < READ_BYTES) {
        int rc = make_room(lines, err);

        if (rc < 0)
            return rc;
    }
    at = lines->buffer + lines->end;
    n = lines->is_utf16 ? read_utf16(lines, at, &cause)
                        : tn_source_read(lines->source, at, READ_BYTES, &cause);
    if (n < 0)
        lines->failure = cause;
    else if (n == 0)
        lines->ended = true;
    else
        lines->end += (size_t)n;
    return 0;
}

static int report_failure(const tn_lines *lines, tenor_error *err)
{
    return tn_fail_line(err, lines->failure.code, lines->line_no + 1, "%.350s, line %lld",
                        lines->failure.message, (long long)lines->line_no + 1);
}

int tn_lines_new(tn_lines **out, size_t max_line_bytes, tenor_error *err)
{
    *out = tn_alloc(1, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    (*out)->max_line_bytes = max_line_bytes;
    return 0;
}

void tn_lines_start(tn_lines *lines, tn_source *source)
{
    lines->source = source;
    lines->start = 0;
    lines->end = 0;
    lines->line_no = 0;
    lines->ended = false;
    lines->is_utf16 = false;
    lines->failure = (tenor_error){ 0 };
}

/* Convert what was read so far; the rest is converted as it comes. */
static int begin_utf16(tn_lines *lines, tenor_error *err)
{
    size_t n = lines->end;
    uint8_t *first = tn_alloc(n, 1);

    if (!lines->raw)
        lines->raw = tn_alloc(RAW_BYTES, 1);
    if (!first || !lines->raw) {
        free(first);
        return tn_no_memory(err);
    }
    memcpy(first, lines->buffer, n); /* fits: the buffer has twice READ_BYTES */
    lines->end = tn_utf16_convert(&lines->utf16, lines->buffer, first, n);
    if (lines->ended)
        lines->end += tn_utf16_end(&lines->utf16, lines->buffer + lines->end);
    lines->is_utf16 = true;
    free(first);
    return 0;
}

/* Read until so much is in the buffer, or there is no more. */
static int fill_to(tn_lines *lines, size_t bytes, tenor_error *err)
{
    while (!lines->ended && !lines->failure.code && lines->end - lines->start < bytes) {
        int rc = fill(lines, err);

        if (rc < 0)
            return rc;
    }
    return 0;
}

int tn_lines_peek(tn_lines *lines, tenor_str *head, bool *whole, tenor_error *err)
{
    size_t n;
    int rc;

    if (lines->start == 0 && lines->end == 0) {
        rc = fill_to(lines, HEAD_BYTES, err);
        if (rc < 0)
            return rc;
        if (tn_utf16_detect(&lines->utf16, (const uint8_t *)lines->buffer, lines->end)) {
            rc = begin_utf16(lines, err);
            if (rc < 0)
                return rc;
        }
    }
    rc = fill_to(lines, PEEK_BYTES, err);
    if (rc < 0)
        return rc;
    n = lines->end - lines->start;
    if (n >= 3 && memcmp(lines->buffer + lines->start, "\xEF\xBB\xBF", 3) == 0) {
        lines->start += 3;
        n -= 3;
    }
    if (lines->failure.code && (n == 0 || !memchr(lines->buffer + lines->start, '\n', n)))
        return report_failure(lines, err);
    *whole = lines->ended && n <= PEEK_BYTES;
    *head = (tenor_str){ n ? lines->buffer + lines->start : "", n < PEEK_BYTES ? n : PEEK_BYTES };
    return 0;
}

/* Forget the line's beginning until its end is found. */
static int skip_line(tn_lines *lines, tn_input_line *line, tenor_error *err)
{
    for (;;) {
        size_t n = lines->end - lines->start;
        char *newline = n ? memchr(lines->buffer + lines->start, '\n', n) : NULL;

        if (newline) {
            lines->start = (size_t)(newline - lines->buffer) + 1;
            break;
        }
        lines->start = 0;
        lines->end = 0;
        if (lines->ended)
            break;
        if (lines->failure.code)
            return report_failure(lines, err);
        int rc = fill(lines, err);

        if (rc < 0)
            return rc;
    }
    lines->line_no++;
    *line = (tn_input_line){ .line_no = lines->line_no, .too_long = true };
    return 1;
}

static int take_line(tn_lines *lines, tn_input_line *line, size_t bytes, size_t terminator_bytes)
{
    lines->line_no++;
    *line = (tn_input_line){ .data = lines->buffer + lines->start,
                             .bytes = bytes,
                             .line_no = lines->line_no };
    lines->start += bytes + terminator_bytes;
    if (bytes > lines->max_line_bytes)
        *line = (tn_input_line){ .line_no = lines->line_no, .too_long = true };
    return 1;
}

int tn_lines_next(tn_lines *lines, tn_input_line *line, tenor_error *err)
{
    size_t seen = 0; /* bytes of this line known to hold no newline */

    for (;;) {
        size_t n = lines->end - lines->start;
        char *newline =
            n > seen ? memchr(lines->buffer + lines->start + seen, '\n', n - seen) : NULL;

        if (newline)
            return take_line(lines, line, (size_t)(newline - (lines->buffer + lines->start)), 1);
        if (lines->ended)
            return n == 0 ? 0 : take_line(lines, line, n, 0);
        if (lines->failure.code)
            return report_failure(lines, err);
        if (n > lines->max_line_bytes)
            return skip_line(lines, line, err);
        seen = n;
        int rc = fill(lines, err);

        if (rc < 0)
            return rc;
    }
}

int64_t tn_lines_take(tn_lines *lines, const char **data, tenor_error *err)
{
    const char *newline;
    size_t n;

    if (lines->start == lines->end) {
        lines->start = 0;
        lines->end = 0;
    }
    while (lines->start == lines->end && !lines->ended) {
        int rc = lines->failure.code ? report_failure(lines, err) : fill(lines, err);

        if (rc < 0)
            return rc;
    }
    n = lines->end - lines->start;
    *data = lines->buffer + lines->start;
    lines->start = lines->end;
    for (const char *at = *data, *end = at + n; at < end; at = newline + 1) {
        newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline)
            break;
        lines->line_no++;
    }
    return (int64_t)n;
}

bool tn_lines_converted(const tn_lines *lines)
{
    return lines->is_utf16;
}

int64_t tn_lines_at(const tn_lines *lines)
{
    return lines->line_no;
}

void tn_lines_free(tn_lines *lines)
{
    if (!lines)
        return;
    free(lines->buffer);
    free(lines->raw);
    free(lines);
}
