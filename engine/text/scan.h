/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h - what the scanner's parts tell each other
 *
 * Every scan_ function looks at text[at..bytes) and returns how many bytes
 * its construct takes there, 0 if it is not one.
 */
#ifndef TN_SCAN_H
#define TN_SCAN_H

#include "text/token.h"

/* Classes of ASCII bytes; bits. */
enum {
    TN_C_LETTER = 1,
    TN_C_DIGIT = 2,
    TN_C_SPACE = 4, /* white space and control characters */
    TN_C_NAME = 8,  /* letters, digits, underscore */
    TN_C_URL = 16,  /* may stand in an address */
    TN_C_MOUTH = 32 /* may begin an emoticon */
};
extern const uint8_t tn_ascii_class[256]; /* 0 for bytes >= 0x80 */

/* Classes of other code points. */
typedef enum {
    TN_U_LETTER,
    TN_U_MARK,
    TN_U_DIGIT,
    TN_U_SPACE,
    TN_U_IGNORED,
    TN_U_PUNCT,
    TN_U_OTHER
} tn_unicode_class;
tn_unicode_class tn_class_of(uint32_t code_point);

size_t tn_scan_url(const char *text, size_t bytes, size_t at);
size_t tn_scan_email(const char *text, size_t bytes, size_t at);
size_t tn_scan_entity(const char *text, size_t bytes, size_t at, char *character);
size_t tn_scan_emoticon(const char *text, size_t bytes, size_t at);
size_t tn_scan_emoji(const char *text, size_t bytes, size_t at);

/* Append the form of an emoticon or emoji: without nose, skin tone, variation selectors. */
int tn_form_emoticon(tn_buf *out, const char *text, size_t bytes, tenor_error *err);
int tn_form_emoji(tn_buf *out, const char *text, size_t bytes, tenor_error *err);

/* Set TN_NEGATED on the tokens of a finished list. */
void tn_mark_negation(tn_tokens *tokens, const char *text);

#endif
