/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_words.h - how many comments of the site use each word
 *
 * Brings the words of all tables (text/words.h) together and counts them over
 * deduplicated records. Words are numbered in the order of arrival: nothing that
 * is published may depend on these numbers.
 */
#ifndef TN_SITE_WORDS_H
#define TN_SITE_WORDS_H

#include "stats/stats.h"

/* What comments are counted by: all of them, each class of sentiment, each class of stance. */
#define TN_GROUP_ALL  0
#define TN_N_GROUPS   (1 + 2 * TENOR_MAX_CLASSES)
#define TN_TERM_HEADS 2                   /* TENOR_SENTIMENT, TENOR_STANCE */
#define TN_MAX_GROUPS (1 + TN_TERM_HEADS) /* that one comment belongs to */

static inline int tn_group_of(int head, int class_index)
{
    return 1 + head * TENOR_MAX_CLASSES + class_index;
}

/* The groups a record belongs to; `with_stance`: its stance counts. Returns their number. */
int tn_record_groups(int group[TN_MAX_GROUPS], const tn_record *record, const tn_heads *heads,
                     bool with_stance);

/* Whether an article's stance counts: it has a target and, for the site, more than a title. */
bool tn_stance_counts(const tn_article_records *article, bool whole_site);

/*
 * The words of an article's records, one record's behind another's: each list is read once, and
 * what its words need can be asked for before it is used. All zero is empty.
 */
typedef struct {
    uint32_t *word;
    size_t *end; /* of each record's words */
    size_t word_capacity, end_capacity;
} tn_listed_words;

/* Room for all words of all records. Fails with TENOR_ERR_MEMORY. */
int tn_listed_words_reserve(tn_listed_words *listed, const tn_article_records *article,
                            tenor_error *err);
void tn_listed_words_free(tn_listed_words *listed);

/* Put a record's words behind n others, for which there is room; returns the number of all. */
static inline size_t tn_list_words(tn_listed_words *out, size_t n, const tn_word_list *words)
{
    uint32_t at = 0;

    while (tn_word_next(words, &at, &out->word[n]))
        n++;
    return n;
}

typedef struct {
    size_t n_words;
    const char **text;          /* of the tables */
    uint32_t *count;            /* n_words * TN_N_GROUPS: comments that use the word */
    int64_t total[TN_N_GROUPS]; /* sums of count */
    uint32_t **word_of; /* for each table: its words' numbers here; NULL for the first, whose are
                           the same */
    size_t n_tables;
    struct tn_table_counts *table; /* the same by table, until tn_site_words_finish */
    tn_listed_words listed;        /* of the article that is being added */
} tn_site_words;

/*
 * Count words, one deduplicated article after another: begin, add, finish. Records' words are of
 * n_tables tables, which must outlive *out and be complete at the end. Free with
 * tn_site_words_free, on failure too. Fails with TENOR_ERR_MEMORY.
 */
int tn_site_words_begin(tn_site_words *out, size_t n_tables, tenor_error *err);
int tn_site_words_add(tn_site_words *out, const tn_article_records *article, const tn_heads *heads,
                      tenor_error *err);
int tn_site_words_finish(tn_site_words *out, const tn_word_table *table, tenor_error *err);
void tn_site_words_free(tn_site_words *site);

/* List a record's words (tn_list_words) by their numbers here. */
static inline size_t tn_list_site_words(tn_listed_words *out, size_t n, const tn_site_words *site,
                                        const tn_word_list *words)
{
    const uint32_t *number_of = site->word_of[words->table];
    size_t end = tn_list_words(out, n, words);

    for (size_t u = n; number_of && u < end; u++)
        out->word[u] = number_of[out->word[u]];
    return end;
}

#endif
