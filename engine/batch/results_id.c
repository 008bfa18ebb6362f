/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * results_id.c - a name for what a run says, the same for the same content
 */
#include "batch/results_id.h"

#include "batch/identity.h"
#include "model/model.h"

#include <endian.h>

/* raised when the same content is to be published in another form */
#define RESULTS_FORMAT "tenor/results/2"
#define FLUSH_BYTES    ((size_t)1 << 16)

static void flush(tn_results_hash *hash)
{
    tn_hasher_add(hash->hasher, hash->piece.data, hash->piece.bytes);
    tn_buf_clear(&hash->piece);
}

int tn_results_hash_begin(tn_results_hash *hash, const tenor_engine *engine,
                          const tn_results_choices *choices, tenor_error *err)
{
    const int64_t number[] = { choices->min_comments, choices->terms, choices->excerpts };
    tn_buf *out = &hash->piece;
    int rc;

    *hash = (tn_results_hash){ .hasher = tn_hasher_new() };
    if (!hash->hasher)
        return tn_no_memory(err);
    if ((rc = tn_append_field(out, tn_str(RESULTS_FORMAT), err)) < 0 ||
        (rc = tn_append_field(out, tn_str(tenor_version()), err)) < 0)
        return rc;
    for (int head = 0; rc == 0 && head < TENOR_N_HEADS; head++) {
        tn_model_metadata metadata = { 0 };

        if (engine)
            tn_engine_model_metadata(engine, head, &metadata);
        rc = tn_append_field(out, metadata.name ? tn_str(metadata.digest) : (tenor_str){ 0 }, err);
    }
    if (rc < 0 || (rc = tn_append_field(out, tn_str(choices->target), err)) < 0)
        return rc;
    for (size_t i = 0; rc == 0 && i < sizeof(number) / sizeof(*number); i++)
        rc = tn_append_number(out, number[i], err);
    return rc;
}

int tn_results_hash_add(tn_results_hash *hash, const tn_article_records *a, tenor_error *err)
{
    const tenor_str field[] = { { a->id, a->id_bytes }, tn_str(a->info.title),
                                tn_str(a->info.url),    tn_str(a->info.section),
                                tn_str(a->info.target), tn_str(a->target) };
    const int64_t number[] = { a->info.published_at_s, a->info.captured_at_s, a->target_source,
                               (int64_t)a->n_records };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof(field) / sizeof(*field); i++)
        rc = tn_append_field(&hash->piece, field[i], err);
    for (size_t i = 0; rc == 0 && i < sizeof(number) / sizeof(*number); i++)
        rc = tn_append_number(&hash->piece, number[i], err);
    for (size_t i = 0; rc == 0 && i < a->n_records; i++) {
        tn_digest id = a->record[i].id_key, content = a->record[i].content_key;
        const uint64_t key[] = { htole64(id.high), htole64(id.low), htole64(content.high),
                                 htole64(content.low) }; /* as tn_append_number, all at once */

        rc = tn_buf_append(&hash->piece, key, sizeof(key), err);
        if (hash->piece.bytes >= FLUSH_BYTES)
            flush(hash);
    }
    flush(hash);
    return rc;
}

int tn_results_hash_end(char out[33], tn_results_hash *hash, int64_t n_suppressed, tenor_error *err)
{
    int rc = tn_append_number(&hash->piece, n_suppressed, err);

    flush(hash);
    tn_digest_hex(tn_hasher_digest(hash->hasher), out);
    return rc;
}

void tn_results_hash_free(tn_results_hash *hash)
{
    tn_hasher_free(hash->hasher);
    tn_buf_free(&hash->piece);
    *hash = (tn_results_hash){ 0 };
}
