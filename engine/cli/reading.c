/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.c - what commands that read comments share: progress, and the records they reject
 */
#include "cli/cli.h"

static void report_rejection(void *reading, const tenor_rejection *rejection)
{
    cli_reading *r = reading;

    if (r->n_shown_max < 0 || r->n_rejected < r->n_shown_max) {
        cli_progress_clear(&r->progress);
        cli_say("%.300s:%lld: %.400s", rejection->input, (long long)rejection->line_no,
                rejection->reason);
    }
    r->n_rejected++;
}

void cli_reading_begin(cli_reading *reading, const cli_common *common, tenor_reader_options *reader)
{
    *reading = (cli_reading){ .n_shown_max = common->verbose ? -1
                                             : common->quiet ? 0
                                                             : CLI_REJECTIONS_SHOWN };
    cli_progress_init(&reading->progress, common);
    reader->on_rejected = report_rejection;
    reader->rejected_user = reading;
}

int cli_reading_end(cli_reading *reading, int result, const tenor_error *err, bool strict)
{
    int64_t n_hidden = reading->n_rejected - reading->n_shown_max;
    char count[32];
    int status;

    cli_progress_clear(&reading->progress);
    if (reading->n_shown_max > 0 && n_hidden > 0)
        cli_say("%s more rejected records; -v shows them all", cli_count(count, n_hidden));
    status = cli_progress_end(&reading->progress, result, err);
    return status == CLI_DONE && strict && reading->n_rejected > 0 ? CLI_REJECTED : status;
}
