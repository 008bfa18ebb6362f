/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_sample.c - tenor sample: comments drawn for people to label
 */
#include "cli/rows.h"

#include <limits.h>
#include <string.h>

typedef struct {
    cli_common common;
    tenor_sample_options sample;
    size_t number, per_article;
    const char *format;
} settings;

static const cli_option options[] = {
    CLI_OPTION(CLI_SIZE, "number", "N", number, "draw N of all comments", .letter = 'n', .min = 1,
               .max = INT_MAX),
    CLI_OPTION(CLI_SIZE, "per-article", "K", per_article, "draw K of each article instead",
               .min = 1, .max = INT_MAX),
    CLI_OPTION(CLI_STRING, "article", "ID", sample.article, "draw from this article alone"),
    CLI_OPTION(CLI_FLAG, "uncertain", NULL, sample.uncertain,
               "those whose labels are the least probable: to train with, not to count"),
    CLI_HEAD_OPTION(sample.head, "with --uncertain: the labels that are meant; without it "
                                 "sentiment"),
    CLI_OPTION(CLI_STRING, "target", "TEXT", sample.target,
               "what stance is toward where an article has no target"),
    CLI_OUTPUT_FILE_OPTION,
    CLI_OPTION(CLI_CHOICE, "format", "csv|ndjson", format,
               "without it ndjson if FILE ends in .ndjson, else csv"),
    CLI_READER_OPTIONS(sample.reader),
    CLI_INPUT_FORMAT_OPTION,
};

static void init(void *at)
{
    tenor_sample_options_init(&((settings *)at)->sample);
}

static bool names_ndjson(const char *path)
{
    size_t bytes = path ? strlen(path) : 0;

    return bytes >= 7 && strcmp(path + bytes - 7, ".ndjson") == 0;
}

static int run(void *at, cli_run *run)
{
    settings *s = at;
    tenor_sample_summary summary;
    char drawn[32], population[32];
    int rc;

    if ((s->number > 0) == (s->per_article > 0))
        return cli_usage("sample", "either -n N or --per-article K is needed");
    if (s->sample.head && !s->sample.uncertain)
        return cli_usage("sample", "--head needs --uncertain");
    CLI_SET_INPUTS(s->sample, run);
    s->sample.n = (int64_t)s->number;
    s->sample.per_article = (int64_t)s->per_article;
    s->sample.models_dir = s->common.models;
    s->sample.seed = s->common.seed;
    s->sample.ndjson =
        s->format ? strcmp(s->format, "ndjson") == 0 : names_ndjson(s->common.output);
    rc = tenor_sample_run(&s->sample, run->out, &summary, &run->err);
    run->summary = summary.records;
    if (rc < 0 || s->common.quiet)
        return rc;
    cli_progress_clear(&run->progress);
    cli_say("%s of %s comments; 'tenor label' asks for their labels",
            cli_count(drawn, summary.drawn), cli_count(population, summary.population));
    return CLI_DONE;
}

const cli_command cmd_sample = {
    .name = "sample",
    .arguments = "[FILE...]",
    .summary = "comments drawn for people to label",
    .text = "Draws comments at random, of whatever 'tenor batch' reads, and writes them as CSV or "
            "NDJSON with empty columns for their labels; what a model says of them is not shown. "
            "Every comment that is not deleted and has a text is as likely as any other, and is "
            "drawn once. The same comments and seed give the same bytes, in whatever order they "
            "come, and the first rows of a sample are a sample too. Files are read twice, for the "
            "texts that are replied to; of standard input all texts are kept meanwhile. Texts "
            "stand in the CSV as they are: one that begins with = + - or @ is a formula to a "
            "spreadsheet, so import the column as text.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_SEED | CLI_USES_VERBOSE | CLI_USES_OUTPUT,
    .settings_bytes = sizeof(settings),
    .reader = offsetof(settings, sample.reader),
    .init = init,
    .run = run,
};
