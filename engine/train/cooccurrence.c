/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cooccurrence.c - which words of unlabelled text stand near which
 */
#include "train/cooccurrence.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW    4
#define MIN_COUNT 5
#define GAP       (-1) /* in the sequence of words: the end of a text */

typedef struct {
    tn_cooccurrence *out;
    tn_hasher *hasher;
    tn_tokens tokens;
    tn_keymap texts;      /* of texts that were read */
    tn_keymap index;      /* of a form's key to word */
    tn_corpus_word *word; /* all forms, in order of occurrence */
    size_t n_words, word_capacity;
    int32_t *sequence; /* all texts as words, with gaps */
    size_t n_sequence, sequence_capacity;
} corpus;

/* ----------------------------------------------------------------- words */

static int push(corpus *c, int32_t word, tenor_error *err)
{
    int rc = tn_grow((void **)&c->sequence, &c->sequence_capacity, c->n_sequence + 1,
                     sizeof(int32_t), err);

    if (rc == 0) {
        c->sequence[c->n_sequence++] = word;
    }
    return rc;
}

static int add_token(corpus *c, const tn_token *token, tenor_error *err)
{
    bool is_new;
    int32_t *index = tn_keymap_put(&c->index, tn_mix(token->hash, token->kind), &is_new);
    int32_t word;

    if (!index) {
        return tn_no_memory(err);
    }
    if (is_new) {
        char *form = tn_arena_copy(&c->out->arena, tn_form(&c->tokens, token), token->form_bytes);

        if (!form || tn_grow((void **)&c->word, &c->word_capacity, c->n_words + 1, sizeof(*c->word),
                             err) < 0) {
            return tn_no_memory(err);
        }
        *index = (int32_t)c->n_words;
        c->word[c->n_words++] = (tn_corpus_word){ form, token->form_bytes, token->kind, 0 };
    }
    word = *index;
    c->word[word].count++;
    return push(c, word, err);
}

static int add_text(corpus *c, tenor_str text, tenor_error *err)
{
    bool is_new;
    int rc;

    if (!text.data || !tn_keymap_put(&c->texts, tn_hash(text.data, text.bytes), &is_new)) {
        return text.data ? tn_no_memory(err) : 0;
    }
    if (!is_new) {
        return 0;
    }
    tn_hasher_add(c->hasher, text.data, text.bytes);
    rc = tn_tokenise(&c->tokens, text.data, text.bytes, err);
    for (size_t t = 0; rc == 0 && t < c->tokens.n_tokens; t++) {
        rc = add_token(c, &c->tokens.token[t], err);
    }
    return rc == 0 ? push(c, GAP, err) : rc;
}

static int read_texts(corpus *c, const char *const *paths, size_t n_paths, tenor_error *err)
{
    tenor_reader_options options;
    tenor_reader *reader = NULL;
    tenor_comment comment;
    int rc;

    tenor_reader_options_init(&options);
    options.labelled = true;
    rc = tenor_reader_open(&reader, paths, n_paths, &options, err);
    while (rc == 0 && (rc = tenor_reader_next(reader, &comment, err)) > 0) {
        rc = add_text(c, comment.text, err);
        if (rc == 0) {
            rc = add_text(c, comment.parent_text, err);
        }
    }
    tenor_reader_free(reader);
    return rc;
}

static int by_count(const void *a, const void *b)
{
    const tn_corpus_word *x = *(const tn_corpus_word *const *)a;
    const tn_corpus_word *y = *(const tn_corpus_word *const *)b;
    int order;

    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    order = strcmp(x->form, y->form);
    return order ? order : x->kind - y->kind;
}

/* keep the frequent words, and turn the sequence into their ranks */
static int rank_words(corpus *c, size_t max_words, tenor_error *err)
{
    const tn_corpus_word **sorted = tn_alloc(c->n_words, sizeof(*sorted));
    int32_t *rank = tn_alloc(c->n_words, sizeof(*rank));
    size_t n = 0;
    int rc = 0;

    if (!sorted || !rank) {
        free(sorted);
        free(rank);
        return tn_no_memory(err);
    }
    for (size_t w = 0; w < c->n_words; w++) {
        sorted[w] = &c->word[w];
        rank[w] = GAP;
    }
    qsort(sorted, c->n_words, sizeof(*sorted), by_count);
    while (n < c->n_words && n < max_words && sorted[n]->count >= MIN_COUNT) {
        n++;
    }
    c->out->word = tn_alloc(n, sizeof(*c->out->word));
    if (c->out->word) {
        for (size_t w = 0; w < n; w++) {
            c->out->word[w] = *sorted[w];
            rank[sorted[w] - c->word] = (int32_t)w;
        }
        c->out->n_words = n;
        for (size_t i = 0; i < c->n_sequence; i++) {
            c->sequence[i] = c->sequence[i] == GAP ? GAP - 1 : rank[c->sequence[i]];
        }
    } else {
        rc = tn_no_memory(err);
    }
    free(sorted);
    free(rank);
    return rc;
}

