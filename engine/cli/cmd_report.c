/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_report.c - tenor report: results for people to read
 */
#include "cli/rows.h"

typedef struct {
    cli_common common;
    tenor_report_options report;
} settings;

static const cli_option options[] = {
    CLI_OPTION(CLI_STRING, "article", "ID", report.article,
               "one article: its page, or its rows of csv"),
    CLI_OPTION(CLI_STRING, "section", "NAME", report.section,
               "only articles of this section, under its figures; (none): those without one"),
    CLI_OPTION(CLI_INT, "top", "N", report.top, "rows of a table; 0: all", .max = 1000000),
    CLI_OPTION(CLI_STRING, "sort", "COLUMN", report.sort,
               "column of articles.json that articles are sorted by, large numbers first"),
    CLI_OPTION(CLI_FLAG, "ascending", NULL, report.ascending, "small numbers first"),
    CLI_OPTION(CLI_STRING, "filter", "TEXT", report.filter,
               "only articles with this in title, id, section or target"),
    CLI_OPTION(CLI_STRING, "since", "DATE", report.since,
               "only articles published then or later, as 2026-11-22; in text, markdown and email "
               "the nights and weeks since, too"),
    CLI_OPTION(CLI_CHOICE, "format", "text|markdown|html|json|csv|email", report.format,
               "html is one file that opens without a server, csv is for spreadsheets, email is a "
               "message for sendmail"),
    CLI_OPTION(CLI_FLAG, "comments", NULL, report.comments,
               "csv: a row a comment, where the batch wrote comments"),
    CLI_OPTION(CLI_STRING, "against", "DIR", report.against,
               "html: compare with the results of the run before"),
    CLI_OPTION(CLI_INT, "pages", "N", report.pages,
               "html: articles with a page of their own, those with the most comments; 0: all",
               .max = 1000000),
    CLI_OUTPUT_FILE_OPTION,
    CLI_TERMINAL_OPTIONS,
};

static void init(void *at)
{
    settings *s = at;

    tenor_report_options_init(&s->report);
    if (!s->report.sort)
        s->report.sort = "comments";
    s->report.format = "text";
}

static int run(void *at, cli_run *run)
{
    settings *s = at;

    s->report.results_dir = run->files->file[0];
    s->report.width = cli_table_columns(&s->common);
    s->report.color = cli_wants_color(&s->common);
    return tenor_report(&s->report, run->out, &run->err);
}

const cli_command cmd_report = {
    .name = "report",
    .arguments = "DIR",
    .summary = "results for people to read, on the terminal or as a page",
    .text = "DIR is the directory that tenor batch wrote, or one run in it.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_OUTPUT,
    .min_files = 1,
    .max_files = 1,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
