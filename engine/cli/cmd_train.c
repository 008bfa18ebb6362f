/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_train.c - tenor train: a model folder out of labelled comments
 */
#include "cli/cli.h"

#include <limits.h>

typedef struct {
    cli_common common;
    tenor_train_options train;
} settings;

static const cli_option options[] = {
    { .name = "output",
      .letter = 'o',
      .type = CLI_STRING,
      .required = true,
      .argument = "DIR",
      .offset = offsetof(settings, train.output_dir),
      .help = "model folder to write" },
    { .name = "task",
      .type = CLI_CHOICE,
      .required = true,
      .argument = "sentiment|stance|reply",
      .offset = offsetof(settings, train.task),
      .help = "what the labels are of" },
    { .name = "lexicon",
      .type = CLI_STRING,
      .argument = "FILE",
      .offset = offsetof(settings, train.lexicon),
      .help = "words and their valence, tab-separated, as a training aid" },
    { .name = "unlabelled",
      .type = CLI_STRING,
      .argument = "PATH",
      .offset = offsetof(settings, train.unlabelled),
      .help = "file or folder of comments whose words teach word vectors" },
    { .name = "split",
      .type = CLI_STRING,
      .argument = "A,B",
      .offset = offsetof(settings, train.splits),
      .help = "only rows whose split is one of these" },
    { .name = "solver",
      .type = CLI_CHOICE,
      .argument = "auto|libsvm|liblinear",
      .offset = offsetof(settings, train.solver),
      .help = "auto: libsvm for few rows, LIBLINEAR for many" },
    { .name = "name",
      .type = CLI_STRING,
      .argument = "TEXT",
      .offset = offsetof(settings, train.name),
      .help = "the model's name, if it is not to be the folder's" },
    { .name = "C",
      .letter = 'C',
      .type = CLI_DOUBLE,
      .argument = "COST",
      .offset = offsetof(settings, train.C),
      .min = 0,
      .max = 1e6,
      .help = "cost of a training error; 0: chosen by cross-validation" },
    { .name = "folds",
      .type = CLI_INT,
      .argument = "K",
      .offset = offsetof(settings, train.folds),
      .min = 2,
      .max = 100,
      .help = "cross-validation folds" },
    { .name = "min-count",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, train.min_document_count),
      .min = 1,
      .max = 1000000,
      .help = "a word or phrase must stand in at least so many rows" },
};

static void init(void *at)
{
    settings *s = at;

    tenor_train_options_init(&s->train);
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_progress progress;
    tenor_error err = { 0 };
    int rc;

    cli_progress_init(&progress, &s->common);
    s->train.paths = files->file;
    s->train.n_paths = files->n_files;
    s->train.threads = s->common.threads;
    s->train.seed = s->common.seed;
    s->train.progress = cli_progress_report;
    s->train.progress_user = &progress;
    rc = tenor_train_run(&s->train, &err);
    cli_progress_clear(&progress);
    if (rc < 0) {
        return cli_fail(&err);
    }
    if (!s->common.quiet) {
        cli_say("trained '%s'; 'tenor inspect' describes it, 'tenor evaluate' measures it",
                s->train.output_dir);
    }
    return CLI_DONE;
}

const cli_command cmd_train = {
    .name = "train",
    .arguments = "FILE...",
    .summary = "a model folder out of labelled comments",
    .text = "Each row of the labelled data is a JSON object with text and label; stance rows have "
            "a target, reply rows a parent_text. The same rows, options and seed give the same "
            "model, byte for byte.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_THREADS | CLI_USES_SEED,
    .min_files = 1,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
