/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cells.h - clean text on a terminal: measured, cut and padded
 */
#ifndef TN_OUTPUT_CELLS_H
#define TN_OUTPUT_CELLS_H

#include "text/clean.h"

/* How many bytes of clean text fit into `columns` (utf8proc_charwidth of each character); marks
 * stay with their letter. */
size_t tn_cell_fit(const char *text, size_t bytes, int columns);

/* Append clean text in exactly `columns`: cut with an ellipsis or padded, at the right if to_right.
 */
int tn_cell_pad(tn_buf *out, const char *text, size_t bytes, int columns, bool to_right,
                tenor_error *err);

#endif
