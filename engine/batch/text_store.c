/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_store.c - comments' texts on disk, for those that must be read a second time
 */
#include "batch/text_store.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int io_error(tenor_error *err, const char *what)
{
    return tn_fail(err, TENOR_ERR_IO, "cannot %s the temporary file of texts: %s", what,
                   strerror(errno));
}

int tn_text_store_open(tn_text_store *store, const char *dir, tenor_error *err)
{
    char *path = tn_path_join(dir, "texts-XXXXXX");
    int fd, rc = 0;

    *store = (tn_text_store){ 0 };
    if (!path) {
        return tn_no_memory(err);
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        rc = io_error(err, "create");
    } else if (unlink(path) != 0 || !(store->file = fdopen(fd, "w+b"))) {
        rc = io_error(err, "open");
        close(fd);
    }
    free(path);
    return rc;
}

int tn_text_store_add(tn_text_store *store, tenor_str text, tn_text_place *place, tenor_error *err)
{
    if (text.bytes > UINT32_MAX) {
        return tn_fail(err, TENOR_ERR_INPUT, "a comment of %zu bytes is too long", text.bytes);
    }
    if (text.bytes && fwrite(text.data, 1, text.bytes, store->file) != text.bytes) {
        return io_error(err, "write");
    }
    *place = (tn_text_place){ store->bytes, (uint32_t)text.bytes };
    store->bytes += (int64_t)text.bytes;
    return 0;
}

int tn_text_store_finish(tn_text_store *store, tenor_error *err)
{
    return store->file && fflush(store->file) != 0 ? io_error(err, "write") : 0;
}

int tn_text_store_get(const tn_text_store *store, tn_text_place place, tn_buf *out,
                      tenor_error *err)
{
    size_t have = 0;
    int rc;

    tn_buf_clear(out);
    rc = tn_buf_reserve(out, place.bytes, err);
    while (rc == 0 && have < place.bytes) {
        ssize_t n = pread(fileno(store->file), out->data + have, place.bytes - have,
                          (off_t)(place.offset + (int64_t)have));

        if (n < 0 && errno == EINTR) {
            continue;
        }
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

void tn_text_store_close(tn_text_store *store)
{
    if (store->file) {
        fclose(store->file); /* its name is gone already: nothing to lose */
    }
    *store = (tn_text_store){ 0 };
}
