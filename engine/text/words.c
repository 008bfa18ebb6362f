/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c - which words a comment uses, in a few bytes
 */
#include "text/words.h"

#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS   4096
#define PASSED_OVER   1
#define FIRST_WORD    2
#define NEVER_NOTED   UINT32_MAX
#define FETCHED       64 /* tokens at a time */
#define WRITTEN_BYTES 4  /* of an index, however short */

static tn_word_slot *find_slot(tn_word_slot *slot, size_t n_slots, uint64_t hash)
{
    size_t at = (size_t)hash & (n_slots - 1);

    while (slot[at].word != 0 && slot[at].hash != hash)
        at = (at + 1) & (n_slots - 1);
    return &slot[at];
}

/* room for two more: a form and what it comes from */
static int make_slots(tn_word_table *table, tenor_error *err)
{
    size_t n = table->n_slots ? table->n_slots * 2 : FIRST_SLOTS;
    tn_word_slot *larger;

    if (table->n_slots && table->n_taken + 2 <= table->n_slots / 2)
        return 0;
    larger = tn_alloc_pages(n * sizeof(*larger)); /* looked up all over: fewer pages to find */
    if (!larger)
        return tn_no_memory(err);
    if (table->n_slots == 0)
        table->recent[0].hash = 1; /* empty places: hash 0 belongs here and 1 does not */
    for (size_t i = 0; i < table->n_slots; i++)
        if (table->slot[i].word != 0)
            *find_slot(larger, n, table->slot[i].hash) = table->slot[i];
    free(table->slot);
    table->slot = larger;
    table->n_slots = n;
    return 0;
}

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

static int add_word(tn_word_table *table, tn_word_slot *slot, const char *form, size_t bytes,
                    tenor_error *err)
{
    const char *text;
    int rc;

    if (table->n_words == TN_MAX_WORDS)
        return tn_fail(err, TENOR_ERR_INPUT, "more than %zu different words", TN_MAX_WORDS);
    rc = tn_grow((void **)&table->word, &table->capacity, table->n_words + 1, sizeof(*table->word),
                 err);
    text = rc == 0 ? tn_arena_copy(&table->texts, form, bytes) : NULL;
    if (!text)
        return tn_no_memory(err);
    table->word[table->n_words] = (tn_word){ .hash = slot->hash, .text = text };
    slot->word = (uint32_t)table->n_words++ + FIRST_WORD;
    slot->seen_in = 0;
    return 0;
}

/* a form seen for the first time: what word it is, if any */
static int learn(tn_word_table *table, const char *form, size_t bytes, uint64_t hash,
                 tenor_error *err)
{
    size_t own_bytes = without_possessive(form, bytes);
    uint64_t own_hash = own_bytes < bytes ? tn_hash(form, own_bytes) : hash;
    tn_word_slot *slot = find_slot(table->slot, table->n_slots, own_hash);
    int rc = 0;

    if (slot->word == 0) {
        *slot = (tn_word_slot){ own_hash, PASSED_OVER, NEVER_NOTED };
        table->n_taken++;
        if (is_word(form, own_bytes))
            rc = add_word(table, slot, form, own_bytes, err);
    }
    if (own_bytes < bytes) {
        *find_slot(table->slot, table->n_slots, hash) =
            (tn_word_slot){ hash, slot->word, NEVER_NOTED };
        table->n_taken++;
    }
    return rc;
}

/* ------------------------------------------------------------ recent forms
 *
 * All slots are some megabytes, rare forms for the most part, where every look is a cache miss.
 * The forms met last stand in a small table besides, which says of a token what becomes of it. A
 * word is there under its own form only, so that one place knows whether the comment has it.
 */

static uint32_t units_of(uint32_t index)
{
    return index < TN_LONG_INDEX
               ? index
               : (index & (TN_LONG_INDEX - 1)) | TN_LONG_INDEX | index >> 15 << 16;
}

static inline size_t n_unit_bytes(uint32_t units)
{
    return TN_UNIT_BYTES + (units / (TN_LONG_INDEX / TN_UNIT_BYTES) & TN_UNIT_BYTES);
}

static tn_recent_form *place_of(tn_word_table *table, uint64_t hash)
{
    return &table->recent[hash % TN_RECENT_FORMS];
}

/* what a slot says is at hand now */
static tn_recent_form *recall(tn_word_table *table, const tn_word_slot *slot)
{
    tn_recent_form *place = place_of(table, slot->hash);

    if (place->hash == slot->hash)
        return place;
    if (place->seen_in == table->n_comments) /* of this comment: it may come again */
        find_slot(table->slot, table->n_slots, place->hash)->seen_in = place->seen_in;
    *place = (tn_recent_form){
        .hash = slot->hash,
        .units = slot->word < FIRST_WORD ? 0 : units_of(slot->word - FIRST_WORD),
        .seen_in = slot->seen_in,
    };
    return place;
}

/* the place of a form that is not at hand: of its word's own form, if it is a word */
static int look_up(tn_recent_form **place, tn_word_table *table, const char *form, size_t bytes,
                   uint64_t hash, tenor_error *err)
{
    const tn_word_slot *slot = find_slot(table->slot, table->n_slots, hash);

    if (slot->word == 0) {
        int rc = learn(table, form, bytes, hash, err);

        if (rc == 0)
            rc = make_slots(table, err);
        if (rc < 0)
            return rc;
        slot = find_slot(table->slot, table->n_slots, hash);
    }
    if (slot->word >= FIRST_WORD && slot->seen_in == NEVER_NOTED) {
        uint64_t own_hash = table->word[slot->word - FIRST_WORD].hash;

        *place = place_of(table, own_hash);
        if ((*place)->hash == own_hash)
            return 0;
        slot = find_slot(table->slot, table->n_slots, own_hash);
    }
    *place = recall(table, slot);
    return 0;
}

