/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dense.c - the dense block: what is not linear in the words
 */
#include "model/dense.h"

#include "model/reply.h"

#include <string.h>

/* share of the target's words that stand in the text; *negated: one of them is negated there */
static double share_named(const tn_tokens *tokens, const uint64_t *word, size_t n_words,
                          bool *negated)
{
    uint64_t found = 0, some = 0; /* bits of the words: most tokens are turned away by these */

    *negated = false;
    for (size_t w = 0; w < n_words; w++) {
        some |= (uint64_t)1 << (word[w] & 63);
    }
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        if (!(some >> (tokens->token[t].hash & 63) & 1)) {
            continue;
        }
        for (size_t w = 0; w < n_words; w++) {
            if (tokens->token[t].hash == word[w]) {
                found |= (uint64_t)1 << w;
                *negated |= (tokens->token[t].marks & TN_NEGATED) != 0;
            }
        }
    }
    return n_words ? (double)__builtin_popcountll(found) / (double)n_words : 0.0;
}

/* a hashtag or mention that holds a content word of the target: "#teamnuclear" */
static bool tag_names(const tn_tokens *tokens, const tn_tokens *target)
{
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *tag = &tokens->token[t];

        if (tag->kind != TN_HASHTAG && tag->kind != TN_MENTION) {
            continue;
        }
        for (size_t w = 0; w < target->n_tokens && w < TN_MAX_TARGET_WORDS; w++) {
            const tn_token *word = &target->token[w];

            if (tn_is_content_word(word) && memmem(tn_form(tokens, tag), tag->form_bytes,
                                                   tn_form(target, word), word->form_bytes)) {
                return true;
            }
        }
    }
    return false;
}

/* one of the target's names, on top of what others gave */
static void add_name(const tn_tokens *tokens, const tn_tokens *name, double *out)
{
    uint64_t word[TN_MAX_TARGET_WORDS];
    size_t n_words = tn_target_words(word, name);
    bool negated;
    double share = share_named(tokens, word, n_words, &negated);

    out[0] = share > out[0] ? share : out[0];
    out[1] = out[1] > 0.0 || tag_names(tokens, name);
    out[2] = out[2] > 0.0 || negated;
}

static void stance_dense(const tn_tokens *tokens, const tn_tokens *target,
                         const tn_aliases *aliases, double *out)
{
    out[0] = out[1] = out[2] = 0.0;
    if (target) {
        add_name(tokens, target, out);
    }
    for (size_t a = 0; target && aliases && a < aliases->n; a++) {
        add_name(tokens, &aliases->item[a].tokens, out);
    }
    out[3] = tn_log_length(tokens->n_tokens);
}

void tn_dense_of(int head, const tn_tokens *tokens, const tn_tokens *other,
                 const tn_aliases *aliases, double *out)
{
    tn_reply_side reply = { 0 }, parent = { 0 };

    switch (head) {
    case TENOR_STANCE:
        stance_dense(tokens, other, aliases, out);
        break;
    case TENOR_REPLY:
        tn_reply_words(&reply, tokens);
        if (other) {
            tn_reply_words(&parent, other);
        }
        tn_reply_dense(&reply, &parent, out);
        break;
    default:
        out[0] = tn_log_length(tokens->n_tokens);
    }
}
