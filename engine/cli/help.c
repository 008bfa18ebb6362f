/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * help.c - --help, out of the same tables that parse
 */
#include "cli/cli.h"

#define COMMAND_COLUMN 14

typedef cli_common settings; /* what the rows are of */

const cli_option cli_common_option[] = {
    CLI_OPTION(CLI_STRING, "models", "DIR", models, "trained models", .use = CLI_USES_MODELS),
    CLI_OPTION(CLI_INT, "threads", "N", threads, "0: one for each processor", .max = 1024,
               .use = CLI_USES_THREADS),
    CLI_OPTION(CLI_SEED, "seed", "N", seed, "of everything random", .max = UINT32_MAX,
               .use = CLI_USES_SEED),
    CLI_OPTION(CLI_FLAG, "quiet", NULL, quiet, "no progress bar, no summary; errors only",
               .letter = 'q'),
    CLI_OPTION(CLI_FLAG, "verbose", NULL, verbose, "say what happens, and every rejected record",
               .letter = 'v', .use = CLI_USES_VERBOSE),
    CLI_OPTION(CLI_FLAG, "help", NULL, help, "this text", .letter = 'h'),
    CLI_OPTION(CLI_FLAG, "version", NULL, version, "the version"),
};
const size_t cli_n_common_options = CLI_N(cli_common_option);

void cli_fill_common(cli_common *common)
{
    tenor_train_options train;

    tenor_train_options_init(&train);
    *common = (cli_common){ .seed = train.seed, .input_format = "auto", .color = "auto" };
}

void cli_fill_defaults(const cli_command *command, void *at)
{
    cli_fill_common(at);
    command->init(at);
}

bool cli_is_used(const cli_command *command, const cli_option *common_option)
{
    return common_option->use == 0 || (common_option->use & command->uses) != 0;
}

void cli_print_command_help(FILE *out, const cli_command *command, const void *at)
{
    fprintf(out, "usage: tenor %s [options] %s\n\n", command->name, command->arguments);
    cli_print_wrapped(out, command->text, 0, 0);
    if (command->n_options > 0)
        fprintf(out, "\nOptions:\n");
    for (size_t i = 0; i < command->n_options; i++)
        cli_print_option(out, &command->option[i], at);
    fprintf(out, "\nCommon options:\n");
    for (size_t i = 0; i < cli_n_common_options; i++) {
        const cli_option *option = &cli_common_option[i];

        if (cli_is_used(command, option))
            cli_print_option(out, option, at);
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
