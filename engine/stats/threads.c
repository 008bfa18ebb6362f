/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * threads.c - who replies to whom: threads, orphans, cycles, depth
 *
 * Parents are found by binary search in the settled records; every comment
 * is then walked over at most twice, without recursion, however deep the thread.
 */
#include "stats/internal.h"

#include <stdlib.h>
#include <string.h>

#define NO_PARENT SIZE_MAX

enum { DEPTH_UNKNOWN = -1, DEPTH_ON_PATH = -2, DEPTH_CYCLE = -3 };

typedef struct {
    size_t *parent; /* index of the parent, NO_PARENT for the first comment of a thread */
    size_t *path;   /* comments walked over and not decided yet */
    int64_t *depth;
} scratch;

static bool names_a_parent(const tn_record *record)
{
    return !tn_digest_is_zero(record->parent_key);
}

/* as records are sorted: the key, then the id's bytes */
static int compare_parent(const tn_record *reply, const tn_record *candidate)
{
    int order = tn_digest_compare(reply->parent_key, candidate->id_key);
    uint32_t bytes =
        reply->parent_id_bytes < candidate->id_bytes ? reply->parent_id_bytes : candidate->id_bytes;

    if (order != 0 || !reply->parent_id) {
        return order;
    }
    order = bytes ? memcmp(reply->parent_id, candidate->id, bytes) : 0;
    return order ? order
                 : (reply->parent_id_bytes > candidate->id_bytes) -
                       (reply->parent_id_bytes < candidate->id_bytes);
}

static size_t find_parent(const tn_article_records *article, const tn_record *reply)
{
    size_t low = 0, high = article->n_records;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_parent(reply, &article->record[middle]);

        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NO_PARENT;
}

/* up from `start` to the first comment whose depth is decided, then down again */
static void walk(const scratch *s, size_t start)
{
    size_t n_path = 0, at = start;
    int64_t depth;

    while (at != NO_PARENT && s->depth[at] == DEPTH_UNKNOWN) {
        s->depth[at] = DEPTH_ON_PATH;
        s->path[n_path++] = at;
        at = s->parent[at];
    }
    if (at == NO_PARENT) {
        depth = -1; /* so that the first comment gets 0 */
    } else {
        depth = s->depth[at] == DEPTH_ON_PATH ? DEPTH_CYCLE : s->depth[at];
    }
    while (n_path > 0) {
        depth = depth == DEPTH_CYCLE ? DEPTH_CYCLE : depth + 1;
        s->depth[s->path[--n_path]] = depth;
    }
}

static void count(tn_counts *out, const tn_article_records *article, const scratch *s)
{
    for (size_t i = 0; i < article->n_records; i++) {
        if (s->parent[i] != NO_PARENT) {
            out->replies++;
        } else {
            out->threads++;
            out->orphans += names_a_parent(&article->record[i]);
        }
        if (s->depth[i] == DEPTH_CYCLE) {
            out->cycles++;
        } else if (s->depth[i] > out->max_depth) {
            out->max_depth = s->depth[i];
        }
    }
}

int tn_threads_of(tn_counts *out, const tn_article_records *article, tenor_error *err)
{
    size_t n = article->n_records;
    scratch s = { tn_alloc(n, sizeof(*s.parent)), tn_alloc(n, sizeof(*s.path)),
                  tn_alloc(n, sizeof(*s.depth)) };
    int rc = 0;

    out->threads = out->replies = out->orphans = out->cycles = 0;
    out->max_depth = -1;
    if (!s.parent || !s.path || !s.depth) {
        rc = tn_no_memory(err);
        goto done;
    }
    for (size_t i = 0; i < n; i++) {
        const tn_record *record = &article->record[i];

        s.parent[i] = names_a_parent(record) ? find_parent(article, record) : NO_PARENT;
        s.depth[i] = DEPTH_UNKNOWN;
    }
    for (size_t i = 0; i < n; i++) {
        walk(&s, i);
    }
    count(out, article, &s);
done:
    free(s.parent);
    free(s.path);
    free(s.depth);
    return rc;
}
