/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_map.c - tenor map: one shard's comments to partial results
 */
#include "cli/rows.h"

typedef struct {
    cli_common common;
    tenor_map_options map;
} settings;

static const cli_option options[] = {
    CLI_OPTION(
        CLI_STRING, "output", "DIR", map.batch.output_dir,
        "write files to DIR/SHARD, which appears whole; without it lines go to standard output",
        .letter = 'o'),
    CLI_AUTHOR_KEY_OPTION(map.batch, true,
                          "secret that authors are hashed with, the same for all shards"),
    CLI_OPTION(CLI_STRING, "shard", "NAME", map.shard,
               "name of these results; without one it is made from the inputs"),
    CLI_OPTION(CLI_INT, "parts", "P", map.parts,
               "deal articles to so many files, for reduces side by side; 0: one file",
               .max = 4096),
    CLI_READER_OPTIONS(map.batch.reader),
    CLI_INPUT_FORMAT_OPTION,
    CLI_TARGET_OPTIONS(map.batch,
                       "what stance is toward, for articles without a target of their own"),
    CLI_MEMORY_OPTION(map.batch),
};

static void init(void *at)
{
    tenor_map_options_init(&((settings *)at)->map);
}

static int run(void *at, cli_run *run)
{
    settings *s = at;

    CLI_SET_INPUTS(s->map.batch, run);
    s->map.batch.models_dir = s->common.models;
    s->map.batch.threads = s->common.threads;
    return tenor_map_run(&s->map, run->out, &run->summary, &run->err);
}

const cli_command cmd_map = {
    .name = "map",
    .arguments = "[FILE...]",
    .summary = "one shard's comments to partial results, for tenor reduce",
    .text = "A batch over many machines: each maps its share of the comments, and tenor reduce "
            "publishes what all of them found. The same inputs give the same bytes, so a shard may "
            "be mapped again at any time. Without a FILE comments come from standard input.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_VERBOSE,
    .settings_bytes = sizeof(settings),
    .reader = offsetof(settings, map.batch.reader),
    .init = init,
    .run = run,
};
