/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli.h - what the commands share; nothing of the library but its public headers
 */
#ifndef CLI_H
#define CLI_H

#include "cli/options.h"
#include "tenor_run.h"

#include <limits.h>

enum cli_status {
    CLI_DONE = 0,
    CLI_FAILED = 1,
    CLI_USAGE = 2,
    CLI_REJECTED = 3,     /* done, but --strict and records were rejected */
    CLI_DRIFTED = 4,      /* compare: done, and there is drift */
    CLI_SIGNAL_BASE = 128 /* 128 + signal number: stopped by it */
};

static inline bool cli_is_done(int status)
{
    return status == CLI_DONE || status == CLI_REJECTED || status == CLI_DRIFTED;
}

/* ------------------------------------------------------------ commands */

/* Which common options matter to a command: only these are in its help. */
#define CLI_USES_MODELS  1u
#define CLI_USES_THREADS 2u
#define CLI_USES_SEED    4u
#define CLI_USES_VERBOSE 8u  /* it has stages, or may reject records */
#define CLI_USES_OUTPUT  16u /* no option: its data go to `out` and are whole, or it failed */

/* Every command's settings begin with these. */
typedef struct {
    const char *models;
    int threads;
    uint32_t seed;
    bool quiet;
    bool verbose;
    bool help;
    bool version;
    /* options of some commands, by rows.h */
    const char *output; /* a file; NULL: standard output */
    const char *input_format;
    const char *color;
    int width;
    bool strict;
} cli_common;

typedef struct {
    bool shown; /* stderr is a terminal and -q was not given */
    bool told;  /* -v: each stage is a line on stderr */
    bool drawn; /* a bar stands on the line */
    int columns;
    const char *stage; /* borrowed from the last call */
    double began_s, stage_began_s, drawn_s;
} cli_progress;

/* What a run works with. */
typedef struct {
    const cli_files *files;
    FILE *out; /* for the command's data */
    cli_progress progress;
    int64_t n_rejected;
    int64_t left_out[TENOR_N_LEFT_OUT]; /* records, by reason */
    int64_t n_shown_max; /* rejected records that are printed: the first few, with -v all
                            (negative), with -q none */
    tenor_summary summary;
    tenor_error err;
} cli_run;

typedef struct {
    const char *name;
    const char *arguments; /* "FILE..." */
    const char *summary;   /* one line, no full stop */
    const char *text;      /* what to know, for --help and the man page */
    const cli_option *option;
    size_t n_options;
    unsigned uses;
    size_t min_files, max_files; /* max_files 0: any number */
    size_t settings_bytes;
    size_t reader; /* offset of the tenor_reader_options in the settings; 0: there are none */
    void (*init)(void *settings);             /* fills the defaults that --help shows */
    bool (*has_input)(const void *settings);  /* may be NULL; true: no FILE is no standard input */
    int (*run)(void *settings, cli_run *run); /* an exit status, or a negative code and its error */
} cli_command;

extern const cli_command cmd_batch;
extern const cli_command cmd_map;
extern const cli_command cmd_reduce;
extern const cli_command cmd_score;
extern const cli_command cmd_report;
extern const cli_command cmd_compare;
extern const cli_command cmd_explain;
extern const cli_command cmd_train;
extern const cli_command cmd_evaluate;
extern const cli_command cmd_calibrate;
extern const cli_command cmd_convert;
extern const cli_command cmd_inspect;
extern const cli_command cmd_sample;
extern const cli_command cmd_label;

/* The common options' table; offsets are those of cli_common. */
extern const cli_option cli_common_option[];
extern const size_t cli_n_common_options;

/* The defaults that do not depend on where the command runs: of the common options, of all. */
void cli_fill_common(cli_common *common);
void cli_fill_defaults(const cli_command *command, void *settings);

/*
 * The models where --models is not given: TENOR_MODELS, else those beside the executable, else
 * those of the prefix that the command was built for. The path may be written into `found`.
 */
const char *cli_find_models(char found[PATH_MAX]);

/* Run a command: an exit status. */
int cli_execute(const cli_command *command, void *settings, const cli_files *files);

/* Inputs and progress of a library's run: `options` is its struct. */
#define CLI_SET_INPUTS(options, run)                                                               \
    ((options).paths = (run)->files->file, (options).n_paths = (run)->files->n_files,              \
     (options).progress = cli_progress_report, (options).progress_user = &(run)->progress)

/* Say on stderr what became of the records of a run that was published in a folder. */
void cli_say_summary(cli_run *run, const char *output_dir);

/* --help of one command, and of all. */
void cli_print_command_help(FILE *out, const cli_command *command, const void *settings);
void cli_print_help(FILE *out, const cli_command *const *commands, size_t n_commands);

/* Does this common option matter to the command? */
bool cli_is_used(const cli_command *command, const cli_option *common_option);

/* The completion scripts of the two shells. */
void cli_print_bash(FILE *out, const cli_command *const *commands, size_t n_commands);
void cli_print_zsh(FILE *out, const cli_command *const *commands, size_t n_commands);

/* The man page, in troff's man macros. 0, or -1 when memory is short. */
int cli_print_man(FILE *out, const cli_command *const *commands, size_t n_commands);

/* ------------------------------------------------------------ messages */

/* "tenor: …" and a newline on stderr. */
void cli_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The message, where help is to be had, and CLI_USAGE. `command` may be NULL. */
int cli_usage(const char *command, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Report a failure of the library, or the signal that it came of: the exit status that fits it. */
int cli_fail(const tenor_error *err);

/* 1234567 as "1,234,567". */
const char *cli_count(char out[32], int64_t count);

/* ------------------------------------------------------------ stopping */

/* SIGINT and SIGTERM set a flag that cli_progress() returns; SIGPIPE becomes EPIPE. */
int cli_catch_signals(void);
int cli_catch_signal(int signal_no); /* another one likewise */
int cli_caught_signal(void);         /* 0 if none */

/* Did the reader of standard output go away? */
bool cli_stdout_is_gone(void);

/* ------------------------------------------------------------ progress */

void cli_progress_init(cli_progress *progress, const cli_common *common);

/* A tenor_progress_fn: draws at most ten times a second, returns 1 after a signal. */
int cli_progress_report(void *progress, const char *stage, int64_t done, int64_t total,
                        const char *unit);

/* Take the bar away, so that messages start on an empty line. */
void cli_progress_clear(cli_progress *progress);

/* Columns for tables, and whether they are colored, as --width and --color say. */
int cli_table_columns(const cli_common *common);
bool cli_wants_color(const cli_common *common);

/* -------------------------------------------------------------- output */

/*
 * Where a command's data go: standard output, or a file that appears under its
 * name when it is whole. Both print their own failure and return an exit status.
 */
typedef struct {
    FILE *stream;
    char *path;      /* NULL: standard output, or a device */
    char *temporary; /* NULL likewise */
} cli_output;

int cli_output_open(cli_output *output, const char *path); /* NULL or "-": standard output */

/* The data are kept if the status so far is one of success, and no signal came meanwhile. */
int cli_output_end(cli_output *output, int status);

/* Flush standard output and check it: a full disk is not a success. */
int cli_close_stdout(void);

#endif
