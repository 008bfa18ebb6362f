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

/* the bit is the highest 7 of 64 */
static void sign(uint64_t signature[2], uint64_t hash, bool counts)
{
    signature[hash >> 63] |= (uint64_t)counts << (hash >> 57 & 63);
}

/* a text that has only short words is known by these */
void tn_reply_words(tn_reply_side *side, const tn_tokens *tokens)
{
    *side = (tn_reply_side){ .n_tokens = (uint32_t)tokens->n_tokens };
    for (int any = 0; any < 2 && n_bits(side->signature) == 0; any++) {
        for (size_t t = 0; t < tokens->n_tokens; t++) {
            const tn_token *token = &tokens->token[t];
            bool counts = any ? token->kind == TN_WORD : tn_is_content_word(token);

            sign(side->signature, token->hash, counts);
            sign(side->negated, token->hash, counts && (token->marks & TN_NEGATED));
        }
    }
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
