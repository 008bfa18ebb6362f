/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain_word.h - the common word, looked at in one register
 *
 * Most words of a text are a few ASCII letters, none of them three times in a row, before a sign
 * that ends them for sure and makes neither an address nor a face of them. Such a word is cut,
 * folded and counted without a look at its single letters. What is not that simple is
 * left to the scanner's other ways, which would say the same of a plain word.
 */
#ifndef TN_PLAIN_WORD_H
#define TN_PLAIN_WORD_H

#include "base/sixteen.h"
#include "text/scan.h"

#include <string.h>

#define TN_PLAIN_BYTES 14 /* of the longest plain word: two bytes behind it are looked at too */

typedef struct {
    tn_sixteen form;                /* lower-case letters and apostrophes, zeros behind them */
    size_t bytes;                   /* 1..TN_PLAIN_BYTES */
    unsigned capitals, apostrophes; /* a bit for each byte */
} tn_plain_word;

/* white space, control characters and signs that end a word wherever they stand */
extern const bool tn_ends_plain_word[256];

/* does what stands behind a word's bytes end it for sure? */
static inline bool tn_plain_ends(const char *behind)
{
    return tn_ends_plain_word[(unsigned char)behind[0]] ||
           (behind[0] == '.' && tn_has_class(behind[1], TN_C_SPACE)); /* no address */
}

/* Is there a plain word at text[0..left)? Any byte may be its first; 0 < left. */
static inline bool tn_scan_plain_word(tn_plain_word *w, const char *text, size_t left)
{
    char last[16] = { 0 };
    tn_sixteen x, lower;
    unsigned letters, apostrophes, pairs, word;
    size_t n;

    if (left < sizeof(last)) { /* zeros end a word, as the text does */
        memcpy(last, text, left);
        text = last;
    }
    x = tn_sixteen_at(text);
    lower = tn_sixteen_lower(x);
    letters = tn_sixteen_lower_letters(lower);
    apostrophes = tn_sixteen_equal(x, '\'');
    n = (size_t)__builtin_ctz(~(letters | apostrophes));
    if (!(letters & 1) || n > TN_PLAIN_BYTES || !tn_plain_ends(text + n) ||
        (text[0] | 0x20) == 'x') { /* "xD" */
        return false;
    }
    word = (1u << n) - 1;
    w->form = tn_sixteen_keep(lower, n);
    w->bytes = n;
    w->apostrophes = apostrophes & word;
    w->capitals = tn_sixteen_capitals(x) & word; /* an apostrophe has bit 0x20 */
    pairs = tn_sixteen_pairs(w->form) & word;
    return ((pairs & pairs >> 1) | (w->apostrophes & ~(letters >> 1))) == 0;
}

#endif
