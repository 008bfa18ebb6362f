/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.c - all articles of a run with their comments' records
 */
#include "batch/store.h"

#include "batch/chunk.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 256

/* --------------------------------------------------- articles by their id */

static bool has_id(const tn_store_article *article, tenor_str id)
{
    return article->records.id_bytes == id.bytes &&
           memcmp(article->records.id, id.data, id.bytes) == 0;
}

/* the slot of the article, or the empty one where it belongs */
static tn_store_article **find_slot(tn_store_article **slot, size_t n_slots, tenor_str id)
{
    size_t at = (size_t)tn_hash(id.data, id.bytes) & (n_slots - 1);

    while (slot[at] && !has_id(slot[at], id)) {
        at = (at + 1) & (n_slots - 1);
    }
    return &slot[at];
}

/* at most half of the slots are taken */
static int make_slots(tn_store *store, tenor_error *err)
{
    size_t n = store->n_slots ? store->n_slots * 2 : FIRST_SLOTS;
    tn_store_article **larger;

    if (store->n_slots && store->n_articles < store->n_slots / 2) {
        return 0;
    }
    larger = tn_alloc(n, sizeof(*larger));
    if (!larger) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < store->n_articles; i++) {
        tn_article_records *r = &store->article[i]->records;

        *find_slot(larger, n, (tenor_str){ r->id, r->id_bytes }) = store->article[i];
    }
    free(store->slot);
    store->slot = larger;
    store->n_slots = n;
    return 0;
}

static int new_article(tn_store *store, tn_store_article **out, tenor_str id, tenor_error *err)
{
    tn_store_article *article;
    const char *own_id;
    int rc = make_slots(store, err);

    if (rc == 0) {
        rc = tn_grow((void **)&store->article, &store->capacity, store->n_articles + 1,
                     sizeof(tn_store_article *), err);
    }
    if (rc < 0) {
        return rc;
    }
    article = tn_arena_alloc(&store->arena, sizeof(*article));
    own_id = tn_arena_copy(&store->arena, id.data, id.bytes);
    if (!article || !own_id) {
        return tn_no_memory(err);
    }
    *article = (tn_store_article){ 0 };
    article->records.id = own_id;
    article->records.id_bytes = id.bytes;
    article->records.info.published_at_s = TENOR_NO_TIME;
    article->records.info.captured_at_s = TENOR_NO_TIME;
    store->article[store->n_articles++] = article;
    *find_slot(store->slot, store->n_slots, id) = article;
    *out = article;
    return 0;
}

static int find_or_add(tn_store *store, tn_store_article **out, tenor_str id, tenor_error *err)
{
    *out = store->n_slots ? *find_slot(store->slot, store->n_slots, id) : NULL;
    return *out ? 0 : new_article(store, out, id, err);
}

/* ---------------------------------------------------- article metadata */

/* true if a value of this stamp replaces the one that stands */
static bool supersedes(const tn_field_stamp *stamp, const tn_field_stamp *standing)
{
    if (!standing->present || stamp->at_s != standing->at_s) {
        return !standing->present || stamp->at_s > standing->at_s;
    }
    return tn_digest_compare(stamp->digest, standing->digest) > 0;
}

static int merge_text(tn_store *store, const char **value, tn_field_stamp *standing, tenor_str text,
                      int64_t at_s, tenor_error *err)
{
    tn_field_stamp stamp = { .at_s = at_s, .present = true };
    bool same;

    if (!text.data || text.bytes == 0) {
        return 0;
    }
    stamp.digest = tn_digest_of(text.data, text.bytes);
    if (!supersedes(&stamp, standing)) {
        return 0;
    }
    same = standing->present && tn_digest_compare(stamp.digest, standing->digest) == 0;
    *standing = stamp;
    if (!same) {
        *value = tn_arena_copy(&store->arena, text.data, text.bytes);
    }
    return *value ? 0 : tn_no_memory(err);
}

static void merge_time(int64_t *value, tn_field_stamp *standing, int64_t time_s, int64_t at_s)
{
    tn_field_stamp stamp = { .at_s = at_s, .present = true };

    stamp.digest.low = (uint64_t)time_s; /* any order will do, so long as it is one */
    if (time_s != TENOR_NO_TIME && supersedes(&stamp, standing)) {
        *standing = stamp;
        *value = time_s;
    }
}

