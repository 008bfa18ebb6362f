/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_table.c - all articles of a run with their comments' records
 */
#include "batch/spill/article_table.h"

#include "batch/options.h"

#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------- articles by their id */

int tn_article_init(tn_article *article, tn_arena *arena, tenor_str id, tenor_error *err)
{
    const char *own_id = tn_arena_copy(arena, id.data, id.bytes);

    *article = (tn_article){ 0 };
    article->records.id = own_id;
    article->records.id_bytes = id.bytes;
    article->records.info.published_at_s = TENOR_NO_TIME;
    article->records.info.captured_at_s = TENOR_NO_TIME;
    return own_id ? 0 : tn_no_memory(err);
}

int tn_article_table_find(tn_article_table *table, tn_article **out, tenor_str id, tenor_error *err)
{
    uint64_t hash = tn_hash(id.data, id.bytes);
    tn_hash_slot *slot;
    tn_article *article;
    int rc;

    if ((rc = tn_hash_map_reserve(&table->by_id, 1, err)) < 0)
        return rc;
    for (slot = tn_hash_map_find(&table->by_id, hash); slot->value;
         slot = tn_hash_map_next(&table->by_id, slot)) {
        article = (tn_article *)(uintptr_t)slot->value;
        if (article->records.id_bytes == id.bytes &&
            memcmp(article->records.id, id.data, id.bytes) == 0) {
            *out = article;
            return 0;
        }
    }
    if ((rc = tn_grow((void **)&table->article, &table->capacity, table->n_articles + 1,
                      sizeof(tn_article *), err)) < 0)
        return rc;
    article = tn_arena_alloc(&table->arena, sizeof(*article));
    if (!article)
        return tn_no_memory(err);
    if ((rc = tn_article_init(article, &table->arena, id, err)) < 0)
        return rc;
    table->article[table->n_articles++] = article;
    tn_hash_map_put(&table->by_id, slot, hash, (uintptr_t)article);
    *out = article;
    return 0;
}

/* ---------------------------------------------------- article metadata */

/* true if a value of this stamp replaces the present one */
static bool supersedes(const tn_field_stamp *stamp, const tn_field_stamp *current)
{
    if (!current->present || stamp->at_s != current->at_s)
        return !current->present || stamp->at_s > current->at_s;
    return tn_digest_compare(stamp->digest, current->digest) > 0;
}

const char **tn_info_text(tn_article_info *info, int field)
{
    switch (field) {
    case TN_INFO_TITLE:
        return &info->title;
    case TN_INFO_URL:
        return &info->url;
    case TN_INFO_SECTION:
        return &info->section;
    case TN_INFO_TARGET:
        return &info->target;
    default:
        return NULL;
    }
}

int64_t *tn_info_time(tn_article_info *info, int field)
{
    switch (field) {
    case TN_INFO_PUBLISHED_AT:
        return &info->published_at_s;
    case TN_INFO_CAPTURED_AT:
        return &info->captured_at_s;
    default:
        return NULL;
    }
}

int tn_article_take_text(tn_article *article, tn_arena *arena, int field, tenor_str text,
                         const tn_field_stamp *stamp, tenor_error *err)
{
    tn_field_stamp *current = &article->stamp[field];
    const char **value = tn_info_text(&article->records.info, field);
    bool same;

    if (!supersedes(stamp, current))
        return 0;
    same = current->present && tn_digest_compare(stamp->digest, current->digest) == 0;
    *current = *stamp;
    if (!same) {
        *value = tn_arena_copy(arena, text.data, text.bytes);
        article->text_bytes[field] = text.bytes;
    }
    return *value ? 0 : tn_no_memory(err);
}

void tn_article_take_time(tn_article *article, int field, int64_t time_s,
                          const tn_field_stamp *stamp)
{
    if (supersedes(stamp, &article->stamp[field])) {
        article->stamp[field] = *stamp;
        *tn_info_time(&article->records.info, field) = time_s;
    }
}

static int merge_text(tn_article_table *table, tn_article *article, int field, tenor_str text,
                      int64_t at_s, tenor_error *err)
{
    tn_field_stamp *current = &article->stamp[field];
    tn_field_stamp stamp = { .at_s = at_s, .present = true };

    if (!text.data || text.bytes == 0)
        return 0;
    /* Nearly every comment says what is known already: then only the time can be a later one. */
    if (current->present && article->text_bytes[field] == text.bytes &&
        memcmp(*tn_info_text(&article->records.info, field), text.data, text.bytes) == 0) {
        current->at_s = at_s > current->at_s ? at_s : current->at_s;
        return 0;
    }
    stamp.digest = tn_digest_of(text.data, text.bytes);
    return tn_article_take_text(article, &table->arena, field, text, &stamp, err);
}

