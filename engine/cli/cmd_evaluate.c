/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_evaluate.c - tenor evaluate: how good a model is on labelled comments
 */
#include "cli/rows.h"

#include <limits.h>

typedef struct {
    cli_common common;
    tenor_evaluate_options evaluate;
    bool json;
    bool reliability;
} settings;

#define AS_IN_TRAIN(help) "with --folds, as in train"

static const cli_option options[] = {
    CLI_HEAD_OPTION(settings, evaluate.head, "which head; without it the one that the labels fit"),
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
    { .name = "against",
      .type = CLI_STRING,
      .argument = "DIR",
      .offset = offsetof(settings, evaluate.against),
      .help = "compare with the models of this folder on the same rows (McNemar's test)" },
    { .name = "reliability",
      .type = CLI_FLAG,
      .offset = offsetof(settings, reliability),
      .help = "a table of how often labels are right, by their probability" },
    { .name = "errors",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, evaluate.n_mistakes),
      .min = 0,
      .max = 1000000,
      .help = "list the N worst errors, and which class is taken for which" },
    { .name = "learning-curve",
      .type = CLI_FLAG,
      .offset = offsetof(settings, evaluate.learning_curve),
      .help = "with --folds: macro F1 with 10, 20, 40, 70 and 100 % of the training rows" },
    { .name = "folds",
      .type = CLI_INT,
      .argument = "K",
      .offset = offsetof(settings, evaluate.folds),
      .min = 0,
      .max = 100,
      .help = "cross-validate training on these rows instead of measuring a model; 0: don't" },
    CLI_TRAINING_OPTIONS(settings, evaluate.train, AS_IN_TRAIN),
};

static void init(void *at)
{
    settings *s = at;

    tenor_evaluate_options_init(&s->evaluate);
}

static unsigned style_of(const settings *s)
{
    return (s->json ? TENOR_EVALUATION_JSON : 0u) |
           (s->reliability ? TENOR_EVALUATION_RELIABILITY : 0u);
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_progress progress;
    tenor_evaluation evaluation;
    tenor_error err = { 0 };
    int rc, status;

    if (s->evaluate.folds == 1)
        return cli_usage("evaluate", "--folds: at least 2 are needed");
    if (s->evaluate.folds > 0 && !s->evaluate.head)
        return cli_usage("evaluate", "--folds needs --head: what is to be trained");
    if (s->evaluate.folds > 0 && s->evaluate.against)
        return cli_usage("evaluate", "--against compares models; --folds has none");
    if (s->evaluate.folds == 0 && s->evaluate.learning_curve)
        return cli_usage("evaluate", "--learning-curve needs --folds");
    cli_progress_init(&progress, &s->common);
    s->evaluate.paths = files->file;
    s->evaluate.n_paths = files->n_files;
    s->evaluate.models_dir = s->common.models;
    s->evaluate.train.threads = s->common.threads;
    s->evaluate.train.seed = s->common.seed;
    s->evaluate.progress = cli_progress_report;
    s->evaluate.progress_user = &progress;
    rc = tenor_evaluate_run(&s->evaluate, &evaluation, &err);
    status = cli_progress_end(&progress, rc, &err);
    if (status == CLI_DONE && tenor_evaluation_write(stdout, &evaluation, style_of(s), &err) < 0)
        status = cli_fail(&err);
    tenor_evaluation_free(&evaluation);
    return status;
}

const cli_command cmd_evaluate = {
    .name = "evaluate",
    .arguments = "FILE...",
    .summary = "how good a model is on labelled comments",
    .text = "Confusion matrix, precision, recall and F1 of each class, their means, accuracy and "
            "calibration error, with 90 % bootstrap intervals. A row that the model abstains from "
            "counts as its middle class.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_SEED | CLI_USES_VERBOSE,
    .min_files = 1,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
