/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_reader.c - any bytes through the reader: no crash, no leak, counts that
 * add up, and comments that survive being written and read again
 *
 * The first byte chooses the options; the others are the input.
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check(bool fact)
{
    if (!fact)
        abort();
}

static int memory_file(const void *data, size_t bytes)
{
    int fd = memfd_create("input", MFD_CLOEXEC);

    check(fd >= 0);
    check(write(fd, data, bytes) == (ssize_t)bytes);
    return fd;
}

static int64_t left_out(const tenor_input_info *info)
{
    int64_t n = 0;

    for (int reason = 1; reason < TENOR_N_LEFT_OUT; reason++)
        n += info->left_out[reason];
    return n;
}

static int64_t read_all(int fd, const tenor_reader_options *options, FILE *copy)
{
    char path[64];
    const char *paths[] = { path };
    tenor_reader *reader;
    tenor_comment comment;
    int64_t n_comments = 0, n_records = 0;
    size_t n_inputs;
    int rc;

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    check(tenor_reader_open(&reader, paths, 1, options, NULL) == 0);
    while ((rc = tenor_reader_next(reader, &comment, NULL)) > 0) {
        n_comments++;
        check(comment.article_id.bytes > 0 && comment.id.bytes > 0 && comment.text.data);
        if (copy)
            check(tenor_comment_write(copy, &comment, NULL) == 0);
    }
    const tenor_input_info *info = tenor_reader_inputs(reader, &n_inputs);

    for (size_t i = 0; i < n_inputs; i++)
        n_records += info[i].records - info[i].rejected - left_out(&info[i]);
    check(n_records == n_comments);
    tenor_reader_free(reader);
    return n_comments;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    tenor_reader_options options;
    char *text = NULL;
    size_t text_bytes = 0;
    FILE *copy;
    int fd;
    int64_t n_comments;

    if (bytes == 0)
        return 0;
    tenor_reader_options_init(&options);
    options.labelled = data[0] & 1;
    options.max_record_bytes = data[0] & 2 ? 64 : (size_t)1 << 20;
    options.lines = data[0] & 8;
    options.map = data[0] & 4 ? "article_id=article,text=body" : NULL;
    copy = open_memstream(&text, &text_bytes);
    check(copy != NULL);
    fd = memory_file(data + 1, bytes - 1);
    n_comments = read_all(fd, &options, copy);
    close(fd);
    check(fclose(copy) == 0);

    tenor_reader_options_init(&options);
    fd = memory_file(text, text_bytes);
    check(read_all(fd, &options, NULL) == n_comments);
    close(fd);
    free(text);
    return 0;
}
