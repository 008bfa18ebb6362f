/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * self_digest.h - a JSON document that holds the digest of its own bytes
 *
 * The digest is taken with zeros for its own 32 digits. It finds accidents, not forgery.
 */
#ifndef TN_SELF_DIGEST_H
#define TN_SELF_DIGEST_H

#include "base/base.h"

#define TN_SELF_DIGEST       "self_xxh3_128"                    /* the member's name */
#define TN_SELF_DIGEST_EMPTY "00000000000000000000000000000000" /* until it is filled in */

/* Fill in the digest of a document that was written with TN_SELF_DIGEST_EMPTY. */
int tn_self_digest_fill(tn_buf *text, tenor_error *err);

/* false if the document has such a member and other bytes than it says; none is fine. */
int tn_self_digest_matches(bool *matches, const char *text, size_t bytes, tenor_error *err);

#endif
