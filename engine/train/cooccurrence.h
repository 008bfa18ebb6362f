/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cooccurrence.h - which words of unlabelled text stand near which
 */
#ifndef TN_COOCCURRENCE_H
#define TN_COOCCURRENCE_H

#include "model/keymap.h"
#include "text/token.h"

/* A word of the text: words are sorted by count (largest first), then by form. */
typedef struct {
    char *form; /* in the arena */
    size_t form_bytes;
    uint8_t kind;
    int64_t count;
} tn_corpus_word;

/* Sparse square matrix, row after row: a word's neighbours and the weight of being near. */
typedef struct {
    tn_corpus_word *word;
    size_t n_words;
    size_t *row_start; /* n_words + 1 */
    int32_t *column;
    double *value;
    tn_digest digest; /* of the text */
    tn_arena arena;
} tn_cooccurrence;

/*
 * Read text (see tn_aid_learn_vectors) and count, symmetrically, every pair of
 * words at most 4 tokens apart with weight 1 / distance. Words are those that occur
 * at least 5 times, at most max_words of them.
 */
int tn_cooccurrence_read(tn_cooccurrence *out, const char *const *paths, size_t n_paths,
                         size_t max_words, tenor_error *err);
void tn_cooccurrence_free(tn_cooccurrence *c);

#endif
