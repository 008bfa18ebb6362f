/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lexicon.h - a valence lexicon as a training aid
 *
 * The lexicon is four features in training (positive and negative valence,
 * plain and negated). They are linear in the words, so what training makes of them
 * is moved into the words' own weights before anything is stored: a model
 * holds no lexicon.
 */
#ifndef TN_LEXICON_H
#define TN_LEXICON_H

#include "model/vocabulary.h"

#define TN_N_LEXICON_FEATURES 4 /* positive, negative, negated positive, negated negative */

typedef struct {
    tn_vocabulary words; /* entries of the word family */
    double *valence;     /* of each entry, -1..1 */
    size_t capacity;
    tn_digest digest;
} tn_lexicon;

/* Lines of "entry TAB valence TAB ..."; valence -4..4. Entries that are not one token are left out.
 */
int tn_lexicon_read(tn_lexicon *out, const char *path, tenor_error *err);
void tn_lexicon_free(tn_lexicon *lexicon);

/* Which lexicon feature a token speaks to, and its value; -1 if it is not in the lexicon. */
int tn_lexicon_feature(const tn_lexicon *lexicon, const tn_token *token, double *value);

/* Give the lexicon's words an entry, plain and negated, in a vocabulary that lacks them. */
int tn_lexicon_extend(const tn_lexicon *lexicon, tn_vocabulary *v, tenor_error *err);

/*
 * Move the lexicon features' weights of one pair and side into the words: word[e] of each entry of
 * v; `learnt` are the four features' unscaled weights.
 */
void tn_lexicon_absorb(const tn_lexicon *lexicon, const tn_vocabulary *v, const double *learnt,
                       double *word);

#endif
