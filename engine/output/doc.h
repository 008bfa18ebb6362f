/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doc.h - the fast writer of documents: into a buffer what jansson would print of the same tree
 *
 * A member is written when it is named; there is no tree. The first failure (of memory) stays in
 * `rc`, all that follows it does nothing, and tn_doc_end tells: a document is written without a
 * branch at each member. Keys are literals of ours, or class names, which are too: they are not
 * escaped. A key is NULL in an array and for the root.
 */
#ifndef TN_OUTPUT_DOC_H
#define TN_OUTPUT_DOC_H

#include "base/base.h"

#define TN_DOC_DEPTH     16
#define TN_DOC_INDENT    2   /* blanks a level */
#define TN_DOC_KEY_BYTES 128 /* of a key that is put together, its end among them */

typedef struct {
    tn_buf *out;
    tenor_error *err;
    int rc;
    bool lines; /* a member a line; else everything on one */
    int depth;
    bool empty;                /* nothing stands yet in what was opened last */
    char closer[TN_DOC_DEPTH]; /* of what is open */
} tn_doc;

/* What `out` holds stays in front. */
void tn_doc_begin(tn_doc *doc, tn_buf *out, bool lines, tenor_error *err);
int tn_doc_end(tn_doc *doc); /* a line's end; 0 or the first failure */

void tn_doc_object(tn_doc *doc, const char *key);
void tn_doc_array(tn_doc *doc, const char *key);
void tn_doc_close(tn_doc *doc); /* what was opened last */

void tn_doc_null(tn_doc *doc, const char *key);
void tn_doc_bool(tn_doc *doc, const char *key, bool value);
void tn_doc_integer(tn_doc *doc, const char *key, int64_t value);
void tn_doc_real(tn_doc *doc, const char *key, double value);     /* six digits; not finite: null */
void tn_doc_time(tn_doc *doc, const char *key, int64_t seconds);  /* TENOR_NO_TIME: null */
void tn_doc_text(tn_doc *doc, const char *key, const char *text); /* NULL: null */
void tn_doc_bytes(tn_doc *doc, const char *key, const char *text, size_t bytes);

/* A target's name, as "target"; and its other names as "target_aliases", if it has any. */
void tn_doc_target(tn_doc *doc, const char *target);
void tn_doc_aliases(tn_doc *doc, const char *target);

/* "PREFIX_NAME"; false if it is too long. And as the key of a real number. */
bool tn_doc_key(char key[TN_DOC_KEY_BYTES], const char *prefix, const char *name);
void tn_doc_named_real(tn_doc *doc, const char *prefix, const char *name, double value);

#endif
