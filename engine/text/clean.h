/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clean.h - text of unknown origin made one harmless line
 */
#ifndef TN_CLEAN_H
#define TN_CLEAN_H

#include "base/base.h"

/*
 * Append text as one harmless line: blanks of any kind become one space,
 * controls, escapes, bidi overrides and other invisible marks '?', invalid
 * UTF-8 U+FFFD, and of stacked combining marks three stay.
 */
int tn_cell_clean(tn_buf *out, const char *text, size_t bytes, tenor_error *err);

#endif
