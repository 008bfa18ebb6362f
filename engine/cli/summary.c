/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * summary.c - what batch, map and reduce share: the settings of a run, and what became of its
 * records
 */
#include "cli/cli.h"

#include <unistd.h>

void cli_fill_batch(tenor_batch_options *batch, const cli_common *common, const cli_files *files,
                    cli_progress *progress)
{
    batch->paths = files->file;
    batch->n_paths = files->n_files;
    batch->models_dir = common->models;
    batch->threads = common->threads;
    batch->progress = cli_progress_report;
    batch->progress_user = progress;
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

void cli_say_summary(const char *output_dir, const tenor_summary *summary)
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
        summary->articles == 1 ? "" : "s", output_dir, summary->run_id);

    if (summary->stored > 0 && used < (int)sizeof(text)) {
        used += snprintf(text + used, sizeof(text) - (size_t)used,
                         " %s record%s of earlier runs among them.",
                         cli_count(n[0], summary->stored), summary->stored == 1 ? "" : "s");
    }
    if (summary->suppressed > 0 && used < (int)sizeof(text)) {
        used += snprintf(text + used, sizeof(text) - (size_t)used,
                         " %s comment%s of articles with too few suppressed.",
                         cli_count(n[0], summary->suppressed), summary->suppressed == 1 ? "" : "s");
    }
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
