/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * author_key.c - authors are counted by a keyed hash, never by name
 */
#include "batch/store/author_key.h"

#include "base/file.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/* the derivation of a secret from a key of any length counts as experimental in older headers */
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

static int random_bytes(unsigned char *out, size_t bytes, tenor_error *err)
{
    size_t have = 0;

    while (have < bytes) {
        ssize_t n = getrandom(out + have, bytes - have, 0);

        if (n < 0 && errno != EINTR) {
            return tn_fail(err, TENOR_ERR_IO, "cannot draw a random author key: %s",
                           strerror(errno));
        }
        have += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static int read_key(tn_buf *bytes, const char *path, tenor_error *err)
{
    int rc = tn_file_read(bytes, path, TN_AUTHOR_KEY_MAX_BYTES, err);

    if (rc < 0 || bytes->bytes >= TN_AUTHOR_KEY_MIN_BYTES)
        return rc;
    return tn_fail(err, TENOR_ERR_ARGUMENT,
                   "the author key '%s' has %zu bytes; at least %d are needed", path, bytes->bytes,
                   TN_AUTHOR_KEY_MIN_BYTES);
}

int tn_author_key_load(tn_author_key *key, const char *path, tenor_error *err)
{
    unsigned char seed[64];
    tn_buf bytes = { 0 };
    int rc = path ? read_key(&bytes, path, err) : random_bytes(seed, sizeof(seed), err);

    if (rc == 0 &&
        XXH3_generateSecret(key->secret, sizeof(key->secret), path ? bytes.data : (char *)seed,
                            path ? bytes.bytes : sizeof(seed)) != XXH_OK)
        rc = tn_fail(err, TENOR_ERR_INTERNAL, "cannot derive the author key");
    explicit_bzero(seed, sizeof(seed));
    if (bytes.data)
        explicit_bzero(bytes.data, bytes.bytes);
    tn_buf_free(&bytes);
    return rc;
}

uint64_t tn_author_hash(const tn_author_key *key, tenor_str author)
{
    uint64_t hash;

    if (!author.data || author.bytes == 0)
        return 0;
    hash = XXH3_64bits_withSecret(author.data, author.bytes, key->secret, sizeof(key->secret));
    return hash ? hash : 1;
}
