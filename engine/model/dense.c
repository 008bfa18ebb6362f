/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dense.c - the dense block: what is not linear in the words
 */
#include "model/dense.h"

#include "model/reply.h"

#include <string.h>

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
static void add_name(const tn_tokens *tokens, const tn_tokens *name, const tn_name_words *words,
                     double *out)
{
    uint64_t found = 0;
    bool tagged = out[1] > 0.0, negated = out[2] > 0.0;
    double share;

    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];

        uint64_t word = tn_name_word(words, token->hash);

        if (word) {
            found |= word;
            negated |= (token->marks & TN_NEGATED) != 0;
        }
        if ((token->kind == TN_HASHTAG || token->kind == TN_MENTION) && !tagged) {
            tagged = tag_names(tokens, token, name);
        }
    }
    share = words->n ? (double)__builtin_popcountll(found) / (double)words->n : 0.0;
    out[0] = share > out[0] ? share : out[0];
    out[1] = tagged;
    out[2] = negated;
}

static void stance_dense(const tn_tokens *tokens, const tn_tokens *target,
                         const tn_aliases *aliases, double *out)
{
    tn_name_words words;

    out[0] = out[1] = out[2] = 0.0;
    if (target) {
        tn_name_words_of(&words, target);
        add_name(tokens, target, &words, out);
    }
    for (size_t a = 0; target && aliases && a < aliases->n; a++) {
        add_name(tokens, &aliases->item[a].tokens, &aliases->item[a].words, out);
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
