/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_record.h - libcsv fed line by line, one record at a time
 */
#ifndef TN_CSV_RECORD_H
#define TN_CSV_RECORD_H

#include "ingest/ingest.h"

#include <csv.h>

typedef struct {
    struct csv_parser parser;
    bool ready;     /* the parser is initialised */
    bool complete;  /* a record ended */
    bool no_memory; /* in a callback */
    tn_buf data;    /* the cells, one after another */
    size_t *cell_end;
    size_t n_cells;
    size_t capacity;
} tn_csv_record;

int tn_csv_record_init(tn_csv_record *record, char delimiter, tenor_error *err);

/* Forget the current record, finished or not. */
int tn_csv_record_restart(tn_csv_record *record, tenor_error *err);

/* Feed one physical line, its end included. ->complete tells whether the record ended. */
int tn_csv_record_feed(tn_csv_record *record, const char *data, size_t bytes, tenor_error *err);

/* The input is over: whatever was begun is the record. */
int tn_csv_record_end(tn_csv_record *record, tenor_error *err);

/* The delimiter that makes a `text` column appear in `head`: 1, 0 = none does, < 0. */
int tn_csv_find_delimiter(char *out, tenor_str head, const tn_field_map *map, tenor_error *err);

tenor_str tn_csv_cell(const tn_csv_record *record, size_t i);
void tn_csv_record_free(tn_csv_record *record);

#endif
