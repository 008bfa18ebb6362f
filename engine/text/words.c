/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c - which words a comment uses, in a few bytes
 */
#include "text/words.h"

#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 4096
#define PASSED_OVER 1
#define FIRST_WORD  2

static tn_word_slot *find_slot(tn_word_slot *slot, size_t n_slots, uint64_t hash)
{
    size_t at = (size_t)hash & (n_slots - 1);

    while (slot[at].word != 0 && slot[at].hash != hash) {
        at = (at + 1) & (n_slots - 1);
    }
    return &slot[at];
}

/* room for two more: a form and what it comes from */
static int make_slots(tn_word_table *table, tenor_error *err)
{
    size_t n = table->n_slots ? table->n_slots * 2 : FIRST_SLOTS;
    tn_word_slot *larger;

    if (table->n_slots && table->n_taken + 2 <= table->n_slots / 2) {
        return 0;
    }
    larger = tn_alloc_pages(n * sizeof(*larger)); /* looked up all over: fewer pages to find */
    if (!larger) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < table->n_slots; i++) {
        if (table->slot[i].word != 0) {
            *find_slot(larger, n, table->slot[i].hash) = table->slot[i];
        }
    }
    free(table->slot);
    table->slot = larger;
    table->n_slots = n;
    return 0;
}

static size_t without_possessive(const char *form, size_t bytes)
{
    while (bytes > 2 && form[bytes - 2] == '\'' && form[bytes - 1] == 's') {
        bytes -= 2;
    }
    return bytes;
}

/* letters enough, and nothing in it but letters, marks and apostrophes behind an optional # */
static bool is_word(const char *form, size_t bytes)
{
    int n_letters = 0;

    for (size_t at = form[0] == '#'; at < bytes;) {
        size_t used;
        tn_unicode_class class_of = tn_class_at(form, bytes, at, &used);

        if (class_of == TN_U_LETTER) {
            n_letters++;
        } else if (class_of != TN_U_MARK && form[at] != '\'' && form[at] != '_') {
            return false;
        }
        at += used;
    }
    return n_letters >= TN_MIN_WORD_LETTERS && bytes <= TN_MAX_WORD_BYTES &&
           !tn_is_stop_word(form, bytes);
}

static int add_word(tn_word_table *table, tn_word_slot *slot, const char *form, size_t bytes,
                    tenor_error *err)
{
    int rc = tn_grow((void **)&table->word, &table->capacity, table->n_words + 1,
                     sizeof(*table->word), err);
    const char *text = rc == 0 ? tn_arena_copy(&table->texts, form, bytes) : NULL;

    if (rc == 0) {
        rc = text ? tn_grow((void **)&table->seen_in, &table->seen_capacity, table->n_words + 1,
                            sizeof(*table->seen_in), err)
                  : tn_no_memory(err);
    }
    if (rc < 0) {
        return rc;
    }
    table->word[table->n_words] = (tn_word){ .hash = slot->hash, .text = text };
    table->seen_in[table->n_words] = 0;
    slot->word = (uint32_t)table->n_words++ + FIRST_WORD;
    return 0;
}

/* a form seen for the first time: what word it is, if any */
static int learn(tn_word_table *table, const char *form, size_t bytes, uint64_t hash,
                 uint32_t *word, tenor_error *err)
{
    size_t own_bytes = without_possessive(form, bytes);
    uint64_t own_hash = own_bytes < bytes ? tn_hash(form, own_bytes) : hash;
    tn_word_slot *slot = find_slot(table->slot, table->n_slots, own_hash);
    int rc = 0;

    if (slot->word == 0) {
        *slot = (tn_word_slot){ own_hash, PASSED_OVER };
        table->n_taken++;
        if (is_word(form, own_bytes)) {
            rc = add_word(table, slot, form, own_bytes, err);
        }
    }
    *word = slot->word;
    if (own_bytes < bytes) {
        *find_slot(table->slot, table->n_slots, hash) = (tn_word_slot){ hash, *word };
        table->n_taken++;
    }
    return rc;
}

#define MAX_INDEX_BYTES 5

