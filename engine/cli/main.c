/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - the command tenor: one table drives dispatch, help, the man page and completion
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* jemalloc's settings: large pages, for a batch's memory is touched all over */
__attribute__((visibility("default"))) const char *malloc_conf = "thp:always,metadata_thp:always";

static const cli_command *const commands[] = {
    &cmd_batch,  &cmd_score, &cmd_report,    &cmd_compare, &cmd_explain, &cmd_train,  &cmd_evaluate,
    &cmd_sample, &cmd_label, &cmd_calibrate, &cmd_convert, &cmd_map,     &cmd_reduce, &cmd_inspect,
};

static int check_files(const cli_command *command, const void *settings, cli_files *files)
{
    bool has_input = command->has_input && command->has_input(settings);

    if (files->n_files == 0 && command->min_files == 0 && !has_input) { /* a filter */
        if (isatty(STDIN_FILENO))
            return cli_usage(command->name, "no input: name a FILE, or - for standard input");
        files->file[files->n_files++] = "-";
    }
    if (files->n_files < command->min_files)
        return cli_usage(command->name, "no %s given", command->arguments);
    if (command->max_files > 0 && files->n_files > command->max_files) {
        return cli_usage(command->name, "one %s is enough, and '%.200s' is another",
                         command->arguments, files->file[command->max_files]);
    }
    return CLI_DONE;
}

static int run_command(const cli_command *command, int argc, const char *const *argv)
{
    const cli_options tables[] = { { command->option, command->n_options },
                                   { cli_common_option, cli_n_common_options },
                                   { NULL, 0 } };
    const cli_options *used = command->n_options > 0 ? tables : tables + 1;
    char message[CLI_MESSAGE_BYTES], models[PATH_MAX];
    cli_common *settings = calloc(1, command->settings_bytes),
               *unread = calloc(1, command->settings_bytes);
    cli_files files = { .file = calloc((size_t)argc + 1, sizeof(*files.file)) };
    int status = CLI_FAILED;

    if (!settings || !unread || !files.file) {
        cli_say("out of memory");
        goto done;
    }
    cli_fill_defaults(command, settings);
    cli_fill_defaults(command, unread);
    settings->models = unread->models = cli_find_models(models);
    if (cli_parse(settings, &files, used, argc, argv, message) != 0) {
        status = cli_usage(command->name, "%s", message);
    } else if (settings->help) {
        cli_print_command_help(stdout, command, unread);
        status = CLI_DONE;
    } else if (settings->version) {
        printf("tenor %s\n", tenor_version());
        status = CLI_DONE;
    } else if (cli_missing(settings, used, message)) {
        status = cli_usage(command->name, "%s is missing", message);
    } else {
        status = check_files(command, settings, &files);
        if (status == CLI_DONE)
            status = cli_execute(command, settings, &files);
    }
done:
    free(files.file);
    free(unread);
    free(settings);
    return status;
}

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < CLI_N(commands); i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static int help_about(const char *name)
{
    static const char *const help[] = { "--help" };
    const cli_command *command = name ? find_command(name) : NULL;

    if (command)
        return run_command(command, 1, help);
    if (name)
        return cli_usage(NULL, "unknown command '%.60s'", name);
    cli_print_help(stdout, commands, CLI_N(commands));
    return CLI_DONE;
}

static int dispatch(int argc, const char *const *argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;
    const cli_command *command;

    if (!name)
        return cli_usage(NULL, "no command given");
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return help_about(argc > 2 ? argv[2] : NULL);
    if (strcmp(name, "--version") == 0) {
        printf("tenor %s\n", tenor_version());
        return CLI_DONE;
    }
    if (strcmp(name, "--help-man") == 0) /* for `make man` */
        return cli_print_man(stdout, commands, CLI_N(commands)) == 0 ? CLI_DONE : CLI_FAILED;
    if (strcmp(name, "--help-bash") == 0 || strcmp(name, "--help-zsh") == 0) { /* likewise */
        (name[7] == 'b' ? cli_print_bash : cli_print_zsh)(stdout, commands, CLI_N(commands));
        return CLI_DONE;
    }
    command = find_command(name);
    if (!command) {
        return name[0] == '-' ? cli_usage(NULL, "unknown option '%.60s'", name)
                              : cli_usage(NULL, "unknown command '%.60s'", name);
    }
    return run_command(command, argc - 2, argv + 2);
}

int main(int argc, char **argv)
{
    int status, closed;

    tenor_init();
    if (cli_catch_signals() != 0) {
        cli_say("signals cannot be caught");
        return CLI_FAILED;
    }
    status = dispatch(argc, (const char *const *)argv);
    if (!cli_is_done(status))
        return status;
    closed = cli_close_stdout();
    return closed == CLI_DONE ? status : closed;
}
