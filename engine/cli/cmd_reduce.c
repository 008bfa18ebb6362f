/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_reduce.c - tenor reduce: partial results of all shards to a results directory
 */
#include "cli/rows.h"

#include <limits.h>

typedef struct {
    cli_common common;
    tenor_reduce_options reduce;
} settings;

static const cli_option options[] = {
    { .name = "output",
      .letter = 'o',
      .type = CLI_STRING,
      .required = true,
      .argument = "DIR",
      .offset = offsetof(settings, reduce.batch.output_dir),
      .help = "results directory; with --part the folder for DIR/reduced-PART" },
    CLI_AUTHOR_KEY_OPTION(settings, reduce.batch, true,
                          "the secret that the shards were mapped with"),
    { .name = "shards",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, reduce.shards),
      .min = 0,
      .max = 1000000,
      .help = "so many shards must be there; 0: those that are" },
    { .name = "expect",
      .type = CLI_STRING,
      .argument = "FILE",
      .offset = offsetof(settings, reduce.expect),
      .help = "names of the shards that must be there" },
    { .name = "part",
      .type = CLI_INT,
      .argument = "K",
      .offset = offsetof(settings, reduce.part),
      .min = 0,
      .max = 4096,
      .help =
          "merge part K of 1 to P only; a reduce over all these folders publishes; 0: publish" },
    { .name = "parts",
      .type = CLI_INT,
      .argument = "P",
      .offset = offsetof(settings, reduce.parts),
      .min = 0,
      .max = 4096,
      .help = "parts that articles were dealt to, with --part" },
    CLI_TARGET_OPTIONS(settings, reduce.batch, "what stance is toward, as the shards were mapped"),
    CLI_RESULTS_OPTIONS(settings, reduce.batch),
    CLI_MEMORY_OPTION(settings, reduce.batch),
};

static void init(void *at)
{
    settings *s = at;

    tenor_reduce_options_init(&s->reduce);
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_progress progress;
    tenor_summary summary = { 0 };
    tenor_error err = { 0 };
    int rc, status;

    cli_progress_init(&progress, &s->common);
    cli_fill_batch(&s->reduce.batch, &s->common, files, &progress);
    rc = tenor_reduce_run(&s->reduce, &summary, &err);
    status = cli_progress_end(&progress, rc, &err);
    if (status == CLI_DONE && !s->common.quiet && s->reduce.part == 0)
        cli_say_summary(s->reduce.batch.output_dir, &summary);
    return status;
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
    .min_files = 0,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
