/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lengths.h - what a text's length is to a model, for the lengths that most texts have
 *
 * A comment needs a logarithm, a root and a quotient for every head, which take longer than all
 * else that follows from its sums. Made once they have the same bits.
 */
#ifndef TN_LENGTHS_H
#define TN_LENGTHS_H

#include "model/task.h"

#define TN_N_LENGTHS 256

typedef struct {
    double log[TN_N_LENGTHS];   /* tn_log_length of so many tokens */
    double scale[TN_N_LENGTHS]; /* 1 / tn_length_norm of so many */
} tn_lengths;

void tn_lengths_fill(tn_lengths *out);

/* Of any number of tokens. */
static inline double tn_lengths_log(const tn_lengths *lengths, size_t n_tokens)
{
    return n_tokens < TN_N_LENGTHS ? lengths->log[n_tokens] : tn_log_length(n_tokens);
}

static inline double tn_lengths_scale(const tn_lengths *lengths, size_t n_tokens)
{
    return n_tokens < TN_N_LENGTHS ? lengths->scale[n_tokens] : 1.0 / tn_length_norm(n_tokens);
}

#endif