static void merge_time(tn_article *article, int field, int64_t time_s, int64_t at_s)
{
    const tn_field_stamp stamp = { .at_s = at_s,
                                   .digest = { .low = (uint64_t)time_s }, /* any order will do */
                                   .present = true };

    if (time_s != TENOR_NO_TIME)
        tn_article_take_time(article, field, time_s, &stamp);
}

static int merge_article(tn_article_table *table, tn_article *article, const tenor_comment *comment,
                         tenor_error *err)
{
    const tenor_article *from = &comment->article;
    int64_t at_s =
        comment->updated_at_s != TENOR_NO_TIME ? comment->updated_at_s : comment->created_at_s;
    int rc;

    if ((rc = merge_text(table, article, TN_INFO_TITLE, from->title, at_s, err)) < 0 ||
        (rc = merge_text(table, article, TN_INFO_URL, from->url, at_s, err)) < 0 ||
        (rc = merge_text(table, article, TN_INFO_SECTION, from->section, at_s, err)) < 0 ||
        (rc = merge_text(table, article, TN_INFO_TARGET, from->target, at_s, err)) < 0)
        return rc;
    merge_time(article, TN_INFO_PUBLISHED_AT, from->published_at_s, at_s);
    merge_time(article, TN_INFO_CAPTURED_AT, from->captured_at_s, at_s);
    return 0;
}

/* ------------------------------------------------------------- records */

/* the record's own copies of what it points to, in one piece of memory */
static int own_strings(tn_record *record, tn_arena *arena, tenor_error *err)
{
    tenor_str id = { record->id, record->id_bytes };
    tenor_str parent_id = { record->parent_id, record->parent_id_bytes };
    tenor_str words = { (const char *)record->words.bytes, record->words.n_bytes };
    char *at = tn_arena_alloc(arena, id.bytes + parent_id.bytes + words.bytes + 3);

    if (!at)
        return tn_no_memory(err);
    record->id = tn_put_str(&at, id).data;
    if (parent_id.data)
        record->parent_id = tn_put_str(&at, parent_id).data;
    if (words.bytes > 0)
        record->words.bytes = (const uint8_t *)tn_put_str(&at, words).data;
    return 0;
}

int tn_article_table_add(tn_article_table *table, const tenor_comment *comment,
                         const tn_record *record, tenor_error *err)
{
    tn_article *article;
    tn_article_records *to;
    size_t had;
    int rc = tn_article_table_find(table, &article, comment->article_id, err);

    if (rc < 0 || (comment->has_article && (rc = merge_article(table, article, comment, err)) < 0))
        return rc;
    to = &article->records;
    had = to->capacity;
    rc = tn_grow((void **)&to->record, &to->capacity, to->n_records + 1, sizeof(*record), err);
    if (rc < 0)
        return rc;
    table->record_bytes += (to->capacity - had) * sizeof(*record);
    to->record[to->n_records] = *record;
    if ((rc = own_strings(&to->record[to->n_records], &table->arena, err)) < 0)
        return rc;
    to->n_records++;
    table->n_records++;
    return 0;
}

size_t tn_article_table_bytes(const tn_article_table *table)
{
    return table->arena.total_bytes + table->record_bytes + table->capacity * sizeof(tn_article *) +
           table->by_id.n_slots * sizeof(tn_hash_slot);
}

static int compare_articles(const void *left, const void *right)
{
    const tn_article_records *a = &(*(tn_article *const *)left)->records;
    const tn_article_records *b = &(*(tn_article *const *)right)->records;

    return tn_str_compare((tenor_str){ a->id, a->id_bytes }, (tenor_str){ b->id, b->id_bytes });
}

void tn_article_table_sort(tn_article_table *table)
{
    if (table->n_articles > 1)
        qsort(table->article, table->n_articles, sizeof(tn_article *), compare_articles);
}

void tn_article_choose_target(tn_article *article, const char *option)
{
    tn_article_records *r = &article->records;
    tenor_str target;

    r->target_source =
        tn_choose_target(&target, tn_str(r->info.target), option, tn_str(r->info.title));
    r->target = target.data;
}

uint64_t tn_target_key(tenor_str target, int source)
{
    uint64_t key;

    if (!target.data || target.bytes == 0)
        return 0;
    key = tn_hash(target.data, target.bytes) + (uint64_t)source;
    return key ? key : 1;
}

void tn_article_table_free(tn_article_table *table)
{
    for (size_t i = 0; i < table->n_articles; i++)
        free(table->article[i]->records.record);
    free(table->article);
    tn_hash_map_free(&table->by_id);
    tn_arena_free(&table->arena);
    *table = (tn_article_table){ 0 };
}
