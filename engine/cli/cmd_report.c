/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_report.c - tenor report: results for people to read
 */
#include "cli/cli.h"

#include <unistd.h>

typedef struct {
    cli_common common;
    tenor_report_options report;
    int width;
    const char *color;
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
    CLI_TERMINAL_OPTIONS(settings, width, color),
};

static void init(void *at)
{
    settings *s = at;

    tenor_report_options_init(&s->report);
    if (!s->report.sort) {
        s->report.sort = "comments";
    }
    s->color = "auto";
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    tenor_error err = { 0 };

    s->report.results_dir = files->file[0];
    s->report.width = s->width > 0 ? s->width : cli_columns(STDOUT_FILENO);
    s->report.color = cli_wants_color(s->color);
    return tenor_report(&s->report, stdout, &err) < 0 ? cli_fail(&err) : CLI_DONE;
}

const cli_command cmd_report = {
    .name = "report",
    .arguments = "DIR",
    .summary = "results for people to read, on the terminal",
    .text = "DIR is the directory that tenor batch wrote, or one run in it.",
    .option = options,
    .n_options = CLI_N(options),
    .min_files = 1,
    .max_files = 1,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
