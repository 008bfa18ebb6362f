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

static int check(const settings *s)
{
    if (s->train.base && !s->train.target)
        return cli_usage("train", "--base needs --target");
    if (s->train.target_aliases && !s->train.target)
        return cli_usage("train", "--target-alias needs --target");
    if (s->train.target && strcmp(s->train.task, "stance") != 0)
        return cli_usage("train", "--target is for --task stance");
    if (s->train.target && (s->train.lexicons || s->train.vectors || s->train.supporting ||
                            s->train.weights || s->train.leave_files_out))
        return cli_usage("train", "--target takes its aids from the base model");
    return CLI_DONE;
}

static void say_figures(const char *what, const tenor_target_figures *f)
{
    cli_say("  %-18s accuracy %.3f (%.3f to %.3f), macro-recall %.3f (%.3f to %.3f)", what,
            f->accuracy, f->accuracy_interval.low, f->accuracy_interval.high, f->macro_recall,
            f->macro_recall_interval.low, f->macro_recall_interval.high);
}

static void say_report(const settings *s, const tenor_target_report *r)
{
    cli_say("'%s': %lld rows, %d-fold cross-validation, 90 %% intervals", s->train.target,
            (long long)r->n_rows, r->n_folds);
    say_figures("the model before", &r->model);
    say_figures("the majority", &r->majority);
    say_figures("the model now", &r->result);
    if (!r->stacked) {
        cli_say("so few rows teach on which side the thread stands, not yet who stands where: "
                "only its class shares were learnt");
    }
}

static int run_target(settings *s, tenor_error *err)
{
    tenor_target_report report;
    int rc;

    if (!s->train.base)
        s->train.base = s->common.models;
    rc = tenor_train_target_run(&s->train, &report, err);
    if (rc == 0 && !s->common.quiet)
        say_report(s, &report);
    return rc;
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_progress progress;
    tenor_error err = { 0 };
    int rc, status = check(s);

    if (status != CLI_DONE)
        return status;
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
