/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_evaluate.c - tenor evaluate: how good a model is on labelled comments
 */
#include "cli/rows.h"

typedef struct {
    cli_common common;
    tenor_evaluate_options evaluate;
    bool json;
    bool reliability;
} settings;

#define AS_IN_TRAIN(help) "with --folds, as in train"

static const cli_option options[] = {
    CLI_HEAD_OPTION(evaluate.head, "which head; without it the one that the labels fit"),
    CLI_OPTION(CLI_STRING, "labels", "A,B", evaluate.labels, "these classes only"),
    CLI_OPTION(CLI_STRING, "split", "A,B", evaluate.splits,
               "only rows whose split is one of these"),
    CLI_OPTION(CLI_FLAG, "json", NULL, json, "a JSON document instead of tables"),
    CLI_OPTION(CLI_STRING, "against", "DIR", evaluate.against,
               "compare with the models of this folder on the same rows (McNemar's test)"),
    CLI_OPTION(CLI_FLAG, "reliability", NULL, reliability,
               "a table of how often labels are right, by their probability"),
    CLI_OPTION(CLI_INT, "errors", "N", evaluate.n_mistakes,
               "list the N worst errors, and which class is taken for which", .max = 1000000),
    CLI_OPTION(CLI_FLAG, "learning-curve", NULL, evaluate.learning_curve,
               "with --folds: macro F1 with 10, 20, 40, 70 and 100 % of the training rows"),
    CLI_OPTION(CLI_INT, "folds", "K", evaluate.folds,
               "cross-validate training on these rows instead of measuring a model; 0: don't",
               .max = 100),
    CLI_TRAINING_OPTIONS(evaluate.train, AS_IN_TRAIN),
};

static void init(void *at)
{
    tenor_evaluate_options_init(&((settings *)at)->evaluate);
}

static int run(void *at, cli_run *run)
{
    settings *s = at;
    tenor_evaluation evaluation;
    int rc;

    if (s->evaluate.folds == 1)
        return cli_usage("evaluate", "--folds: at least 2 are needed");
    if (s->evaluate.folds > 0 && !s->evaluate.head)
        return cli_usage("evaluate", "--folds needs --head: what is to be trained");
    if (s->evaluate.folds > 0 && s->evaluate.against)
        return cli_usage("evaluate", "--against compares models; --folds has none");
    if (s->evaluate.folds == 0 && s->evaluate.learning_curve)
        return cli_usage("evaluate", "--learning-curve needs --folds");
    CLI_SET_INPUTS(s->evaluate, run);
    s->evaluate.models_dir = s->common.models;
    s->evaluate.train.threads = s->common.threads;
    s->evaluate.train.seed = s->common.seed;
    rc = tenor_evaluate_run(&s->evaluate, &evaluation, &run->err);
    cli_progress_clear(&run->progress);
    if (rc == 0) {
        rc = tenor_evaluation_write(run->out, &evaluation,
                                    (s->json ? TENOR_EVALUATION_JSON : 0u) |
                                        (s->reliability ? TENOR_EVALUATION_RELIABILITY : 0u),
                                    &run->err);
    }
    tenor_evaluation_free(&evaluation);
    return rc;
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
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_SEED | CLI_USES_VERBOSE | CLI_USES_OUTPUT,
    .min_files = 1,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
