/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply.c - what a comment brings to a pair of reply and parent
 */
#include "model/reply.h"

#include <string.h>

#define SIGNATURE_BITS 128

static int n_bits(const uint64_t *signature)
{
    return __builtin_popcountll(signature[0]) + __builtin_popcountll(signature[1]);
}

/* in order of the tokens and without a branch: every comment goes through here */
static inline void sign(uint64_t signature[2], const tn_token *token, bool counts)
{
    unsigned bit = (unsigned)(token->hash >> 57); /* the highest 7 of 64 bits */
    uint64_t mark = (uint64_t)counts << (bit & 63), high = -(token->hash >> 63);

    signature[0] |= mark & ~high;
    signature[1] |= mark & high;
}

/* of all words, whatever their length */
static void sign_words(uint64_t signature[2], const tn_tokens *tokens)
{
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        sign(signature, &tokens->token[t], tokens->token[t].kind == TN_WORD);
    }
}

/* a text that has only short words is known by these */
void tn_reply_words(tn_reply_side *side, const tn_tokens *tokens)
{
    uint64_t content[2] = { 0 };
    bool has_mention = false;

    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];

        sign(content, token, tn_is_content_word(token));
        has_mention |= token->kind == TN_MENTION;
    }
    if (!(content[0] | content[1])) {
        sign_words(content, tokens);
    }
    side->n_tokens = (uint32_t)tokens->n_tokens;
    side->has_mention = has_mention;
    memcpy(side->signature, content, sizeof(side->signature));
}

/*
 * Share of the parent's bits that the reply has, beyond what a signature as full as the
 * reply's would have of any other: 0 for unrelated words, 1 for all of the parent's.
 */
static double overlap(const tn_reply_side *reply, const tn_reply_side *parent)
{
    const uint64_t shared[2] = { reply->signature[0] & parent->signature[0],
                                 reply->signature[1] & parent->signature[1] };
    int n_parent = n_bits(parent->signature);
    double fill = (double)n_bits(reply->signature) / SIGNATURE_BITS;
    double share = n_parent ? (double)n_bits(shared) / n_parent : 0.0;

    return share > fill ? (share - fill) / (1.0 - fill) : 0.0;
}

void tn_reply_dense(const tn_reply_side *reply, const tn_reply_side *parent, double *out)
{
    out[0] = overlap(reply, parent);
    out[1] = tn_log_length(reply->n_tokens);
    out[2] = tn_log_length(parent->n_tokens);
}
