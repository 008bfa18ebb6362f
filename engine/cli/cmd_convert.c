/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_convert.c - tenor convert: any input as canonical NDJSON
 */
#include "cli/rows.h"

typedef struct {
    cli_common common;
    tenor_convert_options convert;
} settings;

static const cli_option options[] = {
    CLI_OUTPUT_FILE_OPTION,
    CLI_READER_OPTIONS(convert.reader),
    CLI_INPUT_FORMAT_OPTION,
};

static void init(void *at)
{
    tenor_convert_options_init(&((settings *)at)->convert);
}

static int run(void *at, cli_run *run)
{
    settings *s = at;

    CLI_SET_INPUTS(s->convert, run);
    return tenor_convert_run(&s->convert, run->out, &run->summary, &run->err);
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
    .uses = CLI_USES_VERBOSE | CLI_USES_OUTPUT,
    .settings_bytes = sizeof(settings),
    .reader = offsetof(settings, convert.reader),
    .init = init,
    .run = run,
};
