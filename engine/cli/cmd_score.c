/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_score.c - tenor score: one labelled line a comment
 */
#include "cli/rows.h"

typedef struct {
    cli_common common;
    tenor_score_options score;
} settings;

static const cli_option options[] = {
    CLI_OUTPUT_FILE_OPTION,
    CLI_READER_OPTIONS(score.reader),
    CLI_ANY_INPUT_FORMAT_OPTION,
    CLI_TARGET_OPTIONS(score, "what stance is toward, for comments without a target"),
    CLI_OPTION(CLI_STRING, "labels", "A,B", score.labels,
               "choose among these classes of a head only"),
    CLI_OPTION(CLI_FLAG, "decisions", NULL, score.decisions,
               "add the SVM's decision values and votes"),
    CLI_OPTION(CLI_CHOICE, "vectors", "sentiment|stance|reply", score.vectors,
               "write the head's feature vectors in libsvm's format instead of JSON"),
};

static void init(void *at)
{
    tenor_score_options_init(&((settings *)at)->score);
    ((settings *)at)->score.reader.guess_lines = true;
}

static int run(void *at, cli_run *run)
{
    settings *s = at;

    CLI_SET_INPUTS(s->score, run);
    s->score.models_dir = s->common.models;
    s->score.threads = s->common.threads;
    return tenor_score_run(&s->score, run->out, &run->summary, &run->err);
}

const cli_command cmd_score = {
    .name = "score",
    .arguments = "[FILE...]",
    .summary = "label each comment, one JSON line each",
    .text = "Writes a line for every comment, in the order of the input. Without a FILE the "
            "comments come from standard input.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_VERBOSE | CLI_USES_OUTPUT,
    .settings_bytes = sizeof(settings),
    .reader = offsetof(settings, score.reader),
    .init = init,
    .run = run,
};
