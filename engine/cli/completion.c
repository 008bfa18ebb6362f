/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * completion.c - what bash and zsh complete, out of the command table
 */
#include "cli/cli.h"

#include <string.h>

/* Calls `put` for every option of a command, its own ones and the common ones it uses. */
static void each_option(FILE *out, const cli_command *command,
                        void (*put)(FILE *out, const char *command, const cli_option *option))
{
    for (size_t i = 0; i < command->n_options; i++)
        put(out, command->name, &command->option[i]);
    for (size_t i = 0; i < cli_n_common_options; i++)
        if (cli_is_used(command, &cli_common_option[i]))
            put(out, command->name, &cli_common_option[i]);
}

/* The shell's own completion of an argument, by its name in the table; NULL if there is none. */
static const char *files_for(const cli_option *option, const char *files, const char *folders)
{
    if (option->type != CLI_STRING)
        return NULL;
    if (strcmp(option->argument, "DIR") == 0)
        return folders;
    return strcmp(option->argument, "FILE") == 0 || strcmp(option->argument, "PATH") == 0 ? files
                                                                                          : NULL;
}

/* "a|b|c" as "a b c" */
static void put_choices(FILE *out, const char *choices)
{
    for (; *choices; choices++)
        fputc(*choices == '|' ? ' ' : *choices, out);
}

/* -------------------------------------------------------------- bash */

static void put_bash_name(FILE *out, const char *command, const cli_option *option)
{
    (void)command;
    fprintf(out, " --%s", option->name);
}

/* what follows an option: one arm of the script's `case` */
static void put_bash_value(FILE *out, const char *command, const cli_option *option)
{
    const char *files = files_for(option, "_tenor_files -f", "_tenor_files -d");

    if (option->type == CLI_FLAG)
        return;
    fprintf(out, "        %s:--%s", command, option->name);
    if (option->letter)
        fprintf(out, " | %s:-%c", command, option->letter);
    fputs(") ", out);
    if (option->type == CLI_CHOICE) {
        fputs("_tenor_words \"", out);
        put_choices(out, option->argument);
        fputs("\" ;;\n", out);
    } else {
        fprintf(out, "%s ;;\n", files ? files : ":");
    }
}

static const char bash_head[] =
    "# SPDX-License-Identifier: GPL-3.0-or-later\n"
    "# Completion of tenor for bash. Made from the command table by `make man`; changes here are "
    "lost.\n"
    "\n"
    "_tenor_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$word\"); }\n"
    "_tenor_files() {\n"
    "    compopt -o filenames 2>/dev/null || true # outside a completion there is nothing to set\n"
    "    mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$word\")\n"
    "}\n"
    "\n"
    "_tenor() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command=${COMP_WORDS[1]} options=\n"
    "\n"
    "    COMPREPLY=()\n"
    "    if [[ $word == = ]]; then # bash takes --name=value for three words\n"
    "        word=\n"
    "    elif [[ $before == = ]]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n";

static const char bash_tail[] = "    esac\n"
                                "    if [[ $word == -* ]]; then\n"
                                "        _tenor_words \"$options\"\n"
                                "    else\n"
                                "        _tenor_files -f\n"
                                "    fi\n"
                                "}\n"
                                "complete -F _tenor tenor\n";

void cli_print_bash(FILE *out, const cli_command *const *commands, size_t n_commands)
{
    fputs(bash_head, out);
    fputs("    if [[ $COMP_CWORD -eq 1 ]]; then\n        _tenor_words \"", out);
    for (size_t i = 0; i < n_commands; i++)
        fprintf(out, "%s ", commands[i]->name);
    fputs("help --help --version\"\n        return\n    fi\n", out);
    fputs("    case $command:$before in\n", out);
    for (size_t i = 0; i < n_commands; i++)
        each_option(out, commands[i], put_bash_value);
    fputs("        *) before= ;;\n    esac\n    [[ -z $before ]] || return 0\n", out);
    fputs("    case $command in\n", out);
    for (size_t i = 0; i < n_commands; i++) {
        fprintf(out, "        %s) options=\"", commands[i]->name);
        each_option(out, commands[i], put_bash_name);
        fputs("\" ;;\n", out);
    }
    fputs("        help)\n            _tenor_words \"", out);
    for (size_t i = 0; i < n_commands; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", commands[i]->name);
    fputs("\"\n            return\n            ;;\n", out);
    fputs(bash_tail, out);
}

/* --------------------------------------------------------------- zsh */

/* inside single quotes and brackets: what zsh or _arguments reads as its own is escaped */
static void put_zsh_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", out);
        } else {
            if (strchr("[]:\\", *text))
                fputc('\\', out);
            fputc(*text == '\n' ? ' ' : *text, out);
        }
    }
}

static void put_zsh_value(FILE *out, const cli_option *option)
{
    const char *files = files_for(option, "_files", "_files -/");

    if (option->type == CLI_CHOICE) {
        fputs(":value:(", out);
        put_choices(out, option->argument);
        fputc(')', out);
    } else if (option->type != CLI_FLAG) {
        fputc(':', out);
        put_zsh_text(out, option->argument);
        fprintf(out, ":%s", files ? files : " ");
    }
}

/* one specification of _arguments */
static void put_zsh_option(FILE *out, const char *command, const cli_option *option)
{
    bool has_value = option->type != CLI_FLAG;

    (void)command;
    fputs("                ", out);
    if (option->letter) {
        fprintf(out, "'(-%c --%s)'{-%c%s,--%s%s}", option->letter, option->name, option->letter,
                has_value ? "+" : "", option->name, has_value ? "=" : "");
    } else {
        fprintf(out, "--%s%s", option->name, has_value ? "=" : "");
    }
    fputs("'[", out);
    put_zsh_text(out, option->help);
    fputc(']', out);
    put_zsh_value(out, option);
    fputs("' \\\n", out);
}

void cli_print_zsh(FILE *out, const cli_command *const *commands, size_t n_commands)
{
    fputs("#compdef tenor\n"
          "# SPDX-License-Identifier: GPL-3.0-or-later\n"
          "# Completion of tenor for zsh. Made from the command table by `make man`; changes here "
          "are lost.\n\n"
          "_tenor() {\n"
          "    local -a commands\n"
          "    commands=(\n",
          out);
    for (size_t i = 0; i < n_commands; i++) {
        fprintf(out, "        '%s:", commands[i]->name);
        put_zsh_text(out, commands[i]->summary);
        fputs("'\n", out);
    }
    fputs("    )\n"
          "    if (( CURRENT == 2 )); then\n"
          "        _describe command commands\n"
          "        return\n"
          "    fi\n"
          "    shift words\n"
          "    (( CURRENT-- ))\n"
          "    case $words[1] in\n",
          out);
    for (size_t i = 0; i < n_commands; i++) {
        fprintf(out, "        %s)\n            _arguments -s \\\n", commands[i]->name);
        each_option(out, commands[i], put_zsh_option);
        fputs("                '*:file:_files'\n            ;;\n", out);
    }
    fputs("        help) _describe command commands ;;\n"
          "    esac\n"
          "}\n"
          "_tenor \"$@\"\n",
          out);
}
