/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dense.c - the dense block: what is not linear in the words
 */
#include "model/dense.h"

#include "model/reply.h"

#include <string.h>

#define FILTER_WORDS 8

/* The words of one of a target's names. */
typedef struct {
    uint64_t word[TN_MAX_TARGET_WORDS];
    size_t n_words;
    uint64_t
        some[FILTER_WORDS]; /* a bit of each word: nearly all tokens are turned away by these */
} name_words;

static void take_words(name_words *out, const tn_tokens *name)
{
    out->n_words = tn_target_words(out->word, name);
    memset(out->some, 0, sizeof(out->some));
    for (size_t w = 0; w < out->n_words; w++) {
        out->some[out->word[w] >> 6 & (FILTER_WORDS - 1)] |= (uint64_t)1 << (out->word[w] & 63);
    }
}

static inline bool may_be_word(const name_words *name, uint64_t hash)
{
    return name->some[hash >> 6 & (FILTER_WORDS - 1)] >> (hash & 63) & 1;
}

/* the bit of the name's word that the token is; 0: none */
static uint64_t word_bit(const name_words *name, const tn_token *token)
{
    for (size_t w = 0; w < name->n_words; w++) {
        if (name->word[w] == token->hash) {
            return (uint64_t)1 << w;
        }
    }
    return 0;
}

/* whether a hashtag or mention holds a content word of the name: "#teamnuclear" */
static bool tag_names(const tn_tokens *tokens, const tn_token *tag, const tn_tokens *name)
{
    for (size_t w = 0; w < name->n_tokens && w < TN_MAX_TARGET_WORDS; w++) {
        const tn_token *word = &name->token[w];

        if (tn_is_content_word(word) &&
            memmem(tn_form(tokens, tag), tag->form_bytes, tn_form(name, word), word->form_bytes)) {
            return true;
        }
    }
    return false;
}

/*
 * One of the target's names, on top of what others gave: the share of its words that stand in the
 * text, whether a tag names it, whether one of the words is negated.
 */
static void add_name(const tn_tokens *tokens, const tn_tokens *name, double *out)
{
    name_words words;
    uint64_t found = 0;
    bool tagged = out[1] > 0.0, negated = out[2] > 0.0;
    double share;

    take_words(&words, name);
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];

        if (may_be_word(&words, token->hash)) {
            uint64_t bit = word_bit(&words, token);

            found |= bit;
            negated |= bit && (token->marks & TN_NEGATED);
        }
        if ((token->kind == TN_HASHTAG || token->kind == TN_MENTION) && !tagged) {
            tagged = tag_names(tokens, token, name);
        }
    }
    share = words.n_words ? (double)__builtin_popcountll(found) / (double)words.n_words : 0.0;
    out[0] = share > out[0] ? share : out[0];
    out[1] = tagged;
    out[2] = negated;
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
