/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_train.c - tenor train: a model folder out of labelled comments
 */
#include "cli/rows.h"

#include <limits.h>
#include <string.h>

typedef struct {
    cli_common common;
    tenor_train_options train;
} settings;

#define OWN_HELP(help) help

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
    CLI_TRAINING_OPTIONS(settings, train, OWN_HELP),
    { .name = "supporting",
      .type = CLI_STRING,
      .argument = "FILE",
      .offset = offsetof(settings, train.supporting),
      .help = "labelled rows to learn from that count in no figure" },
    CLI_TARGET_OPTIONS(settings, train,
                       "stance: add this target to the model of --base, from a few dozen rows"),
    { .name = "base",
      .type = CLI_STRING,
      .argument = "DIR",
      .offset = offsetof(settings, train.base),
      .help = "with --target: the stance model it is added to (the bundled one)" },
    { .name = "split",
      .type = CLI_STRING,
      .argument = "A,B",
      .offset = offsetof(settings, train.splits),
      .help = "only rows whose split is one of these" },
    { .name = "name",
      .type = CLI_STRING,
      .argument = "TEXT",
      .offset = offsetof(settings, train.name),
      .help = "the model's name, if it is not to be the folder's" },
    { .name = "folds",
      .type = CLI_INT,
      .argument = "K",
      .offset = offsetof(settings, train.folds),
      .min = 2,
      .max = 100,
      .help = "cross-validation folds" },
    { .name = "max-features",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, train.max_features),
      .min = 1,
      .max = 100000000,
      .help = "keep the N features with the most weight, and all words" },
};

static void init(void *at)
{
    settings *s = at;

    tenor_train_options_init(&s->train);
}

static void on_notice(void *user, const char *line)
{
    cli_progress_clear(user);
    cli_say("%s", line);
}

static bool is_linear(const tenor_train_options *o)
{
    return !o->kernel || strcmp(o->kernel, "linear") == 0;
}

static int check(const settings *s)
{
    if (s->train.base && !s->train.target) {
        return cli_usage("train", "--base needs --target");
    }
    if (s->train.target_aliases && !s->train.target) {
        return cli_usage("train", "--target-alias needs --target");
    }
    if (s->train.target && strcmp(s->train.task, "stance") != 0) {
        return cli_usage("train", "--target is for --task stance");
    }
    if (s->train.target && (s->train.lexicon || s->train.unlabelled || s->train.supporting)) {
        return cli_usage("train", "--target takes its aids from the base model");
    }
    if (s->train.target && !is_linear(&s->train)) {
        return cli_usage("train", "--target stands on a linear model; it takes no --kernel");
    }
    if (s->train.gamma != 0.0 && is_linear(&s->train)) {
        return cli_usage("train", "--gamma is for a --kernel other than linear");
    }
    return CLI_DONE;
}

static void say_expected(const settings *s, const tenor_evaluation *e)
{
    const tenor_comparison *base = &e->against;

    cli_say("'%s': macro-F1 %.3f (90 %% interval %.3f to %.3f) in %d-fold cross-validation of %lld "
            "rows; the base model alone: %.3f",
            s->train.target, e->macro_f1, e->macro_f1_interval.low, e->macro_f1_interval.high,
            s->train.folds, (long long)e->n_rows, base->other_macro_f1);
    if (base->macro_f1_difference_interval.low <= 0.0) {
        cli_say("these rows do not show that it is better than the base model (difference %+.3f, "
                "%+.3f to %+.3f): more labels would tell",
                base->macro_f1_difference, base->macro_f1_difference_interval.low,
                base->macro_f1_difference_interval.high);
    }
}

static int run_target(settings *s, tenor_error *err)
{
    tenor_evaluation expected;
    int rc;

    if (!s->train.base) {
        s->train.base = s->common.models;
    }
    rc = tenor_train_target_run(&s->train, &expected, err);
    if (rc == 0 && !s->common.quiet) {
        say_expected(s, &expected);
    }
    tenor_evaluation_free(&expected);
    return rc;
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_progress progress;
    tenor_error err = { 0 };
    int rc, status = check(s);

    if (status != CLI_DONE) {
        return status;
    }
    cli_progress_init(&progress, &s->common);
    s->train.paths = files->file;
    s->train.n_paths = files->n_files;
    s->train.threads = s->common.threads;
    s->train.seed = s->common.seed;
    s->train.on_notice = s->common.quiet ? NULL : on_notice;
    s->train.notice_user = &progress;
    s->train.progress = cli_progress_report;
    s->train.progress_user = &progress;
    rc = s->train.target ? run_target(s, &err) : tenor_train_run(&s->train, &err);
    status = cli_progress_end(&progress, rc, &err);
    if (status == CLI_DONE && !s->common.quiet) {
        cli_say("trained '%s'; 'tenor inspect' describes it, 'tenor evaluate' measures it",
                s->train.output_dir);
    }
    return status;
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
    .uses = CLI_USES_THREADS | CLI_USES_SEED | CLI_USES_VERBOSE,
    .min_files = 1,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
