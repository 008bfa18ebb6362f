/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply.c - what a comment brings to a pair of reply and parent
 */
#include "model/reply.h"

#include "base/eight.h"

#include <string.h>

#define SIGNATURE_BITS 128

static int n_bits(const uint64_t *signature)
{
    return (int)(tn_count_bits(signature[0]) + tn_count_bits(signature[1]));
}

/* the bit is the highest 7 of 64; without a branch, as every other word counts */
static inline void sign(uint64_t signature[2], uint64_t hash, bool counts)
{
    signature[hash >> 63] |= (uint64_t)counts << (hash >> 57 & 63);
}

/* of all words, whatever their length */
static void sign_words(uint64_t signature[2], const tn_tokens *tokens)
{
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        sign(signature, tokens->token[t].hash, tokens->token[t].kind == TN_WORD);
    }
}

/* a text that has only short words is known by these */
void tn_reply_words(tn_reply_side *side, const tn_tokens *tokens)
{
    uint64_t content[2] = { 0 };

    for (size_t t = 0; t < tokens->n_tokens; t++) {
        sign(content, tokens->token[t].hash, tn_is_content_word(&tokens->token[t]));
    }
    if (!(content[0] | content[1])) {
        sign_words(content, tokens);
    }
    side->n_tokens = (uint32_t)tokens->n_tokens;
    side->has_mention = tn_has_mention(tokens);
    memcpy(side->signature, content, sizeof(side->signature));
}

/*
 * Share of the parent's bits that the reply has, beyond what a signature as full as the
 * reply's would have of any other: 0 for unrelated words, 1 for all of the parent's.
 */
double tn_reply_overlap(const tn_reply_side *reply, const tn_reply_side *parent)
{
    const uint64_t shared[2] = { reply->signature[0] & parent->signature[0],
                                 reply->signature[1] & parent->signature[1] };
    int n_parent = n_bits(parent->signature);
    double fill = (double)n_bits(reply->signature) / SIGNATURE_BITS;
    double share = n_parent ? (double)n_bits(shared) / n_parent : 0.0;

    return share > fill ? (share - fill) / (1.0 - fill) : 0.0;
}
