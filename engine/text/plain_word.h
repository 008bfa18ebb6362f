/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain_word.h - the common word, looked at in one or two registers
 *
 * Most words of a text are a few ASCII letters, none of them three times in a row, before a sign
 * that ends them for sure and makes neither an address nor a face of them. Such a word is cut,
 * folded and counted without a look at its single letters. What is not that simple is
 * left to the scanner's other ways, which would say the same of a plain word.
 */
#ifndef TN_PLAIN_WORD_H
#define TN_PLAIN_WORD_H

#include "text/scan.h"

#include <string.h>

#define TN_PLAIN_BYTES 14 /* of the longest plain word */

typedef struct {
    tn_eight form[2]; /* lower-case letters, zeros behind them */
    size_t bytes;     /* 1..TN_PLAIN_BYTES */
    size_t n_upper, n_lower;
    bool apostrophe; /* has one, or several */
} tn_plain_word;

/* white space, control characters and signs that end a word wherever they stand */
static inline bool tn_ends_plain_word(char c)
{
    static const uint64_t ends[2] = {
        0xFFFFFFFFu | (uint64_t)1 << ' ' | (uint64_t)1 << '!' | (uint64_t)1 << '"' |
            (uint64_t)1 << ')' | (uint64_t)1 << ',' | (uint64_t)1 << ';' | (uint64_t)1 << '?',
        (uint64_t)1 << (127 - 64),
    };
    unsigned char byte = (unsigned char)c;

    return byte < 0x80 && (ends[byte >> 6] >> (byte & 63) & 1);
}

/* of the first n bytes, 1..8 */
static inline tn_eight tn_first_bytes(size_t n)
{
    return ~(tn_eight)0 >> (64 - 8 * n);
}

/* may three of the n bytes of x be the same, one behind another? n: 1..8 */
static inline bool tn_has_triple(tn_eight x, size_t n)
{
    tn_eight pairs = tn_eight_zeros(x ^ (x >> 8)) & (tn_first_bytes(n) >> 8);

    return (pairs & (pairs >> 8)) != 0;
}

/* take n bytes of x as the word's `part`; 1..8 */
static inline void tn_take_plain(tn_plain_word *w, int part, tn_eight x, tn_eight letters, size_t n)
{
    tn_eight mask = tn_first_bytes(n), upper = letters & ~(x << 2) & mask;
    size_t n_upper = tn_eight_count(upper);

    w->form[part] = (x | upper >> 2) & mask;
    w->bytes += n;
    w->n_upper += n_upper;
    w->n_lower += n - n_upper;
}

/* the letters behind the first eight; false if there are too many */
static inline bool tn_plain_rest(tn_plain_word *w, const char *text)
{
    tn_eight x = tn_eight_at(text + 8), letters = tn_eight_letters(x);
    size_t n = tn_eight_run(letters);

    if (n == 0) {
        return true;
    }
    if (8 + n > TN_PLAIN_BYTES) {
        return false;
    }
    tn_take_plain(w, 1, x, letters, n);
    return !tn_has_triple(w->form[0] >> 48 | w->form[1] << 16, 2 + n);
}

/* the word again, with apostrophes between its letters; false if it is not that simple */
static inline bool tn_plain_apostrophes(tn_plain_word *w, tn_eight x, tn_eight letters)
{
    tn_eight apostrophes = tn_eight_zeros(x ^ TN_EIGHT('\''));
    size_t n = tn_eight_run(letters | apostrophes);

    if (n == 8) {
        return false;
    }
    apostrophes &= tn_first_bytes(n);
    *w = (tn_plain_word){ .apostrophe = true };
    tn_take_plain(w, 0, x, letters, n);
    w->n_lower -= tn_eight_count(apostrophes);
    return (apostrophes & ~(letters >> 8)) == 0 && !tn_has_triple(w->form[0], n);
}

/* Is there a plain word at text[0..left)? Its first byte is a letter. */
static inline bool tn_scan_plain_word(tn_plain_word *w, const char *text, size_t left)
{
    char last[16] = { 0 }, next;
    tn_eight x, letters;
    size_t n;

    if (left < sizeof(last)) { /* zeros end a word, as the text does */
        memcpy(last, text, left);
        text = last;
    }
    x = tn_eight_at(text);
    letters = tn_eight_letters(x);
    n = tn_eight_run(letters);
    *w = (tn_plain_word){ 0 };
    tn_take_plain(w, 0, x, letters, n);
    if (tn_has_triple(w->form[0], n) || (n == 8 && !tn_plain_rest(w, text))) {
        return false;
    }
    next = text[w->bytes];
    if (next == '\'' && n < 8) {
        if (!tn_plain_apostrophes(w, x, letters)) {
            return false;
        }
        next = text[w->bytes];
    }
    if (next == '.' && tn_has_class(text[w->bytes + 1], TN_C_SPACE)) {
        next = ' '; /* ends a sentence: no address */
    }
    return tn_ends_plain_word(next) && (text[0] | 0x20) != 'x'; /* "xD" */
}

#endif
