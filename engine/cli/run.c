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

    if (r->n_shown_max < 0 || r->n_rejected < r->n_shown_max) {
        cli_progress_clear(&r->progress);
        cli_say("%.300s:%lld: %.400s", rejection->input, (long long)rejection->line_no,
                rejection->reason);
    }
    r->n_rejected++;
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
    char count[32];
    int status = cli_output_open(&output, common->output);

    if (status != CLI_DONE)
        return status;
    run.out = output.stream;
    cli_progress_init(&run.progress, common);
    if (command->reader > 0) {
        reader->labelled = strcmp(common->input_format, "labelled") == 0;
        reader->on_rejected = report_rejection;
        reader->rejected_user = &run;
    }
    status = command->run(settings, &run);
    cli_progress_clear(&run.progress);
    if (run.n_shown_max > 0 && run.n_rejected > run.n_shown_max) {
        cli_say("%s more rejected records; -v shows them all",
                cli_count(count, run.n_rejected - run.n_shown_max));
    }
    if (status < 0) {
        say_where_models_are(&run.err, common->models);
        status = cli_fail(&run.err);
    } else if (status == CLI_DONE && common->strict && run.n_rejected > 0) {
        status = CLI_REJECTED;
    }
    return command->uses & CLI_USES_OUTPUT ? cli_output_end(&output, status) : status;
}

/* "6 deleted, 1 empty"; "" when every comment was scored */
static int64_t unscored_text(char *out, size_t out_bytes, const tenor_summary *summary)
{
    int64_t total = 0;
    size_t used = 0;

    out[0] = '\0';
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++) {
        char count[32];

        if (summary->unscored[reason] == 0 || used >= out_bytes)
            continue;
        used += (size_t)snprintf(out + used, out_bytes - used, "%s%s %s", total > 0 ? ", " : "",
                                 cli_count(count, summary->unscored[reason]),
                                 tenor_unscored_name(reason));
        total += summary->unscored[reason];
    }
    return total;
}

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

void cli_say_summary(cli_run *run, const char *output_dir)
{
    const tenor_summary *s = &run->summary;
    char stored[100] = "", suppressed[100] = "", text[2048], why[256], n[6][32];
    int64_t unscored = unscored_text(why, sizeof(why), s);

    if (s->stored > 0) {
        snprintf(stored, sizeof(stored), " %s record%s of earlier runs among them.",
                 cli_count(n[0], s->stored), plural(s->stored));
    }
    if (s->suppressed > 0) {
        snprintf(suppressed, sizeof(suppressed),
                 " %s comment%s of articles with too few suppressed.",
                 cli_count(n[0], s->suppressed), plural(s->suppressed));
    }
    snprintf(text, sizeof(text),
             "%s received: %s scored, %s unscored%s%s%s, %s duplicate%s, %s rejected. %s article%s "
             "in %.800s/runs/%s.%s%s%s",
             cli_count(n[0], s->received), cli_count(n[1], s->scored), cli_count(n[2], unscored),
             unscored > 0 ? " (" : "", why, unscored > 0 ? ")" : "", cli_count(n[3], s->duplicates),
             plural(s->duplicates), cli_count(n[4], s->rejected), cli_count(n[5], s->articles),
             plural(s->articles), output_dir, s->run_id, stored, suppressed,
             s->rejected > 0 ? " rejected.ndjson there says what was rejected and why." : "");
    cli_progress_clear(&run->progress);
    if (isatty(STDERR_FILENO)) {
        fputs("tenor: ", stderr);
        cli_print_wrapped(stderr, text, 7, 7);
    } else { /* a line of a log */
        cli_say("%s", text);
    }
}
