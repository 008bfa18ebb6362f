/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c - which of several copies of a comment counts, and in what order records are
 */
#include "stats/record.h"

#include "base/hash_map.h"

#include <stdlib.h>

static int compare_int64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* identity: two different ids may share a key, however unlikely */
static int compare_identity(const tn_record *a, const tn_record *b)
{
    int order = tn_digest_compare(a->id_key, b->id_key);

    return order ? order : tn_str_compare(tn_record_id(a), tn_record_id(b));
}

static int compare_copies(const void *left, const void *right)
{
    const tn_record *a = left, *b = right;
    int order = compare_identity(a, b);

    return order ? order : tn_record_precedence(b, a); /* the copy that wins comes first */
}

/* as records are sorted: the key, then the id's bytes */
static int compare_parent(const tn_record *reply, const tn_record *candidate)
{
    int order = tn_digest_compare(reply->parent_key, candidate->id_key);

    if (order != 0 || !reply->parent_id)
        return order;
    return tn_str_compare((tenor_str){ reply->parent_id, reply->parent_id_bytes },
                          tn_record_id(candidate));
}

/* an unknown time or number of likes is INT64_MIN and so loses against any other */
int tn_record_precedence(const tn_record *a, const tn_record *b)
{
    int order;

    if (a->deleted != b->deleted)
        return a->deleted ? 1 : -1;
    order = compare_int64(a->updated_at_s, b->updated_at_s);
    if (order == 0)
        order = compare_int64(a->likes, b->likes);
    if (order == 0)
        order = tn_digest_compare(a->content_key, b->content_key);
    return order ? order : compare_int64(b->input, a->input);
}

size_t tn_records_deduplicate(tn_article_records *article)
{
    size_t kept = 0, n = article->n_records;
    tn_record *record = article->record;

    if (n == 0)
        return 0;
    qsort(record, n, sizeof(*record), compare_copies);
    for (size_t i = 1; i < n; i++) {
        if (compare_identity(&record[kept], &record[i]) != 0) {
            kept++;
            if (kept != i)
                record[kept] = record[i];
        }
    }
    article->n_records = kept + 1;
    return n - article->n_records;
}

size_t tn_records_find_parent(const tn_article_records *article, const tn_record *reply)
{
    size_t low = 0;
    size_t high = tn_digest_is_zero(reply->parent_key) ? 0 : article->n_records;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_parent(reply, &article->record[middle]);

        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return TN_NO_PARENT;
}

int tn_number_authors(uint64_t *author, const tn_article_records *article, tenor_error *err)
{
    tn_hash_map first = { 0 };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < article->n_records; i++) {
        uint64_t key = article->record[i].author_key;

        author[i] = 0;
        rc = tn_hash_map_reserve(&first, 1, err);
        if (rc == 0 && key != 0) {
            tn_hash_slot *slot = tn_hash_map_find(&first, key);

            if (slot->value == 0)
                tn_hash_map_put(&first, slot, key, i + 1);
            author[i] = slot->value;
        }
    }
    tn_hash_map_free(&first);
    return rc;
}
