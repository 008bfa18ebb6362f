/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aid.h - what is known of words before training: valences and word vectors
 *
 * An aid gives each of its words a short dense vector. In training, a text has
 * the sum of its words' vectors as features, and that of its negated words once
 * more. It is linear in the words, so what training makes of it is moved into
 * the words' own weights before anything is stored: a model holds no aid, but
 * words that only an aid knew have weights all the same.
 */
#ifndef TN_AID_H
#define TN_AID_H

#include "model/vocabulary.h"

typedef struct {
    char name[64];       /* the file's, without its folder */
    tn_vocabulary words; /* entries of the word family */
    float *value;        /* n_words * n_dims */
    size_t capacity;     /* of value */
    int n_dims;
    double scale;     /* of its features in training */
    tn_digest digest; /* of the file */
} tn_aid;

/* Features an aid has: of all words, then of the negated ones. */
#define TN_N_AID_FAMILIES 2
static inline int tn_aid_n_features(const tn_aid *aid)
{
    return TN_N_AID_FAMILIES * aid->n_dims;
}

/* Add a word with its vector; a word that is there already stays as it is. */
int tn_aid_add(tn_aid *aid, int kind, const char *form, size_t form_bytes, const float *value,
               tenor_error *err);

/* The vector of a token's form, or NULL. */
const float *tn_aid_find(const tn_aid *aid, const tn_token *token);

/*
 * sum[0..n_dims) += the vectors of all tokens, then those of the negated ones. Only words count
 * that the vocabulary has in its shared part: only these can take a weight over.
 */
void tn_aid_sum(const tn_aid *aid, const tn_vocabulary *v, const tn_tokens *tokens, double *sum);

/* Give the aid's words entries, plain and negated, where the vocabulary's shared part lacks them.
 */
int tn_aid_extend(const tn_aid *aid, tn_vocabulary *v, tenor_error *err);

/* Move the weights learnt by an aid's features, for one pair of classes, into the words of the
 * shared part: weight[e] of each entry of v. */
void tn_aid_absorb(const tn_aid *aid, const tn_vocabulary *v, const double *learnt, double *weight);

void tn_aid_free(tn_aid *aid);

/*
 * A valence lexicon: lines of "entry TAB valence TAB …", empty ones and such as begin with '#'
 * passed over; entries that are not one token are left out. Two dimensions, the sizes of positive
 * and of negative valence, of the largest one in the file 1.
 */
int tn_aid_read_lexicon(tn_aid *out, const char *path, tenor_error *err);

/*
 * Word vectors as text: lines of "word x1 x2 …", all with as many numbers, 1 to 1000 of them; a
 * first line of two numbers (word2vec's header) is passed over. Plain, .gz, .zst or .xz. Scaled so
 * that the mean length is 1.
 */
int tn_aid_read_vectors(tn_aid *out, const char *path, tenor_error *err);

#endif
