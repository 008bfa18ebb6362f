/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help.c - --help, out of the same tables that parse
 */
#include "cli/cli.h"

#define COMMAND_COLUMN 14

const cli_option cli_common_option[] = {
    { .name = "models",
      .type = CLI_STRING,
      .argument = "DIR",
      .offset = offsetof(cli_common, models),
      .use = CLI_USES_MODELS,
      .help = "trained models" },
    { .name = "threads",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(cli_common, threads),
      .min = 0,
      .max = 1024,
      .use = CLI_USES_THREADS,
      .help = "0: one for each processor" },
    { .name = "seed",
      .type = CLI_SEED,
      .argument = "N",
      .offset = offsetof(cli_common, seed),
      .min = 0,
      .max = UINT32_MAX,
      .use = CLI_USES_SEED,
      .help = "of everything random" },
    { .name = "quiet",
      .letter = 'q',
      .type = CLI_FLAG,
      .offset = offsetof(cli_common, quiet),
      .help = "no progress bar, no summary; errors only" },
    { .name = "verbose",
      .letter = 'v',
      .type = CLI_FLAG,
      .offset = offsetof(cli_common, verbose),
      .use = CLI_USES_VERBOSE,
      .help = "say what happens, and every rejected record" },
    { .name = "help",
      .letter = 'h',
      .type = CLI_FLAG,
      .offset = offsetof(cli_common, help),
      .help = "this text" },
    { .name = "version",
      .type = CLI_FLAG,
      .offset = offsetof(cli_common, version),
      .help = "the version" },
};
const size_t cli_n_common_options = CLI_N(cli_common_option);

bool cli_is_used(const cli_command *command, const cli_option *common_option)
{
    return common_option->use == 0 || (common_option->use & command->uses) != 0;
}

void cli_print_command_help(FILE *out, const cli_command *command, const void *settings)
{
    fprintf(out, "usage: tenor %s [options] %s\n\n", command->name, command->arguments);
    cli_print_wrapped(out, command->text, 0, 0);
    if (command->n_options > 0)
        fprintf(out, "\nOptions:\n");
    for (size_t i = 0; i < command->n_options; i++)
        cli_print_option(out, &command->option[i], settings);
    fprintf(out, "\nCommon options:\n");
    for (size_t i = 0; i < cli_n_common_options; i++) {
        const cli_option *option = &cli_common_option[i];

        if (cli_is_used(command, option))
            cli_print_option(out, option, settings);
    }
}

void cli_print_help(FILE *out, const cli_command *const *commands, size_t n_commands)
{
    fprintf(out,
            "tenor %s - what readers feel about an article, and where they stand\n\n"
            "usage: tenor COMMAND [options] [FILE...]\n\n",
            tenor_version());
    for (size_t i = 0; i < n_commands; i++) {
        int column = fprintf(out, "  %s", commands[i]->name);

        fprintf(out, "%*s%s\n", COMMAND_COLUMN - column, "", commands[i]->summary);
    }
    fprintf(out, "\nA FILE may be a folder, or - for standard input. 'tenor COMMAND --help' says\n"
                 "what a command can do; 'man tenor' says it all.\n");
}
