/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_evaluate.c - tenor evaluate: how good a model is on labelled comments
 */
#include "cli/cli.h"

#include <limits.h>

typedef struct {
    cli_common common;
    tenor_evaluate_options evaluate;
    bool json;
} settings;

static const cli_option options[] = {
    { .name = "head",
      .type = CLI_CHOICE,
      .argument = "sentiment|stance|reply",
      .offset = offsetof(settings, evaluate.head),
      .help = "which head; without it the one that the labels fit" },
    { .name = "labels",
      .type = CLI_STRING,
      .argument = "A,B",
      .offset = offsetof(settings, evaluate.labels),
      .help = "these classes only" },
    { .name = "split",
      .type = CLI_STRING,
      .argument = "A,B",
      .offset = offsetof(settings, evaluate.splits),
      .help = "only rows whose split is one of these" },
    { .name = "json",
      .type = CLI_FLAG,
      .offset = offsetof(settings, json),
      .help = "a JSON document instead of tables" },
    { .name = "folds",
      .type = CLI_INT,
      .argument = "K",
      .offset = offsetof(settings, evaluate.folds),
      .min = 0,
      .max = 100,
      .help = "cross-validate training on these rows instead of measuring a model; 0: don't" },
    { .name = "lexicon",
      .type = CLI_STRING,
      .argument = "FILE",
      .offset = offsetof(settings, evaluate.train.lexicon),
      .help = "with --folds, as in train" },
    { .name = "unlabelled",
      .type = CLI_STRING,
      .argument = "PATH",
      .offset = offsetof(settings, evaluate.train.unlabelled),
      .help = "with --folds, as in train" },
    { .name = "solver",
      .type = CLI_CHOICE,
      .argument = "auto|libsvm|liblinear",
      .offset = offsetof(settings, evaluate.train.solver),
      .help = "with --folds, as in train" },
    { .name = "C",
      .letter = 'C',
      .type = CLI_DOUBLE,
      .argument = "COST",
      .offset = offsetof(settings, evaluate.train.C),
      .min = 0,
      .max = 1e6,
      .help = "with --folds, as in train" },
    { .name = "min-count",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, evaluate.train.min_document_count),
      .min = 1,
      .max = 1000000,
      .help = "with --folds, as in train" },
};

static void init(void *at)
{
    settings *s = at;

    tenor_evaluate_options_init(&s->evaluate);
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_progress progress;
    tenor_evaluation evaluation;
    tenor_error err = { 0 };
    int rc;

    if (s->evaluate.folds == 1) {
        return cli_usage("evaluate", "--folds: at least 2 are needed");
    }
    if (s->evaluate.folds > 0 && !s->evaluate.head) {
        return cli_usage("evaluate", "--folds needs --head: what is to be trained");
    }
    cli_progress_init(&progress, &s->common);
    s->evaluate.paths = files->file;
    s->evaluate.n_paths = files->n_files;
    s->evaluate.models_dir = s->common.models;
    s->evaluate.train.threads = s->common.threads;
    s->evaluate.train.seed = s->common.seed;
    s->evaluate.progress = cli_progress_report;
    s->evaluate.progress_user = &progress;
    rc = tenor_evaluate_run(&s->evaluate, &evaluation, &err);
    cli_progress_clear(&progress);
    if (rc >= 0) {
        rc = tenor_evaluation_write(stdout, &evaluation, s->json, &err);
    }
    return rc < 0 ? cli_fail(&err) : CLI_DONE;
}

const cli_command cmd_evaluate = {
    .name = "evaluate",
    .arguments = "FILE...",
    .summary = "how good a model is on labelled comments",
    .text = "Confusion matrix, precision, recall and F1 of each class, their means, accuracy and "
            "calibration error. A row that the model abstains from counts as its middle class.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_SEED,
    .min_files = 1,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
