/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_table.h - all articles of a run with their comments' records
 *
 * What ends up here does not depend on the order in which records are added.
 */
#ifndef TN_ARTICLE_TABLE_H
#define TN_ARTICLE_TABLE_H

#include "base/hash_map.h"
#include "batch/spill/text_store.h"
#include "stats/record.h"

enum tn_info_field {
    TN_INFO_TITLE,
    TN_INFO_URL,
    TN_INFO_SECTION,
    TN_INFO_TARGET,
    TN_INFO_PUBLISHED_AT,
    TN_INFO_CAPTURED_AT,
    TN_N_INFO_FIELDS
};

/* Where a field's value comes from: the latest record that has one, then the larger digest. */
typedef struct {
    int64_t at_s; /* the record's updated_at, else its created_at */
    tn_digest digest;
    bool present;
} tn_field_stamp;

typedef struct {
    tn_article_records records; /* what statistics and documents see */
    tn_field_stamp stamp[TN_N_INFO_FIELDS];
    size_t text_bytes[TN_N_INFO_FIELDS]; /* of the texts in `records` */
} tn_article;

typedef struct {
    tn_arena arena;
    tn_article **article; /* in order of arrival; tn_article_table_sort: by id */
    size_t n_articles, capacity;
    tn_hash_map by_id; /* the articles' addresses, by the hashes of their ids */
    int64_t n_records;
    size_t record_bytes; /* that records take, besides the arena */
} tn_article_table;

/* Add a copy of a record (and of its strings) and what its comment says of the article. */
int tn_article_table_add(tn_article_table *table, const tenor_comment *comment,
                         const tn_record *record, tenor_error *err);

/* The article of this id, which is made where there is none. */
int tn_article_table_find(tn_article_table *table, tn_article **article, tenor_str id,
                          tenor_error *err);

/* About what the table takes of memory. */
size_t tn_article_table_bytes(const tn_article_table *table);

/* An article without records; the id is copied. */
int tn_article_init(tn_article *article, tn_arena *arena, tenor_str id, tenor_error *err);

/*
 * One of an article's fields of text or of time (enum tn_info_field), and its place in the info. A
 * value is taken over if its stamp supersedes the present one; texts are copied into the arena.
 */
const char **tn_info_text(tn_article_info *info, int field); /* NULL for a time */
int64_t *tn_info_time(tn_article_info *info, int field);     /* NULL for a text */
int tn_article_take_text(tn_article *article, tn_arena *arena, int field, tenor_str text,
                         const tn_field_stamp *stamp, tenor_error *err);
void tn_article_take_time(tn_article *article, int field, int64_t time_s,
                          const tn_field_stamp *stamp);

/* Order the articles by the bytes of their ids. */
void tn_article_table_sort(tn_article_table *table);

/* Decide what an article's stance is measured toward. `option` may be NULL. */
void tn_article_choose_target(tn_article *article, const char *option);

/* Identity of a target and of its source, for a title is read otherwise; 0 for none. */
uint64_t tn_target_key(tenor_str target, int source);

void tn_article_table_free(tn_article_table *table);

#endif
