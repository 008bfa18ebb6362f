/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.c - what the options of a run mean, whatever kind of run it is
 */
#include "batch/options.h"

#include "stats/terms.h"
#include "text/target.h"

#include <unistd.h>

#define MAX_THREADS 1024

/* Of the memory that a run may take, records get this much before they are aggregated. */
#define RECORDS_SHARE 3 /* a third */

int tn_batch_check(const tenor_batch_options *o, tenor_error *err)
{
    if (!o->paths || o->n_paths == 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no input was given");
    if (!o->output_dir || !*o->output_dir)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no output folder was given");
    if (o->keep < 1)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "at least 1 run must be kept, not %d", o->keep);
    if (o->min_comments < 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "the fewest comments must not be below 0");
    if (o->terms < 0 || o->terms > TN_MAX_TERMS) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "terms must be 0 to %d, not %d", TN_MAX_TERMS,
                       o->terms);
    }
    if (!(o->max_rejected_share >= 0.0 && o->max_rejected_share <= 1.0)) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "the share of rejected records must be between 0 and 1");
    }
    if (o->file_mode > 0777)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "the mode %o is not one of files", o->file_mode);
    if (o->rescore && !o->append)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "there is no store to score again");
    if (o->reader.labelled)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "a batch does not take labelled rows");
    return 0;
}

int tn_threads_resolve(int *n_threads, int wanted, tenor_error *err)
{
    if (wanted < 0 || wanted > MAX_THREADS) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "threads must be 0 to %d, not %d", MAX_THREADS,
                       wanted);
    }
    *n_threads = wanted > 0 ? wanted : tn_n_processors();
    return 0;
}

size_t tn_memory_budget(size_t option_bytes)
{
    long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGE_SIZE);

    if (option_bytes > 0 || pages <= 0 || page_bytes <= 0)
        return option_bytes;
    return (size_t)pages / 4 * (size_t)page_bytes;
}

size_t tn_records_budget(size_t option_bytes)
{
    return tn_memory_budget(option_bytes) / RECORDS_SHARE;
}

int tn_option_target(const char **target, tn_buf *storage, const char *aliases, tenor_error *err)
{
    int rc;

    if (!aliases || !*aliases)
        return 0;
    if (!*target || !**target)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "aliases need a target that they are names of");
    if ((rc = tn_target_compose(storage, tn_str(*target), tn_str(aliases), ',', err)) < 0)
        return rc;
    *target = storage->data;
    return 0;
}

int tn_choose_target(tenor_str *out, tenor_str own, const char *option, tenor_str title)
{
    if (own.data && own.bytes) {
        *out = own;
        return TENOR_TARGET_ARTICLE;
    }
    if (option && *option) {
        *out = tn_str(option);
        return TENOR_TARGET_OPTION;
    }
    if (title.data && title.bytes) {
        *out = title;
        return TENOR_TARGET_TITLE;
    }
    *out = (tenor_str){ 0 };
    return TENOR_TARGET_NONE;
}

int tn_report_progress(tenor_progress_fn progress, void *user, const char *stage, int64_t done,
                       int64_t total, const char *unit, tenor_error *err)
{
    if (progress && progress(user, stage, done, total, unit) != 0)
        return tn_fail(err, TENOR_ERR_CANCELLED, "stopped on request");
    return 0;
}
