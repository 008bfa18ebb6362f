/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_inspect.c - tenor inspect: is a model, a folder of models or a results directory valid?
 */
#include "cli/cli.h"

typedef struct {
    cli_common common;
} settings;

static void init(void *at)
{
    (void)at;
}

static int run(void *at, cli_run *run)
{
    (void)at;
    return tenor_inspect(run->files->file[0], run->out, &run->err);
}

const cli_command cmd_inspect = {
    .name = "inspect",
    .arguments = "PATH",
    .summary = "say whether models or a results directory are valid, and why not",
    .text = "Checks every file against its digest and against the others, and describes what is "
            "there: a model, all models of a folder, or results. Exit 1 when something is wrong.",
    .uses = CLI_USES_OUTPUT,
    .min_files = 1,
    .max_files = 1,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
