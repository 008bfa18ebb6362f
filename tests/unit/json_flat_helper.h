/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_flat_helper.h - a line read in one pass and by simdjson, and whether that is the same
 */
#ifndef JSON_FLAT_HELPER_H
#define JSON_FLAT_HELPER_H

#include "ingest/json_flat.h"
#include "ingest/ndjson.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    tn_field_map map;
    tn_flat_names names; /* of the lines before */
    tn_json_parser *parser;
    tn_row flat, row;
    tn_buf scratch[2];
} flat_readers;

static inline void flat_readers_free(flat_readers *r)
{
    if (r) {
        tn_json_parser_free(r->parser);
        tn_field_map_free(&r->map);
        tn_buf_free(&r->scratch[0]);
        tn_buf_free(&r->scratch[1]);
        free(r);
    }
}

/* NULL when memory is short */
static inline flat_readers *flat_readers_new(void)
{
    flat_readers *r = tn_alloc(1, sizeof(*r));

    if (r) {
        r->parser = tn_json_parser_new();
        if (!r->parser || tn_field_map_init(&r->map, NULL, NULL) < 0) {
            flat_readers_free(r);
            return NULL;
        }
    }
    return r;
}

static inline bool is_same_value(const tn_value *a, const tn_value *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    if (a->kind == TN_STRING) {
        return tn_str_compare(a->text, b->text) == 0;
    }
    return (a->kind != TN_INTEGER && a->kind != TN_BOOLEAN) || a->integer == b->integer;
}

static inline bool is_same_row(const tn_row *a, const tn_row *b)
{
    bool same = a->article_is_odd == b->article_is_odd && a->repaired == b->repaired;

    for (int f = 0; f < TN_N_FIELDS; f++) {
        same &= is_same_value(&a->field[f], &b->field[f]);
    }
    for (int f = 0; f < TN_N_ARTICLE_FIELDS; f++) {
        same &= is_same_value(&a->article[f], &b->article[f]);
    }
    return same;
}

/*
 * What is wrong with the reading in one pass, or NULL; *taken tells whether it took the line.
 * TN_LINE_PADDING bytes behind the text must be readable.
 */
static inline const char *flat_fault(flat_readers *r, const char *text, size_t bytes, bool *taken)
{
    char *copy; /* simdjson's way may change it */
    tn_line line = { .bytes = bytes };
    tn_json_node root;
    int rc;

    tn_row_clear(&r->flat);
    *taken = tn_json_flat(&r->flat, &r->map, (tenor_str){ text, bytes }, &r->names, &r->scratch[0]);
    if (!*taken) {
        return NULL;
    }
    copy = tn_alloc(bytes + TN_LINE_PADDING, 1);
    if (!copy) {
        return "no memory";
    }
    memcpy(copy, text, bytes);
    line.data = copy;
    tn_row_clear(&r->row);
    rc = tn_json_object(r->parser, &line, &root, &r->scratch[1], &r->row, NULL);
    free(copy);
    if (rc != TN_GOOD_ROW) {
        return "simdjson does not take it";
    }
    tn_json_take_row(&r->row, &r->map, root);
    return is_same_row(&r->flat, &r->row) ? NULL : "simdjson takes it for something else";
}

#endif
