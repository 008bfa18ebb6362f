/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_words.c - how many comments of the site use each word
 */
#include "stats/site_words.h"

#include <stdlib.h>
#include <string.h>

#define AHEAD 4 /* records whose words are prefetched */

/* a word's counts: those of its groups, and one more, so that no two cache lines hold them */
#define ROW_COUNTS 8

_Static_assert(TN_N_GROUPS <= ROW_COUNTS, "a word's counts have place in a row");

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

        if (class_index >= 0 && (head != TENOR_STANCE || with_stance))
            group[n++] = tn_group_of(head, class_index);
    }
    return n;
}

typedef struct tn_table_counts {
    uint32_t *count; /* capacity * ROW_COUNTS */
    size_t n_words, capacity;
} tn_table_counts;

/* -------------------------------------------------------- words of records */

int tn_listed_words_reserve(tn_listed_words *listed, const tn_article_records *article,
                            tenor_error *err)
{
    size_t n = 1; /* also without words there is a place for the next one */
    int rc;

    for (size_t i = 0; i < article->n_records; i++)
        n += article->record[i].words.n_bytes / TN_UNIT_BYTES; /* each takes at least one unit */
    rc = tn_grow((void **)&listed->word, &listed->word_capacity, n, sizeof(*listed->word), err);
    if (rc < 0)
        return rc;
    return tn_grow((void **)&listed->end, &listed->end_capacity, article->n_records,
                   sizeof(*listed->end), err);
}

void tn_listed_words_free(tn_listed_words *listed)
{
    free(listed->word);
    free(listed->end);
    *listed = (tn_listed_words){ 0 };
}

/* ------------------------------------------- the tables' words as one list */

/* the first table's words in their order, then what others have besides */
static void number_words(tn_site_words *out, const tn_word_table *table, tn_hash_map *numbers)
{
    for (size_t w = 0; w < table[0].n_words; w++) { /* no two of a table are the same */
        const tn_word *word = &table[0].word[w];

        out->text[out->n_words++] = word->text;
        if (out->n_tables > 1) /* else there is nothing to be told apart */
            tn_hash_map_put(numbers, tn_hash_map_find(numbers, word->hash), word->hash,
                            out->n_words);
    }
    for (size_t t = 1; t < out->n_tables; t++) {
        for (size_t w = 0; w < table[t].n_words; w++) {
            const tn_word *word = &table[t].word[w];
            tn_hash_slot *slot = tn_hash_map_find(numbers, word->hash);

            if (slot->value == 0) {
                out->text[out->n_words++] = word->text;
                tn_hash_map_put(numbers, slot, word->hash, out->n_words);
            }
            out->word_of[t][w] = (uint32_t)(slot->value - 1);
        }
    }
}

static int merge_tables(tn_site_words *out, const tn_word_table *table, tenor_error *err)
{
    size_t n = table[0].n_words;
    tn_hash_map numbers = { 0 };

    for (size_t t = 1; t < out->n_tables; t++) {
        n += table[t].n_words;
        out->word_of[t] = tn_alloc(table[t].n_words, sizeof(**out->word_of));
        if (!out->word_of[t])
            return tn_no_memory(err);
    }
    out->text = tn_alloc(n, sizeof(*out->text));
    if (!out->text)
        return tn_no_memory(err);
    if (out->n_tables > 1) {
        int rc = tn_hash_map_reserve(&numbers, n, err);

        if (rc < 0)
            return rc;
    }
    number_words(out, table, &numbers);
    tn_hash_map_free(&numbers);
    out->count = tn_alloc(out->n_words * TN_N_GROUPS, sizeof(*out->count));
    return out->count ? 0 : tn_no_memory(err);
}

static void forget_table_counts(tn_site_words *site)
{
    for (size_t t = 0; site->table && t < site->n_tables; t++)
        free(site->table[t].count);
    free(site->table);
    site->table = NULL;
}

