/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h - what the scanner's parts tell each other
 *
 * Every scan function looks at text[at..bytes) and returns how many bytes
 * its construct takes there, 0 if it is not one. None reads past bytes.
 */
#ifndef TN_SCAN_H
#define TN_SCAN_H

#include "base/eight.h"
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
 * What a word does to the words behind it, as bits that text/negation.c knows; 0: nothing, as most.
 * `form` is a word's. Set TN_NEGATED and TN_CONTRASTED on the tokens of a finished list: without
 * a word that has a role there is none to set.
 */
unsigned tn_role_of(const char *form, size_t bytes);
unsigned tn_role_of_eight(tn_eight word); /* without an apostrophe, zeros behind it */
void tn_mark_scopes(tn_tokens *tokens, const char *text);

#define TN_ROLE_BYTES 8 /* of the longest word with a role, but for those in n't */

/* Of the words with a role and the laughs that begin with a letter, bits: ends, lengths. */
typedef struct {
    uint32_t lasts, lengths;
} tn_word_shape;
extern const tn_word_shape tn_word_shapes[32]; /* by the letter's lowest five bits */

/* True for every word of at most 15 bytes that has a role or laughs, and for few others. */
static inline bool tn_may_be_rare(char first, char last, size_t bytes)
{
    const tn_word_shape *s = &tn_word_shapes[first & 31];

    return s->lengths >> bytes & s->lasts >> (last & 31) & 1;
}

#endif
