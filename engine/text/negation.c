/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * negation.c - which words are in the scope of a negation
 *
 * A negator negates the words behind it, at most SCOPE_WORDS, until clause
 * punctuation, a new line or a word that turns the sentence ("but").
 */
#include "text/scan.h"

#include <string.h>

#define SCOPE_WORDS 5
#define ROLE_BYTES  8 /* of the longest word below */

/* What a word does to the words behind it; bits. */
enum {
    NEGATOR = 1,
    TURN = 2,     /* turns the sentence, and so ends a scope */
    HARMLESS = 4, /* "not only", "no doubt": no negation of what follows */
    NEVER = 8,    /* negators that say the utmost before a comparative: "never better", */
    CANNOT = 16,  /* "couldn't be better", */
    NOTHING = 32, /* "nothing better than", */
    NO = 64       /* "no better place" */
};

/* By the first letter's lowest five bits. Besides them every word in n't is a negator. */
/* clang-format off */
static const struct {
    char word[ROLE_BYTES]; /* zeros behind it */
    uint8_t role;
} roles[32][11] = {
    ['a' & 31] = { { "aint", NEGATOR }, { "although", TURN }, { "arent", NEGATOR } },
    ['b' & 31] = { { "but", TURN }, { "barely", NEGATOR } },
    ['c' & 31] = { { "can't", NEGATOR | CANNOT }, { "cannot", NEGATOR | CANNOT },
                   { "cant", NEGATOR | CANNOT }, { "couldn't", NEGATOR | CANNOT },
                   { "couldnt", NEGATOR | CANNOT } },
    ['d' & 31] = { { "didnt", NEGATOR }, { "doesnt", NEGATOR }, { "dont", NEGATOR },
                   { "doubt", HARMLESS } },
    ['e' & 31] = { { "except", TURN } },
    ['h' & 31] = { { "hadnt", NEGATOR }, { "hardly", NEGATOR }, { "hasnt", NEGATOR },
                   { "havent", NEGATOR }, { "however", TURN } },
    ['i' & 31] = { { "isnt", NEGATOR } },
    ['m' & 31] = { { "matter", HARMLESS }, { "mustnt", NEGATOR } },
    ['n' & 31] = { { "not", NEGATOR }, { "no", NEGATOR | NO }, { "never", NEGATOR | NEVER },
                   { "nothing", NEGATOR | NOTHING }, { "none", NEGATOR }, { "nor", NEGATOR },
                   { "nobody", NEGATOR }, { "neither", NEGATOR }, { "nowhere", NEGATOR },
                   { "neednt", NEGATOR } },
    ['o' & 31] = { { "only", HARMLESS } },
    ['q' & 31] = { { "question", HARMLESS } },
    ['s' & 31] = { { "scarcely", NEGATOR }, { "shouldnt", NEGATOR } },
    ['t' & 31] = { { "though", TURN } },
    ['w' & 31] = { { "wasnt", NEGATOR }, { "werent", NEGATOR }, { "without", NEGATOR },
                   { "wonder", HARMLESS }, { "wont", NEGATOR }, { "wouldnt", NEGATOR } },
    ['y' & 31] = { { "yet", TURN } },
};
/* clang-format on */

static unsigned role_of(const char *form, size_t bytes)
{
    if (bytes <= ROLE_BYTES) {
        tn_swar8 word = tn_swar8_load_few(form, bytes);

        for (size_t i = 0; roles[word & 31][i].role; i++)
            if (tn_swar8_load(roles[word & 31][i].word) == word)
                return roles[word & 31][i].role;
    }
    return bytes > 3 && memcmp(form + bytes - 3, "n't", 3) == 0 ? NEGATOR : 0;
}

unsigned tn_negator_of(const char *form, size_t bytes)
{
    unsigned role = role_of(form, bytes);

    return role & NEGATOR ? role : 0;
}

static unsigned role_of_token(const tn_tokens *tokens, const tn_token *token)
{
    return token->kind == TN_WORD ? role_of(tn_form(tokens, token), token->form_bytes) : 0;
}

static bool is_word(const tn_tokens *tokens, const tn_token *token, const char *word)
{
    return token->form_bytes == strlen(word) &&
           memcmp(tn_form(tokens, token), word, token->form_bytes) == 0;
}

static bool ends_in_er(const tn_tokens *tokens, const tn_token *token)
{
    return token->form_bytes > 4 &&
           memcmp(tn_form(tokens, token) + token->form_bytes - 2, "er", 2) == 0;
}

/* is there a new line before the token, or is it punctuation that ends a clause? */
static bool ends_clause(const tn_tokens *tokens, const char *text, const tn_token *token)
{
    if (token->kind == TN_PUNCT && strchr(".!?,;:", tn_form(tokens, token)[0]))
        return true;
    for (size_t at = (size_t)token[-1].start + token[-1].bytes; at < token->start; at++)
        if (text[at] == '\n')
            return true;
    return false;
}

/* ------------------------------------------------------------- to the utmost */

#define WORD_BYTES  16 /* of a word in a scope that are compared */
#define SCOPE_BYTES (SCOPE_WORDS * (WORD_BYTES + 1) + 2)

