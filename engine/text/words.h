/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.h - which words a comment uses, in a few bytes
 *
 * Each thread has a table of the words it has met; a comment's words are
 * numbers in it. Tables number their words in the order of arrival, so
 * numbers mean nothing without their table: words of several tables are
 * brought together by hash (stats/site_words.h).
 */
#ifndef TN_WORDS_H
#define TN_WORDS_H

#include "base/hash_map.h"
#include "text/token.h"

#define TN_MIN_WORD_LETTERS 3
#define TN_MAX_WORD_BYTES   48                /* longer ones are no words */
#define TN_MAX_WORDS        ((size_t)1 << 30) /* of a table: what fits two units of a list */

typedef struct {
    uint64_t hash;    /* tn_hash of the text */
    const char *text; /* a folded form, terminated; lives as long as the table */
    uint32_t seen_in; /* the last comment noted with it */
} tn_word;

/* All zero is a table without words. Used by one thread at a time. */
typedef struct {
    tn_word *word;
    size_t n_words, capacity;
    tn_hash_map form;    /* 1: passed over; else 2 + index of the word that the form is one of */
    uint32_t n_comments; /* noted so far */
    tn_arena texts;
} tn_word_table;

/*
 * A comment's distinct words; no bytes: none, or not noted. Indices into a table's words, in units
 * of 16 bits: one for the words that are met early, as the frequent ones are, which is to be read
 * without a wrong guess; two for all others, of which the first has its highest bit.
 */
typedef struct {
    const uint8_t *bytes;
    uint32_t n_bytes;
    uint32_t table; /* number of the table: that of the worker */
} tn_word_list;

#define TN_UNIT_BYTES 2
#define TN_LONG_INDEX 0x8000u /* a unit's highest bit: another one has the index's higher bits */

/*
 * Append the indices of a comment's distinct words to *out. Words are tokens of letters (hashtags:
 * with their #, without digits), 3 or more of them, that are not stop words; "the minister's" is
 * "minister". Mentions, addresses and numbers are none. Fails for want of memory, and where there
 * are too many words for a table.
 */
int tn_words_note(tn_word_table *table, const tn_tokens *tokens, tn_buf *out, tenor_error *err);

/*
 * The same of forms that are known: begin a comment, then note each of its words. `form` has the
 * hash of a token's form.
 */
void tn_words_begin(tn_word_table *table);
int tn_words_note_one(tn_word_table *table, const char *form, size_t bytes, tn_buf *out,
                      tenor_error *err);
void tn_word_table_free(tn_word_table *table);

/* n of them and their array, which may be NULL. */
void tn_word_tables_free(tn_word_table *tables, int n);

static inline uint32_t tn_word_unit(const uint8_t *bytes)
{
    uint16_t unit;

    __builtin_memcpy(&unit, bytes, sizeof(unit));
    return unit;
}

/* Read the next index of a list from *at on, which begins with 0; false at the end. */
static inline bool tn_word_next(const tn_word_list *list, uint32_t *at, uint32_t *word)
{
    if (*at >= list->n_bytes)
        return false;
    *word = tn_word_unit(list->bytes + *at);
    *at += TN_UNIT_BYTES;
    if (*word & TN_LONG_INDEX) {
        *word = (*word & ~TN_LONG_INDEX) | tn_word_unit(list->bytes + *at) << 15;
        *at += TN_UNIT_BYTES;
    }
    return true;
}

/* English words that say nothing of a subject: articles, pronouns, auxiliaries, … */
bool tn_is_stop_word(const char *form, size_t bytes);

/*
 * A token that means nothing by itself: a stop word ("the", "it's") or one too short to be in their
 * list ("of"), unless it negates; punctuation but for ! and ?.
 */
bool tn_says_nothing(const tn_token *token, const char *form);

#endif
