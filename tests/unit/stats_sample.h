/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats_sample.h - small articles made by hand, for the tests of statistics and documents
 */
#ifndef STATS_SAMPLE_H
#define STATS_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stats/site.h"

static const tn_heads two_heads = { .n_classes = { 3, 3, 0 },
                                    .class_name = { { "negative", "neutral", "positive" },
                                                    { "against", "none", "favor" } } };

/* strings are borrowed; parent may be NULL */
static inline tn_record sample_record(const char *id, const char *parent)
{
    tn_record record = { .created_at_s = TENOR_NO_TIME,
                         .updated_at_s = TENOR_NO_TIME,
                         .likes = INT64_MIN,
                         .label = { -1, -1, -1 },
                         .coverage = 1.0F };

    record.id = id;
    record.id_bytes = (uint32_t)strlen(id);
    record.id_key = tn_digest_of(id, strlen(id));
    record.content_key = record.id_key;
    if (parent) {
        record.parent_id = parent;
        record.parent_id_bytes = (uint32_t)strlen(parent);
        record.parent_key = tn_digest_of(parent, strlen(parent));
    }
    return record;
}

static inline void sample_label(tn_record *record, int head, float p0, float p1, float p2)
{
    const float p[3] = { p0, p1, p2 };

    for (int c = 0; c < 3; c++) {
        record->p[head][c] = p[c];
        if (record->label[head] < 0 || p[c] > p[record->label[head]])
            record->label[head] = (int8_t)c;
    }
}

static inline tn_article_records sample_article(const char *id, tn_record *record, size_t n)
{
    return (tn_article_records){ .id = id,
                                 .id_bytes = strlen(id),
                                 .info = { .published_at_s = TENOR_NO_TIME,
                                           .captured_at_s = TENOR_NO_TIME },
                                 .record = record,
                                 .n_records = n,
                                 .capacity = n };
}

/* an article's statistics, whatever they need besides */
static inline void sample_stats(tn_article_stats *stats, const tn_article_records *article,
                                const tn_heads *heads)
{
    tn_reply_tree tree;

    assert_int_equal(tn_reply_tree_of(&tree, article, NULL), 0);
    assert_int_equal(tn_article_stats_of(stats, article, &tree, heads, NULL), 0);
    tn_reply_tree_free(&tree);
}

/* all articles' statistics and their site, each with its place there; to be freed */
static inline void sample_site(tn_site *site, const tn_article_records *const *list,
                               tn_article_stats *stats, size_t n, const tn_heads *heads)
{
    *site = (tn_site){ 0 };
    for (size_t a = 0; a < n; a++) {
        sample_stats(&stats[a], list[a], heads);
        assert_int_equal(tn_site_add(site, list[a], &stats[a], NULL), 0);
    }
    for (int head = 0; head < TENOR_N_HEADS; head++)
        assert_int_equal(tn_site_finish_head(site, head, heads, NULL), 0);
    assert_int_equal(tn_site_finish(site, NULL), 0);
    for (size_t a = 0; a < n; a++)
        tn_site_place(&stats[a], site, a);
}

#endif
