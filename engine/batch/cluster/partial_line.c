/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * partial_line.c - partial results as lines of text
 */
#include "batch/cluster/partial_line.h"

#include "base/base64.h"

#include <string.h>
#include <zstd.h>

#define LEVEL       3
#define MAX_PARTIAL ((unsigned long long)1 << 32)

/* Before what is packed. */
typedef struct {
    uint64_t shard;
    uint64_t digest; /* of all that follows, the id and the shard */
} head;

#define HEAD_TEXT_BYTES ((size_t)(4 * ((sizeof(head) + 2) / 3)))

static uint64_t digest_of(uint64_t shard, tenor_str id, const char *packed, size_t bytes)
{
    return tn_mix(tn_mix(tn_hash(packed, bytes), tn_hash(id.data, id.bytes)), shard);
}

int tn_partial_line_append(tn_buf *out, const char *shard, tenor_str id, const tn_buf *partial,
                           tenor_error *err)
{
    head h = { .shard = tn_hash(shard, strlen(shard)) };
    tn_buf packed = { 0 };
    size_t bytes;
    int rc = tn_buf_reserve(&packed, sizeof(h) + ZSTD_compressBound(partial->bytes), err);

    if (rc < 0)
        return rc;
    bytes = ZSTD_compress(packed.data + sizeof(h), packed.capacity - sizeof(h), partial->data,
                          partial->bytes, LEVEL);
    if (ZSTD_isError(bytes)) {
        rc = tn_no_memory(err);
        goto done;
    }
    h.digest = digest_of(h.shard, id, packed.data + sizeof(h), bytes);
    memcpy(packed.data, &h, sizeof(h));
    if ((rc = tn_percent_append(out, id, err)) == 0 && (rc = tn_buf_puts(out, "\t", err)) == 0 &&
        (rc = tn_base64_append(out, packed.data, sizeof(h) + bytes, err)) == 0)
        rc = tn_buf_puts(out, "\n", err);
done:
    tn_buf_free(&packed);
    return rc;
}

int tn_note_line_append(tn_buf *out, const char *shard, const char *json, tenor_error *err)
{
    int rc;

    if ((rc = tn_buf_puts(out, "#", err)) < 0 ||
        (rc = tn_percent_append(out, tn_str(shard), err)) < 0)
        return rc;
    return tn_buf_printf(out, err, "\t%s\n", json);
}

int tn_note_line_read(tn_buf *shard, tenor_str *json, tenor_str text, tenor_error *err)
{
    const char *tab = memchr(text.data, '\t', text.bytes);
    tenor_error cause = { 0 };

    if (tab && tn_percent_decode(shard, (tenor_str){ text.data + 1, (size_t)(tab - text.data) - 1 },
                                 &cause)) {
        *json = (tenor_str){ tab + 1, text.bytes - (size_t)(tab + 1 - text.data) };
        return 0;
    }
    return cause.code < 0 ? tn_fail(err, cause.code, "%s", cause.message)
                          : tn_fail(err, TENOR_ERR_INPUT, "a line of a shard is damaged");
}

static int damaged(tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_INPUT, "a line of partial results is damaged");
}

static int unpack(tn_partial_line *line, tenor_error *err)
{
    const char *packed = line->payload.data + sizeof(head);
    size_t bytes = line->payload.bytes - sizeof(head);
    unsigned long long size = ZSTD_getFrameContentSize(packed, bytes);
    size_t got;
    int rc;

    if (size > MAX_PARTIAL) /* unknown or an error too */
        return damaged(err);
    tn_buf_clear(&line->partial);
    rc = tn_buf_reserve(&line->partial, (size_t)size + 1, err);
    if (rc < 0)
        return rc;
    got = ZSTD_decompress(line->partial.data, line->partial.capacity, packed, bytes);
    if (ZSTD_isError(got) || got != size)
        return damaged(err);
    line->partial.bytes = got;
    return 0;
}

int tn_partial_line_read(tn_partial_line *line, tenor_str text, tenor_error *err)
{
    const char *tab = memchr(text.data, '\t', text.bytes);
    tenor_error cause = { 0 };
    head h;

    if (!tab)
        return damaged(err);
    if (!tn_percent_decode(&line->id, (tenor_str){ text.data, (size_t)(tab - text.data) },
                           &cause) ||
        !tn_base64_decode(&line->payload, tab + 1, text.bytes - (size_t)(tab + 1 - text.data),
                          &cause))
        return cause.code < 0 ? tn_fail(err, cause.code, "%s", cause.message) : damaged(err);
    if (line->payload.bytes < sizeof(h))
        return damaged(err);
    memcpy(&h, line->payload.data, sizeof(h));
    if (h.digest != digest_of(h.shard, (tenor_str){ line->id.data, line->id.bytes },
                              line->payload.data + sizeof(h), line->payload.bytes - sizeof(h)))
        return damaged(err);
    line->shard = h.shard;
    line->digest = h.digest;
    return unpack(line, err);
}

bool tn_partial_line_shard(uint64_t *shard, tenor_str text)
{
    const char *tab = memchr(text.data, '\t', text.bytes);
    size_t bytes = tab ? text.bytes - (size_t)(tab + 1 - text.data) : 0;
    tn_buf front = { 0 }; /* what base64 has whole groups of */
    bool known =
        bytes >= HEAD_TEXT_BYTES && tn_base64_decode(&front, tab + 1, HEAD_TEXT_BYTES, NULL);

    if (known)
        memcpy(shard, front.data + offsetof(head, shard), sizeof(*shard));
    tn_buf_free(&front);
    return known;
}

void tn_partial_line_free(tn_partial_line *line)
{
    tn_buf_free(&line->id);
    tn_buf_free(&line->payload);
    tn_buf_free(&line->partial);
    *line = (tn_partial_line){ 0 };
}
