/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * negation.c - which words stand in the scope of a negation, and which behind a "but"
 *
 * A negator negates the words behind it, at most SCOPE_WORDS, until clause
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
    HARMLESS = 8, /* "not only", "no doubt": no negation of what follows */
    NEVER = 16,   /* negators that say the utmost before a comparative: "never better", */
    CANNOT = 32,  /* "couldn't be better", */
    NOTHING = 64, /* "nothing better than", */
    NO = 128      /* "no better place" */
};

/* Besides them every word that ends in n't is a negator. By the first letter. */
/* clang-format off */
static const struct {
    char word[TN_ROLE_BYTES]; /* zeros behind it */
    uint8_t role;
} roles[32][11] = { /* by the letter's lowest five bits; the frequent ones first */
    ['a' & 31] = { { "aint", NEGATOR }, { "although", TURN }, { "arent", NEGATOR } },
    ['b' & 31] = { { "but", TURN | CONTRAST }, { "barely", NEGATOR } },
    ['c' & 31] = { { "cant", NEGATOR | CANNOT }, { "cannot", NEGATOR | CANNOT },
                    { "couldnt", NEGATOR | CANNOT }, { "can't", NEGATOR | CANNOT },
                    { "couldn't", NEGATOR | CANNOT } },
    ['d' & 31] = { { "didnt", NEGATOR }, { "doesnt", NEGATOR }, { "dont", NEGATOR },
                    { "doubt", HARMLESS } },
    ['e' & 31] = { { "except", TURN } },
    ['h' & 31] = { { "hadnt", NEGATOR }, { "hardly", NEGATOR }, { "hasnt", NEGATOR },
                    { "havent", NEGATOR }, { "however", TURN | CONTRAST } },
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
    ['y' & 31] = { { "yet", TURN | CONTRAST } },
};

#define L(letter) (1u << ((letter) & 31))
#define LAUGH     0xFFE0u /* of 5 to 15 bytes */
const tn_word_shape tn_word_shapes[32] = {
    ['a' & 31] = { L('a') | L('h') | L('j') | L('t'), 1 << 4 | LAUGH },
    ['b' & 31] = { L('t') | L('y'), 1 << 3 | 1 << 6 },
    ['c' & 31] = { L('t'), 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 },
    ['d' & 31] = { L('t'), 1 << 4 | 1 << 5 | 1 << 6 },
    ['e' & 31] = { L('t'), 1 << 6 },
    ['h' & 31] = { L('a') | L('e') | L('h') | L('r') | L('t') | L('y'), LAUGH },
    ['i' & 31] = { L('t'), 1 << 4 },
    ['j' & 31] = { L('a') | L('j'), LAUGH },
    ['l' & 31] = { L('l') | L('o'), LAUGH },
    ['m' & 31] = { L('r') | L('t'), 1 << 6 },
    ['n' & 31] = { L('e') | L('g') | L('o') | L('r') | L('t') | L('y'), 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 },
    ['o' & 31] = { L('y'), 1 << 4 },
    ['q' & 31] = { L('n'), 1 << 8 },
    ['s' & 31] = { L('t') | L('y'), 1 << 8 },
    ['t' & 31] = { L('h'), 1 << 6 },
    ['w' & 31] = { L('r') | L('t'), 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 },
    ['y' & 31] = { L('t'), 1 << 3 },
};
#undef L
#undef LAUGH
/* clang-format on */

unsigned tn_role_of_eight(tn_eight word)
{
    for (size_t i = 0; roles[word & 31][i].role; i++)
        if (tn_eight_at(roles[word & 31][i].word) == word)
            return roles[word & 31][i].role;
    return 0;
}

unsigned tn_role_of(const char *form, size_t bytes)
{
    bool contracted = bytes > 3 && form[bytes - 2] == '\''; /* "it's", most often */
    unsigned role = contracted && memcmp(form + bytes - 3, "n't", 3) == 0 ? NEGATOR : 0;

    if (bytes <= TN_ROLE_BYTES && tn_may_be_rare(form[0], form[bytes - 1], bytes))
        role |= tn_role_of_eight(tn_few_at(form, bytes));
    return role;
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

/* What may stand before a word, or as a token of its own; bits. */
enum {
    CLAUSE_END = 1,
    SENTENCE_END = 2,
};

/* between a token and the one before it */
static bool new_line_before(const char *text, const tn_token *token)
{
    for (size_t at = (size_t)token[-1].start + token[-1].bytes; at < token->start; at++)
        if (text[at] == '\n')
            return true;
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

/* ------------------------------------------------------------- to the utmost */

#define WORD_BYTES  16 /* of a word in a scope that are looked at */
#define SCOPE_BYTES (SCOPE_WORDS * (WORD_BYTES + 1) + 2)

/* The words of a negator's scope, each between blanks: " been this good ". */
static void read_scope(char scope[SCOPE_BYTES], const tn_tokens *tokens, const char *text,
                       const tn_token *negator)
{
    const tn_token *t = negator + 1, *end = tokens->token + tokens->n_tokens;
    size_t n = 1, words = 0;

    scope[0] = ' ';
    for (; t < end && words < SCOPE_WORDS; t++) {
        if (t->role & (NEGATOR | TURN) || ended_by(tokens, text, t) & CLAUSE_END)
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

/* `word` stands in a scope, at the blank before it; `words` are single ones between blanks */
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
    unsigned kind = negator->role & (NEVER | CANNOT | NOTHING | NO);
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

/* The scanner's state at a token. */
typedef struct {
    int scope;   /* words still to be negated */
    bool behind; /* a "but" in this sentence */
} scopes;

static void mark_contrast(scopes *s, tn_token *token, unsigned ended, bool is_first)
{
    if (ended & SENTENCE_END)
        s->behind = false;
    if (token->role & CONTRAST)
        s->behind = !is_first; /* "But why?" turns nothing */
    else if (s->behind)
        token->marks |= TN_CONTRASTED;
}

static void mark_negation(scopes *s, const tn_tokens *tokens, const char *text, tn_token *token,
                          unsigned ended)
{
    if (token->role & NEGATOR) {
        bool is_last = token + 1 == tokens->token + tokens->n_tokens;
        bool is_harmless = !is_last && token[1].role & HARMLESS;

        s->scope = is_harmless || says_utmost(tokens, text, token) ? 0 : SCOPE_WORDS;
        return;
    }
    if (token->role & TURN || ended & CLAUSE_END)
        s->scope = 0;
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
            while (token < end && !token->role)
                token++;
            if (token == end)
                break;
        }
        mark_contrast(&s, token, ended, token == tokens->token);
        mark_negation(&s, tokens, text, token, ended);
    }
}
