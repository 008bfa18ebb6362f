/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * format_harness.h - any bytes through one format: rows that can be judged,
 * an end, and nothing left behind
 */
#ifndef FORMAT_HARNESS_H
#define FORMAT_HARNESS_H

#include "ingest/ingest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static inline void check(bool fact)
{
    if (!fact)
        abort();
}

/* Rows are read to the end; every one is a comment or has a reason. */
static inline void read_rows(const tn_format *format, tn_lines *lines, const tn_setup *setup)
{
    void *state = NULL;
    tn_source_row *row = tn_alloc(1, sizeof(*row));
    tenor_comment comment;
    tenor_error err = { 0 };
    int rc = format->open(&state, lines, setup, &err);
    bool opened = rc == 0;
    volatile uint64_t every_byte_read = 0;

    check(row != NULL);
    while (opened) {
        tn_source_row_clear(row);
        rc = format->next(state, row, &err);
        if (rc <= 0)
            break;
        check(rc == TN_GOOD_ROW || rc == TN_BAD_ROW);
        if (rc == TN_BAD_ROW || !tn_accept(&comment, row, false)) {
            check(row->reason[0] != '\0');
            continue;
        }
        check(comment.id.bytes > 0 && comment.article_id.bytes > 0 && comment.text.data);
        every_byte_read = tn_hash(comment.text.data, comment.text.bytes);
    }
    check(rc >= 0 || err.message[0]);
    (void)every_byte_read;
    format->close(state);
    free(row);
}

static inline int fuzz_format(const tn_format *format, const uint8_t *data, size_t bytes)
{
    char path[64];
    tn_field_map map;
    const tn_setup setup = {
        .name = "input", .map = &map, .max_record_bytes = 1 << 16, .format = format
    };
    tn_source *source;
    tn_lines *lines;
    tenor_str head;
    bool whole;
    int fd = memfd_create("input", MFD_CLOEXEC);

    check(fd >= 0 && write(fd, data, bytes) == (ssize_t)bytes);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    check(tn_field_map_init(&map, NULL, NULL) == 0);
    check(tn_lines_new(&lines, setup.max_record_bytes, NULL) == 0);
    check(tn_source_open(&source, path, 0, NULL) == 0);
    if (tn_source_next_member(source, NULL) > 0) {
        tn_lines_start(lines, source);
        if (tn_lines_peek(lines, &head, &whole, NULL) == 0)
            read_rows(format, lines, &setup);
    }
    tn_source_close(source);
    tn_lines_free(lines);
    tn_field_map_free(&map);
    close(fd);
    return 0;
}

#endif
