/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_compare.c - tenor compare: has a night drifted, did readers change after a moment?
 */
#include "cli/cli.h"

typedef struct {
    cli_common common;
    tenor_compare_options compare;
} settings;

static const cli_option options[] = {
    CLI_OPTION(CLI_STRING, "at", "TIME", compare.at,
               "compare the comments of one results directory before TIME with those from then on; "
               "2026-11-22T10:00:00Z, or a date: midnight UTC"),
    CLI_OPTION(CLI_STRING, "article", "ID", compare.article, "with --at: of one article"),
    CLI_OPTION(CLI_STRING, "section", "NAME", compare.section,
               "with --at: of this section; (none): of articles without one"),
    CLI_OPTION(CLI_STRING, "target", "NAME", compare.target,
               "with --at: of articles with this target"),
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
    int n_chosen =
        (s->compare.article != NULL) + (s->compare.section != NULL) + (s->compare.target != NULL);
    int rc;

    if (!s->compare.at && run->files->n_files < 2)
        return cli_usage("compare",
                         "AFTER is missing; one directory alone is compared --at a TIME");
    if (s->compare.at && run->files->n_files > 1)
        return cli_usage("compare", "--at compares one directory, and there is '%s', too",
                         run->files->file[1]);
    if (n_chosen > 0 && !s->compare.at)
        return cli_usage("compare", "--article, --section and --target go with --at");
    if (n_chosen > 1)
        return cli_usage("compare", "at most one of --article, --section and --target");
    s->compare.before_dir = run->files->file[0];
    s->compare.after_dir = s->compare.at ? NULL : run->files->file[1];
    rc = tenor_compare(&s->compare, run->out, &drifted, &run->err);
    return rc == 0 && drifted ? CLI_DRIFTED : rc;
}

const cli_command cmd_compare = {
    .name = "compare",
    .arguments = "BEFORE AFTER | --at TIME RESULTS",
    .summary = "has a night drifted, did readers change after a moment?",
    .text =
        "BEFORE and AFTER are directories that tenor batch wrote, or runs in them. What comes "
        "in (comments, length, coverage), labels and statistics are compared over articles, "
        "for the site and for each section. With --at RESULTS is one such directory, written with "
        "--comments: of each head the mean score and each class's share are compared before and "
        "after a moment. The last line is the verdict; the exit status is 4 if there is drift, or "
        "a change.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_OUTPUT,
    .min_files = 1,
    .max_files = 2,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
