/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.c - comments to label: a CSV or NDJSON file, wholly in memory
 */
#include "batch/labelling/sheet.h"

#include "ingest/formats/csv_record.h"
#include "text/csv_cell.h"

#include <string.h>

#define MAX_RECORD_BYTES ((size_t)64 << 20)

int tn_sheet_init(tn_sheet *sheet, tenor_error *err)
{
    *sheet = (tn_sheet){ .columns = json_array(), .rows = json_array() };
    return sheet->columns && sheet->rows ? 0 : tn_no_memory(err);
}

/* --------------------------------------------------------------- reading */

static int bad_line(const char *path, int64_t line_no, const char *why, tenor_error *err)
{
    return tn_fail_line(err, TENOR_ERR_INPUT, line_no, "%s:%lld: %s", path, (long long)line_no,
                        why);
}

static int read_ndjson(tn_sheet *sheet, const char *path, tn_lines *lines, tenor_error *err)
{
    tn_input_line line;
    int rc;

    while ((rc = tn_lines_next(lines, &line, err)) > 0) {
        json_t *row;

        if (!line.too_long && tn_trim((tenor_str){ line.data, line.bytes }).bytes == 0)
            continue;
        row = line.too_long ? NULL : json_loadb(line.data, line.bytes, JSON_ALLOW_NUL, NULL);
        if (!json_is_object(row)) {
            json_decref(row);
            return bad_line(path, line.line_no, "not a JSON object in UTF-8", err);
        }
        if (json_array_append_new(sheet->rows, row) != 0)
            return tn_no_memory(err);
    }
    return rc;
}

/* the first record has the columns' names */
static int take_record(tn_sheet *sheet, const char *path, int64_t line_no,
                       const tn_csv_record *record, tenor_error *err)
{
    bool header = json_array_size(sheet->columns) == 0;
    int rc;

    if (!header && record->n_cells != json_array_size(sheet->columns))
        return bad_line(path, line_no, "not as many columns as the header has", err);
    if (!header && (rc = tn_sheet_add_row(sheet, err)) < 0)
        return rc;
    for (size_t i = 0; i < record->n_cells; i++) {
        tenor_str cell = tn_csv_cell(record, i);
        json_t *text = json_stringn(cell.bytes ? cell.data : "", cell.bytes);

        if (!text)
            return bad_line(path, line_no, "not UTF-8; save it as such", err);
        if (header ? json_array_append_new(sheet->columns, text) != 0
                   : json_object_set_new(
                         json_array_get(sheet->rows, json_array_size(sheet->rows) - 1),
                         json_string_value(json_array_get(sheet->columns, i)), text) != 0)
            return tn_no_memory(err);
    }
    return 0;
}

static int read_csv(tn_sheet *sheet, const char *path, tn_lines *lines, tenor_error *err)
{
    tn_csv_record record = { 0 };
    tn_input_line line;
    int64_t first_line = 0;
    int rc = tn_csv_record_init(&record, sheet->delimiter, err);

    if (rc < 0)
        goto done;
    while ((rc = tn_lines_next(lines, &line, err)) > 0) {
        if (line.too_long) {
            rc = bad_line(path, line.line_no, "the line is too long", err);
            goto done;
        }
        if (first_line == 0 && tn_trim((tenor_str){ line.data, line.bytes }).bytes == 0)
            continue;
        first_line = first_line > 0 ? first_line : line.line_no;
        if ((rc = tn_csv_record_feed(&record, line.data, line.bytes, err)) < 0 ||
            (rc = tn_csv_record_feed(&record, "\n", 1, err)) < 0)
            goto done;
        if (!record.complete)
            continue;
        if ((rc = take_record(sheet, path, first_line, &record, err)) < 0)
            goto done;
        first_line = 0;
    }
    if (rc == 0 && first_line > 0)
        rc = bad_line(path, first_line, "a quotation mark is not closed", err);
done:
    tn_csv_record_free(&record);
    return rc;
}

