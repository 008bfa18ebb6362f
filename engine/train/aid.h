/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aid.h - what is known of words before training: valences and word vectors
 *
 * An aid gives each of its words a short dense vector. In training, a text has
 * the sum of its words' vectors as features, and of its negated and its contrasted words' once
 * more. That is linear in the words, so what training makes of it is moved into
 * the words' own weights before anything is stored: a model holds no aid, but
 * words that only the aid knew have weights all the same.
 */
#ifndef TN_AID_H
#define TN_AID_H

#include "model/vocabulary.h"

typedef struct {
    tn_vocabulary words; /* entries of the word family */
    double *value;       /* n_words * n_dims */
    size_t capacity;     /* of value */
    int n_dims;
    double scale;     /* of its features in training */
    tn_digest digest; /* of what it was made from */
} tn_aid;

/* Features an aid has on each side: of all words, of the negated and of the contrasted ones. */
#define TN_N_AID_FAMILIES 3
static inline int tn_aid_n_features(const tn_aid *aid)
{
    return TN_N_AID_FAMILIES * aid->n_dims;
}

/* Add a word with its vector; a word that is there already stays as it is. */
int tn_aid_add(tn_aid *aid, int kind, const char *form, size_t form_bytes, const double *value,
               tenor_error *err);

/* The vector of a token's form, or NULL. */
const double *tn_aid_find(const tn_aid *aid, const tn_token *token);

/*
 * sum[0..n_dims) += the vectors of all tokens, then those of the negated and of the contrasted
 * ones. Only words count that the vocabulary has in this part: only these can take a weight over.
 */
void tn_aid_sum(const tn_aid *aid, const tn_vocabulary *v, int domain, const tn_tokens *tokens,
                double *sum);

/* Give the aid's words entries in a vocabulary whose shared part lacks them. */
int tn_aid_extend(const tn_aid *aid, tn_vocabulary *v, const tn_feature_config *config,
                  tenor_error *err);

/*
 * Move the weights learnt by an aid's features on one side of one part, for one pair of
 * classes, into the part's words: weight[e] of each entry of v.
 */
void tn_aid_absorb(const tn_aid *aid, const tn_vocabulary *v, int domain, const double *learnt,
                   double *weight);

void tn_aid_free(tn_aid *aid);

/*
 * A valence lexicon: lines of "entry TAB valence TAB …", valence -4..4; entries
 * that are not one token are left out. Two dimensions: positive and negative valence, 0..1.
 */
int tn_aid_read_lexicon(tn_aid *out, const char *path, tenor_error *err);

/*
 * Word vectors from unlabelled text: positive pointwise mutual information of words
 * within a window, factorised (Levy & Goldberg 2014; randomised SVD of Halko, Martinsson &
 * Tropp 2011). The same text gives the same vectors. Paths are read as tenor_reader
 * reads labelled sets, `text` and `parent_text` of each row; equal texts count once.
 */
int tn_aid_learn_vectors(tn_aid *out, const char *const *paths, size_t n_paths, tenor_error *err);

#endif
