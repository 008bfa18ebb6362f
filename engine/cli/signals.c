/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signals.c - being stopped, and a reader that goes away
 */
#include "cli/cli.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* the only thing that a signal handler may portably touch */
static volatile sig_atomic_t caught_signal;

static void remember(int signal_no)
{
    caught_signal = signal_no;
}

int cli_catch_signal(int signal_no)
{
    /* no SA_RESTART: waiting for input ends; once only: a second Ctrl-C kills at once */
    const struct sigaction action = { .sa_handler = remember, .sa_flags = (int)SA_RESETHAND };
    struct sigaction inherited;

    if (sigaction(signal_no, NULL, &inherited) != 0)
        return -1;
    /* a shell's background jobs ignore interrupts: they are meant for the one in front */
    return inherited.sa_handler == SIG_IGN ? 0 : sigaction(signal_no, &action, NULL);
}

int cli_catch_signals(void)
{
    struct sigaction action = { .sa_handler = SIG_IGN };

    if (cli_catch_signal(SIGINT) != 0 || cli_catch_signal(SIGTERM) != 0)
        return -1;
    return sigaction(SIGPIPE, &action, NULL);
}

int cli_caught_signal(void)
{
    return caught_signal;
}

bool cli_stdout_is_gone(void)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

    return ferror(stdout) && poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}
