/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_writer.h - writes JSON straight into a buffer, without a tree
 *
 * A member is written when it is named. The first failure stays in `rc` and what follows it does
 * nothing, so that a document is written without a branch at each member; tn_json_end tells.
 *
 * A key is NULL in an array and for the root. Keys are literals or class names, which need no
 * escapes. Invalid UTF-8 in strings becomes U+FFFD.
 */
#ifndef TN_JSON_WRITER_H
#define TN_JSON_WRITER_H

#include "base/base.h"

/* The first two are what json_dumps prints with JSON_REAL_PRECISION(6) and the flag. */
typedef enum {
    TN_JSON_INDENTED, /* a member a line, JSON_INDENT(2) */
    TN_JSON_SPACED,   /* one line, a blank after commas and colons */
    TN_JSON_COMPACT   /* one line, no blanks; exponents of reals as printf's, "1e-05" */
} tn_json_style;

#define TN_JSON_DEPTH 16 /* objects and arrays within each other */

typedef struct {
    tn_buf *out;
    char *at, *end; /* where the next byte goes, and the end of the room for it */
    tenor_error *err;
    int rc;
    tn_json_style style;
    int depth;
    bool empty;                 /* what was opened last has no members yet */
    char closer[TN_JSON_DEPTH]; /* of what is open */
} tn_json_writer;

/* Appends to `out`, which nobody else may touch until tn_json_end: 0 or the first failure. */
void tn_json_begin(tn_json_writer *w, tn_buf *out, tn_json_style style, tenor_error *err);
int tn_json_end(tn_json_writer *w); /* closes the line */

void tn_json_open_object(tn_json_writer *w, const char *key);
void tn_json_open_array(tn_json_writer *w, const char *key);
void tn_json_close(tn_json_writer *w); /* what was opened last */

void tn_json_put_null(tn_json_writer *w, const char *key);
void tn_json_put_bool(tn_json_writer *w, const char *key, bool value);
void tn_json_put_integer(tn_json_writer *w, const char *key, int64_t value);
void tn_json_put_real(tn_json_writer *w, const char *key, double value); /* tn_format6 */
/* an object of reals */
void tn_json_put_reals(tn_json_writer *w, const char *key, const char *const *name,
                       const double *value, int n);
void tn_json_put_time(tn_json_writer *w, const char *key, int64_t seconds);  /* or null */
void tn_json_put_string(tn_json_writer *w, const char *key, tenor_str text); /* absent: null */
void tn_json_put_raw(tn_json_writer *w, const char *key, const char *json);  /* as it is */

static inline void tn_json_put_text(tn_json_writer *w, const char *key, const char *text)
{
    tn_json_put_string(w, key, tn_str(text)); /* NULL: null */
}

#endif
