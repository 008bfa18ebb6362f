/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output.c - a command's data: to standard output, or whole into a file
 */
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int cannot(const char *what, const char *path)
{
    cli_say("cannot %s '%s': %s", what, path, strerror(errno));
    return CLI_FAILED;
}

static void discard(cli_output *output)
{
    if (output->stream && output->stream != stdout)
        fclose(output->stream);
    if (output->temporary)
        unlink(output->temporary);
    free(output->temporary);
    free(output->path);
    *output = (cli_output){ 0 };
}

int cli_output_open(cli_output *output, const char *path)
{
    struct stat found;
    int status;

    *output = (cli_output){ 0 };
    if (!path || strcmp(path, "-") == 0) {
        output->stream = stdout;
        return CLI_DONE;
    }
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode)) {
        cli_say("cannot write '%s': it is a folder", path);
        return CLI_FAILED;
    }
    if (stat(path, &found) == 0 && !S_ISREG(found.st_mode)) {
        output->stream = fopen(path, "wb"); /* a device or pipe has no second version */
        return output->stream ? CLI_DONE : cannot("write", path);
    }
    output->path = realpath(path, NULL); /* a link's file is replaced, not the link */
    if (!output->path)
        output->path = strdup(path);
    if (!output->path ||
        asprintf(&output->temporary, "%s.%lld.tmp", output->path, (long long)getpid()) < 0) {
        output->temporary = NULL;
        discard(output);
        cli_say("out of memory");
        return CLI_FAILED;
    }
    output->stream = fopen(output->temporary, "wbx");
    if (output->stream)
        return CLI_DONE;
    status = cannot("write", output->path);
    free(output->temporary); /* not ours to remove */
    output->temporary = NULL;
    discard(output);
    return status;
}

/* the data are on the disk before the name says so */
static bool close_whole(cli_output *output)
{
    bool whole = fflush(output->stream) == 0 && !ferror(output->stream) &&
                 (!output->temporary || fsync(fileno(output->stream)) == 0);
    int cause = errno;

    if (fclose(output->stream) != 0 && whole) {
        cause = errno;
        whole = false;
    }
    output->stream = NULL;
    errno = cause;
    return whole;
}

int cli_close_stdout(void)
{
    bool failed_before = ferror(stdout) != 0;

    errno = 0;
    if (fflush(stdout) == 0 && !failed_before)
        return CLI_DONE;
    if (cli_stdout_is_gone())
        return CLI_SIGNAL_BASE + SIGPIPE;
    cli_say("cannot write to standard output%s%s", errno ? ": " : "", errno ? strerror(errno) : "");
    return CLI_FAILED;
}

static int finish(cli_output *output)
{
    int status = CLI_DONE;

    if (output->stream == stdout)
        return cli_close_stdout();
    if (!close_whole(output)) {
        status = cannot("write", output->path ? output->path : "the output");
    } else if (output->temporary && rename(output->temporary, output->path) != 0) {
        status = cannot("write", output->path);
    } else {
        free(output->temporary);
        output->temporary = NULL;
    }
    discard(output);
    return status;
}

int cli_output_end(cli_output *output, int status)
{
    int finished;

    if (cli_is_done(status) && cli_caught_signal() != 0) { /* the input's end may be of it, too */
        const tenor_error none = { 0 };

        status = cli_fail(&none);
    }
    if (!cli_is_done(status)) {
        discard(output);
        return status;
    }
    finished = finish(output);
    return finished == CLI_DONE ? status : finished;
}
