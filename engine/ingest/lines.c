/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.c - a source cut into lines, with a limit on a line's length
 *
 * Lines are handed out where they lie in the buffer. A line past the limit is
 * dropped piece by piece, so a hostile one costs no memory.
 */
#include "ingest/ingest.h"

#include <stdlib.h>
#include <string.h>

#define PEEK_BYTES ((size_t)64 * 1024)
#define READ_BYTES ((size_t)256 * 1024)

struct tn_lines {
    tn_source *source;
    char *buffer;
    size_t capacity; /* without the padding */
    size_t start;    /* first byte not handed out */
    size_t end;
    size_t max_line_bytes;
    int64_t line_no;
    bool ended;
    tenor_error failure; /* of the source; told when the lines before it are used up */
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
    if (lines->capacity - kept >= READ_BYTES) {
        return 0;
    }
    while (capacity - kept < READ_BYTES) {
        capacity *= 2; /* bounded: a line longer than the limit is never kept */
    }
    larger = tn_resize(lines->buffer, capacity + TN_LINE_PADDING, 1);
    if (!larger) {
        return tn_no_memory(err);
    }
    memset(larger + kept, 0, capacity + TN_LINE_PADDING - kept);
    lines->buffer = larger;
    lines->capacity = capacity;
    return 0;
}

/* Read on. A failure is kept for later, because whole lines may stand before it. */
static int fill(tn_lines *lines, tenor_error *err)
{
    tenor_error cause = { 0 };
    int64_t n;

    if (lines->capacity - lines->end < READ_BYTES) {
        int rc = make_room(lines, err);

        if (rc < 0) {
            return rc;
        }
    }
    n = tn_source_read(lines->source, lines->buffer + lines->end, READ_BYTES, &cause);
    if (n < 0) {
        lines->failure = cause;
    } else if (n == 0) {
        lines->ended = true;
    } else {
        lines->end += (size_t)n;
    }
    return 0;
}

static int tell_failure(const tn_lines *lines, tenor_error *err)
{
    return tn_fail_line(err, lines->failure.code, lines->line_no + 1, "%.350s, line %lld",
                        lines->failure.message, (long long)lines->line_no + 1);
}

int tn_lines_new(tn_lines **out, size_t max_line_bytes, tenor_error *err)
{
    *out = tn_alloc(1, sizeof(**out));
    if (!*out) {
        return tn_no_memory(err);
    }
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
    lines->failure = (tenor_error){ 0 };
}

int tn_lines_peek(tn_lines *lines, tenor_str *head, bool *whole, tenor_error *err)
{
    size_t n;

    while (!lines->ended && !lines->failure.code && lines->end - lines->start < PEEK_BYTES) {
        int rc = fill(lines, err);

        if (rc < 0) {
            return rc;
        }
    }
    n = lines->end - lines->start;
    if (n >= 3 && memcmp(lines->buffer + lines->start, "\xEF\xBB\xBF", 3) == 0) {
        lines->start += 3;
        n -= 3;
    }
    if (lines->failure.code && (n == 0 || !memchr(lines->buffer + lines->start, '\n', n))) {
        return tell_failure(lines, err);
    }
    *whole = lines->ended && n <= PEEK_BYTES;
    *head = (tenor_str){ n ? lines->buffer + lines->start : "", n < PEEK_BYTES ? n : PEEK_BYTES };
    return 0;
}

/* Forget the line's beginning until its end is found. */
static int skip_line(tn_lines *lines, tn_line *line, tenor_error *err)
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
        if (lines->ended) {
            break;
        }
        if (lines->failure.code) {
            return tell_failure(lines, err);
        }
        int rc = fill(lines, err);

        if (rc < 0) {
            return rc;
        }
    }
    lines->line_no++;
    *line = (tn_line){ .line_no = lines->line_no, .too_long = true };
    return 1;
}

static int take_line(tn_lines *lines, tn_line *line, size_t bytes, size_t terminator_bytes)
{
    lines->line_no++;
    *line = (tn_line){ .data = lines->buffer + lines->start,
                       .bytes = bytes,
                       .line_no = lines->line_no };
    lines->start += bytes + terminator_bytes;
    if (bytes > lines->max_line_bytes) {
        *line = (tn_line){ .line_no = lines->line_no, .too_long = true };
    }
    return 1;
}

int tn_lines_next(tn_lines *lines, tn_line *line, tenor_error *err)
{
    size_t seen = 0; /* bytes of this line known to hold no newline */

    for (;;) {
        size_t n = lines->end - lines->start;
        char *newline =
            n > seen ? memchr(lines->buffer + lines->start + seen, '\n', n - seen) : NULL;

        if (newline) {
            return take_line(lines, line, (size_t)(newline - (lines->buffer + lines->start)), 1);
        }
        if (lines->ended) {
            return n == 0 ? 0 : take_line(lines, line, n, 0);
        }
        if (lines->failure.code) {
            return tell_failure(lines, err);
        }
        if (n > lines->max_line_bytes) {
            return skip_line(lines, line, err);
        }
        seen = n;
        int rc = fill(lines, err);

        if (rc < 0) {
            return rc;
        }
    }
}

int64_t tn_lines_at(const tn_lines *lines)
{
    return lines->line_no;
}

void tn_lines_free(tn_lines *lines)
{
    if (lines) {
        free(lines->buffer);
        free(lines);
    }
}
