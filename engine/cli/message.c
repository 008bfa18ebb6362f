/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message.c - one line on stderr, and the exit status that goes with it
 */
#include "cli/cli.h"

#include <signal.h>
#include <stdarg.h>
#include <string.h>

static void say(const char *message)
{
    fprintf(stderr, "tenor: %s\n", message);
}

void cli_say(const char *fmt, ...)
{
    char message[2048];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(message, sizeof(message), fmt, ap);
    va_end(ap);
    say(message);
}

int cli_usage(const char *command, const char *fmt, ...)
{
    char message[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(message, sizeof(message), fmt, ap);
    va_end(ap);
    cli_say("%s; try 'tenor %s%s--help'", message, command ? command : "", command ? " " : "");
    return CLI_USAGE;
}

int cli_fail(const tenor_error *err)
{
    int signal_no = cli_caught_signal();

    if (signal_no != 0) {
        cli_say("stopped by %s", signal_no == SIGINT ? "an interrupt" : "a request to end");
        return CLI_SIGNAL_BASE + signal_no;
    }
    if (cli_stdout_is_gone()) /* `tenor … | head`: nothing is wrong */
        return CLI_SIGNAL_BASE + SIGPIPE;
    say(err->message[0] ? err->message : "failed, and it is not known why");
    return err->code == TENOR_ERR_ARGUMENT ? CLI_USAGE : CLI_FAILED;
}

const char *cli_count(char out[32], int64_t count)
{
    char digits[24];
    int n_digits = snprintf(digits, sizeof(digits), "%lld", (long long)count);
    char *end = out;

    for (int i = 0; i < n_digits; i++) {
        *end++ = digits[i];
        if (digits[i] != '-' && i + 1 < n_digits && (n_digits - i - 1) % 3 == 0)
            *end++ = ',';
    }
    *end = '\0';
    return out;
}
