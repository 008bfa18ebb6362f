/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * partial.c - an article's records as bytes, and back
 */
#include "batch/spill/partial.h"

#include <math.h>
#include <string.h>

#define N_TARGET_SOURCES (TENOR_TARGET_TITLE + 1)

/* A record's numbers. No padding: its bytes are digested. */
typedef struct {
    tn_digest content_key;
    uint64_t author_key, target_key;
    int64_t created_at_s, updated_at_s, likes, text_offset;
    tn_reply_side reply;
    float p[TENOR_N_HEADS][TENOR_MAX_CLASSES];
    float coverage;
    uint32_t id_bytes, parent_id_bytes, words_bytes, table, text_bytes, input;
    int16_t part[TENOR_N_HEADS];
    uint16_t n_tokens;
    int8_t label[TENOR_N_HEADS];
    uint8_t unscored, deleted, has_parent, has_text, reserved;
} packed;

/*
 * Before the records. The place of the first in its article makes pieces differ that hold the same
 * comments twice: equal ones are deliveries of one and the same.
 */
typedef struct {
    uint64_t first, n;
} counted;

_Static_assert(sizeof(packed) == 16 + 16 + 32 + sizeof(tn_reply_side) +
                                     4 * (TENOR_N_HEADS * TENOR_MAX_CLASSES + 7) + 8 + 8,
               "a packed record has padding");

/* ---------------------------------------------------------------- writing */

/* with its end, so that it can be used where it is */
static int put_terminated(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    int rc = tn_buf_append(out, text, bytes, err);

    return rc == 0 ? tn_buf_append(out, "", 1, err) : rc;
}

static int put_text(tn_buf *out, const char *text, tenor_error *err)
{
    uint32_t bytes = text ? (uint32_t)strlen(text) : UINT32_MAX;
    int rc = tn_buf_append(out, &bytes, sizeof(bytes), err);

    return rc == 0 && text ? put_terminated(out, text, bytes, err) : rc;
}

/* what is said of the article as a whole */
static int put_article(tn_buf *out, const tn_article *article, tenor_error *err)
{
    tn_article_records records = article->records;
    uint8_t target_source = (uint8_t)records.target_source;
    int rc;

    for (int field = 0; field < TN_N_INFO_FIELDS; field++) {
        const tn_field_stamp *stamp = &article->stamp[field];
        const int64_t *time_s = tn_info_time(&records.info, field);
        uint8_t present = stamp->present;

        if ((rc = tn_buf_append(out, &present, 1, err)) < 0)
            return rc;
        if (!present)
            continue;
        if ((rc = tn_buf_append(out, &stamp->at_s, sizeof(stamp->at_s), err)) < 0 ||
            (rc = tn_buf_append(out, &stamp->digest, sizeof(stamp->digest), err)) < 0)
            return rc;
        rc = time_s ? tn_buf_append(out, time_s, sizeof(*time_s), err)
                    : put_text(out, *tn_info_text(&records.info, field), err);
        if (rc < 0)
            return rc;
    }
    if ((rc = tn_buf_append(out, &target_source, 1, err)) < 0)
        return rc;
    return put_text(out, records.target, err);
}

/* each word's text behind a byte with its length */
static int spell_words(tn_buf *out, const tn_word_list *list, const tn_word_table *table,
                       tenor_error *err)
{
    uint32_t at = 0, index;

    tn_buf_clear(out);
    while (tn_word_next(list, &at, &index)) {
        const char *text = table[list->table].word[index].text;
        uint8_t bytes = (uint8_t)strlen(text); /* at most TN_MAX_WORD_BYTES */
        int rc;

        if ((rc = tn_buf_append(out, &bytes, 1, err)) < 0 ||
            (rc = tn_buf_append(out, text, bytes, err)) < 0)
            return rc;
    }
    return 0;
}

