/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aux_features.h - auxiliary features: valences and word vectors, known of words before training
 *
 * A file of auxiliary features gives each of its words a short dense vector. In
 * training, a text has the sum of its words' vectors as features, and that of its
 * negated words once more. It is linear in the words, so what training makes of it
 * is moved into the words' own weights before anything is stored: a model holds no
 * auxiliary features, but words that only these knew have weights all the same.
 */
#ifndef TN_AUX_FEATURES_H
#define TN_AUX_FEATURES_H

#include "model/vocabulary.h"

typedef struct {
    char name[64];       /* the file's, without its folder */
    tn_vocabulary words; /* entries of the word family */
    float *value;        /* n_words * n_dims */
    size_t capacity;     /* of value */
    int n_dims;
    double scale;     /* of its features in training */
    tn_digest digest; /* of the file */
} tn_aux;

/* Number of features: of all words, then of the negated ones. */
#define TN_N_AUX_FAMILIES 2
static inline int tn_aux_n_features(const tn_aux *aux)
{
    return TN_N_AUX_FAMILIES * aux->n_dims;
}

/* Add a word with its vector; a word that is there already stays as it is. */
int tn_aux_add(tn_aux *aux, int kind, const char *form, size_t form_bytes, const float *value,
               tenor_error *err);

/* The vector of a token's form, or NULL. */
const float *tn_aux_find(const tn_aux *aux, const tn_token *token);

/*
 * sum[0..n_dims) += the vectors of all tokens, then those of the negated ones. Only words count
 * that the vocabulary has in its shared part: only these can take a weight over.
 */
void tn_aux_sum(const tn_aux *aux, const tn_vocabulary *v, const tn_tokens *tokens, double *sum);

/* Give the words entries, plain and negated, where the vocabulary's shared part lacks them.
 */
int tn_aux_extend(const tn_aux *aux, tn_vocabulary *v, tenor_error *err);

/*
 * Move the weights learnt by auxiliary features into the words of the shared part. Of each pair of
 * classes `learnt` has tn_aux_n_features() values and `weight` n_weights, the first ones those of
 * the entries of v.
 */
void tn_aux_absorb(const tn_aux *aux, const tn_vocabulary *v, const double *learnt, double *weight,
                   size_t n_weights, int n_pairs);

void tn_aux_free(tn_aux *aux);

/*
 * A valence lexicon: lines of "entry TAB valence TAB …", empty ones and such as begin with '#'
 * passed over; entries that are not one token are left out. Two dimensions, the sizes of positive
 * and of negative valence, of the largest one in the file 1.
 */
int tn_aux_read_lexicon(tn_aux *out, const char *path, tenor_error *err);

/*
 * Word vectors as text: lines of "word x1 x2 …", all with as many numbers, 1 to 1000 of them; a
 * first line of two numbers (word2vec's header) is passed over. Plain, .gz, .zst or .xz. Scaled so
 * that the mean length is 1.
 */
int tn_aux_read_vectors(tn_aux *out, const char *path, tenor_error *err);

#endif
