/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dense.c - the dense block: what is not linear in the words
 */
#include "model/dense.h"

#include "base/eight.h"

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

static bool any_tag_names(const tn_tokens *tokens, const tn_tokens *name)
{
    for (size_t t = 0; tn_has_tag(tokens) && t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];

        if ((token->kind == TN_HASHTAG || token->kind == TN_MENTION) &&
            tag_names(tokens, token, name)) {
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
    const tn_token *token = tokens->token;
    const size_t n = tokens->n_tokens;
    uint64_t found = 0;
    bool negated = out[2] > 0.0;
    double share;

    for (size_t t = 0; t < n; t++) {
        uint64_t word = tn_name_word(words, token[t].hash);

        if (word) {
            found |= word;
            negated |= (token[t].marks & TN_NEGATED) != 0;
        }
    }
    share = words->n ? (double)tn_count_bits(found) / (double)words->n : 0.0;
    out[0] = share > out[0] ? share : out[0];
    out[1] = out[1] > 0.0 || any_tag_names(tokens, name);
    out[2] = negated;
}

static void add_names(const tn_tokens *tokens, const tn_tokens *target, const tn_name_words *words,
                      const tn_aliases *aliases, double *out)
{
    out[0] = out[1] = out[2] = 0.0;
    if (target) {
        add_name(tokens, target, words, out);
    }
    for (size_t a = 0; target && aliases && a < aliases->n; a++) {
        add_name(tokens, &aliases->item[a].tokens, &aliases->item[a].words, out);
    }
}

/* of all heads but reply's */
static void dense_of(int head, const tn_tokens *tokens, const tn_tokens *target,
                     const tn_name_words *words, const tn_aliases *aliases, double log_length,
                     double *out)
{
    if (head == TENOR_STANCE) {
        add_names(tokens, target, words, aliases, out);
    }
    out[tn_task_of(head)->n_dense - 1] = log_length; /* the last one or the only one */
}

static void dense_of_reply(const tn_reply_side *reply, const tn_reply_side *parent,
                           double log_length, double log_of_parent, double *out)
{
    out[0] = tn_reply_overlap(reply, parent);
    out[1] = log_length;
    out[2] = log_of_parent;
}

void tn_dense_of(int head, const tn_tokens *tokens, const tn_tokens *other,
                 const tn_aliases *aliases, double *out)
{
    tn_reply_side reply = { 0 }, parent = { 0 };
    tn_name_words words;

    if (head == TENOR_REPLY) {
        tn_reply_words(&reply, tokens);
        if (other) {
            tn_reply_words(&parent, other);
        }
        dense_of_reply(&reply, &parent, tn_log_length(reply.n_tokens),
                       tn_log_length(parent.n_tokens), out);
        return;
    }
    if (other) {
        tn_name_words_of(&words, other);
    }
    dense_of(head, tokens, other, &words, aliases, tn_log_length(tokens->n_tokens), out);
}

void tn_dense_of_reply(const tn_reply_side *reply, const tn_reply_side *parent,
                       const tn_lengths *lengths, double *out)
{
    dense_of_reply(reply, parent, tn_lengths_log(lengths, reply->n_tokens),
                   tn_lengths_log(lengths, parent->n_tokens), out);
}

void tn_dense_of_comment(int head, const tn_tokens *tokens, const tn_name *target,
                         const tn_aliases *aliases, const tn_lengths *lengths, double *out)
{
    dense_of(head, tokens, target ? &target->tokens : NULL, target ? &target->words : NULL, aliases,
             tn_lengths_log(lengths, tokens->n_tokens), out);
}
