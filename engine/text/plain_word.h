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

#define TN_PLAIN_BYTES 14 /* of the longest plain word */

typedef struct {
    tn_eight form[2]; /* lower-case letters, zeros behind them */
    size_t bytes;     /* 1..TN_PLAIN_BYTES */
    size_t n_upper;
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

/* of n letters, 1..8 */
static inline tn_eight tn_first_bytes(size_t n)
{
    return ~(tn_eight)0 >> (64 - 8 * n);
}

static inline tn_eight tn_eight_upper(tn_eight x, tn_eight letters)
{
    return letters & ~(x << 2);
}

/* may three of the n bytes of x be the same, one behind another? n: 1..8 */
static inline bool tn_has_triple(tn_eight x, size_t n)
{
    tn_eight pairs = tn_eight_zeros(x ^ (x >> 8)) & (tn_first_bytes(n) >> 8);

    return (pairs & (pairs >> 8)) != 0;
}

/* the letters behind the first eight; false: too long, or too near to the end of the text */
static inline bool tn_plain_word_rest(tn_plain_word *w, const char *text, size_t left)
{
    tn_eight x, letters, upper;
    size_t n;

    if (left < 16) {
        return false;
    }
    x = tn_eight_at(text + 8);
    letters = tn_eight_letters(x);
    n = tn_eight_run(letters);
    w->bytes = 8 + n;
    if (n == 0) {
        return true;
    }
    if (w->bytes > TN_PLAIN_BYTES) {
        return false;
    }
    upper = tn_eight_upper(x, letters) & tn_first_bytes(n);
    w->n_upper += tn_eight_count(upper);
    w->form[1] = (x | upper >> 2) & tn_first_bytes(n);
    return !tn_has_triple(w->form[0] >> 48 | w->form[1] << 16, 2 + n);
}

/* Is there a plain word at text[0..left)? Its first byte is a letter. */
static inline bool tn_scan_plain_word(tn_plain_word *w, const char *text, size_t left)
{
    tn_eight x, letters, upper;
    size_t n;
    char next;

    if (left < 8) {
        return false;
    }
    x = tn_eight_at(text);
    letters = tn_eight_letters(x);
    n = tn_eight_run(letters);
    upper = tn_eight_upper(x, letters) & tn_first_bytes(n);
    *w = (tn_plain_word){ .form = { (x | upper >> 2) & tn_first_bytes(n) },
                          .bytes = n,
                          .n_upper = tn_eight_count(upper) };
    if (tn_has_triple(w->form[0], n) || (n == 8 && !tn_plain_word_rest(w, text, left))) {
        return false;
    }
    next = text[w->bytes];
    if (next == '.') { /* no address, if it ends a sentence */
        next = w->bytes + 1 < left ? text[w->bytes + 1] : ' ';
        if (!tn_has_class(next, TN_C_SPACE)) {
            return false;
        }
    }
    return tn_ends_plain_word(next) && (text[0] | 0x20) != 'x'; /* "xD" */
}

#endif
