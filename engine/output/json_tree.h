/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_tree.h - members of jansson's objects: read, and set in trees that are small
 */
#ifndef TN_OUTPUT_JSON_TREE_H
#define TN_OUTPUT_JSON_TREE_H

#include "base/base.h"

#include <jansson.h>

/* Absent and null alike: NULL, NaN, 0. */
const char *tn_get_text(const json_t *object, const char *key);
double tn_get_real(const json_t *object, const char *key);
int64_t tn_get_integer(const json_t *object, const char *key);

/*
 * These take a new reference where they take a json_t and set *ok to false when anything fails, so
 * that a tree is built without a branch at each member and checked once, in tn_json_finish.
 */
void tn_put(json_t *object, const char *key, json_t *value, bool *ok);
void tn_put_text(json_t *object, const char *key, const char *text, bool *ok); /* NULL: null */
void tn_put_integer(json_t *object, const char *key, int64_t value, bool *ok);
void tn_put_real(json_t *object, const char *key, double value, bool *ok); /* not finite: null */
void tn_append(json_t *array, json_t *value, bool *ok);

/* `root` if ok; otherwise it is released, and NULL, which fails where it is put. */
json_t *tn_json_finish(json_t *root, bool ok);

#endif