int tn_site_words_finish(tn_site_words *out, const tn_word_table *table, tenor_error *err)
{
    int rc = merge_tables(out, table, err);

    for (size_t t = 0; rc == 0 && t < out->n_tables; t++) {
        const tn_table_counts *from = &out->table[t];

        for (size_t w = 0; w < from->n_words; w++) {
            size_t word = out->word_of[t] ? out->word_of[t][w] : w;

            for (size_t g = 0; g < TN_N_GROUPS; g++)
                out->count[word * TN_N_GROUPS + g] += from->count[w * ROW_COUNTS + g];
        }
    }
    forget_table_counts(out);
    return rc;
}

/* ----------------------------------------------------------------- counts */

/* for all words up to this one; rows begin where cache lines do, once they are many */
static int make_room(tn_table_counts *counts, uint32_t word, tenor_error *err)
{
    const size_t row_bytes = ROW_COUNTS * sizeof(*counts->count);
    size_t capacity = counts->capacity ? counts->capacity : 1024;
    uint32_t *larger;

    if (word >= counts->capacity) {
        while (capacity <= word)
            capacity *= 2;
        larger = tn_alloc_pages(capacity * row_bytes);
        if (!larger)
            return tn_no_memory(err);
        if (counts->count)
            memcpy(larger, counts->count, counts->n_words * row_bytes);
        free(counts->count);
        counts->count = larger;
        counts->capacity = capacity;
    }
    counts->n_words = (size_t)word + 1;
    return 0;
}

/* a record's words; its counts are prefetched: they lie all over some megabytes */
static int list_record(tn_site_words *out, const tn_record *record, size_t from, size_t *end,
                       tenor_error *err)
{
    tn_table_counts *counts = &out->table[record->words.table];

    *end = tn_list_words(&out->listed, from, &record->words);
    for (size_t u = from; u < *end; u++) {
        uint32_t word = out->listed.word[u];
        int rc = word < counts->n_words ? 0 : make_room(counts, word, err);

        if (rc < 0)
            return rc;
        __builtin_prefetch(&counts->count[(size_t)word * ROW_COUNTS], 1);
    }
    return 0;
}

static void count_record(tn_site_words *out, const tn_record *record, size_t from, size_t end,
                         const int *group, int n_groups)
{
    uint32_t *count = out->table[record->words.table].count;

    for (size_t u = from; u < end; u++) {
        uint32_t *row = &count[(size_t)out->listed.word[u] * ROW_COUNTS];

        for (int g = 0; g < n_groups; g++)
            row[group[g]]++;
    }
    for (int g = 0; g < n_groups; g++)
        out->total[group[g]] += (int64_t)(end - from);
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
    size_t n_listed = 0, from = 0;
    size_t *end;
    int rc = tn_listed_words_reserve(&out->listed, article, err);

    if (rc < 0)
        return rc;
    end = out->listed.end;
    for (size_t i = 0; i < article->n_records + AHEAD; i++) {
        if (i + AHEAD < article->n_records)
            __builtin_prefetch(article->record[i + AHEAD].words.bytes);
        if (i < article->n_records) {
            rc = list_record(out, &article->record[i], n_listed, &end[i], err);
            if (rc < 0)
                return rc;
            n_listed = end[i];
        }
        if (i >= AHEAD) {
            const tn_record *record = &article->record[i - AHEAD];
            int group[TN_MAX_GROUPS], n = tn_record_groups(group, record, heads, with_stance);

            count_record(out, record, from, end[i - AHEAD], group, n);
            from = end[i - AHEAD];
        }
    }
    return 0;
}

void tn_site_words_free(tn_site_words *site)
{
    for (size_t t = 0; site->word_of && t < site->n_tables; t++)
        free(site->word_of[t]);
    forget_table_counts(site);
    tn_listed_words_free(&site->listed);
    free(site->word_of);
    free(site->text);
    free(site->count);
    *site = (tn_site_words){ 0 };
}
