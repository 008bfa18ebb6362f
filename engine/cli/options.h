/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.h - command-line options out of a table
 *
 * One table a command says everything about its options. Parsing, --help and
 * the man page are all read from it, so they cannot disagree.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What an option's value is stored as. */
typedef enum {
    CLI_FLAG,   /* bool: true when given */
    CLI_INT,    /* int */
    CLI_SEED,   /* uint32_t */
    CLI_SIZE,   /* size_t; 64K, 10M and 1G are understood */
    CLI_DOUBLE, /* double */
    CLI_STRING, /* const char *, borrowed from argv */
    CLI_CHOICE  /* const char *, one of the words in `argument`, "auto|always|never" */
} cli_type;

typedef struct {
    const char *name; /* without the dashes */
    cli_type type;
    char letter;          /* short form; 0 for none */
    bool required;        /* CLI_STRING and CLI_CHOICE: must be given */
    const char *argument; /* name of the value; NULL for a flag */
    size_t offset;        /* of the value in the command's settings */
    double min, max;      /* of a number, both included */
    unsigned use;         /* common options: shown by commands that use it (CLI_USES_…) */
    const char *help;
} cli_option;

/*
 * A row of a table, in a file whose settings are the struct `settings`. Behind the help there may
 * be other members: `.letter = 'o', .required = true`.
 */
#define CLI_OPTION(type_, name_, argument_, member, ...)                                           \
    {                                                                                              \
        .type = (type_), .name = (name_), .argument = (argument_),                                 \
        .offset = offsetof(settings, member), .help = __VA_ARGS__                                  \
    }

/* One or more tables over the same settings. Ends with a NULL option. */
typedef struct {
    const cli_option *option;
    size_t n_options;
} cli_options;

#define CLI_N(array) (sizeof(array) / sizeof((array)[0]))

/* What is not an option. `file` has room for every argument and is the caller's. */
typedef struct {
    const char **file;
    size_t n_files;
} cli_files;

#define CLI_MESSAGE_BYTES 300
#define CLI_HELP_BYTES    (2 * CLI_MESSAGE_BYTES)

/*
 * Read argv[0..argc) into `settings` and `files`. Options may stand anywhere;
 * "--" ends them; "-" is a file. The last of repeated options counts.
 * 0, or -1 with one line in `message`.
 */
int cli_parse(void *settings, cli_files *files, const cli_options *tables, int argc,
              const char *const *argv, char message[CLI_MESSAGE_BYTES]);

/* The first required option without a value, as "--output DIR" in `message`; false if none. */
bool cli_missing(const void *settings, const cli_options *tables, char message[CLI_MESSAGE_BYTES]);

/* The value of `settings` as text; false where there is none worth showing. */
bool cli_default(char out[CLI_MESSAGE_BYTES], const cli_option *option, const void *settings);

/* What an option is for, and its default as above, or that it must be given. */
void cli_help(char out[CLI_HELP_BYTES], const cli_option *option, const void *settings);

/* One entry of --help, with the default that stands in `settings`. */
void cli_print_option(FILE *out, const cli_option *option, const void *settings);

/* `text` wrapped to 80 columns, its lines but the first indented; `column` is where it starts. */
void cli_print_wrapped(FILE *out, const char *text, int column, int indent);

#endif
