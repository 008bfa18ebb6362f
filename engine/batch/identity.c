/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity.c - a comment's record: who it is and what it said, without its text
 */
#include "batch/identity.h"

#include <endian.h>
#include <string.h>

/* before the field's bytes, so that no two different sequences are the same bytes */
static int64_t length_of(tenor_str field)
{
    return field.data ? (int64_t)field.bytes : -1;
}

static char *put_number(char *at, int64_t number)
{
    uint64_t bytes = htole64((uint64_t)number); /* on every machine: digests are published */

    memcpy(at, &bytes, sizeof(bytes));
    return at + sizeof(bytes);
}

static char *put_field(char *at, tenor_str field)
{
    at = put_number(at, length_of(field));
    if (!field.data)
        return at;
    memcpy(at, field.data, field.bytes);
    return at + field.bytes;
}

int tn_append_number(tn_buf *out, int64_t number, tenor_error *err)
{
    char bytes[sizeof(number)];

    put_number(bytes, number);
    return tn_buf_append(out, bytes, sizeof(bytes), err);
}

int tn_append_field(tn_buf *out, tenor_str field, tenor_error *err)
{
    int rc = tn_append_number(out, length_of(field), err);

    return rc == 0 && field.data ? tn_buf_append(out, field.data, field.bytes, err) : rc;
}

/* every field of the comment itself; neither what is known of its article nor of its parent */
static int canonical_record(tn_buf *out, const tenor_comment *c, tenor_error *err)
{
    const tenor_str field[] = { c->article_id, c->id, c->text, c->parent_id, c->author };
    const int64_t number[] = { c->created_at_s, c->updated_at_s, c->likes, c->deleted };
    const size_t n_fields = sizeof(field) / sizeof(*field);
    const size_t n_numbers = sizeof(number) / sizeof(*number);
    size_t bytes = (n_fields + n_numbers) * sizeof(*number);
    char *at;
    int rc;

    for (size_t i = 0; i < n_fields; i++)
        bytes += field[i].data ? field[i].bytes : 0; /* they are all in memory already */
    tn_buf_clear(out);
    rc = tn_buf_reserve(out, bytes, err);
    if (rc < 0)
        return rc;
    at = out->data;
    for (size_t i = 0; i < n_fields; i++)
        at = put_field(at, field[i]);
    for (size_t i = 0; i < n_numbers; i++)
        at = put_number(at, number[i]);
    out->bytes = bytes;
    return 0;
}

int tn_record_identify(tn_record *record, const tenor_comment *comment, const tn_author_key *key,
                       tn_buf *scratch, tenor_error *err)
{
    bool reply = comment->parent_id.data && comment->parent_id.bytes > 0;
    int rc = canonical_record(scratch, comment, err);

    if (rc < 0)
        return rc;
    *record = (tn_record){
        .id_key = tn_digest_of(comment->id.data, comment->id.bytes),
        .content_key = tn_digest_of(scratch->data, scratch->bytes),
        .author_key = tn_author_hash(key, comment->author),
        .created_at_s = comment->created_at_s,
        .updated_at_s = comment->updated_at_s,
        .likes = comment->likes,
        .id = comment->id.data,
        .id_bytes = (uint32_t)comment->id.bytes,
        .deleted = comment->deleted,
        .text_offset = -1,
    };
    if (reply) {
        record->parent_key = tn_digest_of(comment->parent_id.data, comment->parent_id.bytes);
        record->parent_id = comment->parent_id.data;
        record->parent_id_bytes = (uint32_t)comment->parent_id.bytes;
    }
    for (int head = 0; head < TENOR_N_HEADS; head++)
        record->label[head] = -1;
    return 0;
}

void tn_record_label_head(tn_record *record, int head, const tenor_label *label)
{
    record->label[head] = (int8_t)(label->present ? label->label : -1);
    record->part[head] = (int16_t)(label->present ? label->part : -1);
    for (int c = 0; c < TENOR_MAX_CLASSES; c++)
        record->p[head][c] = label->present ? (float)label->p[c] : 0.0f;
}

void tn_record_label(tn_record *record, const tenor_result *result)
{
    record->unscored = (uint8_t)result->unscored;
    record->coverage = (float)result->coverage;
    record->n_tokens = (uint16_t)(result->n_tokens < UINT16_MAX ? result->n_tokens : UINT16_MAX);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        tn_record_label_head(record, head, &result->head[head]);
}
