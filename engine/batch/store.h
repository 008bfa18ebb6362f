/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h - all articles of a run with their comments' records
 *
 * What ends up here does not depend on the order in which records are added.
 */
#ifndef TN_STORE_H
#define TN_STORE_H

#include "batch/text_store.h"
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

/* What a record's stance was scored toward, until the article's own target is settled. */
typedef struct {
    uint64_t target_key; /* tn_target_key; 0 for none */
    tn_text_place text;
} tn_stance_memo;

typedef struct {
    tn_article_records records; /* what statistics and documents see */
    tn_field_stamp stamp[TN_N_INFO_FIELDS];
    tn_stance_memo *memo; /* one for each record, before they are settled */
    size_t memo_capacity;
} tn_store_article;

typedef struct {
    tn_arena arena;
    tn_store_article **article; /* in order of arrival; tn_store_sort: by id */
    size_t n_articles, capacity;
    tn_store_article **slot; /* hash table over the ids */
    size_t n_slots;
    int64_t n_records;
} tn_store;

/* Add a copy of a record (and of its strings) and what its comment says of the article. */
int tn_store_add(tn_store *store, const tenor_comment *comment, const tn_record *record,
                 const tn_stance_memo *memo, tenor_error *err);

/* Order the articles by the bytes of their ids. */
void tn_store_sort(tn_store *store);

/* Decide what an article's stance is measured toward. `option` may be NULL. */
void tn_store_settle_target(tn_store_article *article, const char *option);

/* Identity of a target; 0 for none. */
uint64_t tn_target_key(tenor_str target);

void tn_store_free(tn_store *store);

#endif
