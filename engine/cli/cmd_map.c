/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_map.c - tenor map: one shard's comments to partial results
 */
#include "cli/rows.h"

#include <limits.h>

typedef struct {
    cli_common common;
    tenor_map_options map;
    bool strict;
} settings;

static const cli_option options[] = {
    { .name = "output",
      .letter = 'o',
      .type = CLI_STRING,
      .argument = "DIR",
      .offset = offsetof(settings, map.batch.output_dir),
      .help = "write files to DIR/SHARD, which appears whole; without it lines go to standard "
              "output" },
    CLI_AUTHOR_KEY_OPTION(settings, map.batch, true,
                          "secret that authors are hashed with, the same for all shards"),
    { .name = "shard",
      .type = CLI_STRING,
      .argument = "NAME",
      .offset = offsetof(settings, map.shard),
      .help = "name of these results; without one it is made from the inputs" },
    { .name = "parts",
      .type = CLI_INT,
      .argument = "P",
      .offset = offsetof(settings, map.parts),
      .min = 0,
      .max = 4096,
      .help = "deal articles to so many files, for reduces side by side; 0: one file" },
    CLI_READER_OPTIONS(settings, map.batch.reader),
    CLI_TARGET_OPTIONS(settings, map.batch,
                       "what stance is toward, for articles without a target of their own"),
    CLI_MEMORY_OPTION(settings, map.batch),
};

static void init(void *at)
{
    settings *s = at;

    tenor_map_options_init(&s->map);
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_reading reading;
    tenor_summary summary = { 0 };
    tenor_error err = { 0 };
    int rc;

    cli_reading_begin(&reading, &s->common, &s->map.batch.reader);
    cli_fill_batch(&s->map.batch, &s->common, files, &reading.progress);
    rc = tenor_map_run(&s->map, stdout, &summary, &err);
    return cli_reading_end(&reading, rc, &err, s->strict);
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
    .min_files = 0,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
