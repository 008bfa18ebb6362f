/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packed_file.c - the files whose digests model.json has: read, checked, unpacked
 */
#include "model/model_file.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define MAX_FILE_BYTES ((size_t)1 << 30) /* a decompression bomb ends here */

static int decompress(tn_buf *out, const tn_buf *in, const char *name, tenor_error *err)
{
    unsigned long long bytes = ZSTD_getFrameContentSize(in->data, in->bytes);
    size_t done;
    int rc;

    if (bytes == ZSTD_CONTENTSIZE_ERROR || bytes == ZSTD_CONTENTSIZE_UNKNOWN ||
        bytes > MAX_FILE_BYTES)
        return tn_fail(err, TENOR_ERR_MODEL, "'%s' is not zstd data of a known, sane size", name);
    tn_buf_clear(out);
    rc = tn_buf_reserve(out, (size_t)bytes, err);
    if (rc < 0)
        return rc;
    done = ZSTD_decompress(out->data, (size_t)bytes, in->data, in->bytes);
    if (ZSTD_isError(done) || done != bytes) {
        return tn_fail(err, TENOR_ERR_MODEL, "'%s' does not decompress: %s", name,
                       ZSTD_isError(done) ? ZSTD_getErrorName(done) : "short");
    }
    out->bytes = done;
    out->data[done] = '\0';
    return 0;
}

int tn_model_file_read(tn_buf *out, const char *dir, const tn_model_file *file, tenor_error *err)
{
    char *path = tn_path_join(dir, file->name);
    size_t name_bytes = strlen(file->name);
    tn_buf stored = { 0 };
    int rc = path ? tn_file_read(&stored, path, MAX_FILE_BYTES, err) : tn_no_memory(err);

    if (rc < 0)
        goto done;
    if (stored.bytes != (size_t)file->bytes ||
        tn_digest_compare(tn_digest_of(stored.data, stored.bytes), file->digest)) {
        rc = tn_fail(err, TENOR_ERR_MODEL, "'%s' is damaged: its digest is not model.json's", path);
        goto done;
    }
    if (name_bytes > 4 && strcmp(file->name + name_bytes - 4, ".zst") == 0) {
        rc = decompress(out, &stored, path, err);
    } else {
        tn_buf_free(out);
        *out = stored;
        stored = (tn_buf){ 0 };
    }
done:
    tn_buf_free(&stored);
    free(path);
    return rc;
}

int tn_compress(tn_buf *out, const tn_buf *in, int level, tenor_error *err)
{
    size_t bound = ZSTD_compressBound(in->bytes);
    size_t done;
    int rc;

    tn_buf_clear(out);
    rc = tn_buf_reserve(out, bound, err);
    if (rc < 0)
        return rc;
    done = ZSTD_compress(out->data, bound, in->data, in->bytes, level);
    if (ZSTD_isError(done))
        return tn_fail(err, TENOR_ERR_INTERNAL, "zstd: %s", ZSTD_getErrorName(done));
    out->bytes = done;
    return 0;
}
