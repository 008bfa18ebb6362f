/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * negation.c - which words stand in the scope of a negation, and which behind a "but"
 *
 * A negator negates the words behind it, at most five, until clause
 * punctuation, a new line or a word that turns the sentence ("but"). What stands behind such a
 * word, up to the end of the sentence, is what the sentence comes to.
 */
#include "text/scan.h"

#include <string.h>

#define SCOPE_WORDS 5

/* What a word does to the words behind it; bits. */
enum {
    NEGATOR = 1,
    TURN = 2,     /* turns the sentence, and so ends a scope */
    CONTRAST = 4, /* and brings it to its point */
    HARMLESS = 8  /* "not only", "no doubt": no negation of what follows */
};

#define EIGHT(a, b, c, d, e, f, g, h)                                                              \
    ((tn_eight)(a) | (tn_eight)(b) << 8 | (tn_eight)(c) << 16 | (tn_eight)(d) << 24 |              \
     (tn_eight)(e) << 32 | (tn_eight)(f) << 40 | (tn_eight)(g) << 48 | (tn_eight)(h) << 56)
#define WORD(does, ...) [TN_ROLE_SLOT(EIGHT(__VA_ARGS__))] = { EIGHT(__VA_ARGS__), does }

/* Besides them every word that ends in n't is a negator. Two in one slot are a warning. */
/* clang-format off */
const tn_role_entry tn_roles[TN_N_ROLE_SLOTS] = {
    WORD(NEGATOR, 'a', 'i', 'n', 't', 0, 0, 0, 0),
    WORD(NEGATOR, 'a', 'r', 'e', 'n', 't', 0, 0, 0),
    WORD(TURN, 'a', 'l', 't', 'h', 'o', 'u', 'g', 'h'),
    WORD(NEGATOR, 'b', 'a', 'r', 'e', 'l', 'y', 0, 0),
    WORD(TURN | CONTRAST, 'b', 'u', 't', 0, 0, 0, 0, 0),
    WORD(NEGATOR, 'c', 'a', 'n', 'n', 'o', 't', 0, 0),
    WORD(NEGATOR, 'c', 'a', 'n', 't', 0, 0, 0, 0),
    WORD(NEGATOR, 'c', 'o', 'u', 'l', 'd', 'n', 't', 0),
    WORD(NEGATOR, 'd', 'i', 'd', 'n', 't', 0, 0, 0),
    WORD(NEGATOR, 'd', 'o', 'e', 's', 'n', 't', 0, 0),
    WORD(NEGATOR, 'd', 'o', 'n', 't', 0, 0, 0, 0),
    WORD(HARMLESS, 'd', 'o', 'u', 'b', 't', 0, 0, 0),
    WORD(TURN, 'e', 'x', 'c', 'e', 'p', 't', 0, 0),
    WORD(NEGATOR, 'h', 'a', 'd', 'n', 't', 0, 0, 0),
    WORD(NEGATOR, 'h', 'a', 'r', 'd', 'l', 'y', 0, 0),
    WORD(NEGATOR, 'h', 'a', 's', 'n', 't', 0, 0, 0),
    WORD(NEGATOR, 'h', 'a', 'v', 'e', 'n', 't', 0, 0),
    WORD(TURN | CONTRAST, 'h', 'o', 'w', 'e', 'v', 'e', 'r', 0),
    WORD(NEGATOR, 'i', 's', 'n', 't', 0, 0, 0, 0),
    WORD(NEGATOR, 'm', 'u', 's', 't', 'n', 't', 0, 0),
    WORD(HARMLESS, 'm', 'a', 't', 't', 'e', 'r', 0, 0),
    WORD(NEGATOR, 'n', 'e', 'e', 'd', 'n', 't', 0, 0),
    WORD(NEGATOR, 'n', 'e', 'i', 't', 'h', 'e', 'r', 0),
    WORD(NEGATOR, 'n', 'e', 'v', 'e', 'r', 0, 0, 0),
    WORD(NEGATOR, 'n', 'o', 0, 0, 0, 0, 0, 0),
    WORD(NEGATOR, 'n', 'o', 'b', 'o', 'd', 'y', 0, 0),
    WORD(NEGATOR, 'n', 'o', 'n', 'e', 0, 0, 0, 0),
    WORD(NEGATOR, 'n', 'o', 'r', 0, 0, 0, 0, 0),
    WORD(NEGATOR, 'n', 'o', 't', 0, 0, 0, 0, 0),
    WORD(NEGATOR, 'n', 'o', 't', 'h', 'i', 'n', 'g', 0),
    WORD(NEGATOR, 'n', 'o', 'w', 'h', 'e', 'r', 'e', 0),
    WORD(HARMLESS, 'o', 'n', 'l', 'y', 0, 0, 0, 0),
    WORD(HARMLESS, 'q', 'u', 'e', 's', 't', 'i', 'o', 'n'),
    WORD(NEGATOR, 's', 'c', 'a', 'r', 'c', 'e', 'l', 'y'),
    WORD(NEGATOR, 's', 'h', 'o', 'u', 'l', 'd', 'n', 't'),
    WORD(TURN, 't', 'h', 'o', 'u', 'g', 'h', 0, 0),
    WORD(NEGATOR, 'w', 'a', 's', 'n', 't', 0, 0, 0),
    WORD(NEGATOR, 'w', 'e', 'r', 'e', 'n', 't', 0, 0),
    WORD(NEGATOR, 'w', 'i', 't', 'h', 'o', 'u', 't', 0),
    WORD(NEGATOR, 'w', 'o', 'n', 't', 0, 0, 0, 0),
    WORD(NEGATOR, 'w', 'o', 'u', 'l', 'd', 'n', 't', 0),
    WORD(HARMLESS, 'w', 'o', 'n', 'd', 'e', 'r', 0, 0),
    WORD(TURN | CONTRAST, 'y', 'e', 't', 0, 0, 0, 0, 0),
};
/* clang-format on */

