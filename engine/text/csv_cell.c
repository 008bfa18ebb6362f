/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_cell.c - a cell of CSV, written (RFC 4180)
 */
#include "text/csv_cell.h"

#include <string.h>

int tn_csv_append(tn_buf *out, const char *text, size_t bytes, char delimiter, tenor_error *err)
{
    bool quoted = bytes > 0 && (text[0] == ' ' || text[bytes - 1] == ' ');
    int rc;

    for (size_t i = 0; !quoted && i < bytes; i++)
        quoted = text[i] == delimiter || text[i] == '"' || text[i] == '\r' || text[i] == '\n';
    if (!quoted)
        return tn_buf_append(out, text, bytes, err);
    rc = tn_buf_append(out, "\"", 1, err);
    for (const char *end = text + bytes; rc == 0 && text < end;) {
        const char *quote = memchr(text, '"', (size_t)(end - text));
        const char *stop = quote ? quote + 1 : end;

        rc = tn_buf_append(out, text, (size_t)(stop - text), err);
        if (rc == 0 && quote)
            rc = tn_buf_append(out, "\"", 1, err);
        text = stop;
    }
    return rc == 0 ? tn_buf_append(out, "\"", 1, err) : rc;
}