static int merge_article(tn_store *store, tn_store_article *article, const tenor_comment *comment,
                         tenor_error *err)
{
    const tenor_article *from = &comment->article;
    tn_article_info *to = &article->records.info;
    tn_field_stamp *stamp = article->stamp;
    int64_t at_s =
        comment->updated_at_s != TENOR_NO_TIME ? comment->updated_at_s : comment->created_at_s;
    int rc = merge_text(store, &to->title, &stamp[TN_INFO_TITLE], from->title, at_s, err);

    if (rc == 0) {
        rc = merge_text(store, &to->url, &stamp[TN_INFO_URL], from->url, at_s, err);
    }
    if (rc == 0) {
        rc = merge_text(store, &to->section, &stamp[TN_INFO_SECTION], from->section, at_s, err);
    }
    if (rc == 0) {
        rc = merge_text(store, &to->target, &stamp[TN_INFO_TARGET], from->target, at_s, err);
    }
    merge_time(&to->published_at_s, &stamp[TN_INFO_PUBLISHED_AT], from->published_at_s, at_s);
    merge_time(&to->captured_at_s, &stamp[TN_INFO_CAPTURED_AT], from->captured_at_s, at_s);
    return rc;
}

/* ------------------------------------------------------------- records */

static int add_record(tn_store *store, tn_store_article *article, const tn_record *record,
                      const tn_stance_memo *memo, tenor_error *err)
{
    tn_article_records *to = &article->records;
    tn_record own = *record;
    int rc = tn_grow((void **)&to->record, &to->capacity, to->n_records + 1, sizeof(own), err);

    if (rc == 0) {
        rc = tn_grow((void **)&article->memo, &article->memo_capacity, to->n_records + 1,
                     sizeof(*memo), err);
    }
    if (rc < 0) {
        return rc;
    }
    own.id = tn_arena_copy(&store->arena, record->id, record->id_bytes);
    if (record->parent_id) {
        own.parent_id = tn_arena_copy(&store->arena, record->parent_id, record->parent_id_bytes);
    }
    if (!own.id || (record->parent_id && !own.parent_id)) {
        return tn_no_memory(err);
    }
    article->memo[to->n_records] = *memo;
    to->record[to->n_records++] = own;
    store->n_records++;
    return 0;
}

int tn_store_add(tn_store *store, const tenor_comment *comment, const tn_record *record,
                 const tn_stance_memo *memo, tenor_error *err)
{
    tn_store_article *article;
    int rc = find_or_add(store, &article, comment->article_id, err);

    if (rc == 0 && comment->has_article) {
        rc = merge_article(store, article, comment, err);
    }
    return rc == 0 ? add_record(store, article, record, memo, err) : rc;
}

static int compare_articles(const void *left, const void *right)
{
    const tn_article_records *a = &(*(tn_store_article *const *)left)->records;
    const tn_article_records *b = &(*(tn_store_article *const *)right)->records;
    size_t bytes = a->id_bytes < b->id_bytes ? a->id_bytes : b->id_bytes;
    int order = memcmp(a->id, b->id, bytes);

    return order ? order : (a->id_bytes > b->id_bytes) - (a->id_bytes < b->id_bytes);
}

void tn_store_sort(tn_store *store)
{
    if (store->n_articles > 1) {
        qsort(store->article, store->n_articles, sizeof(tn_store_article *), compare_articles);
    }
}

void tn_store_settle_target(tn_store_article *article, const char *option)
{
    tn_article_records *r = &article->records;
    tenor_str target;

    r->target_source =
        tn_choose_target(&target, tn_str(r->info.target), option, tn_str(r->info.title));
    r->target = target.data;
}

uint64_t tn_target_key(tenor_str target)
{
    uint64_t key = target.data && target.bytes ? tn_hash(target.data, target.bytes) : 0;

    return target.data && target.bytes && key == 0 ? 1 : key;
}

void tn_store_free(tn_store *store)
{
    for (size_t i = 0; i < store->n_articles; i++) {
        free(store->article[i]->records.record);
        free(store->article[i]->memo);
    }
    free(store->article);
    free(store->slot);
    tn_arena_free(&store->arena);
    *store = (tn_store){ 0 };
}