static void pack(packed *p, const tn_record *r)
{
    *p = (packed){ .content_key = r->content_key,
                   .author_key = r->author_key,
                   .target_key = r->target_key,
                   .created_at_s = r->created_at_s,
                   .updated_at_s = r->updated_at_s,
                   .likes = r->likes,
                   .text_offset = r->text_offset,
                   .reply = r->reply,
                   .coverage = r->coverage,
                   .id_bytes = r->id_bytes,
                   .parent_id_bytes = r->parent_id_bytes,
                   .words_bytes = r->words.n_bytes,
                   .table = r->words.table,
                   .text_bytes = r->text_bytes,
                   .input = r->input,
                   .n_tokens = r->n_tokens,
                   .unscored = r->unscored,
                   .deleted = r->deleted,
                   .has_parent = r->parent_id != NULL };
    memcpy(p->p, r->p, sizeof(p->p));
    memcpy(p->part, r->part, sizeof(p->part));
    memcpy(p->label, r->label, sizeof(p->label));
}

static int put_record(tn_buf *out, const tn_record *r, const tn_partial_form *form,
                      const tn_partial_source *source, tn_buf *scratch, tenor_error *err)
{
    size_t at = out->bytes;
    packed p;
    int rc;

    pack(&p, r);
    if ((rc = tn_buf_append(out, &p, sizeof(p), err)) < 0 ||
        (rc = put_terminated(out, r->id, r->id_bytes, err)) < 0)
        return rc;
    if (r->parent_id && (rc = put_terminated(out, r->parent_id, r->parent_id_bytes, err)) < 0)
        return rc;
    if (form->with_words) {
        if ((rc = spell_words(scratch, &r->words, source->words, err)) < 0 ||
            (rc = tn_buf_append(out, scratch->data, scratch->bytes, err)) < 0)
            return rc;
        p.words_bytes = (uint32_t)scratch->bytes;
        p.table = 0;
        p.input = 0; /* means nothing elsewhere */
    } else if ((rc = tn_buf_append(out, r->words.bytes, r->words.n_bytes, err)) < 0) {
        return rc;
    }
    if (form->with_texts) {
        tenor_str text;

        if ((rc = tn_text_of(&text, source->texts, r, scratch, err)) < 0)
            return rc;
        p.has_text = text.data != NULL;
        if (text.data && (rc = put_terminated(out, text.data, text.bytes, err)) < 0)
            return rc;
    }
    memcpy(out->data + at, &p, sizeof(p)); /* what is known by now */
    return 0;
}

int tn_partial_write(tn_buf *out, const tn_article *article, size_t *next,
                     const tn_partial_form *form, const tn_partial_source *source, tn_buf *scratch,
                     tenor_error *err)
{
    const tn_article_records *records = &article->records;
    size_t begin = out->bytes, head_at;
    counted head = { .first = *next };
    int rc = put_article(out, article, err);

    if (rc < 0)
        return rc;
    head_at = out->bytes;
    if ((rc = tn_buf_append(out, &head, sizeof(head), err)) < 0)
        return rc;
    while (*next < records->n_records && out->bytes - begin < TN_PIECE_BYTES) {
        rc = put_record(out, &records->record[(*next)++], form, source, scratch, err);
        if (rc < 0)
            return rc;
    }
    head.n = *next - head.first; /* how many it became */
    memcpy(out->data + head_at, &head, sizeof(head));
    return 0;
}

/* ---------------------------------------------------------------- reading */

typedef struct {
    const char *data;
    size_t bytes; /* left */
    const tn_partial_form *form;
    const tn_partial_sink *sink;
} input;

static int damaged(tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_INPUT, "the partial result is damaged");
}

/* *out: where it is */
static int take_bytes(input *in, const char **out, size_t bytes, tenor_error *err)
{
    if (in->bytes < bytes)
        return damaged(err);
    *out = in->data;
    in->data += bytes;
    in->bytes -= bytes;
    return 0;
}

static int take(input *in, void *out, size_t bytes, tenor_error *err)
{
    if (in->bytes < bytes)
        return damaged(err);
    memcpy(out, in->data, bytes);
    in->data += bytes;
    in->bytes -= bytes;
    return 0;
}

static int take_terminated(input *in, const char **out, size_t bytes, tenor_error *err)
{
    if (in->bytes <= bytes || in->data[bytes] != '\0')
        return damaged(err);
    return take_bytes(in, out, bytes + 1, err);
}

