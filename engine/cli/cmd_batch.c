/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_batch.c - tenor batch: comments in, a directory of statistics out
 */
#include "cli/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    cli_common common;
    tenor_batch_options batch;
    const char *max_rejected; /* "N" or "P%" */
    const char *mode;         /* octal */
} settings;

static const cli_option options[] = {
    CLI_OPTION(CLI_STRING, "output", "DIR", batch.output_dir, "results directory", .letter = 'o',
               .required = true),
    CLI_READER_OPTIONS(batch.reader),
    CLI_INPUT_FORMAT_OPTION,
    CLI_TARGET_OPTIONS(batch, "what stance is toward, for articles without a target of their own"),
    CLI_RESULTS_OPTIONS(batch),
    CLI_OPTION(CLI_STRING, "max-rejected", "N|P%", max_rejected,
               "fail, and publish nothing, if more records than that are rejected"),
    CLI_OPTION(CLI_STRING, "mode", "OCTAL", mode,
               "permissions of the published files, such as 0640; folders can be searched by whom "
               "they can be read; without it the umask's"),
    CLI_OPTION(CLI_STRING, "append", "STORE", batch.append,
               "keep all records in this folder: the results are those of all nights together, and "
               "what comes twice counts once"),
    CLI_OPTION(CLI_FLAG, "rescore", NULL, batch.rescore,
               "with a store: if its records were scored by other models, score them again"),
    CLI_MEMORY_OPTION(batch),
    CLI_AUTHOR_KEY_OPTION(
        batch, false, "secret that authors are hashed with; without one it is a new one each run"),
};

static void init(void *at)
{
    tenor_batch_options_init(&((settings *)at)->batch);
}

/* "20" or "0.5%" */
static bool parse_max_rejected(tenor_batch_options *batch, const char *text)
{
    char *end;
    double number;

    errno = 0;
    number = strtod(text, &end);
    if (end == text || strspn(text, "0123456789.") != (size_t)(end - text))
        return false;
    if (strcmp(end, "%") == 0) {
        batch->max_rejected_share = number / 100.0;
        return number <= 100.0;
    }
    batch->max_rejected = strtoll(text, &end, 10);
    return *end == '\0' && errno == 0;
}

/* the owner can read what is published: otherwise the next run and `report` could not */
static bool parse_mode(tenor_batch_options *batch, const char *text)
{
    char *end;
    unsigned long mode = strtoul(text, &end, 8);

    batch->file_mode = (unsigned)mode;
    return text[0] >= '0' && text[0] <= '7' && *end == '\0' && mode <= 0777 &&
           (mode & 0600) == 0600;
}

static int run(void *at, cli_run *run)
{
    settings *s = at;
    int rc;

    if (s->max_rejected && !parse_max_rejected(&s->batch, s->max_rejected)) {
        return cli_usage("batch", "--max-rejected: '%.60s' is neither a number nor a percentage",
                         s->max_rejected);
    }
    if (s->mode && !parse_mode(&s->batch, s->mode)) {
        return cli_usage("batch",
                         "--mode: '%.60s' is not an octal mode of 0600 to 0777 that lets "
                         "its owner read and write",
                         s->mode);
    }
    if (!s->common.verbose) /* they stand in rejected.ndjson */
        run->n_shown_max = 0;
    CLI_SET_INPUTS(s->batch, run);
    s->batch.models_dir = s->common.models;
    s->batch.threads = s->common.threads;
    rc = tenor_batch_run(&s->batch, &run->summary, &run->err);
    if (rc == 0 && !s->common.quiet)
        cli_say_summary(run, s->batch.output_dir);
    return rc;
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
    .uses = CLI_USES_MODELS | CLI_USES_THREADS | CLI_USES_VERBOSE,
    .min_files = 1,
    .settings_bytes = sizeof(settings),
    .reader = offsetof(settings, batch.reader),
    .init = init,
    .run = run,
};
