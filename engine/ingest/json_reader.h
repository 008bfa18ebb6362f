/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_reader.h - what all JSON formats share: an object's text becomes a row
 */
#ifndef TN_JSON_READER_H
#define TN_JSON_READER_H

#include "ingest/mapping.h"
#include "ingest/ndjson.h"

/*
 * As tn_json_parse, for text as it comes: lone surrogate escapes and invalid
 * UTF-8 become U+FFFD (row->repaired). The text may be changed. `scratch` keeps
 * the repaired text. What is not usable is TN_BAD_ROW, else TN_GOOD_ROW.
 */
int tn_json_object(tn_json_parser *parser, tn_input_line *line, tn_json_node *root, tn_buf *scratch,
                   tn_source_row *row, tenor_error *err);

/* Fill the fields of a table from an object: TN_GOOD_ROW, TN_BAD_ROW or < 0. */
int tn_json_map(tn_source_row *row, const tn_mapping *table, tn_json_node object, tn_buf *text,
                tenor_error *err);

typedef struct tn_json_docs tn_json_docs;

/* A format of JSON. All NULL: one comment an object, under the user's names. */
typedef struct tn_json_kind {
    const char *list_key;      /* of its pages, of which nothing else is read; or NULL */
    const char *names;         /* of the fields, as --map has them */
    const tn_mapping *fields;  /* or a table of them */
    const tn_mapping *article; /* of what its containers say of the article; NULL: the usual */
    bool known;                /* other objects in its lists are not meant to be comments */
    /* Put right what names or the table took; `text` is room for the row's text. TN_GOOD_ROW, … */
    int (*normalise)(tn_source_row *row, tn_buf *text, tenor_error *err);

    /*
     * The rows of docs->root (json_docs.h), where json_records.h does not find them. Both
     * give TN_GOOD_ROW, TN_BAD_ROW, 0 = none, < 0.
     */
    int (*first)(tn_json_docs *docs, tn_source_row *row, tenor_error *err);
    int (*nested)(tn_json_docs *docs, tn_source_row *row, tenor_error *err); /* again, until 0 */
    size_t state_bytes; /* of docs->state; 0 if there is none */
    void (*free_state)(void *state);
} tn_json_kind;

/* All zero is the start. */
typedef struct {
    const tn_json_kind *kind;
    const tn_field_map *map;
    tn_field_map own_map;   /* of a kind with names */
    bool labelled;          /* rows of annotation tools, too */
    const char *article_id; /* where the source does not say which: the format's name; or NULL */
    tn_json_parser *parser;
    tn_buf scratch;
    tn_buf text; /* of the row */
} tn_json_reader;

/* For setup->format->json. Release with tn_json_reader_free, also after a failure. */
int tn_json_reader_init(tn_json_reader *reader, const tn_setup *setup, tenor_error *err);
void tn_json_reader_free(tn_json_reader *reader);

/* The row (comes cleared) that an object is. TN_GOOD_ROW, TN_BAD_ROW or < 0. */
int tn_json_read_row(tn_json_reader *reader, tn_source_row *row, tn_json_node object,
                     tenor_error *err);

#endif
