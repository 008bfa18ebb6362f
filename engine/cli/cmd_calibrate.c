/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_calibrate.c - tenor calibrate: models for a site, out of some hundred labels of it
 */
#include "cli/cli.h"

typedef struct {
    cli_common common;
    tenor_calibrate_options calibrate;
} settings;

static const cli_option options[] = {
    CLI_OPTION(CLI_STRING, "labels", "FILE,...", calibrate.labels,
               "files of labelled comments of the site, as evaluate reads them", .required = true),
    CLI_OPTION(CLI_STRING, "output", "DIR", calibrate.output_dir,
               "models folder to make, which must not be there", .letter = 'o', .required = true),
};

static void init(void *at)
{
    tenor_calibrate_options_init(&((settings *)at)->calibrate);
}

/* the labels are; comments without are no must */
static bool has_input(const void *at)
{
    (void)at;
    return true;
}

static int run(void *at, cli_run *run)
{
    settings *s = at;
    tenor_calibration calibration;
    int rc;

    CLI_SET_INPUTS(s->calibrate, run);
    s->calibrate.models_dir = s->common.models;
    s->calibrate.seed = s->common.seed;
    rc = tenor_calibrate_run(&s->calibrate, &calibration, &run->err);
    cli_progress_clear(&run->progress);
    if (rc == 0)
        rc = tenor_calibration_write(run->out, &calibration, &run->err);
    return rc;
}

const cli_command cmd_calibrate = {
    .name = "calibrate",
    .arguments = "[FILE...]",
    .summary = "models for a site, out of some hundred labels of it",
    .text = "100 to 200 labelled comments, drawn at random from a site, are enough to move the "
            "models' probabilities to where that site's comments are. The folder that is made "
            "serves as --models. Comments of the site without labels may be given as FILE: the "
            "shares of classes are then also told by labels and models together. A head needs 30 "
            "labels. The same files and seed give the same models, byte for byte.",
    .option = options,
    .n_options = CLI_N(options),
    .uses = CLI_USES_MODELS | CLI_USES_SEED | CLI_USES_VERBOSE | CLI_USES_OUTPUT,
    .settings_bytes = sizeof(settings),
    .reader = offsetof(settings, calibrate.reader),
    .init = init,
    .has_input = has_input,
    .run = run,
};
