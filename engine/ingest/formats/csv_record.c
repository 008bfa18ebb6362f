/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_record.c - libcsv fed line by line, one record at a time
 *
 * Only LF ends a record, so that there is at most one in a line; the CR before
 * it counts as white space outside of quotation marks.
 */
#include "ingest/formats/csv_record.h"

#include <stdlib.h>

static int is_space(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static int is_end(unsigned char c)
{
    return c == '\n';
}

static void on_cell(void *data, size_t bytes, void *user)
{
    tn_csv_record *record = user;

    if (record->no_memory || tn_buf_append(&record->data, data ? data : "", bytes, NULL) < 0 ||
        tn_grow((void **)&record->cell_end, &record->capacity, record->n_cells + 1,
                sizeof(*record->cell_end), NULL) < 0) {
        record->no_memory = true;
        return;
    }
    record->cell_end[record->n_cells++] = record->data.bytes;
}

static void on_record(int terminator, void *user)
{
    tn_csv_record *record = user;

    (void)terminator;
    record->complete = true;
}

static void clear_cells(tn_csv_record *record)
{
    record->complete = false;
    record->n_cells = 0;
    tn_buf_clear(&record->data);
}

int tn_csv_record_init(tn_csv_record *record, char delimiter, tenor_error *err)
{
    if (csv_init(&record->parser, 0) != 0)
        return tn_no_memory(err);
    record->ready = true;
    csv_set_delim(&record->parser, (unsigned char)delimiter);
    csv_set_space_func(&record->parser, is_space);
    csv_set_term_func(&record->parser, is_end);
    clear_cells(record);
    return 0;
}

int tn_csv_record_restart(tn_csv_record *record, tenor_error *err)
{
    unsigned char delimiter = csv_get_delim(&record->parser);

    csv_free(&record->parser);
    record->ready = false;
    return tn_csv_record_init(record, (char)delimiter, err);
}

int tn_csv_record_feed(tn_csv_record *record, const char *data, size_t bytes, tenor_error *err)
{
    if (record->complete)
        clear_cells(record);
    if (csv_parse(&record->parser, data, bytes, on_cell, on_record, record) != bytes ||
        record->no_memory)
        return tn_no_memory(err); /* not strict, so there is no other cause */
    return 0;
}

int tn_csv_record_end(tn_csv_record *record, tenor_error *err)
{
    if (csv_fini(&record->parser, on_cell, on_record, record) != 0 || record->no_memory)
        return tn_no_memory(err);
    return 0;
}

tenor_str tn_csv_cell(const tn_csv_record *record, size_t i)
{
    size_t start = i ? record->cell_end[i - 1] : 0;

    if (i >= record->n_cells)
        return (tenor_str){ 0 };
    return (tenor_str){ record->data.data + start, record->cell_end[i] - start };
}

void tn_csv_record_free(tn_csv_record *record)
{
    if (record->ready)
        csv_free(&record->parser);
    tn_buf_free(&record->data);
    free(record->cell_end);
    *record = (tn_csv_record){ 0 };
}
