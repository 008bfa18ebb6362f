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

#define ENTRY_BYTES 8 /* of the longest word: filled up with zeros, it compares at once */

typedef struct {
    char text[ENTRY_BYTES];
    uint8_t role;
} entry;

/* Most words are turned away by their first letter and their length. */
#define LENGTH(n) (1u << (n))
const uint16_t tn_role_lengths[26] = {
    ['a' - 'a'] = LENGTH(4) | LENGTH(5) | LENGTH(8),
    ['b' - 'a'] = LENGTH(3) | LENGTH(6),
    ['c' - 'a'] = LENGTH(4) | LENGTH(6) | LENGTH(7),
    ['d' - 'a'] = LENGTH(4) | LENGTH(5) | LENGTH(6),
    ['e' - 'a'] = LENGTH(6),
    ['h' - 'a'] = LENGTH(5) | LENGTH(6) | LENGTH(7),
    ['i' - 'a'] = LENGTH(4),
    ['m' - 'a'] = LENGTH(6),
    ['n' - 'a'] = LENGTH(2) | LENGTH(3) | LENGTH(4) | LENGTH(5) | LENGTH(6) | LENGTH(7),
    ['o' - 'a'] = LENGTH(4),
    ['q' - 'a'] = LENGTH(8),
    ['s' - 'a'] = LENGTH(8),
    ['t' - 'a'] = LENGTH(6),
    ['w' - 'a'] = LENGTH(4) | LENGTH(5) | LENGTH(6) | LENGTH(7),
    ['y' - 'a'] = LENGTH(3),
};

/* besides them every word that ends in n't is a negator */
static const entry words[26][11] = {
    ['a' - 'a'] = { { "aint", NEGATOR }, { "arent", NEGATOR }, { "although", TURN } },
    ['b' - 'a'] = { { "barely", NEGATOR }, { "but", TURN | CONTRAST } },
    ['c' - 'a'] = { { "cannot", NEGATOR }, { "cant", NEGATOR }, { "couldnt", NEGATOR } },
    ['d' - 'a'] = { { "didnt", NEGATOR },
                    { "doesnt", NEGATOR },
                    { "dont", NEGATOR },
                    { "doubt", HARMLESS } },
    ['e' - 'a'] = { { "except", TURN } },
    ['h' - 'a'] = { { "hadnt", NEGATOR },
                    { "hardly", NEGATOR },
                    { "hasnt", NEGATOR },
                    { "havent", NEGATOR },
                    { "however", TURN | CONTRAST } },
    ['i' - 'a'] = { { "isnt", NEGATOR } },
    ['m' - 'a'] = { { "mustnt", NEGATOR }, { "matter", HARMLESS } },
    ['n' - 'a'] = { { "neednt", NEGATOR },
                    { "neither", NEGATOR },
                    { "never", NEGATOR },
                    { "no", NEGATOR },
                    { "nobody", NEGATOR },
                    { "none", NEGATOR },
                    { "nor", NEGATOR },
                    { "not", NEGATOR },
                    { "nothing", NEGATOR },
                    { "nowhere", NEGATOR } },
    ['o' - 'a'] = { { "only", HARMLESS } },
    ['q' - 'a'] = { { "question", HARMLESS } },
    ['s' - 'a'] = { { "scarcely", NEGATOR }, { "shouldnt", NEGATOR } },
    ['t' - 'a'] = { { "though", TURN } },
    ['w' - 'a'] = { { "wasnt", NEGATOR },
                    { "werent", NEGATOR },
                    { "without", NEGATOR },
                    { "wont", NEGATOR },
                    { "wouldnt", NEGATOR },
                    { "wonder", HARMLESS } },
    ['y' - 'a'] = { { "yet", TURN | CONTRAST } },
};

unsigned tn_role_of_eight(tn_eight word)
{
    for (const entry *e = words[(word & 0xFF) - 'a']; e->role; e++) {
        if (tn_eight_at(e->text) == word) {
            return e->role;
        }
    }
    return 0;
}

unsigned tn_role_of(const char *form, size_t bytes)
{
    if (bytes > 3 && form[bytes - 2] == '\'' && memcmp(form + bytes - 3, "n't", 3) == 0) {
        return NEGATOR;
    }
    return bytes <= ENTRY_BYTES && form[0] >= 'a' && form[0] <= 'z'
               ? tn_role_of_few(tn_few_at(form, bytes), bytes)
               : 0;
}

static bool is_one_of(const tn_tokens *tokens, const tn_token *token, const char *signs)
{
    return token->kind == TN_PUNCT && strchr(signs, tn_form(tokens, token)[0]) != NULL;
}

/* between a token and the one before it */
static bool new_line_before(const char *text, const tn_token *token)
{
    size_t from = (size_t)token[-1].start + token[-1].bytes;

    return memchr(text + from, '\n', token->start - from) != NULL;
}

/* The scanner's state at a token. */
typedef struct {
    const tn_tokens *tokens;
    const char *text;
    int scope;   /* words still to be negated */
    bool behind; /* a "but" in this sentence */
} scopes;

static void mark_contrast(scopes *s, size_t at, unsigned role)
{
    tn_token *token = &s->tokens->token[at];

    if (s->behind && (is_one_of(s->tokens, token, ".!?") || new_line_before(s->text, token))) {
        s->behind = false;
    }
    if (role & CONTRAST) {
        s->behind = at > 0; /* "But why?" turns nothing */
    } else if (s->behind) {
        token->marks |= TN_CONTRASTED;
    }
}

static void mark_negation(scopes *s, size_t at, unsigned role, unsigned next_role)
{
    tn_token *token = &s->tokens->token[at];

    if (role & NEGATOR) {
        s->scope = next_role & HARMLESS ? 0 : SCOPE_WORDS;
        return;
    }
    if (s->scope > 0 &&
        (role & TURN || is_one_of(s->tokens, token, ".,;:!?") || new_line_before(s->text, token))) {
        s->scope = 0;
    }
    if (s->scope > 0 && (token->kind == TN_WORD || token->kind == TN_HASHTAG)) {
        token->marks |= TN_NEGATED;
        s->scope--;
    }
}

void tn_mark_scopes(tn_tokens *tokens, const char *text)
{
    scopes s = { .tokens = tokens, .text = text };
    const tn_token *token = tokens->token;

    for (size_t i = 0; i < tokens->n_tokens; i++) {
        if (!token[i].role && s.scope == 0 && !s.behind) {
            continue; /* as most: it does nothing, and nothing is done to it */
        }
        mark_contrast(&s, i, token[i].role);
        mark_negation(&s, i, token[i].role, i + 1 < tokens->n_tokens ? token[i + 1].role : 0);
    }
}