/* at `end`, which has room for it; without a branch: what the next form is cannot be guessed */
static inline char *note(char *end, tn_recent_form *place, uint32_t n_comments)
{
    uint32_t units = place->units, seen_in = place->seen_in;
    size_t is_new = seen_in < n_comments;

    memcpy(end, &units, sizeof(units));
    place->seen_in = is_new ? n_comments : seen_in;
    return end + (n_unit_bytes(units) & -is_new);
}

static void start_anew(uint32_t *seen_in)
{
    *seen_in = *seen_in == NEVER_NOTED ? NEVER_NOTED : 0;
}

/* the numbers of comments begin anew */
static void forget_comments(tn_word_table *table)
{
    for (size_t s = 0; s < table->n_slots; s++)
        start_anew(&table->slot[s].seen_in);
    for (size_t p = 0; p < TN_RECENT_FORMS; p++)
        start_anew(&table->recent[p].seen_in);
    table->n_comments = 0;
}

void tn_words_begin(tn_word_table *table)
{
    if (table->n_comments + 1 == NEVER_NOTED)
        forget_comments(table);
    table->n_comments++; /* from 1 on: 0 is never seen */
}

/* of n forms */
static int make_room(tn_word_table *table, size_t n, tn_buf *out, tenor_error *err)
{
    int rc = make_slots(table, err);

    return rc == 0 ? tn_buf_reserve(out, n * WRITTEN_BYTES, err) : rc;
}

static void end_at(tn_buf *out, char *end)
{
    out->bytes = (size_t)(end - out->data);
    *end = '\0';
}

int tn_words_note_one(tn_word_table *table, const char *form, size_t bytes, tn_buf *out,
                      tenor_error *err)
{
    uint64_t hash = tn_hash(form, bytes);
    tn_recent_form *place = place_of(table, hash);
    int rc = make_room(table, 1, out, err);

    if (rc == 0 && place->hash != hash)
        rc = look_up(&place, table, form, bytes, hash, err);
    if (rc == 0)
        end_at(out, note(out->data + out->bytes, place, table->n_comments));
    return rc;
}

/* tokens that are neither word nor hashtag have something else in them, or too few letters */
static int look_up_token(tn_recent_form **place, tn_word_table *table, const tn_tokens *tokens,
                         const tn_token *t, tenor_error *err)
{
    if (t->kind != TN_WORD && t->kind != TN_HASHTAG) {
        *place = recall(table, &(tn_word_slot){ t->hash, PASSED_OVER, NEVER_NOTED });
        return 0;
    }
    return look_up(place, table, tn_form(tokens, t), t->form_bytes, t->hash, err);
}

/*
 * Bring the forms that are not at hand there, in the order of the tokens. Where they stand is on
 * its way before the first of it is needed.
 */
static int fetch(tn_word_table *table, const tn_tokens *tokens, const tn_token *token, size_t n,
                 tenor_error *err)
{
    tn_recent_form *place;
    uint64_t missing = 0; /* bits of the tokens: a branch would be guessed wrong too often */
    int rc = 0;

    for (size_t i = 0; i < n; i++) /* scoring has driven them out of the nearest cache */
        __builtin_prefetch(place_of(table, token[i].hash), 1);
    for (size_t i = 0; i < n; i++) {
        const uint64_t hash = token[i].hash;
        const bool is_missing = place_of(table, hash)->hash != hash;

        __builtin_prefetch(&table->slot[hash & (table->n_slots - 1) & -(uint64_t)is_missing]);
        missing |= (uint64_t)is_missing << i;
    }
    for (; rc == 0 && missing; missing &= missing - 1)
        rc = look_up_token(&place, table, tokens, &token[__builtin_ctzll(missing)], err);
    return rc;
}

static int note_some(char **end, tn_word_table *table, const tn_tokens *tokens,
                     const tn_token *token, size_t n, tenor_error *err)
{
    const uint32_t n_comments = table->n_comments;
    char *behind = *end;
    int rc = fetch(table, tokens, token, n, err);

    if (rc < 0)
        return rc;
    for (const tn_token *t = token; t < token + n; t++) {
        tn_recent_form *place = place_of(table, t->hash), *found;

        if (place->hash != t->hash) { /* it is not its word's own, or has lost its place */
            rc = look_up_token(&found, table, tokens, t, err);
            if (rc < 0)
                return rc;
            place = found;
        }
        behind = note(behind, place, n_comments);
    }
    *end = behind;
    return 0;
}

int tn_words_note(tn_word_table *table, const tn_tokens *tokens, tn_buf *out, tenor_error *err)
{
    int rc = make_room(table, tokens->n_tokens, out, err);
    char *end = rc == 0 ? out->data + out->bytes : NULL;

    tn_words_begin(table);
    for (size_t i = 0; rc == 0 && i < tokens->n_tokens; i += FETCHED) {
        size_t rest = tokens->n_tokens - i;

        rc =
            note_some(&end, table, tokens, &tokens->token[i], rest < FETCHED ? rest : FETCHED, err);
    }
    if (rc == 0)
        end_at(out, end);
    return rc;
}

void tn_word_table_free(tn_word_table *table)
{
    free(table->word);
    free(table->slot);
    tn_arena_free(&table->texts);
    *table = (tn_word_table){ 0 };
}

void tn_word_tables_free(tn_word_table *tables, int n)
{
    for (int t = 0; tables && t < n; t++)
        tn_word_table_free(&tables[t]);
    free(tables);
}
