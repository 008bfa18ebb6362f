/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.c - the bar on a terminal's stderr: how far, how fast, how long still
 */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define DRAW_EVERY_S 0.1
#define RATE_AFTER_S 0.5 /* a rate measured over less is noise */
#define BAR_CELLS    20

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* of the terminal behind a descriptor, else $COLUMNS, else 80 */
static int columns_of(int descriptor)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    int n = 0;

    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    if (columns)
        n = atoi(columns);
    return n > 0 ? n : 80;
}

int cli_table_columns(const cli_common *common)
{
    return common->width > 0 ? common->width : columns_of(STDOUT_FILENO);
}

bool cli_wants_color(const cli_common *common)
{
    const char *no_color = getenv("NO_COLOR");

    if (strcmp(common->color, "auto") != 0)
        return !common->output && strcmp(common->color, "always") == 0;
    return !common->output && isatty(STDOUT_FILENO) && !(no_color && no_color[0] != '\0');
}

void cli_progress_init(cli_progress *progress, const cli_common *common)
{
    *progress = (cli_progress){ .shown = isatty(STDERR_FILENO) && !common->quiet,
                                .told = common->verbose && !common->quiet,
                                .began_s = now_s() };
    if (progress->shown)
        progress->columns = columns_of(STDERR_FILENO);
}

void cli_progress_clear(cli_progress *progress)
{
    if (progress && progress->drawn) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        progress->drawn = false;
    }
}

static void amount_text(char out[48], double amount, const char *unit)
{
    char count[32];

    if (strcmp(unit, "bytes") == 0)
        snprintf(out, 48, "%.1f MB", amount / 1e6);
    else
        snprintf(out, 48, "%s %.12s", cli_count(count, (int64_t)amount), unit);
}

static void draw(cli_progress *p, int64_t done, int64_t total, const char *unit, double elapsed_s)
{
    char line[256], amount[48], rate[48];
    double per_s = elapsed_s > RATE_AFTER_S ? (double)done / elapsed_s : 0.0;
    int used = 0;

    if (total > 0) {
        double share = fmin((double)done / (double)total, 1.0);
        int cells = (int)(share * BAR_CELLS);

        used = snprintf(line, sizeof(line), "%.24s %3d%% [%.*s%*s]", p->stage, (int)(100 * share),
                        cells, "####################", BAR_CELLS - cells, "");
    } else {
        amount_text(amount, (double)done, unit);
        used = snprintf(line, sizeof(line), "%.24s %s", p->stage, amount);
    }
    if (per_s >= 1.0) { /* a slower one says nothing that the time left does not */
        amount_text(rate, per_s, unit);
        used += snprintf(line + used, sizeof(line) - (size_t)used, " %s/s", rate);
    }
    if (per_s > 0.0 && total > done) {
        int64_t left_s = (int64_t)((double)(total - done) / per_s + 0.5);

        snprintf(line + used, sizeof(line) - (size_t)used, ", %lld:%02d left",
                 (long long)(left_s / 60), (int)(left_s % 60));
    }
    fprintf(stderr, "\r%.*s\033[K", p->columns - 1, line);
    fflush(stderr);
    p->drawn = true;
}

/* -v: each stage gets a line of its own when it begins */
static void begin_stage(cli_progress *p, const char *stage, double now)
{
    p->stage = stage;
    p->stage_began_s = now;
    p->drawn_s = 0.0;
    if (p->told) {
        cli_progress_clear(p);
        cli_say("%s (%.1f s)", stage, now - p->began_s);
    }
}

int cli_progress_report(void *progress, const char *stage, int64_t done, int64_t total,
                        const char *unit)
{
    cli_progress *p = progress;
    double now;

    if (cli_caught_signal() != 0)
        return 1;
    if (!p->shown && !p->told)
        return 0;
    now = now_s();
    if (!p->stage || strcmp(p->stage, stage) != 0)
        begin_stage(p, stage, now);
    if (p->shown && now - p->drawn_s >= DRAW_EVERY_S) {
        draw(p, done, total, unit, now - p->stage_began_s);
        p->drawn_s = now;
    }
    return 0;
}
