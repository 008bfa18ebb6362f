/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c - which words a comment uses, in a few bytes
 */
#include "text/words.h"

#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#define PASSED_OVER      1
#define FIRST_WORD       2
#define MAX_INDEX_BYTES  4
#define PREFETCHED_AHEAD 16 /* tokens: the map has some megabytes, of rare forms mostly */

static size_t without_possessive(const char *form, size_t bytes)
{
    while (bytes > 2 && form[bytes - 2] == '\'' && form[bytes - 1] == 's')
        bytes -= 2;
    return bytes;
}

/* letters enough, and nothing in it but letters, marks and apostrophes behind an optional # */
static bool is_word(const char *form, size_t bytes)
{
    int n_letters = 0;

    for (size_t at = form[0] == '#'; at < bytes;) {
        size_t used = 1;
        tn_unicode_class class_of =
            tn_has_class(form[at], TN_C_LETTER) ? TN_U_LETTER : tn_class_at(form, bytes, at, &used);

        if (class_of == TN_U_LETTER)
            n_letters++;
        else if (class_of != TN_U_MARK && form[at] != '\'' && form[at] != '_')
            return false;
        at += used;
    }
    return n_letters >= TN_MIN_WORD_LETTERS && bytes <= TN_MAX_WORD_BYTES &&
           !tn_is_stop_word(form, bytes);
}

bool tn_says_nothing(const tn_token *token, const char *form)
{
    size_t bytes = without_possessive(form, token->form_bytes);

    if (token->kind == TN_PUNCT)
        return form[0] != '!' && form[0] != '?';
    return token->kind == TN_WORD && !token->negator &&
           (bytes < TN_MIN_WORD_LETTERS || tn_is_stop_word(form, bytes));
}

/* a form seen for the first time: what word it is, if any */
static int learn(tn_word_table *table, const char *form, size_t bytes, uint64_t hash,
                 tenor_error *err)
{
    size_t own_bytes = without_possessive(form, bytes);
    uint64_t own_hash = own_bytes < bytes ? tn_hash(form, own_bytes) : hash;
    tn_hash_slot *slot;
    int rc = tn_hash_map_reserve(&table->form, 2, err);

    if (rc < 0)
        return rc;
    slot = tn_hash_map_find(&table->form, own_hash);
    if (slot->value == 0 && !is_word(form, own_bytes)) {
        tn_hash_map_put(&table->form, slot, own_hash, PASSED_OVER);
    } else if (slot->value == 0) {
        const char *text;

        if (table->n_words == TN_MAX_WORDS)
            return tn_fail(err, TENOR_ERR_INPUT, "more than %zu different words", TN_MAX_WORDS);
        rc = tn_grow((void **)&table->word, &table->capacity, table->n_words + 1,
                     sizeof(*table->word), err);
        if (rc < 0)
            return rc;
        text = tn_arena_copy(&table->texts, form, own_bytes);
        if (!text)
            return tn_no_memory(err);
        table->word[table->n_words] = (tn_word){ .hash = own_hash, .text = text };
        tn_hash_map_put(&table->form, slot, own_hash, FIRST_WORD + table->n_words++);
    }
    if (own_bytes < bytes)
        tn_hash_map_put(&table->form, tn_hash_map_find(&table->form, hash), hash, slot->value);
    return 0;
}

/* a form's word, if it is one and new in this comment; *out has room for it */
static inline int note(tn_word_table *table, const char *form, size_t bytes, uint64_t hash,
                       tn_buf *out, tenor_error *err)
{
    uint64_t value = tn_hash_map_find(&table->form, hash)->value;
    uint32_t index, units;

    if (value == 0) {
        int rc = learn(table, form, bytes, hash, err);

        if (rc < 0)
            return rc;
        value = tn_hash_map_find(&table->form, hash)->value;
    }
    if (value < FIRST_WORD)
        return 0;
    index = units = (uint32_t)(value - FIRST_WORD);
    if (table->word[index].seen_in == table->n_comments)
        return 0;
    table->word[index].seen_in = table->n_comments;
    if (index >= TN_LONG_INDEX)
        units = (index & (TN_LONG_INDEX - 1)) | TN_LONG_INDEX | index >> 15 << 16;
    memcpy(out->data + out->bytes, &units, sizeof(units));
    out->bytes += index < TN_LONG_INDEX ? TN_UNIT_BYTES : 2 * TN_UNIT_BYTES;
    return 0;
}

void tn_words_begin(tn_word_table *table)
{
    if (++table->n_comments == 0) { /* their numbers begin anew */
        for (size_t w = 0; w < table->n_words; w++)
            table->word[w].seen_in = 0;
        table->n_comments = 1;
    }
}

/* for n indices, and a map that can be looked into */
static int make_room(tn_word_table *table, size_t n, tn_buf *out, tenor_error *err)
{
    int rc = tn_hash_map_reserve(&table->form, 1, err);

    return rc == 0 ? tn_buf_reserve(out, n * MAX_INDEX_BYTES, err) : rc;
}

int tn_words_note_one(tn_word_table *table, const char *form, size_t bytes, tn_buf *out,
                      tenor_error *err)
{
    int rc = make_room(table, 1, out, err);

    if (rc == 0)
        rc = note(table, form, bytes, tn_hash(form, bytes), out, err);
    if (rc == 0)
        out->data[out->bytes] = '\0';
    return rc;
}

int tn_words_note(tn_word_table *table, const tn_tokens *tokens, tn_buf *out, tenor_error *err)
{
    const size_t n = tokens->n_tokens;
    int rc = make_room(table, n, out, err);

    if (rc < 0)
        return rc;
    tn_words_begin(table);
    for (size_t i = 0; i < n; i++) {
        const tn_token *t = &tokens->token[i];

        if (i + PREFETCHED_AHEAD < n)
            tn_hash_map_prefetch(&table->form, t[PREFETCHED_AHEAD].hash);
        /* others have something else in them, or too few letters */
        if (t->kind == TN_WORD || t->kind == TN_HASHTAG)
            rc = note(table, tn_form(tokens, t), t->form_bytes, t->hash, out, err);
        if (rc < 0)
            return rc;
    }
    out->data[out->bytes] = '\0';
    return 0;
}

void tn_word_table_free(tn_word_table *table)
{
    free(table->word);
    tn_hash_map_free(&table->form);
    tn_arena_free(&table->texts);
    *table = (tn_word_table){ 0 };
}

void tn_word_tables_free(tn_word_table *tables, int n)
{
    for (int t = 0; tables && t < n; t++)
        tn_word_table_free(&tables[t]);
    free(tables);
}
