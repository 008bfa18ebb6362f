/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * history.c - DIR/history.ndjson, which grows by one row a run
 */
#include "batch/store/history.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES 4096

static int io_error(tenor_error *err, const char *what)
{
    return tn_fail(err, TENOR_ERR_IO, "cannot %s '" TN_HISTORY_NAME "': %s", what, strerror(errno));
}

static int open_history(const char *dir, int flags, tenor_error *err)
{
    char *path = tn_path_join(dir, TN_HISTORY_NAME);
    int fd;

    if (!path)
        return tn_no_memory(err);
    fd = open(path, flags | O_CLOEXEC, 0666);
    if (fd < 0)
        fd = tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
    free(path);
    return fd;
}

/* all of the bytes, in as many pieces as they come in */
static bool read_at(int fd, char *out, size_t bytes, off_t at)
{
    size_t have = 0;

    while (have < bytes) {
        ssize_t n = pread(fd, out + have, bytes - have, at + (off_t)have);

        if (n == 0)
            errno = EIO; /* shorter than it was a moment ago */
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        have += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* size of the file up to and with its last newline */
static int whole_lines(int fd, int64_t *out, tenor_error *err)
{
    char piece[PIECE_BYTES];
    off_t end = lseek(fd, 0, SEEK_END);

    while (end > 0) {
        size_t bytes = end < PIECE_BYTES ? (size_t)end : PIECE_BYTES;
        const char *newline;

        if (!read_at(fd, piece, bytes, end - (off_t)bytes))
            return io_error(err, "read");
        newline = memrchr(piece, '\n', bytes);
        end -= (off_t)bytes;
        if (newline) {
            end += (off_t)(newline - piece) + 1;
            break;
        }
    }
    *out = end;
    return end < 0 ? io_error(err, "read") : 0;
}

static int write_row(int fd, tenor_str row, int64_t at, tenor_error *err)
{
    size_t written = 0;

    while (written < row.bytes) {
        ssize_t n = pwrite(fd, row.data + written, row.bytes - written, at + (off_t)written);

        if (n < 0 && errno != EINTR)
            return io_error(err, "write");
        written += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0 ? 0 : io_error(err, "sync");
}

int tn_history_append(const char *dir, tenor_str row, int64_t *bytes_before, tenor_error *err)
{
    int fd = open_history(dir, O_RDWR | O_CREAT, err);
    int rc;

    *bytes_before = -1;
    if (fd < 0)
        return fd;
    if ((rc = whole_lines(fd, bytes_before, err)) < 0)
        goto done;
    if (ftruncate(fd, *bytes_before) != 0)
        rc = io_error(err, "truncate");
    else
        rc = write_row(fd, row, *bytes_before, err);
done:
    close(fd);
    return rc;
}

void tn_history_restore(const char *dir, int64_t bytes_before)
{
    int fd = bytes_before >= 0 ? open_history(dir, O_RDWR, NULL) : -1;

    if (fd >= 0) {
        /* a row too many is all that can remain: there is nobody to tell */
        int rc = ftruncate(fd, bytes_before);

        (void)rc;
        close(fd);
    }
}
