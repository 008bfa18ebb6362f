/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * results_id.c - a name for what a run says, the same for the same content
 */
#include "batch/results_id.h"

#include "batch/identity.h"
#include "model/model.h"

/* raised when the same content is to be published in another form */
#define RESULTS_FORMAT "tenor/results/1"

static int append_models(tn_buf *out, const tenor_engine *engine, tenor_error *err)
{
    int rc = 0;

    for (int head = 0; rc == 0 && head < TENOR_N_HEADS; head++) {
        tn_model_facts facts = { 0 };

        if (engine) {
            tn_engine_model_facts(engine, head, &facts);
        }
        rc = tn_append_field(out, facts.name ? tn_str(facts.digest) : (tenor_str){ 0 }, err);
    }
    return rc;
}

static int append_article(tn_buf *out, const tn_article_records *a, tenor_error *err)
{
    const tenor_str field[] = { { a->id, a->id_bytes }, tn_str(a->info.title),
                                tn_str(a->info.url),    tn_str(a->info.section),
                                tn_str(a->info.target), tn_str(a->target) };
    const int64_t number[] = { a->info.published_at_s, a->info.captured_at_s, a->target_source,
                               (int64_t)a->n_records };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof(field) / sizeof(*field); i++) {
        rc = tn_append_field(out, field[i], err);
    }
    for (size_t i = 0; rc == 0 && i < sizeof(number) / sizeof(*number); i++) {
        rc = tn_append_number(out, number[i], err);
    }
    for (size_t i = 0; rc == 0 && i < a->n_records; i++) {
        const uint64_t key[] = { a->record[i].id_key.high, a->record[i].id_key.low,
                                 a->record[i].content_key.high, a->record[i].content_key.low };

        for (int k = 0; rc == 0 && k < 4; k++) {
            rc = tn_append_number(out, (int64_t)key[k], err);
        }
    }
    return rc;
}

int tn_results_id(char out[33], const tenor_engine *engine, const char *target,
                  const tn_article_records *const *article, size_t n_articles, tenor_error *err)
{
    tn_buf piece = { 0 };
    tn_hasher *hasher = tn_hasher_new();
    int rc = hasher ? tn_append_field(&piece, tn_str(RESULTS_FORMAT), err) : tn_no_memory(err);

    if (rc == 0) {
        rc = tn_append_field(&piece, tn_str(tenor_version()), err);
    }
    if (rc == 0) {
        rc = append_models(&piece, engine, err);
    }
    if (rc == 0) {
        rc = tn_append_field(&piece, tn_str(target), err);
    }
    for (size_t i = 0; rc == 0 && i < n_articles; i++) {
        rc = append_article(&piece, article[i], err);
        tn_hasher_add(hasher, piece.data, piece.bytes);
        tn_buf_clear(&piece);
    }
    if (rc == 0) { /* what is left where there is no article */
        tn_hasher_add(hasher, piece.data, piece.bytes);
        tn_digest_hex(tn_hasher_digest(hasher), out);
    }
    tn_hasher_free(hasher);
    tn_buf_free(&piece);
    return rc;
}
