/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_explain.c - tenor explain: the words that moved a comment's labels
 */
#include "cli/rows.h"

#include <string.h>
#include <unistd.h>

typedef struct {
    cli_common common;
    tenor_explain_options explain;
    const char *text;
    const char *parent;
} settings;

static const cli_option options[] = {
    CLI_OPTION(CLI_STRING, "text", "TEXT", text, "explain this comment instead of reading a FILE"),
    CLI_TARGET_OPTIONS(explain, "what stance is toward, for comments without a target"),
    CLI_OPTION(CLI_STRING, "parent", "TEXT", parent, "with --text: the comment that it replies to"),
    CLI_HEAD_OPTION(explain.head, "this head only; without it all that have a linear model"),
    CLI_OPTION(CLI_INT, "top", "N", explain.top, "list the N largest weights of each label; 0: all",
               .max = 1000000),
    CLI_OPTION(CLI_FLAG, "json", NULL, explain.json, "one JSON line a comment instead of tables"),
    CLI_ANY_INPUT_FORMAT_OPTION,
    CLI_READER_OPTIONS(explain.reader),
    CLI_TERMINAL_OPTIONS,
};

static void init(void *at)
{
    tenor_explain_options_init(&((settings *)at)->explain);
    ((settings *)at)->explain.reader.guess_lines = true;
}

static bool has_text(const void *at)
{
    return ((const settings *)at)->text != NULL;
}

static tenor_str str_of(const char *text)
{
    return (tenor_str){ text, text ? strlen(text) : 0 };
}

static int run(void *at, cli_run *run)
{
    settings *s = at;

    if (s->text && run->files->n_files > 0)
        return cli_usage("explain", "--text and a FILE do not go together");
    if (s->parent && !s->text)
        return cli_usage("explain", "--parent needs --text");
    if (isatty(STDOUT_FILENO)) /* a bar would stand among the tables */
        run->progress.shown = false;
    CLI_SET_INPUTS(s->explain, run);
    s->explain.text = str_of(s->text);
    s->explain.parent_text = str_of(s->parent);
    s->explain.models_dir = s->common.models;
    s->explain.width = cli_table_columns(&s->common);
    s->explain.color = cli_wants_color(&s->common);
    return tenor_explain_run(&s->explain, run->out, &run->summary, &run->err);
}

const cli_command cmd_explain = {
    .name = "explain",
    .arguments = "[FILE...]",
    .summary = "the words that moved a comment's labels, with their weights",
    .text = "For each comment and head: the words and n-grams in their order, what each adds "
            "toward the label, split into the families of features, and the rest of the decision "
            "value. Without --text and a FILE the comments come from standard input.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_VERBOSE | CLI_USES_OUTPUT,
    .settings_bytes = sizeof(settings),
    .reader = offsetof(settings, explain.reader),
    .init = init,
    .has_input = has_text,
    .run = run,
};