int tn_sheet_read(tn_sheet *sheet, const char *path, tenor_error *err)
{
    tn_source *source = NULL;
    tn_lines *lines = NULL;
    tn_field_map map = { 0 };
    tenor_str head;
    bool whole;
    int rc;

    if ((rc = tn_sheet_init(sheet, err)) < 0 || (rc = tn_field_map_init(&map, NULL, err)) < 0 ||
        (rc = tn_source_open(&source, path, 0, err)) < 0 ||
        (rc = tn_source_next_member(source, err)) < 0 ||
        (rc = tn_lines_new(&lines, MAX_RECORD_BYTES, err)) < 0)
        goto done;
    tn_lines_start(lines, source);
    if ((rc = tn_lines_peek(lines, &head, &whole, err)) < 0)
        goto done;
    sheet->ndjson = tn_trim(head).bytes > 0 && tn_trim(head).data[0] == '{';
    rc = sheet->ndjson ? 1 : tn_csv_find_delimiter(&sheet->delimiter, head, &map, err);
    if (rc == 0)
        rc = tn_fail(err, TENOR_ERR_INPUT, "%s: neither CSV with a column `text` nor NDJSON", path);
    if (rc > 0)
        rc = sheet->ndjson ? read_ndjson(sheet, path, lines, err)
                           : read_csv(sheet, path, lines, err);
done:
    tn_lines_free(lines);
    tn_source_close(source);
    tn_field_map_free(&map);
    return rc;
}

/* ---------------------------------------------------------------- values */

int tn_sheet_add_row(tn_sheet *sheet, tenor_error *err)
{
    return json_array_append_new(sheet->rows, json_object()) == 0 ? 0 : tn_no_memory(err);
}

static bool has_column(const tn_sheet *sheet, const char *column)
{
    for (size_t i = 0; i < json_array_size(sheet->columns); i++)
        if (strcmp(json_string_value(json_array_get(sheet->columns, i)), column) == 0)
            return true;
    return false;
}

/* takes the value */
static int put(tn_sheet *sheet, size_t row, const char *column, json_t *value, tenor_error *err)
{
    if (json_object_set_new(json_array_get(sheet->rows, row), column, value) != 0 ||
        (!has_column(sheet, column) &&
         json_array_append_new(sheet->columns, json_string(column)) != 0))
        return tn_no_memory(err);
    return 0;
}

int tn_sheet_put(tn_sheet *sheet, const char *column, tenor_str text, tenor_error *err)
{
    return put(sheet, json_array_size(sheet->rows) - 1, column,
               json_stringn(text.bytes ? text.data : "", text.bytes), err);
}

int tn_sheet_put_integer(tn_sheet *sheet, const char *column, int64_t value, tenor_error *err)
{
    return put(sheet, json_array_size(sheet->rows) - 1, column, json_integer(value), err);
}

const char *tn_sheet_text(const tn_sheet *sheet, size_t row, const char *column)
{
    const char *text = json_string_value(json_object_get(json_array_get(sheet->rows, row), column));

    return text ? text : "";
}

int tn_sheet_set(tn_sheet *sheet, size_t row, const char *column, const char *text,
                 tenor_error *err)
{
    return put(sheet, row, column, json_string(text), err);
}

/* --------------------------------------------------------------- writing */

static int put_row(tn_buf *out, const tn_sheet *sheet, const json_t *row, tenor_error *err)
{
    char delimiter = sheet->delimiter ? sheet->delimiter : ',';
    const json_t *name;
    size_t c;
    int rc = 0;

    json_array_foreach(sheet->columns, c, name)
    {
        const json_t *value = row ? json_object_get(row, json_string_value(name)) : name;

        if (c > 0)
            rc = tn_buf_append(out, &delimiter, 1, err);
        if (rc == 0 && json_is_integer(value))
            rc = tn_buf_printf(out, err, "%lld", (long long)json_integer_value(value));
        else if (rc == 0 && json_is_string(value))
            rc = tn_csv_append(out, json_string_value(value), json_string_length(value), delimiter,
                               err);
        if (rc < 0)
            return rc;
    }
    return tn_buf_puts(out, TN_CSV_LINE_END, err);
}

int tn_sheet_write(const tn_sheet *sheet, FILE *out, tenor_error *err)
{
    tn_buf text = { 0 };
    const json_t *row;
    size_t r;
    int rc = 0;

    if (sheet->ndjson) {
        json_array_foreach(sheet->rows, r, row)
        {
            if (json_dumpf(row, out, JSON_COMPACT) != 0)
                return ferror(out) ? 0 : tn_no_memory(err);
            fputc('\n', out);
        }
        return 0;
    }
    if ((rc = tn_buf_puts(&text, TN_BYTE_ORDER_MARK, err)) < 0 ||
        (rc = put_row(&text, sheet, NULL, err)) < 0)
        goto done;
    json_array_foreach(sheet->rows, r, row)
    {
        if ((rc = put_row(&text, sheet, row, err)) < 0)
            goto done;
    }
    fwrite(text.data, 1, text.bytes, out);
done:
    tn_buf_free(&text);
    return rc;
}

void tn_sheet_free(tn_sheet *sheet)
{
    json_decref(sheet->columns);
    json_decref(sheet->rows);
    *sheet = (tn_sheet){ 0 };
}
