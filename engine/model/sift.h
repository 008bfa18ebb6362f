/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sift.h - the keys of a text's features, four at a time, and those that some head may know
 *
 * For processors with AVX2 alone: whether this one is, base/wide.h says. Of the shared part, whose
 * rows have no salt.
 */
#ifndef TN_SIFT_H
#define TN_SIFT_H

#include "model/joint.h"

/*
 * Of the first tokens of a text, the keys of their forms under their marks, and tn_ngram_hash; the
 * forms' sets of rows are sent for. Returns the number of tokens, a multiple of four: three at most
 * are left. *marks are those of any of them.
 */
size_t tn_sift_forms(uint64_t *form, uint64_t *hash, unsigned *marks, const tn_tokens *tokens,
                     const tn_joint_table *rows);

/*
 * From *out on, the keys of the pairs and triples of tokens that begin at the first tokens of a
 * text, in the order of the tokens, a pair before its triple; with `contrasted` also those of
 * contrasted forms, each before the pair. hash[0..n_tokens) are tn_ngram_hash of the tokens. *out
 * is moved behind the last one; returns the number of tokens, a multiple of four: five at most are
 * left.
 */
size_t tn_sift_ngrams(uint64_t **out, const tn_token *token, const uint64_t *hash, size_t n_tokens,
                      bool contrasted);

/*
 * Of key[0..n), keep in their order those that pass the filter of rare keys; their sets of rows are
 * sent for. Returns their number. TN_SIFT_MORE keys behind them are written to. No table may have a
 * seed of its own (filter->always is 0).
 */
#define TN_SIFT_MORE 4
size_t tn_sift_rare(uint64_t *key, size_t n, const tn_filter *filter, const tn_joint_table *rows);

#endif
