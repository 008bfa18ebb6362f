/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * repair.h - text that is not what was written: older encodings, encodings that were taken for
 * others, escapes of escapes
 */
#ifndef TN_REPAIR_H
#define TN_REPAIR_H

#include "ingest/ingest.h"

/*
 * Append bytes as UTF-8. Where they are none they are taken for Windows-1252, as browsers do, if
 * they may be and nothing so far was UTF-8 beyond ASCII (*is_utf8, kept by the caller); else
 * what is invalid becomes U+FFFD. Whether anything was changed; < 0.
 */
int tn_repair_bytes(tn_buf *out, const char *data, size_t bytes, bool *is_utf8, tenor_error *err);

/* What is worth looking for in a text: most have neither. */
#define TN_MAY_HAVE_FAULTS 1u
#define TN_MAY_HAVE_TAGS   2u
unsigned tn_scan_text(tenor_str text);

/*
 * The text of a comment with its faults undone: UTF-8 that was read as Windows-1252 ("â€™"),
 * its control characters and U+FFFD between letters ("don?t"), references escaped twice
 * ("&amp;#39;"), SQL's \'. 1 and the text in `out`, which is cleared before; 0 where there was
 * none; < 0.
 */
int tn_repair_text(tn_buf *out, tenor_str text, tenor_error *err);

/* Whether text has tags that only HTML has: what is said in it is between them. */
bool tn_looks_like_markup(tenor_str text);

#endif
