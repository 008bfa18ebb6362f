/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c - what is done around every command's run: its output, its progress, the records it
 * rejects, its exit status, and what became of its records
 */
#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

#define REJECTIONS_SHOWN 10

static void report_rejection(void *run, const tenor_rejection *rejection)
{
    cli_run *r = run;
    bool shown = rejection->left_out ? r->n_shown_max < 0
                                     : r->n_shown_max < 0 || r->n_rejected < r->n_shown_max;

    if (shown) {
        cli_progress_clear(&r->progress);
        cli_say("%.300s:%lld: %.400s", rejection->input, (long long)rejection->line_no,
                rejection->reason);
    }
    if (rejection->left_out)
        r->left_out[rejection->left_out]++;
    else
        r->n_rejected++;
}

/* "6 deleted, 1 empty" into *out, by reasons 1 to n - 1, and their sum; "" where there are none */
static int64_t reasons_text(char out[256], const int64_t *count_of, int n,
                            const char *(*name_of)(int reason))
{
    int64_t total = 0;
    size_t used = 0;

    out[0] = '\0';
    for (int reason = 1; reason < n; reason++) {
        char count[32];

        if (count_of[reason] == 0 || used >= 256)
            continue;
        used += (size_t)snprintf(out + used, 256 - used, "%s%s %s", total > 0 ? ", " : "",
                                 cli_count(count, count_of[reason]), name_of(reason));
        total += count_of[reason];
    }
    return total;
}

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

/* what of a summary is not always there: an empty text where it is not */
static void describe_rest(char out[512], const tenor_summary *s)
{
    char n[3][32];
    size_t used = 0;

    out[0] = '\0';
    if (s->repaired > 0)
        used += (size_t)snprintf(out, 512, " %s text%s repaired.", cli_count(n[0], s->repaired),
                                 plural(s->repaired));
    if (s->dropped_fields > 0)
        used += (size_t)snprintf(out + used, 512 - used, " %s optional field%s dropped.",
                                 cli_count(n[1], s->dropped_fields), plural(s->dropped_fields));
    if (s->suppressed > 0)
        snprintf(out + used, 512 - used, " %s comment%s of articles with too few suppressed.",
                 cli_count(n[2], s->suppressed), plural(s->suppressed));
}

/* what was not shown of a filter's records */
static void say_the_rest(const cli_run *run)
{
    char why[256], rest[512], n[32];
    int64_t left_out = reasons_text(why, run->left_out, TENOR_N_LEFT_OUT, tenor_left_out_name);
    bool all = run->n_shown_max < 0;

    if (!all && run->n_rejected > run->n_shown_max) {
        cli_say("%s more rejected records; -v shows them all",
                cli_count(n, run->n_rejected - run->n_shown_max));
    }
    if (!all && left_out > 0) {
        cli_say("%s record%s left out (%s); -v shows them", cli_count(n, left_out),
                plural(left_out), why);
    }
    describe_rest(rest, &run->summary);
    if (rest[0])
        cli_say("%s", rest + 1); /* behind its blank */
}

/* the library knows neither options nor targets of make */
static void say_where_models_are(tenor_error *err, const char *models)
{
    size_t used = strlen(err->message);

    if (err->code == TENOR_ERR_MODEL && access(models, F_OK) != 0) {
        snprintf(err->message + used, sizeof(err->message) - used,
                 "; --models or TENOR_MODELS names another folder, `make install` brings one");
    }
}

int cli_execute(const cli_command *command, void *settings, const cli_files *files)
{
    const cli_common *common = settings;
    tenor_reader_options *reader = (void *)((char *)settings + command->reader);
    cli_run run = { .files = files,
                    .n_shown_max = common->verbose ? -1
                                   : common->quiet ? 0
                                                   : REJECTIONS_SHOWN };
    cli_output output;
    int status = cli_output_open(&output, common->output);

    if (status != CLI_DONE)
        return status;
    run.out = output.stream;
    cli_progress_init(&run.progress, common);
    if (command->reader > 0) {
        reader->labelled = strcmp(common->input_format, "labelled") == 0;
        reader->lines = strcmp(common->input_format, "lines") == 0;
        reader->on_rejected = report_rejection;
        reader->rejected_user = &run;
    }
    status = command->run(settings, &run);
    cli_progress_clear(&run.progress);
    if (command->reader > 0 && run.n_shown_max != 0)
        say_the_rest(&run);
    if (status < 0) {
        say_where_models_are(&run.err, common->models);
        status = cli_fail(&run.err);
    } else if (status == CLI_DONE && common->strict && run.n_rejected > 0) {
        status = CLI_REJECTED;
    }
    return command->uses & CLI_USES_OUTPUT ? cli_output_end(&output, status) : status;
}

void cli_say_summary(cli_run *run, const char *output_dir)
{
    const tenor_summary *s = &run->summary;
    char stored[100] = "", left[320] = "", rest[512], text[2048], why[2][256], n[7][32];
    int64_t unscored = reasons_text(why[0], s->unscored, TENOR_N_UNSCORED, tenor_unscored_name);
    int64_t left_out = reasons_text(why[1], s->left_out, TENOR_N_LEFT_OUT, tenor_left_out_name);

    if (s->stored > 0)
        snprintf(stored, sizeof(stored), " and %s of earlier runs", cli_count(n[0], s->stored));
    if (left_out > 0)
        snprintf(left, sizeof(left), " %s left out (%s),", cli_count(n[0], left_out), why[1]);
    describe_rest(rest, s);
    snprintf(text, sizeof(text),
             "%s received%s: %s scored, %s unscored%s%s%s, %s duplicate%s,%s %s rejected%s%s. "
             "%s article%s in %.800s/runs/%s.%s%s",
             cli_count(n[1], s->received), stored, cli_count(n[2], s->scored),
             cli_count(n[3], unscored), unscored > 0 ? " (" : "", why[0], unscored > 0 ? ")" : "",
             cli_count(n[4], s->duplicates), plural(s->duplicates), left,
             cli_count(n[5], s->rejected),
             s->rejected == 0   ? ""
             : s->rejected == 1 ? ": "
                                : ", mostly: ",
             s->commonest_rejection, cli_count(n[6], s->articles), plural(s->articles), output_dir,
             s->run_id, rest,
             s->rejected + left_out > 0 ? " rejected.ndjson there says of each record why." : "");
    cli_progress_clear(&run->progress);
    if (isatty(STDERR_FILENO)) {
        fputs("tenor: ", stderr);
        cli_print_wrapped(stderr, text, 7, 7);
    } else { /* a line of a log */
        cli_say("%s", text);
    }
    run->n_shown_max = 0; /* nothing is left to say */
}
