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
    CLI_OPTION(CLI_FLAG, "json", NULL, compare.json, "one JSON document, with every comparison"),
    CLI_OPTION(CLI_FLAG, "all", NULL, compare.all, "show sections that did not drift too"),
    CLI_OPTION(CLI_DOUBLE, "fdr", "RATE", compare.false_discovery_rate,
               "false-discovery rate of all comparisons together", .max = 1),
    CLI_OPTION(CLI_DOUBLE, "psi", "INDEX", compare.psi,
               "population stability index from which shares of labels have drifted", .max = 100),
};

static void init(void *at)
{
    tenor_compare_options_init(&((settings *)at)->compare);
}

static int run(void *at, cli_run *run)
{
    settings *s = at;
    bool drifted;
    int rc;

    s->compare.before_dir = run->files->file[0];
    s->compare.after_dir = run->files->file[1];
    rc = tenor_compare(&s->compare, run->out, &drifted, &run->err);
    return rc == 0 && drifted ? CLI_DRIFTED : rc;
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
    .uses = CLI_USES_OUTPUT,
    .min_files = 2,
    .max_files = 2,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