/* *out has room for MAX_INDEX_BYTES more */
static inline void put_index(tn_buf *out, uint32_t index)
{
    for (; index >= 0x80; index >>= 7) {
        out->data[out->bytes++] = (char)(uint8_t)(index | 0x80);
    }
    out->data[out->bytes++] = (char)(uint8_t)index;
    out->data[out->bytes] = '\0';
}

/*
 * What word a form is, or PASSED_OVER. All slots are some megabytes, rare forms for the most part,
 * where every look is a cache miss: the forms met last stand in a small table besides.
 */
static inline int look_up(tn_word_table *table, const char *form, size_t bytes, uint64_t hash,
                          uint32_t *word, tenor_error *err)
{
    tn_word_slot *recent = &table->recent[hash % TN_RECENT_FORMS];
    int rc = 0;

    if (recent->word != 0 && recent->hash == hash) {
        *word = recent->word;
        return 0;
    }
    *word = find_slot(table->slot, table->n_slots, hash)->word;
    if (*word == 0) {
        rc = learn(table, form, bytes, hash, word, err);
        if (rc == 0) {
            rc = make_slots(table, err);
        }
    }
    if (rc == 0) {
        *recent = (tn_word_slot){ hash, *word };
    }
    return rc;
}

/* *out has room for one more index */
static inline int note(tn_word_table *table, const char *form, size_t bytes, uint64_t hash,
                       tn_buf *out, tenor_error *err)
{
    uint32_t word = 0, *seen_in;
    int rc = look_up(table, form, bytes, hash, &word, err);

    if (rc < 0 || word == PASSED_OVER) {
        return rc;
    }
    seen_in = &table->seen_in[word - FIRST_WORD];
    if (*seen_in != table->n_comments) {
        *seen_in = table->n_comments;
        put_index(out, word - FIRST_WORD);
    }
    return 0;
}

void tn_words_begin(tn_word_table *table)
{
    table->n_comments++; /* from 1 on: 0 is never seen */
}

int tn_words_note_one(tn_word_table *table, const char *form, size_t bytes, tn_buf *out,
                      tenor_error *err)
{
    int rc = make_slots(table, err);

    if (rc == 0) {
        rc = tn_buf_reserve(out, MAX_INDEX_BYTES, err);
    }
    return rc == 0 ? note(table, form, bytes, tn_hash(form, bytes), out, err) : rc;
}

/* what will be looked at is on its way before the first of it is needed */
static void fetch(const tn_word_table *table, const tn_tokens *tokens)
{
    for (size_t i = 0; i < tokens->n_tokens; i++) {
        uint64_t hash = tokens->token[i].hash;
        const tn_word_slot *recent = &table->recent[hash % TN_RECENT_FORMS];

        if (recent->hash != hash) {
            __builtin_prefetch(&table->slot[hash & (table->n_slots - 1)]);
        } else if (recent->word >= FIRST_WORD) {
            __builtin_prefetch(&table->seen_in[recent->word - FIRST_WORD], 1);
        }
    }
}

int tn_words_note(tn_word_table *table, const tn_tokens *tokens, tn_buf *out, tenor_error *err)
{
    int rc = make_slots(table, err);

    tn_words_begin(table);
    if (rc == 0) {
        rc = tn_buf_reserve(out, tokens->n_tokens * MAX_INDEX_BYTES, err);
    }
    if (rc == 0) {
        fetch(table, tokens);
    }
    for (size_t i = 0; rc == 0 && i < tokens->n_tokens; i++) {
        const tn_token *t = &tokens->token[i];

        if (t->kind == TN_WORD || t->kind == TN_HASHTAG) {
            rc = note(table, tn_form(tokens, t), t->form_bytes, t->hash, out, err);
        }
    }
    return rc;
}

void tn_word_table_free(tn_word_table *table)
{
    free(table->word);
    free(table->seen_in);
    free(table->slot);
    tn_arena_free(&table->texts);
    *table = (tn_word_table){ 0 };
}

void tn_word_tables_free(tn_word_table *tables, int n)
{
    for (int t = 0; tables && t < n; t++) {
        tn_word_table_free(&tables[t]);
    }
    free(tables);
}
