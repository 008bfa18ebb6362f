/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_store.c - comments' texts on disk, for those that must be read a second time
 */
#include "batch/spill/text_store.h"

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
    if ((rc = tn_temporary_open(&store->file, dir, err)) < 0)
        return rc;
    setvbuf(store->file, NULL, _IONBF, 0); /* what is pending is buffer enough */
    return 0;
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
    int rc;

    if (text.bytes > UINT32_MAX)
        return tn_fail(err, TENOR_ERR_INPUT, "a comment of %zu bytes is too long", text.bytes);
    if (store->pending.bytes + text.bytes > PENDING_BYTES && (rc = write_pending(store, err)) < 0)
        return rc;
    rc = text.bytes > PENDING_BYTES ? write_texts(store, text.data, text.bytes, err)
                                    : tn_buf_append(&store->pending, text.data, text.bytes, err);
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

int tn_text_of(tenor_str *out, const tn_text_store *store, const tn_record *record, tn_buf *scratch,
               tenor_error *err)
{
    size_t bytes = record->text_bytes, have = 0;
    int rc;

    *out = (tenor_str){ record->text, bytes };
    if (record->text || record->text_offset < 0)
        return 0;
    tn_buf_clear(scratch);
    if ((rc = tn_buf_reserve(scratch, bytes, err)) < 0)
        return rc;
    while (have < bytes) {
        ssize_t n = pread(fileno(store->file), scratch->data + have, bytes - have,
                          (off_t)(record->text_offset + (int64_t)have));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n < 0 ? errno : EIO;
            return io_error(err, "read");
        }
        have += (size_t)n;
    }
    scratch->bytes = have;
    scratch->data[have] = '\0';
    out->data = scratch->data;
    return 0;
}

void tn_text_store_close(tn_text_store *store)
{
    tn_temporary_close(&store->file);
    tn_buf_free(&store->pending);
    *store = (tn_text_store){ 0 };
}
