/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explanation.h - what a label's decision values add up from, piece by piece of the text
 *
 * A decision value is a sum: the features of the text, the dense block and the bias. Of
 * class c, a feature's weight is what it adds to the decision values of the pairs that
 * involve c, each with the sign that speaks for c. Models fill it, output shows it.
 */
#ifndef TN_EXPLANATION_H
#define TN_EXPLANATION_H

#include "text/feature.h"

#define TN_MAX_EXPLAINED_DENSE 8

/* What one place of the sum adds. */
typedef struct {
    double decision[TENOR_MAX_CLASSES]; /* to each pair's decision value, (0,1) (0,2) (1,2) */
    double weight;                      /* toward the label */
} tn_addend;

/* What one feature of a piece adds. */
typedef struct {
    tn_addend sum;
    uint8_t family; /* tn_family */
    bool of_domain; /* of the target's own part of the model */
} tn_family_share;

/* A token, the text's start with its first token, or two in a row. */
#define TN_MAX_SHARES 4 /* word and negated, of the shared part and of a domain */
typedef struct {
    uint32_t start, bytes;         /* in the source text */
    size_t form_start, form_bytes; /* in tn_explanation.forms: as the model reads it */
    tn_family_share share[TN_MAX_SHARES];
    size_t n_shares;
    double weight;     /* of all its shares, toward the label */
    uint8_t n_tokens;  /* 1 or 2 */
    uint8_t family;    /* what feature it is; of a token the word */
    uint8_t kind;      /* of a single token: tn_token_kind */
    uint8_t marks;     /* of a single token */
    bool known;        /* training text had it */
    bool says_nothing; /* every token of it does: see tn_says_nothing */
    bool listed;       /* see tn_explanation_list */
} tn_piece;

typedef struct {
    const char *name; /* static */
    double value;
    tn_addend sum;
} tn_explained_dense;

/* Reusable; all zero is empty. Pieces stand in the order of the text. */
typedef struct {
    tn_piece *piece;
    size_t n_pieces, capacity;
    tn_buf forms;
    tn_explained_dense dense[TN_MAX_EXPLAINED_DENSE];
    int n_dense;
    int n_pairs;
    tn_addend bias;
    tn_addend total; /* everything: the decision values themselves */
    size_t n_unlisted;
    double unlisted_weight;
} tn_explanation;

/*
 * Mark the n pieces of the largest weights (of equals the first) as listed; 0: all. Where only
 * what tells is wanted, not those that say nothing.
 */
int tn_explanation_list(tn_explanation *explanation, size_t n, bool only_telling, tenor_error *err);

static inline const char *tn_piece_form(const tn_explanation *e, const tn_piece *piece)
{
    return e->forms.data ? e->forms.data + piece->form_start : "";
}

void tn_explanation_clear(tn_explanation *explanation); /* keeps the memory */
void tn_explanation_free(tn_explanation *explanation);

#endif
