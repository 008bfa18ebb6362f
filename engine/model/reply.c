/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply.c - what a comment brings to a pair of reply and parent
 */
#include "model/reply.h"

#include "base/swar8.h"

#include <string.h>

#define SIGNATURE_BITS 128

static int n_bits(const uint64_t *signature)
{
    return (int)(tn_count_bits(signature[0]) + tn_count_bits(signature[1]));
}

/* a text that has only short words is known by these */
void tn_reply_words(tn_reply_side *side, const tn_tokens *tokens)
{
    uint64_t low = 0, high = 0, low_negated = 0, high_negated = 0;

    for (int any = 0; any < 2 && (low | high) == 0; any++) {
        for (size_t t = 0; t < tokens->n_tokens; t++) { /* branch-free */
            const tn_token *token = &tokens->token[t];
            uint64_t hash = token->hash; /* its highest 7 bits say which of the 128 */
            uint64_t counts = any ? token->kind == TN_WORD : tn_is_content_word(token);
            uint64_t bit = counts << (hash >> 57 & 63), is_high = -(hash >> 63);
            uint64_t is_negated = -(uint64_t)((token->marks & TN_NEGATED) != 0);

            low |= bit & ~is_high;
            high |= bit & is_high;
            low_negated |= bit & ~is_high & is_negated;
            high_negated |= bit & is_high & is_negated;
        }
    }
    *side = (tn_reply_side){ .n_tokens = (uint32_t)tokens->n_tokens,
                             .signature = { low, high },
                             .negated = { low_negated, high_negated } };
}

/*
 * Overlap: the share of the parent's bits that the reply has, beyond what a signature as full as
 * the reply's would have of any other; 0 for unrelated words, 1 for all of the parent's. Under
 * negation: the share that both have and one of them negates.
 */
void tn_reply_dense(double *out, const tn_reply_side *reply, const tn_reply_side *parent)
{
    uint64_t shared[2], turned[2];
    int n_parent = n_bits(parent->signature);
    double fill = (double)n_bits(reply->signature) / SIGNATURE_BITS;
    double share, of_parent = n_parent ? 1.0 / n_parent : 0.0;

    for (int i = 0; i < 2; i++) {
        shared[i] = reply->signature[i] & parent->signature[i];
        turned[i] = shared[i] & (reply->negated[i] ^ parent->negated[i]);
    }
    share = n_bits(shared) * of_parent;
    out[0] = share > fill ? (share - fill) / (1.0 - fill) : 0.0;
    out[1] = n_bits(turned) * of_parent;
    out[2] = tn_log_length(reply->n_tokens);
    out[3] = tn_log_length(parent->n_tokens);
}
