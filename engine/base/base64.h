/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base64.h - bytes as text, and names in one word
 */
#ifndef TN_BASE64_H
#define TN_BASE64_H

#include "base/base.h"

/* Append bytes in base64 (RFC 4648, section 4), padded. */
int tn_base64_append(tn_buf *out, const void *data, size_t bytes, tenor_error *err);

/* *out becomes the bytes; false if the text is no base64, or (with *err set) for want of memory. */
bool tn_base64_decode(tn_buf *out, const char *text, size_t bytes, tenor_error *err);

/* Append a name with all but letters, digits, - . _ ~ as %XX (RFC 3986). */
int tn_percent_append(tn_buf *out, tenor_str name, tenor_error *err);

/* *out becomes the name; false if the text is not of this kind, or (with *err set) as above. */
bool tn_percent_decode(tn_buf *out, tenor_str text, tenor_error *err);

#endif
