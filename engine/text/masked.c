/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * masked.c - profanity with some of its letters masked: "f***ing", "sh*t"
 *
 * The letters before the mask begin a word of the table and those behind it end it; nothing else is
 * a masked word.
 */
#include "text/scan.h"

#include <string.h>
#include <strings.h>

/* with so many letters left a mask may be shorter than what it hides: "f-ing" */
#define MIN_SURE_LETTERS 4
#define MAX_DOTTED       3 /* letters that dots hide, whose number says nothing */

/* clang-format off */
static const char *const words[32][11] = { /* by the first letter's lowest five bits */
    ['a' & 31] = { "asshole", "assholes" },
    ['b' & 31] = { "bullshit", "bitch", "bitches", "bitching", "bastard", "bastards" },
    ['c' & 31] = { "cunt", "cunts", "crap", "crappy", "cock" },
    ['d' & 31] = { "damn", "damned", "damnit", "dick", "dicks", "dickhead", "dumbass" },
    ['f' & 31] = { "fuck", "fucking", "fucked", "fucker", "fuckers", "fucks", "fuckin" },
    ['g' & 31] = { "goddamn" },
    ['m' & 31] = { "motherfucker", "motherfuckers", "motherfucking" },
    ['p' & 31] = { "pussy", "pissed" },
    ['s' & 31] = { "shit", "shitty", "shits", "shithole", "slut", "sluts" },
    ['w' & 31] = { "whore", "whores", "wanker" },
};
/* clang-format on */

static size_t mask_sign(const char *text, size_t bytes, size_t at, bool *is_dotted)
{
    switch (at < bytes ? text[at] : '\0') {
    case '*':
    case '@':
    case '#':
    case '$':
    case '%':
    case '-':
    case '_':
        return 1;
    case '.':
    case '\xE2': /* U+2026 */
        *is_dotted = bytes - at >= 3 && (memcmp(text + at, "...", 3) == 0 ||
                                         memcmp(text + at, "\xE2\x80\xA6", 3) == 0);
        return *is_dotted ? 3 : 0;
    default:
        return 0;
    }
}

/* the letters that are missing between a word's begin and its end; 0 if they are not its own */
static size_t count_hidden(const char *word, const char *begin, size_t n_begin, const char *end,
                           size_t n_end)
{
    size_t n = strlen(word);

    return n > n_begin + n_end && strncasecmp(word, begin, n_begin) == 0 &&
                   strncasecmp(word + n - n_end, end, n_end) == 0
               ? n - n_begin - n_end
               : 0;
}

const char *tn_scan_masked(tn_word_extent *w, const char *text, size_t bytes, size_t at)
{
    const char *const *word = words[text[at] & 31];
    size_t behind = w->end, n_begin = w->end - at, n_end, used;
    bool is_dotted = false;
    tn_word_extent rest;

    while ((used = mask_sign(text, bytes, behind, &is_dotted)) > 0)
        behind += used;
    if (behind == w->end || !*word)
        return NULL;
    rest = tn_scan_word(text, bytes, behind, false);
    n_end = rest.end - behind;
    for (; n_end > 0 && *word; word++) {
        size_t hidden = count_hidden(*word, text + at, n_begin, text + behind, n_end);
        bool is_sure = is_dotted ? hidden <= MAX_DOTTED
                                 : hidden <= behind - w->end || n_begin + n_end >= MIN_SURE_LETTERS;

        if (hidden > 0 && is_sure) {
            w->end = rest.end;
            w->n_upper += rest.n_upper;
            w->n_lower += rest.n_lower;
            return *word;
        }
    }
    return NULL;
}
