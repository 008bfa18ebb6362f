/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_cell.h - a cell of CSV, written (RFC 4180)
 */
#ifndef TN_CSV_CELL_H
#define TN_CSV_CELL_H

#include "base/base.h"

#define TN_BYTE_ORDER_MARK "\xEF\xBB\xBF" /* in front of CSV, so that Excel reads UTF-8 */
#define TN_CSV_LINE_END    "\r\n"

/* Append a cell, in quotes where it needs them. */
int tn_csv_append(tn_buf *out, const char *text, size_t bytes, char delimiter, tenor_error *err);

#endif
