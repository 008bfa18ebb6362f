/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.h - comments to label: a CSV or NDJSON file, wholly in memory
 */
#ifndef TN_SHEET_H
#define TN_SHEET_H

#include "base/base.h"

#include <jansson.h>

/* All zero is an empty one, CSV with commas. */
typedef struct {
    bool ndjson;
    char delimiter;  /* of CSV; 0: a comma */
    json_t *columns; /* of CSV: array of their names, in order */
    json_t *rows;    /* array of objects; of CSV all values are strings, or integers when drawn */
} tn_sheet;

/* Release with tn_sheet_free, also after a failure. */
int tn_sheet_init(tn_sheet *sheet, tenor_error *err);

/*
 * Read a file, in UTF-8 or UTF-16, of whatever columns or members, a `text` among them.
 * TENOR_ERR_INPUT, with the line, where a row cannot be read: writing would lose it.
 */
int tn_sheet_read(tn_sheet *sheet, const char *path, tenor_error *err);

/* A new row's value, in the order of the columns; absent text is empty. */
int tn_sheet_add_row(tn_sheet *sheet, tenor_error *err);
int tn_sheet_put(tn_sheet *sheet, const char *column, tenor_str text, tenor_error *err);
int tn_sheet_put_integer(tn_sheet *sheet, const char *column, int64_t value, tenor_error *err);

/* "" where there is none; lives until it is changed. */
const char *tn_sheet_text(const tn_sheet *sheet, size_t row, const char *column);

/* Change a value; a column that was not there comes behind the others, empty in other rows. */
int tn_sheet_set(tn_sheet *sheet, size_t row, const char *column, const char *text,
                 tenor_error *err);

/*
 * CSV by RFC 4180 behind a byte order mark, by which Excel knows UTF-8, or NDJSON. Write errors
 * are the stream's.
 */
int tn_sheet_write(const tn_sheet *sheet, FILE *out, tenor_error *err);
void tn_sheet_free(tn_sheet *sheet);

#endif