/* NULL where there is none */
static int take_text(input *in, tenor_str *out, tenor_error *err)
{
    uint32_t bytes = 0;
    int rc = take(in, &bytes, sizeof(bytes), err);

    *out = (tenor_str){ 0 };
    if (rc < 0 || bytes == UINT32_MAX)
        return rc;
    out->bytes = bytes;
    return take_terminated(in, &out->data, bytes, err);
}

static int take_field(input *in, tn_article *article, int field, tenor_error *err)
{
    tn_field_stamp stamp = { .present = true };
    tenor_str text;
    int rc;

    if ((rc = take(in, &stamp.at_s, sizeof(stamp.at_s), err)) < 0 ||
        (rc = take(in, &stamp.digest, sizeof(stamp.digest), err)) < 0)
        return rc;
    if (tn_info_time(&article->records.info, field)) {
        int64_t time_s = TENOR_NO_TIME;

        if ((rc = take(in, &time_s, sizeof(time_s), err)) < 0)
            return rc;
        tn_article_take_time(article, field, time_s, &stamp);
        return 0;
    }
    if ((rc = take_text(in, &text, err)) < 0)
        return rc;
    if (!text.data)
        return damaged(err);
    return tn_article_take_text(article, in->sink->arena, field, text, &stamp, err);
}

static int take_article(input *in, tn_article *article, tenor_error *err)
{
    uint8_t present = 0, target_source = 0;
    tenor_str target;
    int rc;

    for (int field = 0; field < TN_N_INFO_FIELDS; field++)
        if ((rc = take(in, &present, 1, err)) < 0 ||
            (present && (rc = take_field(in, article, field, err)) < 0))
            return rc;
    if ((rc = take(in, &target_source, 1, err)) < 0)
        return rc;
    if (target_source >= N_TARGET_SOURCES)
        return damaged(err);
    if ((rc = take_text(in, &target, err)) < 0)
        return rc;
    article->records.target_source = target_source;
    article->records.target = target.data;
    return 0;
}

/* the words of a list, looked up in the reader's own table */
static int look_up_words(input *in, tn_word_list *list, const char *text, size_t bytes,
                         tn_buf *numbers, tenor_error *err)
{
    size_t at = 0;

    tn_buf_clear(numbers);
    tn_words_begin(in->sink->words);
    while (at < bytes) {
        size_t n = (uint8_t)text[at++];
        int rc;

        if (n == 0 || n > TN_MAX_WORD_BYTES || n > bytes - at)
            return damaged(err);
        if ((rc = tn_words_note_one(in->sink->words, text + at, n, numbers, err)) < 0)
            return rc;
        at += n;
    }
    if (numbers->bytes == 0)
        return 0;
    *list = (tn_word_list){ .n_bytes = (uint32_t)numbers->bytes, .table = in->sink->table };
    list->bytes = (const uint8_t *)tn_arena_copy(in->sink->arena, numbers->data, numbers->bytes);
    return list->bytes ? 0 : tn_no_memory(err);
}

/* copied, where that is asked for */
static int keep(input *in, const char **bytes, size_t n, tenor_error *err)
{
    if (in->sink->copies)
        *bytes = tn_arena_copy(in->sink->arena, *bytes, n);
    return *bytes ? 0 : tn_no_memory(err);
}

static int take_id(input *in, const char **out, tn_digest *key, size_t bytes, tenor_error *err)
{
    int rc = take_terminated(in, out, bytes, err);

    if (rc < 0)
        return rc;
    *key = tn_digest_of(*out, bytes);
    return keep(in, out, bytes, err);
}

static int take_words(input *in, tn_record *r, const packed *p, tn_buf *numbers, tenor_error *err)
{
    const char *bytes = NULL;
    int rc = take_bytes(in, &bytes, p->words_bytes, err);

    if (rc < 0 || p->words_bytes == 0)
        return rc;
    if (in->form->with_words) {
        return in->sink->words ? look_up_words(in, &r->words, bytes, p->words_bytes, numbers, err)
                               : 0;
    }
    rc = keep(in, &bytes, p->words_bytes, err);
    r->words = (tn_word_list){ (const uint8_t *)bytes, p->words_bytes, p->table };
    return rc;
}

