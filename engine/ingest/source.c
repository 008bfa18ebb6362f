/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.c - the bytes of one input: plain, compressed, or members of a tar or zip
 *
 * libarchive recognises compression and archives by content; zstd is decompressed before it. The
 * stored bytes are hashed as they are read.
 */
#include "ingest/ingest.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>
#include <zstd_errors.h>

/* Of zstd --long=31, which archives of years are made with; libarchive stops at 27. */
#define MAX_WINDOW_LOG     31
#define STORED_BLOCK_BYTES ((size_t)128 * 1024)
#define MAX_RATIO          1000                         /* unpacked to stored bytes */
#define FREE_BYTES         ((int64_t)256 * 1024 * 1024) /* unpacked before the ratio counts */

struct tn_source {
    char *name;
    int fd;
    bool read_failed; /* the system said so, not the decoder */
    struct archive *archive;
    tn_hasher *hasher;
    int64_t stored_bytes;
    int64_t unpacked_bytes;
    int64_t max_unpacked_bytes; /* 0: no limit but the ratio's */
    char *member;
    bool opened;
    const char *pending; /* decoded, not handed out yet */
    size_t pending_bytes;
    bool begun;           /* the first block was read */
    ZSTD_DStream *zstd;   /* NULL: it is not compressed with it, and libarchive reads it */
    ZSTD_inBuffer stored; /* of the block, with zstd */
    size_t zstd_needs;    /* 0: a frame is complete */
    char *plain;          /* STORED_BLOCK_BYTES, with zstd */
    char block[STORED_BLOCK_BYTES];
};

/* One line, whatever libarchive puts into its message. */
static int archive_failure(tn_source *source, tenor_error *err)
{
    const char *why = archive_error_string(source->archive);
    int code = source->read_failed ? TENOR_ERR_IO : TENOR_ERR_INPUT;

    if (archive_errno(source->archive) == ENOMEM)
        return tn_no_memory(err);
    if (why && strstr(why, "No progress is possible")) { /* liblzma's way to say it */
        /* for the analyzer base.h takes the messages out: NOLINTNEXTLINE(*DeadStores) */
        why = "truncated xz input";
    }
    return tn_fail(err, code, "%s: %.*s", source->name, why ? (int)strcspn(why, "\r\n") : 12,
                   why ? why : "damaged data");
}

static ssize_t read_stored(tn_source *source)
{
    ssize_t n;

    do {
        n = read(source->fd, source->block, sizeof(source->block));
    } while (n < 0 && errno == EINTR);
    if (n > 0) {
        tn_hasher_add(source->hasher, source->block, (size_t)n);
        source->stored_bytes += n;
    }
    return n;
}

static int begin_zstd(tn_source *source)
{
    source->zstd = ZSTD_createDStream();
    source->plain = tn_alloc(STORED_BLOCK_BYTES, 1);
    if (!source->zstd || !source->plain ||
        ZSTD_isError(ZSTD_DCtx_setParameter(source->zstd, ZSTD_d_windowLogMax, MAX_WINDOW_LOG)))
        return -1;
    return 0;
}

/* Blocks of what the stored bytes decompress to; 0 = the end, -1 with libarchive's error. */
static la_ssize_t read_zstd(tn_source *source)
{
    ZSTD_outBuffer out = { source->plain, STORED_BLOCK_BYTES, 0 };

    while (out.pos == 0) {
        if (source->stored.pos == source->stored.size) {
            ssize_t n = read_stored(source);

            if (n <= 0 && (n < 0 || source->zstd_needs == 0))
                return n;
            if (n == 0) {
                archive_set_error(source->archive, EINVAL, "Truncated zstd input");
                return -1;
            }
            source->stored = (ZSTD_inBuffer){ source->block, (size_t)n, 0 };
        }
        source->zstd_needs = ZSTD_decompressStream(source->zstd, &out, &source->stored);
        if (ZSTD_isError(source->zstd_needs)) {
            bool memory = ZSTD_getErrorCode(source->zstd_needs) == ZSTD_error_memory_allocation;

            archive_set_error(source->archive, memory ? ENOMEM : EINVAL,
                              "Zstd decompression failed: %s",
                              ZSTD_getErrorName(source->zstd_needs));
            return -1;
        }
    }
    return (la_ssize_t)out.pos;
}

static la_ssize_t on_read(struct archive *archive, void *user, const void **block)
{
    static const char magic[] = "\x28\xB5\x2F\xFD";
    tn_source *source = user;
    ssize_t n = 0;

    *block = source->zstd ? source->plain : source->block;
    if (!source->zstd)
        n = read_stored(source);
    if (!source->begun && n >= 4 && memcmp(source->block, magic, 4) == 0) {
        if (begin_zstd(source) < 0) {
            archive_set_error(archive, ENOMEM, "out of memory");
            return -1;
        }
        source->stored = (ZSTD_inBuffer){ source->block, (size_t)n, 0 };
        *block = source->plain;
    }
    source->begun = true;
    if (source->zstd && n >= 0)
        n = read_zstd(source);
    if (n < 0 && archive_errno(archive) == 0) {
        source->read_failed = true;
        archive_set_error(archive, errno, "cannot read: %s", strerror(errno));
    }
    return n;
}

/*
 * Filters are named one by one: "all" would run external programs for some
 * kinds of data, and take a comment beginning "begin 644" for uuencoded.
 */
