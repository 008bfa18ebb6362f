/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * negation.c - which words stand in the scope of a negation
 *
 * A negator negates the words behind it, at most five, until clause
 * punctuation, a new line or a word that turns the sentence ("but").
 */
#include "text/scan.h"

#include <string.h>

#define SCOPE_WORDS 5

#define MAX_ENTRY 9 /* bytes of the longest list entry, with its end */

/* by first letter; besides them every word that ends in n't */
static const char negators[26][10][MAX_ENTRY] = {
    ['a' - 'a'] = { "aint", "arent" },
    ['b' - 'a'] = { "barely" },
    ['c' - 'a'] = { "cannot", "cant", "couldnt" },
    ['d' - 'a'] = { "didnt", "doesnt", "dont" },
    ['h' - 'a'] = { "hadnt", "hardly", "hasnt", "havent" },
    ['i' - 'a'] = { "isnt" },
    ['m' - 'a'] = { "mustnt" },
    ['n' - 'a'] = { "neednt", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing",
                    "nowhere" },
    ['s' - 'a'] = { "scarcely", "shouldnt" },
    ['w' - 'a'] = { "wasnt", "werent", "without", "wont", "wouldnt" },
};

/* words that turn the sentence, and so end a scope */
static const char turns[26][10][MAX_ENTRY] = {
    ['a' - 'a'] = { "although" }, ['b' - 'a'] = { "but" },    ['e' - 'a'] = { "except" },
    ['h' - 'a'] = { "however" },  ['t' - 'a'] = { "though" }, ['y' - 'a'] = { "yet" },
};

/* "not only", "no doubt": no negation of what follows */
static const char harmless[26][10][MAX_ENTRY] = {
    ['d' - 'a'] = { "doubt" },    ['m' - 'a'] = { "matter" }, ['o' - 'a'] = { "only" },
    ['q' - 'a'] = { "question" }, ['w' - 'a'] = { "wonder" },
};

typedef struct {
    const char *text;
    size_t bytes;
} word;

static bool is_one_of(const word *w, const char list[26][10][MAX_ENTRY])
{
    unsigned letter = (unsigned)(unsigned char)w->text[0] - 'a';

    if (letter >= 26 || w->bytes < 2 || w->bytes >= MAX_ENTRY) {
        return false;
    }
    for (size_t i = 0; i < 10 && list[letter][i][0]; i++) {
        const char *entry = list[letter][i];

        if (entry[1] == w->text[1] && entry[w->bytes] == '\0' &&
            memcmp(entry, w->text, w->bytes) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_negator(const word *w)
{
    return (w->bytes > 3 && memcmp(w->text + w->bytes - 3, "n't", 3) == 0) ||
           is_one_of(w, negators);
}

static bool ends_clause(const tn_tokens *tokens, const tn_token *token)
{
    return token->kind == TN_PUNCT && strchr(".,;:!?", tn_form(tokens, token)[0]) != NULL;
}

static bool new_line_between(const char *text, const tn_token *a, const tn_token *b)
{
    size_t from = (size_t)a->start + a->bytes;

    return memchr(text + from, '\n', b->start - from) != NULL;
}

void tn_mark_negation(tn_tokens *tokens, const char *text)
{
    int scope = 0;

    for (size_t i = 0; i < tokens->n_tokens; i++) {
        tn_token *token = &tokens->token[i];
        word w = { tn_form(tokens, token), token->form_bytes };
        bool wordlike = token->kind == TN_WORD || token->kind == TN_HASHTAG;

        if (i > 0 && scope > 0 && new_line_between(text, token - 1, token)) {
            scope = 0;
        }
        if (ends_clause(tokens, token) || (wordlike && is_one_of(&w, turns))) {
            scope = 0;
            continue;
        }
        if (!wordlike) {
            continue;
        }
        if (token->kind == TN_WORD && is_negator(&w)) {
            word next = { NULL, 0 };

            if (i + 1 < tokens->n_tokens) {
                next = (word){ tn_form(tokens, token + 1), token[1].form_bytes };
            }
            scope = next.text && is_one_of(&next, harmless) ? 0 : SCOPE_WORDS;
            continue;
        }
        if (scope > 0) {
            token->marks |= TN_NEGATED;
            scope--;
        }
    }
}
