/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_convert.c - tenor convert: any input as canonical NDJSON
 */
#include "cli/rows.h"

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
    cli_reading reading;
    cli_output output;
    tenor_summary summary = { 0 };
    tenor_error err = { 0 };
    int rc, status = cli_output_open(&output, s->output);

    if (status != CLI_DONE)
        return status;
    cli_reading_begin(&reading, &s->common, &s->convert.reader);
    s->convert.paths = files->file;
    s->convert.n_paths = files->n_files;
    s->convert.progress = cli_progress_report;
    s->convert.progress_user = &reading.progress;
    rc = tenor_convert_run(&s->convert, output.stream, &summary, &err);
    return cli_output_end(&output, cli_reading_end(&reading, rc, &err, s->strict));
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
