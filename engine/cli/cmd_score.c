/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_score.c - tenor score: one labelled line a comment
 */
#include "cli/cli.h"

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
    { .name = "input-format",
      .type = CLI_CHOICE,
      .argument = "auto|labelled",
      .offset = offsetof(settings, input_format),
      .help = "labelled: rows of a labelled data set, of which only text is required" },
    { .name = "target",
      .type = CLI_STRING,
      .argument = "TEXT",
      .offset = offsetof(settings, score.target),
      .help = "what stance is toward, for comments without a target" },
    CLI_TARGET_ALIAS_OPTION(settings, score.target_aliases),
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
    cli_progress progress;
    cli_rejections rejections;
    cli_output output;
    tenor_summary summary = { 0 };
    tenor_error err = { 0 };
    int rc, status = cli_output_open(&output, s->output);

    if (status != CLI_DONE) {
        return status;
    }
    cli_progress_init(&progress, &s->common);
    cli_rejections_init(&rejections, &s->common, &progress, &s->score.reader);
    s->score.paths = files->file;
    s->score.n_paths = files->n_files;
    s->score.models_dir = s->common.models;
    s->score.threads = s->common.threads;
    s->score.reader.labelled = strcmp(s->input_format, "labelled") == 0;
    s->score.progress = cli_progress_report;
    s->score.progress_user = &progress;
    rc = tenor_score_run(&s->score, output.stream, &summary, &err);
    cli_progress_clear(&progress);
    cli_rejections_finish(&rejections);
    if (rc < 0 || cli_caught_signal() != 0) { /* the end of the input may have come first */
        status = cli_fail(&err);
        cli_output_discard(&output);
        return status;
    }
    status = cli_output_finish(&output);
    return status != CLI_DONE ? status : cli_status_of(rejections.n_rejected, s->strict);
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
