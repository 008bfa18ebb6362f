/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_compare.c - tenor compare: has a night drifted from another one?
 */
#include "cli/cli.h"

typedef struct {
    cli_common common;
    tenor_compare_options compare;
} settings;

static const cli_option options[] = {
    { .name = "json",
      .type = CLI_FLAG,
      .offset = offsetof(settings, compare.json),
      .help = "one JSON document, with every comparison" },
    { .name = "all",
      .type = CLI_FLAG,
      .offset = offsetof(settings, compare.all),
      .help = "show sections that did not drift too" },
    { .name = "fdr",
      .type = CLI_DOUBLE,
      .argument = "RATE",
      .offset = offsetof(settings, compare.false_discovery_rate),
      .min = 0,
      .max = 1,
      .help = "false-discovery rate of all comparisons together" },
    { .name = "psi",
      .type = CLI_DOUBLE,
      .argument = "INDEX",
      .offset = offsetof(settings, compare.psi),
      .min = 0,
      .max = 100,
      .help = "population stability index from which shares of labels have drifted" },
};

static void init(void *at)
{
    settings *s = at;

    tenor_compare_options_init(&s->compare);
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    tenor_error err = { 0 };
    bool drifted;

    s->compare.before_dir = files->file[0];
    s->compare.after_dir = files->file[1];
    if (tenor_compare(&s->compare, stdout, &drifted, &err) < 0)
        return cli_fail(&err);
    return drifted ? CLI_DRIFTED : CLI_DONE;
}

const cli_command cmd_compare = {
    .name = "compare",
    .arguments = "BEFORE AFTER",
    .summary = "has a night drifted from another one?",
    .text = "BEFORE and AFTER are directories that tenor batch wrote, or runs in them. What comes "
            "in (comments, length, coverage), labels and statistics are compared over articles, "
            "for the site and for each section. The last line is the verdict; the exit status is 4 "
            "if there is drift.",
    .option = options,
    .n_options = CLI_N(options),
    .min_files = 2,
    .max_files = 2,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
