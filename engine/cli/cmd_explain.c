/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_explain.c - tenor explain: the words that moved a comment's labels
 */
#include "cli/rows.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    cli_common common;
    tenor_explain_options explain;
    const char *text;
    const char *parent;
    const char *input_format;
    const char *color;
    int width;
    bool strict;
} settings;

static const cli_option options[] = {
    { .name = "text",
      .type = CLI_STRING,
      .argument = "TEXT",
      .offset = offsetof(settings, text),
      .help = "explain this comment instead of reading a FILE" },
    CLI_TARGET_OPTIONS(settings, explain, "what stance is toward, for comments without a target"),
    { .name = "parent",
      .type = CLI_STRING,
      .argument = "TEXT",
      .offset = offsetof(settings, parent),
      .help = "with --text: the comment that it replies to" },
    CLI_HEAD_OPTION(settings, explain.head,
                    "this head only; without it all that have a linear model"),
    { .name = "top",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, explain.top),
      .min = 0,
      .max = 1000000,
      .help = "list the N largest weights of each label; 0: all" },
    { .name = "json",
      .type = CLI_FLAG,
      .offset = offsetof(settings, explain.json),
      .help = "one JSON line a comment instead of tables" },
    CLI_INPUT_FORMAT_OPTION(settings, input_format),
    CLI_READER_OPTIONS(settings, explain.reader),
    CLI_TERMINAL_OPTIONS(settings, width, color),
};

static void init(void *at)
{
    settings *s = at;

    tenor_explain_options_init(&s->explain);
    s->input_format = "auto";
    s->color = "auto";
}

static bool has_text(const void *at)
{
    const settings *s = at;

    return s->text != NULL;
}

static tenor_str str_of(const char *text)
{
    return (tenor_str){ text, text ? strlen(text) : 0 };
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_reading reading;
    cli_output output;
    tenor_error err = { 0 };
    int rc, status;

    if (s->text && files->n_files > 0)
        return cli_usage("explain", "--text and a FILE do not go together");
    if (s->parent && !s->text)
        return cli_usage("explain", "--parent needs --text");
    status = cli_output_open(&output, NULL);
    if (status != CLI_DONE)
        return status;
    cli_reading_begin(&reading, &s->common, &s->explain.reader);
    if (isatty(STDOUT_FILENO)) /* a bar would stand among the tables */
        reading.progress.shown = false;
    s->explain.text = str_of(s->text);
    s->explain.parent_text = str_of(s->parent);
    s->explain.paths = files->file;
    s->explain.n_paths = files->n_files;
    s->explain.models_dir = s->common.models;
    s->explain.width = s->width > 0 ? s->width : cli_columns(STDOUT_FILENO);
    s->explain.color = cli_wants_color(s->color);
    s->explain.reader.labelled = strcmp(s->input_format, "labelled") == 0;
    s->explain.progress = cli_progress_report;
    s->explain.progress_user = &reading.progress;
    rc = tenor_explain_run(&s->explain, output.stream, &err);
    return cli_output_end(&output, cli_reading_end(&reading, rc, &err, s->strict));
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
    .uses = CLI_USES_MODELS | CLI_USES_VERBOSE,
    .min_files = 0,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .has_input = has_text,
    .run = run,
};
