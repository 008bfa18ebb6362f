/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_convert.c - tenor convert: any input as canonical NDJSON
 */
#include "cli/cli.h"

#include <limits.h>

typedef struct {
    cli_common common;
    tenor_convert_options convert;
    const char *output;
    bool strict;
} settings;

static const cli_option options[] = {
    CLI_OUTPUT_FILE_OPTION(settings, output),
    CLI_READER_OPTIONS(settings, convert.reader),
};

static void init(void *at)
{
    settings *s = at;

    tenor_convert_options_init(&s->convert);
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_progress progress;
    cli_rejections rejections;
    cli_output output;
    tenor_summary summary = { 0 };
    tenor_error err = { 0 };
    int rc, status = cli_output_open(&output, s->output);

    if (status != CLI_DONE) {
        return status;
    }
    cli_progress_init(&progress, &s->common);
    cli_rejections_init(&rejections, &s->common, &progress, &s->convert.reader);
    s->convert.paths = files->file;
    s->convert.n_paths = files->n_files;
    s->convert.progress = cli_progress_report;
    s->convert.progress_user = &progress;
    rc = tenor_convert_run(&s->convert, output.stream, &summary, &err);
    cli_progress_clear(&progress);
    cli_rejections_finish(&rejections);
    if (rc < 0 || cli_caught_signal() != 0) { /* the end of the input may have come first */
        status = cli_fail(&err);
        cli_output_discard(&output);
        return status;
    }
    status = cli_output_finish(&output);
    return status != CLI_DONE ? status : cli_status_of(rejections.n_rejected, s->strict);
}

const cli_command cmd_convert = {
    .name = "convert",
    .arguments = "[FILE...]",
    .summary = "any input as canonical NDJSON",
    .text = "Recognises the input by its content: NDJSON, JSON, CSV with a header, exports of "
            "WordPress and Disqus, comments of YouTube, Reddit and Hacker News, an article's page "
            "as HTML or copied as text; plain or compressed. Without a FILE it comes from "
            "standard input.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_VERBOSE,
    .min_files = 0,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
