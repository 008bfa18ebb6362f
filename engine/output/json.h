/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.h - building documents with jansson: null for what is undefined, one failure for all
 *
 * The tn_put_ functions take a new reference where they take a json_t and
 * set *ok to false when anything fails, so that a document is built without
 * a branch at each member and checked once, in tn_json_write.
 */
#ifndef TN_OUTPUT_JSON_H
#define TN_OUTPUT_JSON_H

#include "output/documents.h"

#include <jansson.h>

void tn_put(json_t *object, const char *key, json_t *value, bool *ok);
void tn_put_text(json_t *object, const char *key, const char *text, bool *ok); /* NULL: null */
/* A target's name, and its aliases as `target_aliases`, which is left out where there are none. */
void tn_put_target(json_t *object, const char *target, bool *ok);
void tn_put_aliases(json_t *object, const char *target, bool *ok);
void tn_put_integer(json_t *object, const char *key, int64_t value, bool *ok);
void tn_put_real(json_t *object, const char *key, double value, bool *ok); /* not finite: null */
void tn_put_time(json_t *object, const char *key, int64_t seconds, bool *ok);
void tn_append(json_t *array, json_t *value, bool *ok);

/* `root` if ok; otherwise it is released, and NULL, which fails where it is put. */
json_t *tn_json_finish(json_t *root, bool ok);

/* "PREFIX_NAME" as the key of a real number. */
void tn_put_named_real(json_t *object, const char *prefix, const char *name, double value,
                       bool *ok);

/*
 * Write `root` (its reference is taken, it may be NULL) and a line's end.
 * TENOR_ERR_MEMORY unless ok, TENOR_ERR_IO where the stream fails.
 */
int tn_json_write(FILE *out, json_t *root, size_t indent, bool ok, tenor_error *err);
int tn_stream_check(FILE *out, tenor_error *err);
int tn_stream_write(FILE *out, const tn_buf *text, tenor_error *err);

json_t *tn_json_unscored(const int64_t unscored[TENOR_N_UNSCORED]);

/* Class names for columns: the model's, or the usual ones where the engine has no such head. */
int tn_column_classes(const char *name[TENOR_MAX_CLASSES], const tn_heads *heads, int head);

#define TN_N_FLAGS 5
/* Names of an article's flags, static; returns their number. docs/statistics.md explains them. */
int tn_article_flags(const char *flag[TN_N_FLAGS], const tn_article_records *article,
                     const tn_article_stats *stats);

/* "articles/ab/slug-….json", as it stands in a run's folder. */
#define TN_ARTICLE_PATH_BYTES 112
void tn_article_path(char out[TN_ARTICLE_PATH_BYTES], const char *id, size_t id_bytes);

#define TN_SCHEMA_ARTICLE  "tenor/article/1"
#define TN_SCHEMA_SITE     "tenor/site/1"
#define TN_SCHEMA_MANIFEST "tenor/manifest/1"

#endif