unsigned tn_role_of(const char *form, size_t bytes)
{
    if (bytes > 3 && form[bytes - 2] == '\'' && memcmp(form + bytes - 3, "n't", 3) == 0) {
        return NEGATOR;
    }
    return bytes - 1 < sizeof(tn_eight) ? tn_role_of_eight(tn_few_at(form, bytes)) : 0; /* 1..8 */
}

/* What may stand before a word, or as a token of its own; bits. */
enum {
    CLAUSE_END = 1,
    SENTENCE_END = 2,
};

/* between a token and the one before it */
static bool new_line_before(const char *text, const tn_token *token)
{
    for (size_t at = (size_t)token[-1].start + token[-1].bytes; at < token->start; at++) {
        if (text[at] == '\n') {
            return true;
        }
    }
    return false;
}

static unsigned ended_by(const tn_tokens *tokens, const char *text, const tn_token *token)
{
    unsigned ended = new_line_before(text, token) ? CLAUSE_END | SENTENCE_END : 0;

    if (token->kind == TN_PUNCT) {
        switch (tn_form(tokens, token)[0]) {
        case '.':
        case '!':
        case '?':
            return CLAUSE_END | SENTENCE_END;
        case ',':
        case ';':
        case ':':
            return ended | CLAUSE_END;
        default:
            break;
        }
    }
    return ended;
}

/* The scanner's state at a token. */
typedef struct {
    int scope;   /* words still to be negated */
    bool behind; /* a "but" in this sentence */
} scopes;

static void mark_contrast(scopes *s, tn_token *token, unsigned ended, bool is_first)
{
    if (ended & SENTENCE_END) {
        s->behind = false;
    }
    if (token->role & CONTRAST) {
        s->behind = !is_first; /* "But why?" turns nothing */
    } else if (s->behind) {
        token->marks |= TN_CONTRASTED;
    }
}

static void mark_negation(scopes *s, tn_token *token, unsigned ended, unsigned next_role)
{
    if (token->role & NEGATOR) {
        s->scope = next_role & HARMLESS ? 0 : SCOPE_WORDS;
        return;
    }
    if (token->role & TURN || ended & CLAUSE_END) {
        s->scope = 0;
    }
    if (s->scope > 0 && (token->kind == TN_WORD || token->kind == TN_HASHTAG)) {
        token->marks |= TN_NEGATED;
        s->scope--;
    }
}

void tn_mark_scopes(tn_tokens *tokens, const char *text)
{
    tn_token *token = tokens->token, *end = token + tokens->n_tokens;
    scopes s = { 0 };

    for (; token < end; token++) {
        unsigned ended = 0;

        if (s.scope > 0 || s.behind) {
            ended = ended_by(tokens, text, token);
        } else { /* most words do nothing, and nothing is done to them */
            while (token < end && !token->role) {
                token++;
            }
            if (token == end) {
                break;
            }
        }
        mark_contrast(&s, token, ended, token == tokens->token);
        mark_negation(&s, token, ended, token + 1 < end ? token[1].role : 0);
    }
}
