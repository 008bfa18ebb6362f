/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_store.c - comments' texts on disk, for those that must be read a second time
 */
#include "batch/text_store.h"

#include "base/file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PENDING_BYTES ((size_t)1 << 18)

static int io_error(tenor_error *err, const char *what)
{
    return tn_fail(err, TENOR_ERR_IO, "cannot %s the temporary file of texts: %s", what,
                   strerror(errno));
}

int tn_text_store_open(tn_text_store *store, const char *dir, tenor_error *err)
{
    int rc;

    *store = (tn_text_store){ 0 };
    rc = tn_temporary_open(&store->file, dir, err);
    if (rc == 0)
        setvbuf(store->file, NULL, _IONBF, 0); /* what is pending is buffer enough */
    return rc;
}

static int write_texts(tn_text_store *store, const char *text, size_t bytes, tenor_error *err)
{
    return bytes == 0 || fwrite(text, 1, bytes, store->file) == bytes ? 0 : io_error(err, "write");
}

static int write_pending(tn_text_store *store, tenor_error *err)
{
    int rc = write_texts(store, store->pending.data, store->pending.bytes, err);

    tn_buf_clear(&store->pending);
    return rc;
}

int tn_text_store_add(tn_text_store *store, tenor_str text, tn_record *record, tenor_error *err)
{
    int rc = 0;

    if (text.bytes > UINT32_MAX)
        return tn_fail(err, TENOR_ERR_INPUT, "a comment of %zu bytes is too long", text.bytes);
    if (store->pending.bytes + text.bytes > PENDING_BYTES)
        rc = write_pending(store, err);
    if (rc == 0) {
        rc = text.bytes > PENDING_BYTES
                 ? write_texts(store, text.data, text.bytes, err)
                 : tn_buf_append(&store->pending, text.data, text.bytes, err);
    }
    if (rc < 0)
        return rc;
    record->text_offset = store->bytes;
    record->text_bytes = (uint32_t)text.bytes;
    store->bytes += (int64_t)text.bytes;
    return 0;
}

int tn_text_store_finish(tn_text_store *store, tenor_error *err)
{
    int rc = write_pending(store, err);

    tn_buf_free(&store->pending);
    return rc;
}

static int read_at(const tn_text_store *store, int64_t offset, tn_buf *out, size_t bytes,
                   tenor_error *err)
{
    size_t have = 0;
    int rc;

    tn_buf_clear(out);
    rc = tn_buf_reserve(out, bytes, err);
    while (rc == 0 && have < bytes) {
        ssize_t n = pread(fileno(store->file), out->data + have, bytes - have,
                          (off_t)(offset + (int64_t)have));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n < 0 ? errno : EIO;
            return io_error(err, "read");
        }
        have += (size_t)n;
    }
    if (rc == 0) {
        out->bytes = have;
        out->data[have] = '\0';
    }
    return rc;
}

int tn_text_of(tenor_str *out, const tn_text_store *store, const tn_record *record, tn_buf *scratch,
               tenor_error *err)
{
    int rc = 0;

    *out = (tenor_str){ record->text, record->text_bytes };
    if (!record->text && record->text_offset >= 0) {
        rc = read_at(store, record->text_offset, scratch, record->text_bytes, err);
        *out = (tenor_str){ scratch->data, record->text_bytes };
    }
    return rc;
}

void tn_text_store_close(tn_text_store *store)
{
    tn_temporary_close(&store->file);
    tn_buf_free(&store->pending);
    *store = (tn_text_store){ 0 };
}
