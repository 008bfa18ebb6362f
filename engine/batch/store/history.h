/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * history.h - DIR/history.ndjson, which grows by one row a run
 */
#ifndef TN_HISTORY_H
#define TN_HISTORY_H

#include "base/base.h"

#define TN_HISTORY_NAME "history.ndjson"

/*
 * Append a row (with its newline) and make it durable. A last line without a newline is what a
 * crash left of a run that was never published: it is cut off first. *bytes_before
 * is what tn_history_restore needs.
 */
int tn_history_append(const char *dir, tenor_str row, int64_t *bytes_before, tenor_error *err);

/* Take the row back; -1: there is none. */
void tn_history_restore(const char *dir, int64_t bytes_before);

#endif
