/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_words.c - how many comments of the site use each word
 */
#include "stats/site_words.h"

#include <stdlib.h>
#include <string.h>

#define AHEAD 2 /* records between asking for what their words need and using it */

bool tn_stance_counts(const tn_article_records *article, bool whole_site)
{
    return article->target_source != TENOR_TARGET_NONE &&
           !(whole_site && article->target_source == TENOR_TARGET_TITLE);
}

int tn_record_groups(int group[TN_MAX_GROUPS], const tn_record *record, const tn_heads *heads,
                     bool with_stance)
{
    int n = 0;

    group[n++] = TN_GROUP_ALL;
    for (int head = 0; head < TN_TERM_HEADS; head++) {
        int class_index = tn_record_class(record, head, heads->n_classes[head]);

        if (class_index >= 0 && (head != TENOR_STANCE || with_stance)) {
            group[n++] = tn_group_of(head, class_index);
        }
    }
    return n;
}

typedef struct tn_table_counts {
    uint32_t *count; /* n_words * TN_N_GROUPS */
    size_t n_words, capacity;
} tn_table_counts;

/* ------------------------------------------- the tables' words as one list */

typedef struct {
    uint64_t hash;
    uint32_t word; /* 0: empty; else 1 + its number */
} slot;

static slot *find_slot(slot *slots, size_t n_slots, uint64_t hash)
{
    size_t at = (size_t)hash & (n_slots - 1);

    while (slots[at].word != 0 && slots[at].hash != hash) {
        at = (at + 1) & (n_slots - 1);
    }
    return &slots[at];
}

/* what was counted for a table's word is the site's */
static void take_counts(uint32_t *count, const tn_table_counts *from, size_t word)
{
    for (size_t g = 0; word < from->n_words && g < TN_N_GROUPS; g++) {
        count[g] += from->count[word * TN_N_GROUPS + g];
    }
}

static void number_words(tn_site_words *out, const tn_word_table *table, slot *slots,
                         size_t n_slots)
{
    for (size_t t = 0; t < out->n_tables; t++) {
        for (size_t w = 0; w < table[t].n_words; w++) {
            const tn_word *word = &table[t].word[w];
            slot *s = find_slot(slots, n_slots, word->hash);

            if (s->word == 0) {
                out->text[out->n_words] = word->text;
                *s = (slot){ word->hash, (uint32_t)++out->n_words };
            }
            out->word_of[t][w] = s->word - 1;
        }
    }
}

static int merge_tables(tn_site_words *out, const tn_word_table *table, tenor_error *err)
{
    size_t n = 0, n_slots = 16;
    slot *slots;

    for (size_t t = 0; t < out->n_tables; t++) {
        n += table[t].n_words;
        out->word_of[t] = tn_alloc(table[t].n_words, sizeof(**out->word_of));
        if (!out->word_of[t]) {
            return tn_no_memory(err);
        }
    }
    while (n_slots < 2 * n) {
        n_slots *= 2;
    }
    slots = tn_alloc(n_slots, sizeof(*slots));
    out->text = tn_alloc(n, sizeof(*out->text));
    if (slots && out->text) {
        number_words(out, table, slots, n_slots);
        out->count = tn_alloc(out->n_words * TN_N_GROUPS, sizeof(*out->count));
    }
    free(slots);
    return out->count ? 0 : tn_no_memory(err);
}

static void forget_table_counts(tn_site_words *site)
{
    for (size_t t = 0; site->table && t < site->n_tables; t++) {
        free(site->table[t].count);
    }
    free(site->table);
    site->table = NULL;
}

int tn_site_words_finish(tn_site_words *out, const tn_word_table *table, tenor_error *err)
{
    int rc = merge_tables(out, table, err);

    for (size_t t = 0; rc == 0 && t < out->n_tables; t++) {
        for (size_t w = 0; w < table[t].n_words; w++) {
            take_counts(&out->count[(size_t)out->word_of[t][w] * TN_N_GROUPS], &out->table[t], w);
        }
    }
    forget_table_counts(out);
    return rc;
}

/* ----------------------------------------------------------------- counts */

static int make_room(tn_table_counts *counts, uint32_t word, tenor_error *err)
{
    size_t had = counts->capacity;
    int rc;

    if (word < counts->n_words) {
        return 0;
    }
    rc = tn_grow((void **)&counts->count, &counts->capacity, (size_t)word + 1,
                 TN_N_GROUPS * sizeof(*counts->count), err);
    if (rc == 0 && counts->capacity > had) {
        memset(counts->count + had * TN_N_GROUPS, 0,
               (counts->capacity - had) * TN_N_GROUPS * sizeof(*counts->count));
    }
    counts->n_words = rc == 0 ? (size_t)word + 1 : counts->n_words;
    return rc;
}

static int count_record(tn_site_words *out, const tn_record *record, const int *group, int n_groups,
                        tenor_error *err)
{
    tn_table_counts *counts = &out->table[record->words.table];
    uint32_t at = 0, word;
    int64_t n = 0;
    int rc = 0;

    for (; rc == 0 && tn_word_next(&record->words, &at, &word); n++) {
        rc = make_room(counts, word, err);
        for (int g = 0; rc == 0 && g < n_groups; g++) {
            counts->count[(size_t)word * TN_N_GROUPS + (size_t)group[g]]++;
        }
    }
    for (int g = 0; g < n_groups; g++) {
        out->total[group[g]] += n;
    }
    return rc;
}

/* the counts of a record that will have its turn soon: they lie all over some megabytes */
static void fetch_counts(const tn_site_words *site, const tn_record *record)
{
    const tn_table_counts *counts = &site->table[record->words.table];
    uint32_t at = 0, word;

    while (tn_word_next(&record->words, &at, &word)) {
        if (word < counts->n_words) {
            __builtin_prefetch(&counts->count[(size_t)word * TN_N_GROUPS], 1);
        }
    }
}

int tn_site_words_begin(tn_site_words *out, size_t n_tables, tenor_error *err)
{
    *out = (tn_site_words){ .n_tables = n_tables };
    out->word_of = tn_alloc(n_tables, sizeof(*out->word_of));
    out->table = tn_alloc(n_tables, sizeof(*out->table));
    return out->word_of && out->table ? 0 : tn_no_memory(err);
}

int tn_site_words_add(tn_site_words *out, const tn_article_records *article, const tn_heads *heads,
                      tenor_error *err)
{
    bool with_stance = tn_stance_counts(article, true);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < article->n_records; i++) {
        const tn_record *record = &article->record[i];
        int group[TN_MAX_GROUPS], n = tn_record_groups(group, record, heads, with_stance);

        if (i + 2 * AHEAD < article->n_records) {
            __builtin_prefetch(record[2 * AHEAD].words.bytes);
        }
        if (i + AHEAD < article->n_records) {
            fetch_counts(out, &record[AHEAD]);
        }
        rc = count_record(out, record, group, n, err);
    }
    return rc;
}

void tn_site_words_free(tn_site_words *site)
{
    for (size_t t = 0; site->word_of && t < site->n_tables; t++) {
        free(site->word_of[t]);
    }
    forget_table_counts(site);
    free(site->word_of);
    free(site->text);
    free(site->count);
    *site = (tn_site_words){ 0 };
}
