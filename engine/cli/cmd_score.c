/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_score.c - tenor score: one labelled line a comment
 */
#include "cli/rows.h"

#include <limits.h>
#include <string.h>

typedef struct {
    cli_common common;
    tenor_score_options score;
    const char *input_format;
    const char *output;
    bool strict;
} settings;

static const cli_option options[] = {
    CLI_OUTPUT_FILE_OPTION(settings, output),
    CLI_READER_OPTIONS(settings, score.reader),
    CLI_INPUT_FORMAT_OPTION(settings, input_format),
    CLI_TARGET_OPTIONS(settings, score, "what stance is toward, for comments without a target"),
    { .name = "labels",
      .type = CLI_STRING,
      .argument = "A,B",
      .offset = offsetof(settings, score.labels),
      .help = "choose among these classes of a head only" },
    { .name = "decisions",
      .type = CLI_FLAG,
      .offset = offsetof(settings, score.decisions),
      .help = "add the SVM's decision values and votes" },
    { .name = "vectors",
      .type = CLI_CHOICE,
      .argument = "sentiment|stance|reply",
      .offset = offsetof(settings, score.vectors),
      .help = "write the head's feature vectors in libsvm's format instead of JSON" },
};

static void init(void *at)
{
    settings *s = at;

    tenor_score_options_init(&s->score);
    s->input_format = "auto";
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_reading reading;
    cli_output output;
    tenor_summary summary = { 0 };
    tenor_error err = { 0 };
    int rc, status = cli_output_open(&output, s->output);

    if (status != CLI_DONE)
        return status;
    cli_reading_begin(&reading, &s->common, &s->score.reader);
    s->score.paths = files->file;
    s->score.n_paths = files->n_files;
    s->score.models_dir = s->common.models;
    s->score.threads = s->common.threads;
    s->score.reader.labelled = strcmp(s->input_format, "labelled") == 0;
    s->score.progress = cli_progress_report;
    s->score.progress_user = &reading.progress;
    rc = tenor_score_run(&s->score, output.stream, &summary, &err);
    return cli_output_end(&output, cli_reading_end(&reading, rc, &err, s->strict));
}

const cli_command cmd_score = {
    .name = "score",
    .arguments = "[FILE...]",
    .summary = "label each comment, one JSON line each",
    .text = "Writes a line for every comment, in the order of the input. Without a FILE the "
            "comments come from standard input.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_VERBOSE,
    .min_files = 0,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
