/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_reduce.c - tenor reduce: partial results of all shards to a results directory
 */
#include "cli/rows.h"

typedef struct {
    cli_common common;
    tenor_reduce_options reduce;
} settings;

static const cli_option options[] = {
    CLI_OPTION(CLI_STRING, "output", "DIR", reduce.batch.output_dir,
               "results directory; with --part the folder for DIR/reduced-PART", .letter = 'o',
               .required = true),
    CLI_AUTHOR_KEY_OPTION(reduce.batch, true, "the secret that the shards were mapped with"),
    CLI_OPTION(CLI_INT, "shards", "N", reduce.shards,
               "so many shards must be there; 0: those that are", .max = 1000000),
    CLI_OPTION(CLI_STRING, "expect", "FILE", reduce.expect,
               "names of the shards that must be there"),
    CLI_OPTION(CLI_INT, "part", "K", reduce.part,
               "merge part K of 1 to P only; a reduce over all these folders publishes; 0: publish",
               .max = 4096),
    CLI_OPTION(CLI_INT, "parts", "P", reduce.parts,
               "parts that articles were dealt to, with --part", .max = 4096),
    CLI_TARGET_OPTIONS(reduce.batch, "what stance is toward, as the shards were mapped"),
    CLI_RESULTS_OPTIONS(reduce.batch),
    CLI_MEMORY_OPTION(reduce.batch),
};

static void init(void *at)
{
    tenor_reduce_options_init(&((settings *)at)->reduce);
}

static int run(void *at, cli_run *run)
{
    settings *s = at;
    int rc;

    CLI_SET_INPUTS(s->reduce.batch, run);
    s->reduce.batch.models_dir = s->common.models;
    s->reduce.batch.threads = s->common.threads;
    rc = tenor_reduce_run(&s->reduce, &run->summary, &run->err);
    if (rc == 0 && !s->common.quiet && s->reduce.part == 0)
        cli_say_summary(run, s->reduce.batch.output_dir);
    return rc;
}

const cli_command cmd_reduce = {
    .name = "reduce",
    .arguments = "[INPUT...]",
    .summary = "partial results of all shards to a results directory",
    .text = "An INPUT is a folder that tenor map wrote, or a file of its lines, in any order; "
            "without one lines come from standard input. A shard that comes twice counts once, "
            "and the results are those of tenor batch over all comments. If something is missing "
            "or damaged nothing is published.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_VERBOSE,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
