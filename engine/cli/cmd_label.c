/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_label.c - tenor label: people's labels, one key each, in the terminal
 */
#include "cli/rows.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define REDRAW        '\f'
#define ESCAPE        '\033'
#define LOOK_ABOUT_MS 200 /* for signals and another width of the window */

typedef struct {
    cli_common common;
    tenor_label_options label;
    int columns; /* of the last page */
} settings;

static const cli_option options[] = {
    CLI_HEAD_OPTION(label.head, "what the labels are of"),
    CLI_OPTION(CLI_INT, "repeats", "PERCENT", label.repeats_percent,
               "of the labelled rows, asked for a second time at the end", .max = 100),
    CLI_TERMINAL_OPTIONS,
};

static void init(void *at)
{
    tenor_label_options_init(&((settings *)at)->label);
}

static int columns(void *user)
{
    settings *s = user;

    return s->columns = cli_table_columns(&s->common);
}

/* a terminal that went away is a quit: everything is in the file */
static int ask(void *user, const char *page)
{
    const settings *s = user;
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    unsigned char key = 0;

    fputs("\033[H\033[2J", stdout);
    fputs(page, stdout);
    fflush(stdout);
    for (;;) {
        int ready = poll(&in, 1, LOOK_ABOUT_MS);

        if (cli_caught_signal() != 0)
            return -1;
        if (ready > 0)
            break;
        if (cli_table_columns(&s->common) != s->columns)
            return REDRAW;
    }
    if (read(STDIN_FILENO, &key, 1) != 1)
        return cli_caught_signal() != 0 ? -1 : 0;
    if (key == ESCAPE) { /* an arrow's other bytes are no answers */
        tcflush(STDIN_FILENO, TCIFLUSH);
        return REDRAW;
    }
    return key == 0 ? REDRAW : key;
}

static void say_summary(const settings *s, const tenor_label_summary *summary)
{
    printf("%lld of %lld labelled in %s\n", (long long)summary->labelled, (long long)summary->rows,
           s->label.path);
    if (summary->repeated > 0) {
        printf("a second time: %lld, the same label %lld times (%.0f %%)",
               (long long)summary->repeated, (long long)summary->agreed,
               100.0 * (double)summary->agreed / (double)summary->repeated);
        if (isfinite(summary->kappa))
            printf(", kappa %.2f", summary->kappa);
        fputc('\n', stdout);
    }
}

static int run(void *at, cli_run *run)
{
    settings *s = at;
    tenor_label_summary summary;
    struct termios before, raw;
    char *path;
    int rc;

    if (strcmp(run->files->file[0], "-") == 0)
        return cli_usage("label", "FILE is read and written: it cannot be standard input");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0) {
        cli_say("label needs a terminal, for the comments and for the keys");
        return CLI_FAILED;
    }
    if (cli_catch_signal(SIGHUP) != 0 || cli_catch_signal(SIGQUIT) != 0) {
        cli_say("signals cannot be caught");
        return CLI_FAILED;
    }
    path = realpath(run->files->file[0], NULL); /* a link's file is replaced, not the link */
    s->label.path = path ? path : run->files->file[0];
    s->label.color = cli_wants_color(&s->common);
    s->label.columns = columns;
    s->label.ask = ask;
    s->label.user = s;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    raw.c_cc[VSUSP] = _POSIX_VDISABLE; /* stopped, it would leave the terminal like this */
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    rc = tenor_label_run(&s->label, &summary, &run->err);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    if (rc == 0)
        say_summary(s, &summary);
    free(path);
    return rc;
}

const cli_command cmd_label = {
    .name = "label",
    .arguments = "FILE",
    .summary = "label a sample in the terminal",
    .text = "Shows the comments of a file of 'tenor sample' one by one and takes a key for each "
            "label. The file is written after every key, so nothing is lost by an interrupt or a "
            "closed connection, and the next time it goes on where it stopped. At the end some "
            "comments are asked for again, and it says how often the answers agree; the first "
            "label stays. 'tenor train' and 'tenor evaluate' read the file as it is.",
    .option = options,
    .n_options = CLI_N(options),
    .min_files = 1,
    .max_files = 1,
    .settings_bytes = sizeof(settings),
    .init = init,
    .run = run,
};
