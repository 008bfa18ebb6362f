/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write_run.h - all documents of a run into its folder
 */
#ifndef TN_WRITE_RUN_H
#define TN_WRITE_RUN_H

#include "batch/article_extras.h"
#include "batch/aggregate.h"

typedef struct {
    const char *dir;
    const tn_aggregates *aggregates;
    const tn_extras_source *extras; /* its words are those of `aggregates` */
    const tn_heads *heads;
    bool comments; /* write comments.ndjson too */
    int n_threads;
    tenor_progress_fn progress; /* NULL: nobody is told */
    void *progress_user;
} tn_write_job;

/*
 * Statistics: articles/, articles.json, site.json, sections.json, targets.json, periods.json and,
 * where wanted, comments.ndjson.
 */
int tn_write_results(const tn_write_job *job, tenor_error *err);

/* What is known last: manifest.json and metrics.prom. The history's row is appended to `row`. */
int tn_write_metadata(const char *dir, const tn_run_metadata *metadata,
                      const tn_aggregates *aggregates, const tn_heads *heads, tn_buf *row,
                      tenor_error *err);

#endif
