/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * threads.c - who replies to whom: threads, orphans, cycles, depth
 *
 * Every comment is walked over at most twice, without recursion, however deep the thread.
 */
#include "stats/internal.h"

#include <stdlib.h>

enum { DEPTH_UNKNOWN = -1, DEPTH_ON_PATH = -2, DEPTH_CYCLE = -3 };

typedef struct {
    size_t *parent; /* index of the parent, TN_NO_PARENT for the first comment of a thread */
    size_t *path;   /* comments walked over and not decided yet */
    int64_t *depth;
} scratch;

static bool names_a_parent(const tn_record *record)
{
    return !tn_digest_is_zero(record->parent_key);
}

/* up from `start` to the first comment whose depth is decided, then down again */
static void walk(const scratch *s, size_t start)
{
    size_t n_path = 0, at = start;
    int64_t depth;

    while (at != TN_NO_PARENT && s->depth[at] == DEPTH_UNKNOWN) {
        s->depth[at] = DEPTH_ON_PATH;
        s->path[n_path++] = at;
        at = s->parent[at];
    }
    if (at == TN_NO_PARENT) {
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
        if (s->parent[i] != TN_NO_PARENT) {
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

        s.parent[i] = tn_records_find_parent(article, record);
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
