/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * negation.c - which words stand in the scope of a negation
 *
 * A negator negates the words behind it, at most five, until clause
 * punctuation, a new line or a word that turns the sentence ("but").
 */
#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#define SCOPE_WORDS 5

/* sorted, for bsearch */
static const char *const negators[] = { "aint",    "arent",   "barely",  "cannot",   "cant",
                                        "couldnt", "didnt",   "doesnt",  "dont",     "hadnt",
                                        "hardly",  "hasnt",   "havent",  "isnt",     "neither",
                                        "never",   "no",      "nobody",  "none",     "nor",
                                        "not",     "nothing", "nowhere", "scarcely", "shouldnt",
                                        "wasnt",   "werent",  "without", "wont",     "wouldnt" };

/* "not only", "no doubt": no negation of what follows */
static const char *const harmless[] = { "doubt", "matter", "only", "question", "wonder" };

static const char *const turns[] = { "although", "but", "except", "however", "though", "yet" };

typedef struct {
    const char *text;
    size_t bytes;
} word;

static int compare(const void *key, const void *element)
{
    const word *w = key;
    const char *entry = *(const char *const *)element;
    size_t n = strlen(entry);
    int order = memcmp(w->text, entry, w->bytes < n ? w->bytes : n);

    return order ? order : (w->bytes > n) - (w->bytes < n);
}

#define IS_ONE_OF(w, list)                                                                         \
    (bsearch((w), (list), sizeof(list) / sizeof((list)[0]), sizeof((list)[0]), compare) != NULL)

static bool is_negator(const word *w)
{
    return (w->bytes > 3 && memcmp(w->text + w->bytes - 3, "n't", 3) == 0) ||
           IS_ONE_OF(w, negators);
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
        if (ends_clause(tokens, token) || (wordlike && IS_ONE_OF(&w, turns))) {
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
            scope = next.text && IS_ONE_OF(&next, harmless) ? 0 : SCOPE_WORDS;
            continue;
        }
        if (scope > 0) {
            token->marks |= TN_NEGATED;
            scope--;
        }
    }
}
