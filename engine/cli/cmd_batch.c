/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_batch.c - tenor batch: comments in, a directory of statistics out
 */
#include "cli/cli.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    cli_common common;
    tenor_batch_options batch;
    bool strict;
} settings;

static const cli_option options[] = {
    { .name = "output",
      .letter = 'o',
      .type = CLI_STRING,
      .required = true,
      .argument = "DIR",
      .offset = offsetof(settings, batch.output_dir),
      .help = "results directory" },
    CLI_READER_OPTIONS(settings, batch.reader),
    { .name = "target",
      .type = CLI_STRING,
      .argument = "TEXT",
      .offset = offsetof(settings, batch.target),
      .help = "what stance is toward, for articles without a target of their own" },
    { .name = "comments",
      .type = CLI_FLAG,
      .offset = offsetof(settings, batch.comments),
      .help = "write comments.ndjson too, one line a comment" },
    { .name = "keep",
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(settings, batch.keep),
      .min = 1,
      .max = 100000,
      .help = "runs that stay, this one included" },
    { .name = "author-key-file",
      .type = CLI_STRING,
      .argument = "FILE",
      .offset = offsetof(settings, batch.author_key_file),
      .help = "secret that authors are hashed with; without one it is a new one each run" },
};

static void init(void *at)
{
    settings *s = at;

    tenor_batch_options_init(&s->batch);
}

/* "6 deleted, 1 empty"; "" when every comment was scored */
static int64_t unscored_text(char *out, size_t out_bytes, const tenor_summary *summary)
{
    int64_t total = 0;
    size_t used = 0;

    out[0] = '\0';
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++) {
        char count[32];

        if (summary->unscored[reason] == 0 || used >= out_bytes) {
            continue;
        }
        used += (size_t)snprintf(out + used, out_bytes - used, "%s%s %s", total > 0 ? ", " : "",
                                 cli_count(count, summary->unscored[reason]),
                                 tenor_unscored_name(reason));
        total += summary->unscored[reason];
    }
    return total;
}

static void say_summary(const settings *s, const tenor_summary *summary)
{
    char text[2048], why[256], n[6][32];
    int64_t unscored = unscored_text(why, sizeof(why), summary);
    int used = snprintf(
        text, sizeof(text),
        "%s received: %s scored, %s unscored%s%s%s, %s duplicate%s, %s rejected. %s article%s in "
        "%.800s/runs/%s.",
        cli_count(n[0], summary->received), cli_count(n[1], summary->scored),
        cli_count(n[2], unscored), unscored > 0 ? " (" : "", why, unscored > 0 ? ")" : "",
        cli_count(n[3], summary->duplicates), summary->duplicates == 1 ? "" : "s",
        cli_count(n[4], summary->rejected), cli_count(n[5], summary->articles),
        summary->articles == 1 ? "" : "s", s->batch.output_dir, summary->run_id);

    if (summary->rejected > 0 && used < (int)sizeof(text)) {
        snprintf(text + used, sizeof(text) - (size_t)used,
                 " rejected.ndjson there says what was rejected and why.");
    }
    if (isatty(STDERR_FILENO)) {
        fputs("tenor: ", stderr);
        cli_print_wrapped(stderr, text, 7, 7);
    } else { /* a line of a log */
        cli_say("%s", text);
    }
}

static int run(void *at, const cli_files *files)
{
    settings *s = at;
    cli_progress progress;
    cli_rejections rejections;
    tenor_summary summary = { 0 };
    tenor_error err = { 0 };
    int rc;

    cli_progress_init(&progress, &s->common);
    cli_rejections_init(&rejections, &s->common, &progress);
    if (!s->common.verbose) { /* they stand in rejected.ndjson */
        rejections.n_shown_max = 0;
    }
    s->batch.paths = files->file;
    s->batch.n_paths = files->n_files;
    s->batch.models_dir = s->common.models;
    s->batch.threads = s->common.threads;
    s->batch.reader.on_rejected = cli_rejection_report;
    s->batch.reader.rejected_user = &rejections;
    s->batch.progress = cli_progress_report;
    s->batch.progress_user = &progress;
    rc = tenor_batch_run(&s->batch, &summary, &err);
    cli_progress_clear(&progress);
    if (rc < 0) {
        return cli_fail(&err);
    }
    if (!s->common.quiet) {
        say_summary(s, &summary);
    }
    return cli_status_of(summary.rejected, s->strict);
}

const cli_command cmd_batch = {
    .name = "batch",
    .arguments = "FILE...",
    .summary = "comments in, a directory of JSON statistics out",
    .text = "Reads comments from files, folders or - (standard input), labels each, and publishes "
            "statistics of every article and of the site. DIR/current is replaced in one step "
            "when the run is whole; until then, and after a failure, it is the previous run.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_REASONS,
    .min_files = 1,
    .max_files = INT_MAX,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
