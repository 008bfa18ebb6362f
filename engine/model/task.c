/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.c - the three tasks: their classes, sides and dense features
 */
#include "model/task.h"

#include "model/reply.h"

#include <math.h>
#include <string.h>

static const tn_task tasks[TENOR_N_HEADS] = {
    [TENOR_SENTIMENT] = { "sentiment",
                          { "negative", "neutral", "positive" },
                          1,
                          false,
                          1,
                          { "log_length" } },
    [TENOR_STANCE] = { "stance",
                       { "against", "none", "favor" },
                       1,
                       true,
                       4,
                       { "target_share_named", "target_in_tag", "target_negated", "log_length" } },
    [TENOR_REPLY] = { "reply",
                      { "disagree", "neutral", "agree" },
                      2,
                      false,
                      3,
                      { "overlap", "log_length", "log_length_of_parent" } },
};

const char *tenor_head_name(int head)
{
    return head >= 0 && head < TENOR_N_HEADS ? tasks[head].name : NULL;
}

const tn_task *tn_task_of(int head)
{
    return &tasks[head];
}

int tn_head_of_name(const char *name)
{
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        if (strcmp(tasks[head].name, name) == 0) {
            return head;
        }
    }
    return -1;
}

int tn_class_of_label(int head, tenor_str label)
{
    for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
        if (tn_str_is(label, tasks[head].class_name[c])) {
            return c;
        }
    }
    if (head == TENOR_REPLY) {
        return tn_str_is(label, "deny")                                   ? 0
               : tn_str_is(label, "comment") || tn_str_is(label, "query") ? 1
               : tn_str_is(label, "support")                              ? 2
                                                                          : -1;
    }
    return -1;
}

void tn_pair_classes(int n_classes, int pair, int *first, int *second)
{
    int at = 0;

    for (int a = 0; a < n_classes; a++) {
        for (int b = a + 1; b < n_classes; b++, at++) {
            if (at == pair) {
                *first = a;
                *second = b;
            }
        }
    }
}

int tn_vote(const double *decision, int n_classes)
{
    int votes[TENOR_MAX_CLASSES] = { 0 };
    int best = 0;

    for (int pair = 0; pair < tn_n_pairs(n_classes); pair++) {
        int first = 0, second = 0;

        tn_pair_classes(n_classes, pair, &first, &second);
        votes[decision[pair] > 0 ? first : second]++;
    }
    for (int c = 1; c < n_classes; c++) {
        if (votes[c] > votes[best]) {
            best = c;
        }
    }
    return best;
}

/* -------------------------------------------------------- dense features */

size_t tn_target_words(uint64_t hash[TN_MAX_TARGET_WORDS], const tn_tokens *tokens)
{
    size_t n = 0;

    for (int any_word = 0; any_word < 2 && n == 0; any_word++) {
        for (size_t t = 0; t < tokens->n_tokens && n < TN_MAX_TARGET_WORDS; t++) {
            const tn_token *token = &tokens->token[t];
            bool seen = !(any_word ? token->kind == TN_WORD : tn_is_content_word(token));

            for (size_t i = 0; i < n && !seen; i++) {
                seen = hash[i] == token->hash;
            }
            if (!seen) {
                hash[n++] = token->hash;
            }
        }
    }
    return n;
}

double tn_log_length(size_t n_tokens)
{
    double x = log1p((double)n_tokens) / 5.0;

    return x < 1.5 ? x : 1.5;
}

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

int tn_target_normalise(tn_buf *out, const tn_tokens *target, tenor_error *err)
{
    int rc = 0;

    tn_buf_clear(out);
    for (size_t t = 0; rc == 0 && t < target->n_tokens; t++) {
        rc = t > 0 ? tn_buf_append(out, " ", 1, err) : 0;
        if (rc == 0) {
            rc = tn_buf_append(out, tn_form(target, &target->token[t]), target->token[t].form_bytes,
                               err);
        }
    }
    return rc;
}
