/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sift.h - of a text's word n-grams, those that some head may know
 */
#ifndef TN_SIFT_H
#define TN_SIFT_H

#include "model/filter.h"

/*
 * The keys of the pairs and triples of tokens that begin at the first `n` of a text and pass the
 * filter of rare keys, in the order of the tokens, a pair before its triple. hash[0..n + 2) are
 * tn_ngram_hash of the tokens. Writes to out[0..2 * n + 4); returns the number of keys. Four at a
 * time, for processors with AVX2 alone: whether this one is, base/wide.h says; n is a multiple of
 * four, and no table may have a seed of its own (filter->always is 0).
 */
size_t tn_sift_ngrams(uint64_t *out, const tn_filter *filter, const uint64_t *hash, size_t n);

#endif
