/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_train.c - tenor train: a model folder out of labelled comments
 */
#include "cli/rows.h"

#include <string.h>

typedef struct {
    cli_common common;
    tenor_train_options train;
} settings;

#define OWN_HELP(help) help

static const cli_option options[] = {
    CLI_OPTION(CLI_STRING, "output", "DIR", train.output_dir, "model folder to write",
               .letter = 'o', .required = true),
    CLI_OPTION(CLI_CHOICE, "task", "sentiment|stance|reply", train.task, "what the labels are of",
               .required = true),
    CLI_TRAINING_OPTIONS(train, OWN_HELP),
    CLI_TARGET_OPTIONS(train,
                       "stance: add this target to the model of --base, from a few dozen rows"),
    CLI_OPTION(CLI_STRING, "base", "DIR", train.base,
               "with --target: the stance model it is added to (the bundled one)"),
    CLI_OPTION(CLI_STRING, "split", "A,B", train.splits, "only rows whose split is one of these"),
    CLI_OPTION(CLI_STRING, "name", "TEXT", train.name,
               "the model's name, if it is not to be the folder's"),
    CLI_OPTION(CLI_INT, "folds", "K", train.folds, "cross-validation folds", .min = 2, .max = 100),
    CLI_OPTION(CLI_INT, "max-features", "N", train.max_features,
               "keep the N features with the most weight, and all words", .min = 1,
               .max = 100000000),
};

static void init(void *at)
{
    tenor_train_options_init(&((settings *)at)->train);
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

static int run(void *at, cli_run *run)
{
    settings *s = at;
    tenor_target_report report = { 0 };
    int rc, status = check(s);

    if (status != CLI_DONE)
        return status;
    CLI_SET_INPUTS(s->train, run);
    s->train.threads = s->common.threads;
    s->train.seed = s->common.seed;
    s->train.on_notice = s->common.quiet ? NULL : on_notice;
    s->train.notice_user = &run->progress;
    if (!s->train.base)
        s->train.base = s->common.models;
    rc = s->train.target ? tenor_train_target_run(&s->train, &report, &run->err)
                         : tenor_train_run(&s->train, &run->err);
    if (rc < 0 || s->common.quiet)
        return rc;
    cli_progress_clear(&run->progress);
    if (s->train.target)
        say_report(s, &report);
    cli_say("trained '%s'; 'tenor inspect' describes it, 'tenor evaluate' measures it",
            s->train.output_dir);
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
    .uses = CLI_USES_THREADS | CLI_USES_SEED | CLI_USES_VERBOSE,
    .min_files = 1,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
