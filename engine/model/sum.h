/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sum.h - a text's sums under all heads: the rows of its words and pairs of words, added up
 *
 * What a score is, in full: a decision value of a text of n tokens is
 *
 *     (sum over its tokens of weight(token) + sum over its pairs of weight(pair)) / f(n)
 *         + sum over the dense features of weight * value - rho
 *
 * where a token is a form that may be negated, the first pair is the text's start with its first
 * token, what the model does not know weighs nothing, and f is tn_length_norm().
 * tests/unit/test_sum.c computes it in this plain way, and compares.
 */
#ifndef TN_SUM_H
#define TN_SUM_H

#include "model/pair_filter.h"

struct tn_model;

/* What all threads look things up in; read-only. */
typedef struct {
    const tn_folded *table[TENOR_N_HEADS]; /* NULL: no such head */
    tn_pair_filter filter;
} tn_lookup;

/* The tables must stay. Release with tn_lookup_free, also after a failure. */
int tn_lookup_init(tn_lookup *out, const tn_folded *const *table, tenor_error *err);
void tn_lookup_free(tn_lookup *lookup);

/* What a key adds under all heads, in one cache line. */
typedef struct {
    _Alignas(64) uint64_t key;
    uint32_t known;                /* bits of the heads that know the word or pair */
    _Alignas(16) float weight[12]; /* [head * TN_MAX_PAIRS + pair]; the rest is 0 */
} tn_weight_row;
#define TN_ROW_WEIGHTS 12

/* A thread's own. Rows are made once and kept in a direct-mapped cache, in which by Zipf's law
 * most of what a text asks for is already. */
typedef struct {
    const tn_lookup *lookup;
    tn_weight_row *word, *pair; /* allocated at the first text */
    uint64_t *key;              /* scratch: of a text's words, then of its pairs */
    size_t key_capacity;
} tn_summer;

void tn_summer_init(tn_summer *out, const tn_lookup *lookup);
void tn_summer_free(tn_summer *summer);
void tn_summer_rest(tn_summer *summer); /* give the cache back; the next text makes it anew */

typedef struct {
    double sum[TENOR_N_HEADS][TN_MAX_PAIRS]; /* not yet divided by tn_length_norm() */
    int32_t n_words;                         /* that count for coverage */
    int32_t n_known[TENOR_N_HEADS];          /* of them, by the heads that know them */
    int32_t n_known_pairs[TENOR_N_HEADS];    /* of the n_tokens - 1 pairs, likewise */
} tn_sums;

/* The sums of a text in one part of the models (TN_SHARED or a domain of the stance head's). */
int tn_sum_text(tn_sums *out, tn_summer *summer, const tn_tokens *tokens, int part,
                tenor_error *err);

#endif
