/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * excerpt.h - the beginning of a comment, fit to be published
 */
#ifndef TN_EXCERPT_H
#define TN_EXCERPT_H

#include "base/base.h"

#define TN_EXCERPT_CHARACTERS 1000 /* most comments, whole */

/*
 * *out becomes one line of at most TN_EXCERPT_CHARACTERS code points: blanks and controls become
 * one space, bidi marks and other invisible characters are dropped, invalid UTF-8 is U+FFFD;
 * e-mail addresses become "[email]", numbers of 7 digits or more, with what phone numbers are
 * grouped by, "[phone]". What is too long is cut before a word, if there is one in the second half,
 * and ends with an ellipsis. Fails for want of memory.
 */
int tn_excerpt(tn_buf *out, const char *text, size_t bytes, tenor_error *err);

#endif
