/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c - which of several copies of a comment counts, and in what order records stand
 */
#include "stats/record.h"

#include "base/sort.h"

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

static int compare_settled(const void *left, const void *right)
{
    const tn_record *a = left, *b = right;
    int order = compare_identity(a, b);

    return order ? order : tn_record_precedence(b, a); /* the copy that wins stands first */
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

/* ----------------------------------------------------------------- sorting */

enum { MANY_RECORDS = 1 << 16 }; /* of an article: beyond it memory is short, and time is not */

/* a record that is to be sorted, and the first bits of its key */
typedef struct {
    uint64_t high;
    const tn_record *record;
} sort_key;

static inline bool is_before(const sort_key *a, const sort_key *b)
{
    if (a->high != b->high)
        return a->high < b->high;
    int order = compare_settled(a->record, b->record);

    return order < 0 || (order == 0 && a->record < b->record);
}

TN_DEFINE_SORT(sort_few, sort_key, is_before)

/*
 * Keys are hashes, spread evenly: their first bits are nearly their places (E. J. Isaac, R. C.
 * Singleton, "Sorting by address calculation", Journal of the ACM 3 (1956) 169-174).
 */
static void sort_keys(sort_key *sorted, uint32_t *end_of, const tn_record *record, uint32_t n,
                      int n_bits)
{
    uint32_t first = 0;

    for (uint32_t i = 0; i < n; i++)
        end_of[record[i].id_key.high >> (64 - n_bits)]++;
    for (size_t place = 0; place >> n_bits == 0; place++) {
        first += end_of[place];
        end_of[place] = first;
    }
    for (uint32_t i = n; i-- > 0;) {
        uint64_t high = record[i].id_key.high;

        sorted[--end_of[high >> (64 - n_bits)]] = (sort_key){ high, &record[i] };
    }
    for (size_t place = 0; place >> n_bits == 0; place++) { /* where each begins, by now */
        uint32_t end = (place + 1) >> n_bits == 0 ? end_of[place + 1] : n;

        if (end - end_of[place] > 1)
            sort_few(&sorted[end_of[place]], end - end_of[place]);
    }
}

/* Cycle by cycle: sorted[i].record belongs at i. */
static void put_in_place(tn_record *record, sort_key *sorted, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = i, from = (size_t)(sorted[i].record - record);
        tn_record held;

        if (from == i)
            continue;
        held = record[i];
        for (; from != i; at = from, from = (size_t)(sorted[at].record - record)) {
            record[at] = record[from];
            sorted[at].record = &record[at];
        }
        record[at] = held;
        sorted[at].record = &record[at];
    }
}

/* false: there is no memory for it */
static bool sort_by_keys(tn_record *record, size_t n)
{
    int n_bits = 1;
    sort_key *sorted;
    uint32_t *end_of;
    bool done;

    while (n >> n_bits > 0)
        n_bits++;
    sorted = tn_resize(NULL, n, sizeof(*sorted));
    end_of = tn_alloc((size_t)1 << n_bits, sizeof(*end_of));
    done = sorted && end_of;
    if (done) {
        sort_keys(sorted, end_of, record, (uint32_t)n, n_bits);
        put_in_place(record, sorted, n);
    }
    free(sorted);
    free(end_of);
    return done;
}

size_t tn_records_settle(tn_article_records *article)
{
    size_t kept = 0, n = article->n_records;
    tn_record *record = article->record;

    if (n == 0)
        return 0;
    if (n > MANY_RECORDS || !sort_by_keys(record, n))
        qsort(record, n, sizeof(*record), compare_settled);
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