static bool is_plausible(const packed *p)
{
    bool fine = p->unscored < TENOR_N_UNSCORED && p->coverage >= 0.0F && p->coverage <= 1.0F;

    for (int head = 0; head < TENOR_N_HEADS; head++) {
        fine = fine && p->label[head] >= -1 && p->label[head] < TENOR_MAX_CLASSES &&
               p->part[head] >= -1;
        for (int c = 0; c < TENOR_MAX_CLASSES; c++)
            fine = fine && p->p[head][c] >= 0.0F && p->p[head][c] <= 1.0F;
    }
    for (int i = 0; i < TN_MAX_PAIRS; i++)
        fine = fine && isfinite(p->reply.sum[i]);
    return fine;
}

static void unpack(tn_record *r, const packed *p)
{
    *r = (tn_record){ .content_key = p->content_key,
                      .author_key = p->author_key,
                      .target_key = p->target_key,
                      .created_at_s = p->created_at_s,
                      .updated_at_s = p->updated_at_s,
                      .likes = p->likes,
                      .text_offset = p->text_offset,
                      .reply = p->reply,
                      .coverage = p->coverage,
                      .id_bytes = p->id_bytes,
                      .parent_id_bytes = p->parent_id_bytes,
                      .text_bytes = p->text_bytes,
                      .input = p->input,
                      .n_tokens = p->n_tokens,
                      .unscored = p->unscored,
                      .deleted = p->deleted };
    memcpy(r->p, p->p, sizeof(r->p));
    memcpy(r->part, p->part, sizeof(r->part));
    memcpy(r->label, p->label, sizeof(r->label));
}

static int take_record(input *in, tn_record *r, tn_buf *numbers, tenor_error *err)
{
    packed p;
    int rc = take(in, &p, sizeof(p), err);

    if (rc < 0)
        return rc;
    if (!is_plausible(&p))
        return damaged(err);
    unpack(r, &p);
    if ((rc = take_id(in, &r->id, &r->id_key, p.id_bytes, err)) < 0)
        return rc;
    if (p.has_parent &&
        (rc = take_id(in, &r->parent_id, &r->parent_key, p.parent_id_bytes, err)) < 0)
        return rc;
    if ((rc = take_words(in, r, &p, numbers, err)) < 0)
        return rc;
    if (p.has_text && (rc = take_terminated(in, &r->text, p.text_bytes, err)) < 0)
        return rc;
    if (in->form->with_texts)
        r->text_offset = -1;
    if (in->form->with_words)
        r->input = UINT32_MAX;
    return 0;
}

size_t tn_partial_max_records(size_t bytes)
{
    return bytes / sizeof(packed);
}

int tn_partial_read(tn_article *article, const char *data, size_t bytes,
                    const tn_partial_form *form, const tn_partial_sink *sink, tenor_error *err)
{
    input in = { data, bytes, form, sink };
    tn_article_records *records = &article->records;
    tn_buf numbers = { 0 };
    counted head = { 0 };
    int rc;

    if ((rc = take_article(&in, article, err)) < 0 ||
        (rc = take(&in, &head, sizeof(head), err)) < 0)
        return rc;
    if (head.n > tn_partial_max_records(in.bytes))
        return damaged(err);
    rc = tn_grow((void **)&records->record, &records->capacity, records->n_records + (size_t)head.n,
                 sizeof(*records->record), err);
    for (uint64_t i = 0; rc == 0 && i < head.n; i++) {
        rc = take_record(&in, &records->record[records->n_records], &numbers, err);
        records->n_records += rc == 0;
    }
    tn_buf_free(&numbers);
    return rc == 0 && in.bytes > 0 ? damaged(err) : rc;
}

int tn_article_table_add_partial(tn_article_table *table, tenor_str id, const char *data,
                                 size_t bytes, const tn_partial_form *form,
                                 const tn_partial_sink *sink, tenor_error *err)
{
    tn_article *article;
    int rc = tn_article_table_find(table, &article, id, err);
    size_t capacity, n;

    if (rc < 0)
        return rc;
    capacity = article->records.capacity;
    n = article->records.n_records;
    rc = tn_partial_read(article, data, bytes, form, sink, err);
    table->record_bytes += (article->records.capacity - capacity) * sizeof(tn_record);
    table->n_records += (int64_t)(article->records.n_records - n);
    return rc;
}
