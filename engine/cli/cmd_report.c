/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_report.c - tenor report: results for people to read
 */
#include "cli/rows.h"

#include <unistd.h>

typedef struct {
    cli_common common;
    tenor_report_options report;
    int width;
    const char *color;
    const char *output;
} settings;

static const cli_option options[] = {
    { .name = "article",
      .type = CLI_STRING,
      .argument = "ID",
      .offset = offsetof(settings, report.article),
      .help = "the page of one article" },
    { .name = "top",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, report.top),
      .min = 0,
      .max = 1000000,
      .help = "rows of the table; 0: all" },
    { .name = "sort",
      .type = CLI_STRING,
      .argument = "COLUMN",
      .offset = offsetof(settings, report.sort),
      .help = "column of articles.json that the table is sorted by" },
    { .name = "filter",
      .type = CLI_STRING,
      .argument = "TEXT",
      .offset = offsetof(settings, report.filter),
      .help = "only articles with this in title, id, section or target" },
    { .name = "since",
      .type = CLI_STRING,
      .argument = "DATE",
      .offset = offsetof(settings, report.since),
      .help = "only articles published then or later, as 2026-11-22" },
    { .name = "format",
      .type = CLI_CHOICE,
      .argument = "text|markdown|html|json",
      .offset = offsetof(settings, report.format),
      .help = "html is one file that opens without a server" },
    { .name = "against",
      .type = CLI_STRING,
      .argument = "DIR",
      .offset = offsetof(settings, report.against),
      .help = "html: compare with the results of the run before" },
    { .name = "pages",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, report.pages),
      .min = 0,
      .max = 1000000,
      .help = "html: articles with a page of their own, those with the most comments; 0: all" },
    CLI_OUTPUT_FILE_OPTION(settings, output),
    CLI_TERMINAL_OPTIONS(settings, width, color),
};

static void init(void *at)
{
    settings *s = at;

    tenor_report_options_init(&s->report);
    if (!s->report.sort)
        s->report.sort = "comments";
    s->report.format = "text";
    s->color = "auto";
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_output output;
    tenor_error err = { 0 };
    int rc, status = cli_output_open(&output, s->output);

    if (status != CLI_DONE)
        return status;
    s->report.results_dir = files->file[0];
    s->report.width = s->width > 0 ? s->width : cli_columns(STDOUT_FILENO);
    s->report.color = !s->output && cli_wants_color(s->color);
    rc = tenor_report(&s->report, output.stream, &err);
    return cli_output_end(&output, rc < 0 ? cli_fail(&err) : CLI_DONE);
}

const cli_command cmd_report = {
    .name = "report",
    .arguments = "DIR",
    .summary = "results for people to read, on the terminal or as a page",
    .text = "DIR is the directory that tenor batch wrote, or one run in it.",
    .option = options,
    .n_options = CLI_N(options),
    .min_files = 1,
    .max_files = 1,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