/* ----------------------------------------------------------------- pairs */

typedef struct {
    int32_t low, high;
    double weight;
} pair;

typedef struct {
    tn_keymap index;
    pair *pair;
    size_t n_pairs, capacity;
} pair_table;

static int count_pair(pair_table *table, int32_t a, int32_t b, double weight, tenor_error *err)
{
    int32_t low = a < b ? a : b, high = a < b ? b : a;
    bool is_new;
    int32_t *index =
        tn_keymap_put(&table->index, ((uint64_t)low + 1) << 32 | ((uint64_t)high + 1), &is_new);

    if (!index) {
        return tn_no_memory(err);
    }
    if (is_new) {
        *index = (int32_t)table->n_pairs;
        if (tn_grow((void **)&table->pair, &table->capacity, table->n_pairs + 1, sizeof(pair),
                    err) < 0) {
            return TENOR_ERR_MEMORY;
        }
        table->pair[table->n_pairs++] = (pair){ low, high, 0.0 };
    }
    table->pair[*index].weight += weight;
    return 0;
}

static int count_pairs(pair_table *table, const corpus *c, tenor_error *err)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < c->n_sequence; i++) {
        for (size_t k = 1; rc == 0 && c->sequence[i] >= 0 && k <= WINDOW && i + k < c->n_sequence;
             k++) {
            if (c->sequence[i + k] == GAP - 1) {
                break;
            }
            if (c->sequence[i + k] >= 0 && c->sequence[i + k] != c->sequence[i]) {
                rc = count_pair(table, c->sequence[i], c->sequence[i + k], 1.0 / (double)k, err);
            }
        }
    }
    return rc;
}

static void place(tn_cooccurrence *out, size_t *next, int32_t row, int32_t column, double value)
{
    out->column[next[row]] = column;
    out->value[next[row]++] = value;
}

static int fill_matrix(tn_cooccurrence *out, const pair_table *table, tenor_error *err)
{
    size_t *next = tn_alloc(out->n_words + 1, sizeof(*next));

    out->row_start = tn_alloc(out->n_words + 1, sizeof(*out->row_start));
    out->column = tn_alloc(2 * table->n_pairs, sizeof(*out->column));
    out->value = tn_alloc(2 * table->n_pairs, sizeof(*out->value));
    if (!next || !out->row_start || !out->column || !out->value) {
        free(next);
        return tn_no_memory(err);
    }
    for (size_t p = 0; p < table->n_pairs; p++) {
        out->row_start[table->pair[p].low + 1]++;
        out->row_start[table->pair[p].high + 1]++;
    }
    for (size_t w = 0; w < out->n_words; w++) {
        out->row_start[w + 1] += out->row_start[w];
        next[w] = out->row_start[w];
    }
    for (size_t p = 0; p < table->n_pairs; p++) {
        const pair *at = &table->pair[p];

        place(out, next, at->low, at->high, at->weight);
        place(out, next, at->high, at->low, at->weight);
    }
    free(next);
    return 0;
}

int tn_cooccurrence_read(tn_cooccurrence *out, const char *const *paths, size_t n_paths,
                         size_t max_words, tenor_error *err)
{
    corpus c = { .out = out };
    pair_table table = { 0 };
    int rc;

    *out = (tn_cooccurrence){ 0 };
    c.hasher = tn_hasher_new();
    rc = c.hasher ? read_texts(&c, paths, n_paths, err) : tn_no_memory(err);
    if (rc == 0) {
        out->digest = tn_hasher_digest(c.hasher);
        rc = rank_words(&c, max_words, err);
    }
    if (rc == 0) {
        rc = count_pairs(&table, &c, err);
    }
    if (rc == 0) {
        rc = fill_matrix(out, &table, err);
    }
    tn_keymap_free(&table.index);
    free(table.pair);
    tn_hasher_free(c.hasher);
    tn_tokens_free(&c.tokens);
    tn_keymap_free(&c.texts);
    tn_keymap_free(&c.index);
    free(c.word);
    free(c.sequence);
    if (rc < 0) {
        tn_cooccurrence_free(out);
    }
    return rc;
}

void tn_cooccurrence_free(tn_cooccurrence *c)
{
    free(c->word);
    free(c->row_start);
    free(c->column);
    free(c->value);
    tn_arena_free(&c->arena);
    *c = (tn_cooccurrence){ 0 };
}
