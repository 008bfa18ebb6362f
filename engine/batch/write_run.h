/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write_run.h - all documents of a run into its folder
 */
#ifndef TN_WRITE_RUN_H
#define TN_WRITE_RUN_H

#include "batch/settle.h"
#include "output/documents.h"

/* Statistics: articles/, articles.json, site.json and, where `comments` is true, comments.ndjson.
 */
int tn_write_results(const char *dir, const tn_settled *settled, const tn_heads *heads,
                     const char *results_id, bool comments, int n_threads, tenor_error *err);

/* What is known last: manifest.json and metrics.prom. The history's row is appended to `row`. */
int tn_write_facts(const char *dir, const tn_run_facts *facts, const tn_settled *settled,
                   const tn_heads *heads, tn_buf *row, tenor_error *err);

#endif
