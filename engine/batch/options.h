/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.h - what the options of a run mean, whatever kind of run it is
 */
#ifndef TN_BATCH_OPTIONS_H
#define TN_BATCH_OPTIONS_H

#include "base/base.h"
#include "tenor_run.h"

/* TENOR_ERR_ARGUMENT unless the options of a run that publishes make sense. */
int tn_batch_check(const tenor_batch_options *options, tenor_error *err);

/* A user's number of threads: 0 becomes one a processor. */
int tn_threads_resolve(int *n_threads, int wanted, tenor_error *err);

/* What a run may take of memory: as the option says, or a quarter of the machine. */
size_t tn_memory_budget(size_t option_bytes);

/* And of this, the records before they are aggregated. */
size_t tn_records_budget(size_t option_bytes);

/*
 * What an option says of a target, with its aliases ("A,B", NULL for none) in one string: *target
 * then points into *storage, which is to be released. TENOR_ERR_ARGUMENT for aliases of nothing.
 */
int tn_option_target(const char **target, tn_buf *storage, const char *aliases, tenor_error *err);

/* What stance is measured toward: the row's own target, else the option's, else the title. */
int tn_choose_target(tenor_str *out, tenor_str own, const char *option, tenor_str title);

/* Tell a user (none: NULL) how far the run is. TENOR_ERR_CANCELLED if it is to stop. */
int tn_report_progress(tenor_progress_fn progress, void *user, const char *stage, int64_t done,
                       int64_t total, const char *unit, tenor_error *err);

#endif
