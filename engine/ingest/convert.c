/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert.c - any input as canonical NDJSON
 */
#include "ingest/rejections.h"

#include <errno.h>
#include <string.h>

#define COMMENTS_BETWEEN_REPORTS 4096

void tenor_convert_options_init(tenor_convert_options *options)
{
    *options = (tenor_convert_options){ 0 };
    tenor_reader_options_init(&options->reader);
}

static int copy_comments(tenor_reader *reader, const tenor_convert_options *options, FILE *out,
                         int64_t *n_written, tenor_error *err)
{
    tenor_comment comment;
    int rc;

    while ((rc = tenor_reader_next(reader, &comment, err)) > 0) {
        rc = tenor_comment_write(out, &comment, err);
        if (rc < 0)
            return rc;
        ++*n_written;
        if (options->progress && *n_written % COMMENTS_BETWEEN_REPORTS == 0 &&
            options->progress(options->progress_user, "convert", *n_written,
                              tn_reader_expected(reader, *n_written), "comments") != 0)
            return tn_fail(err, TENOR_ERR_CANCELLED, "cancelled");
    }
    if (rc == 0 && fflush(out) != 0)
        return tn_fail(err, TENOR_ERR_IO, "cannot write the comments: %s", strerror(errno));
    return rc;
}

int tenor_convert_run(const tenor_convert_options *options, FILE *out, tenor_summary *summary,
                      tenor_error *err)
{
    tenor_reader *reader;
    int64_t n_written = 0;
    int rc = tenor_reader_open(&reader, options->paths, options->n_paths, &options->reader, err);

    if (summary)
        *summary = (tenor_summary){ 0 };
    if (rc < 0)
        return rc;
    rc = copy_comments(reader, options, out, &n_written, err);
    if (rc == 0)
        rc = tn_reader_check(reader, err);
    if (summary)
        tn_sum_reader(summary, reader);
    tenor_reader_free(reader);
    return rc;
}
