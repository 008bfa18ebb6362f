/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * man.c - the man page, out of the command table
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* troff reads backslashes, hyphens and a leading dot or quote as its own */
static void put(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", out);
    for (; *text; text++)
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
}

static void put_option(FILE *out, const cli_option *o, const void *settings)
{
    char help[CLI_HELP_BYTES];

    fputs(".TP\n", out);
    if (o->letter)
        fprintf(out, "\\fB\\-%c\\fR, ", o->letter);
    fputs("\\fB\\-\\-", out);
    put(out, o->name);
    fputs("\\fR", out);
    if (o->argument) {
        fputs(" \\fI", out);
        put(out, o->argument);
        fputs("\\fR", out);
    }
    fputc('\n', out);
    cli_help(help, o, settings);
    put(out, help);
    fputc('\n', out);
}

static int put_command(FILE *out, const cli_command *command)
{
    void *settings = calloc(1, command->settings_bytes);

    if (!settings)
        return -1;
    cli_fill_defaults(command, settings);
    fprintf(out, ".SS \"tenor %s [options] ", command->name);
    put(out, command->arguments);
    fputs("\"\n", out);
    put(out, command->text);
    fputc('\n', out);
    for (size_t i = 0; i < command->n_options; i++)
        put_option(out, &command->option[i], settings);
    free(settings);
    return 0;
}

static const char tail[] =
    ".SH EXIT STATUS\n"
    ".TP\n0\ndone\n"
    ".TP\n1\nfailed; nothing was published\n"
    ".TP\n2\nthe command line is wrong\n"
    ".TP\n3\ndone, but records were rejected and \\fB\\-\\-strict\\fR was given\n"
    ".TP\n4\n\\fBtenor compare\\fR found drift, or a change\n"
    ".TP\n130, 143\nstopped by an interrupt or a request to end; nothing was published\n"
    ".TP\n141\nthe reader of standard output went away\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBTENOR_MODELS\\fR\nthe models when \\fB\\-\\-models\\fR is not given. Without it, "
    "those beside the executable (\\fI../share/tenor/models\\fR, or a checkout's)\n"
    ".TP\n\\fBNO_COLOR\\fR\nno color in \\fBtenor report\\fR unless it is asked for\n"
    ".TP\n\\fBCOLUMNS\\fR\nthe width of \\fBtenor report\\fR where there is no terminal\n"
    ".SH FILES\n"
    ".TP\n\\fIDIR\\fB/current\\fR\nthe latest whole run of \\fBtenor batch \\-o \\fIDIR\\fR\n"
    ".TP\n\\fIDIR\\fB/runs/\\fIRUN_ID\\fR\nmanifest.json, site.json, sections.json, targets.json, "
    "periods.json, articles.json, articles/, rejected.ndjson, metrics.prom and, where asked for, "
    "comments.ndjson\n"
    ".TP\n\\fIDIR\\fB/history.ndjson\\fR\none line a run\n"
    ".SH EXAMPLES\n"
    ".nf\n"
    "tenor batch \\-o results comments.ndjson.gz\n"
    "tenor report results\n"
    "tenor score page.txt | jq .sentiment.label\n"
    "tenor train \\-o mine \\-\\-task sentiment labelled.ndjson\n"
    ".fi\n";

int cli_print_man(FILE *out, const cli_command *const *commands, size_t n_commands)
{
    cli_common common;

    fprintf(out,
            ".\\\" made from the command table by `make man`; changes here are lost\n"
            ".TH TENOR 1 \"\" \"tenor %s\" \"User Commands\"\n"
            ".SH NAME\ntenor \\- sentiment and stance of comment threads, statistics per article\n"
            ".SH SYNOPSIS\n\\fBtenor\\fR \\fICOMMAND\\fR [options] [\\fIFILE\\fR...]\n"
            ".SH DESCRIPTION\nReads the comments under articles, labels each one's sentiment and "
            "its stance toward the article's subject, and writes statistics of every article and "
            "of the site as JSON.\nData go to standard output, everything else to standard "
            "error. A \\fIFILE\\fR may be a folder, or \\- for standard input; \\-\\- ends the "
            "options.\n.SH COMMANDS\n",
            tenor_version());
    for (size_t i = 0; i < n_commands; i++)
        if (put_command(out, commands[i]) != 0)
            return -1;
    fputs(".SH COMMON OPTIONS\nEvery command takes them, so that one set can be given to all;\n"
          "a command's help lists those that matter to it.\n",
          out);
    cli_fill_common(&common);
    for (size_t i = 0; i < cli_n_common_options; i++)
        put_option(out, &cli_common_option[i], &common);
    fputs(tail, out);
    return 0;
}