static int enable_formats(struct archive *archive)
{
    if (archive_read_support_filter_gzip(archive) != ARCHIVE_OK ||
        archive_read_support_filter_bzip2(archive) != ARCHIVE_OK ||
        archive_read_support_filter_xz(archive) != ARCHIVE_OK ||
        archive_read_support_filter_zstd(archive) != ARCHIVE_OK ||
        archive_read_support_filter_lz4(archive) != ARCHIVE_OK ||
        archive_read_support_format_tar(archive) != ARCHIVE_OK ||
        archive_read_support_format_zip_streamable(archive) != ARCHIVE_OK ||
        archive_read_support_format_empty(archive) != ARCHIVE_OK ||
        archive_read_support_format_raw(archive) != ARCHIVE_OK)
        return -1;
    return 0;
}

int tn_source_open(tn_source **out, const char *name, int64_t max_unpacked_bytes, tenor_error *err)
{
    tn_source *source = tn_alloc(1, sizeof(*source));
    int rc = 0;

    *out = NULL;
    if (!source)
        return tn_no_memory(err);
    source->fd = -1;
    source->max_unpacked_bytes = max_unpacked_bytes;
    source->name = tn_strndup(name, strlen(name));
    source->hasher = tn_hasher_new();
    source->archive = archive_read_new();
    if (!source->name || !source->hasher || !source->archive)
        rc = tn_no_memory(err);
    else if (enable_formats(source->archive) < 0)
        rc = archive_failure(source, err);
    else if (strcmp(name, "-") == 0)
        source->fd = STDIN_FILENO;
    else if ((source->fd = open(name, O_RDONLY | O_CLOEXEC)) < 0)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", name, strerror(errno));
    if (rc < 0)
        tn_source_close(source);
    else
        *out = source;
    return rc;
}

static int take_member_name(tn_source *source, struct archive_entry *entry, bool *skip,
                            tenor_error *err)
{
    const char *path = archive_entry_pathname(entry), *slash;

    free(source->member);
    source->member = NULL;
    *skip = false;
    if (archive_format(source->archive) == ARCHIVE_FORMAT_RAW)
        return 0;
    if (!path)
        path = "member";
    slash = strrchr(path, '/'); /* macOS and editors leave hidden companions in archives */
    *skip = archive_entry_filetype(entry) != AE_IFREG || (slash ? slash + 1 : path)[0] == '.';
    source->member = tn_strndup(path, strlen(path));
    return source->member ? 0 : tn_no_memory(err);
}

int tn_source_next_member(tn_source *source, tenor_error *err)
{
    struct archive_entry *entry;
    bool skip = true;
    int rc;

    if (!source->opened) {
        source->opened = true;
        if (archive_read_open(source->archive, source, NULL, on_read, NULL) < ARCHIVE_WARN)
            return archive_failure(source, err);
    }
    source->pending_bytes = 0;
    while (skip) {
        rc = archive_read_next_header(source->archive, &entry);
        if (rc == ARCHIVE_EOF)
            return 0;
        if (rc < ARCHIVE_WARN)
            return archive_failure(source, err);
        rc = take_member_name(source, entry, &skip, err);
        if (rc < 0)
            return rc;
    }
    return 1;
}

const char *tn_source_member(const tn_source *source)
{
    return source->member;
}

/*
 * A few kilobytes may unpack to terabytes, which would hold the run up for
 * days. Text does not shrink a thousandfold.
 */
static int check_unpacked(tn_source *source, size_t bytes, tenor_error *err)
{
    source->unpacked_bytes += (int64_t)bytes;
    if (source->max_unpacked_bytes > 0 && source->unpacked_bytes > source->max_unpacked_bytes) {
        return tn_fail(err, TENOR_ERR_INPUT, "%s: unpacks to more than %lld bytes", source->name,
                       (long long)source->max_unpacked_bytes);
    }
    if (source->unpacked_bytes > FREE_BYTES &&
        source->unpacked_bytes / MAX_RATIO > source->stored_bytes) {
        return tn_fail(err, TENOR_ERR_INPUT, "%s: unpacks to more than %d times its size",
                       source->name, MAX_RATIO);
    }
    return 0;
}

int64_t tn_source_read(tn_source *source, char *data, size_t room, tenor_error *err)
{
    while (source->pending_bytes == 0) {
        const void *block;
        la_int64_t offset;
        int rc = archive_read_data_block(source->archive, &block, &source->pending_bytes, &offset);

        if (rc == ARCHIVE_EOF) {
            source->pending_bytes = 0;
            return 0;
        }
        if (rc < ARCHIVE_WARN) {
            source->pending_bytes = 0;
            return archive_failure(source, err);
        }
        source->pending = block;
        rc = check_unpacked(source, source->pending_bytes, err);
        if (rc < 0) {
            source->pending_bytes = 0;
            return rc;
        }
    }
    if (room > source->pending_bytes)
        room = source->pending_bytes;
    memcpy(data, source->pending, room);
    source->pending += room;
    source->pending_bytes -= room;
    return (int64_t)room;
}

int tn_source_finish(tn_source *source, char digest[33], int64_t *stored_bytes, tenor_error *err)
{
    ssize_t n;

    do { /* an archive's padding is part of what is stored */
        n = read_stored(source);
    } while (n > 0);
    if (n < 0)
        return tn_fail(err, TENOR_ERR_IO, "%s: cannot read: %s", source->name, strerror(errno));
    tn_digest_hex(tn_hasher_digest(source->hasher), digest);
    *stored_bytes = source->stored_bytes;
    return 0;
}

int64_t tn_source_position(const tn_source *source)
{
    return source->stored_bytes;
}

void tn_source_close(tn_source *source)
{
    if (!source)
        return;
    archive_read_free(source->archive);
    ZSTD_freeDStream(source->zstd);
    free(source->plain);
    tn_hasher_free(source->hasher);
    if (source->fd > STDIN_FILENO)
        close(source->fd);
    free(source->member);
    free(source->name);
    free(source);
}
