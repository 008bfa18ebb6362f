/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h - what the scanner's parts tell each other
 *
 * Every scan function looks at text[at..bytes) and returns how many bytes
 * its construct takes there, 0 if it is not one. None reads past bytes.
 */
#ifndef TN_SCAN_H
#define TN_SCAN_H

#include "base/swar8.h"
#include "text/token.h"

/* Classes of ASCII bytes; bits. */
enum {
    TN_C_LETTER = 1,
    TN_C_DIGIT = 2,
    TN_C_SPACE = 4, /* white space and control characters */
    TN_C_NAME = 8,  /* letters, digits, underscore */
    TN_C_URL = 16,  /* may stand in an address */
    TN_C_FACE = 32, /* may begin an emoticon */
    TN_C_UPPER = 64,
    TN_C_LOWER = 128
};
extern const uint8_t tn_ascii_class[256]; /* 0 for bytes >= 0x80 */

static inline bool tn_has_class(char c, int class_bits)
{
    return (tn_ascii_class[(unsigned char)c] & class_bits) != 0;
}

/* Classes of code points. */
typedef enum {
    TN_U_LETTER,
    TN_U_MARK,
    TN_U_DIGIT,
    TN_U_SPACE,
    TN_U_IGNORED, /* invisible: joiners, variation selectors, soft hyphen, byte order mark */
    TN_U_PUNCT,
    TN_U_OTHER
} tn_unicode_class;
tn_unicode_class tn_class_of(uint32_t code_point);

/* The class of the code point at `at` (TN_U_OTHER where it is not UTF-8); *used is its bytes. */
tn_unicode_class tn_class_at(const char *text, size_t bytes, size_t at, size_t *used);

/* ------------------------------------------------------------------- words */

typedef struct {
    size_t end;    /* offset behind the word */
    bool is_plain; /* ASCII, its apostrophes straight */
    size_t n_upper, n_lower;
} tn_word_extent;

/* Letters, marks and inner apostrophes; in a tag digits and _ instead of the apostrophes. */
tn_word_extent tn_scan_word(const char *text, size_t bytes, size_t at, bool in_tag);

/*
 * Append the form of valid UTF-8: NFC, case folded, without invisible code points.
 * With `elongated`, a letter's third and later repetition is dropped and *elongated says whether.
 */
int tn_form_word(tn_buf *out, const char *text, size_t bytes, bool is_plain, bool *elongated,
                 tenor_error *err);

/*
 * Of a laugh, whatever its length, as "hahahah", "ahahaha" or "lololol", make the one form that all
 * such have, and return its bytes; 0 for any other form, which stays.
 */
size_t tn_shorten_long_laugh(char *form, size_t bytes); /* of five bytes or more */

static inline size_t tn_shorten_laugh(char *form, size_t bytes)
{
    return bytes > 4 && form[0] == form[2] && form[1] == form[3]
               ? tn_shorten_long_laugh(form, bytes)
               : 0;
}

/*
 * The profanity, spelt out, that the word *w at `at` begins and letters behind a mask end, as in
 * "f***ing": *w goes on to its end then. Otherwise NULL.
 */
const char *tn_scan_masked(tn_word_extent *w, const char *text, size_t bytes, size_t at);

/* ----------------------------------------------------------- other constructs */

/* A line that quotes somebody else, when `at` is its start; without its newline. */
size_t tn_quoted_bytes(const char *text, size_t bytes, size_t at);

size_t tn_scan_url(const char *text, size_t bytes, size_t at);
size_t tn_scan_email(const char *text, size_t bytes, size_t at);
size_t tn_scan_entity(const char *text, size_t bytes, size_t at, char *character);
size_t tn_scan_emoji(const char *text, size_t bytes, size_t at);

/* Append the form of an emoji: without skin tone and variation selectors. */
int tn_form_emoji(tn_buf *out, const char *text, size_t bytes, tenor_error *err);

typedef struct {
    char text[16];
    size_t bytes;
} tn_emoticon_form;

/* *form: nose dropped, repetition dropped, in lower case, the eyes on the left. */
size_t tn_scan_emoticon(tn_emoticon_form *form, const char *text, size_t bytes, size_t at);

/*
 * What kind of a negator a word is, as bits that text/negation.c knows; 0: none, as most words.
 * `form` is a word's.
 */
unsigned tn_negator_of(const char *form, size_t bytes);

/* True for every negator and for few other words: a look-up of each word would cost too much. */
static inline bool tn_may_negate(const char *form, size_t bytes)
{
    return form[0] == 'n' ||
           (bytes >= 4 && form[bytes - 1] == 't' &&
            (form[bytes - 2] == 'n' || form[bytes - 2] == '\'' || bytes >= 6)) ||
           (bytes >= 6 && form[bytes - 1] == 'y' && form[bytes - 2] == 'l');
}

/* Set TN_NEGATED on the tokens of a finished list, some of which are negators. */
void tn_mark_negated(tn_tokens *tokens, const char *text);

#endif