/* The words of a negator's scope, each between blanks: " been this good ". */
static void read_scope(char scope[SCOPE_BYTES], const tn_tokens *tokens, const char *text,
                       const tn_token *negator)
{
    const tn_token *t = negator + 1, *end = tokens->token + tokens->n_tokens;
    size_t n = 1, words = 0;

    scope[0] = ' ';
    for (; t < end && words < SCOPE_WORDS; t++) {
        if (role_of_token(tokens, t) & (NEGATOR | TURN) || ends_clause(tokens, text, t))
            break;
        if (t->kind == TN_WORD) {
            size_t bytes = t->form_bytes < WORD_BYTES ? t->form_bytes : WORD_BYTES;

            memcpy(scope + n, tn_form(tokens, t), bytes);
            n += bytes;
            scope[n++] = ' ';
            words++;
        }
    }
    scope[n] = '\0';
}

/* `word` is in a scope, at the blank before it; `words` are single ones between blanks */
static bool is_any_of(const char *word, const char *words)
{
    return word[1] && memmem(words, strlen(words), word, strcspn(word + 1, " ") + 2);
}

static bool begins(const char *words, const char *with)
{
    while (*with && *words == *with) {
        words++;
        with++;
    }
    return !*with;
}

static bool is_amount(const char *word)
{
    return begins(word, " more ") || begins(word, " less ");
}

static bool is_comparative(const char *word, const char *end)
{
    if (end - word < 6 || memcmp(end - 2, "er", 2) != 0)
        return is_amount(word) || begins(word, " worse ");
    if (end[-3] == 'i')
        return !is_any_of(word, " barrier carrier cashier courier earlier premier soldier ");
    return is_any_of(word, " better bigger clearer closer cooler finer greater higher louder lower "
                           "nicer prouder sadder safer simpler smoother stronger sweeter truer ");
}

/* "been so good", "looked this good"; not "works so I left", "seen this film" */
static bool is_degree(const char *word, const char *before, const char *behind)
{
    if (begins(word, " so ")) {
        return behind[1] && !is_any_of(behind, " don't far he i i'm i've if it it's please she "
                                               "that the there they this we you you're ");
    }
    return begins(word, " this ") && behind[1] &&
           (is_any_of(before, " be been felt looked seemed sounded tasted was ") ||
            is_any_of(behind, " many much "));
}

/* Is the comparative one that nothing exceeds, by the words around it? */
static bool is_utmost(const char *word, const char *before, const char *behind, unsigned kind)
{
    bool amount = is_amount(word);

    if (begins(behind, " of ") || (amount && begins(before, " any ")))
        return false;
    switch (kind) {
    case NEVER:
    case CANNOT:
        return !amount || !begins(behind, " than ");
    case NOTHING:
        return !begins(behind, " to "); /* "nothing better to do" */
    case NO:                            /* "no better place"; not "no more", "no better than" */
        return before == word && !amount && behind[1] && !is_any_of(behind, " off or than ");
    default: /* "doesn't get any better than this" */
        return begins(behind, " than ");
    }
}

/* "Never been better", "couldn't agree more": what is said to the utmost is not negated. */
static bool says_utmost(const tn_tokens *tokens, const char *text, const tn_token *negator)
{
    const tn_token *last = negator > tokens->token ? negator - 1 : NULL;
    unsigned kind = negator->negator & (NEVER | CANNOT | NOTHING | NO);
    char scope[SCOPE_BYTES];
    const char *before = scope, *behind;

    if (last && is_word(tokens, negator, "not") &&
        (is_word(tokens, last, "could") || is_word(tokens, last, "can")))
        kind = CANNOT;
    if (negator + 1 == tokens->token + tokens->n_tokens ||
        (!kind && !is_word(tokens, negator + 1, "get")) ||
        (kind == NO && !ends_in_er(tokens, negator + 1)) ||
        (kind == NEVER && last &&
         (is_word(tokens, last, "will") || is_word(tokens, last, "would"))))
        return false;
    read_scope(scope, tokens, text, negator);
    if (kind == CANNOT) {
        if (begins(scope, " go wrong ") || begins(scope, " get enough of "))
            return true;
        if (is_any_of(scope, " express praise recommend say stress thank upvote "))
            return strstr(scope, " enough ");
        if (!is_any_of(scope, " agree ask be care do feel get happen have imagine love possibly "
                              "think ")) /* not "can't wait to see more" */
            return false;
    }
    for (const char *word = scope; word[1]; before = word, word = behind) {
        behind = strchr(word + 1, ' ');
        if ((is_comparative(word, behind) && is_utmost(word, before, behind, kind)) ||
            (kind == NEVER && is_degree(word, before, behind)))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------- the marks */

void tn_mark_negated(tn_tokens *tokens, const char *text)
{
    tn_token *end = tokens->token + tokens->n_tokens;
    int scope = 0; /* words still to be negated */

    for (tn_token *token = tokens->token; token < end; token++) {
        if (token->negator) {
            bool is_harmless = token + 1 < end && role_of_token(tokens, token + 1) & HARMLESS;

            scope = is_harmless || says_utmost(tokens, text, token) ? 0 : SCOPE_WORDS;
        } else if (scope > 0) {
            if (ends_clause(tokens, text, token) || role_of_token(tokens, token) & TURN) {
                scope = 0;
            } else if (token->kind == TN_WORD || token->kind == TN_HASHTAG) {
                token->marks |= TN_NEGATED;
                scope--;
            }
        }
    }
}
