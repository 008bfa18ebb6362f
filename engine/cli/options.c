/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.c - command-line options out of a table
 */
#include "cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define HELP_COLUMN       32
#define HELP_WIDTH        80
#define MAX_TYPING_ERRORS 2
#define MAX_NAME_BYTES    32

typedef struct {
    void *settings;
    const cli_options *tables;
    int argc;
    int next; /* argument that is read next */
    const char *const *argv;
    char *message;
} parser;

static int refuse(char *message, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int refuse(char *message, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(message, CLI_MESSAGE_BYTES, fmt, ap);
    va_end(ap);
    for (char *c = message; *c; c++) /* an argument may hold anything; a message is a line */
        if ((unsigned char)*c < ' ')
            *c = '?';
    return -1;
}

/* ----------------------------------------------------------- finding */

static const cli_option *find_name(const cli_options *tables, const char *name, size_t bytes)
{
    for (; tables->option; tables++) {
        for (size_t i = 0; i < tables->n_options; i++) {
            const char *own = tables->option[i].name;

            if (strlen(own) == bytes && memcmp(own, name, bytes) == 0)
                return &tables->option[i];
        }
    }
    return NULL;
}

static const cli_option *find_letter(const cli_options *tables, char letter)
{
    for (; tables->option; tables++) {
        for (size_t i = 0; i < tables->n_options; i++)
            if (tables->option[i].letter == letter)
                return &tables->option[i];
    }
    return NULL;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* letters to insert, drop or change (Levenshtein); names longer than the row are just far away */
static size_t typing_errors(const char *given, size_t given_bytes, const char *name)
{
    size_t row[MAX_NAME_BYTES + 1], name_bytes = strlen(name);

    if (name_bytes > MAX_NAME_BYTES || given_bytes > MAX_NAME_BYTES)
        return MAX_NAME_BYTES;
    for (size_t j = 0; j <= name_bytes; j++)
        row[j] = j;
    for (size_t i = 1; i <= given_bytes; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= name_bytes; j++) {
            size_t changed = diagonal + (given[i - 1] != name[j - 1]);

            diagonal = row[j];
            row[j] = smaller(smaller(row[j], row[j - 1]) + 1, changed);
        }
    }
    return row[name_bytes];
}

static const char *nearest_name(const cli_options *tables, const char *given, size_t given_bytes)
{
    const char *nearest = NULL;
    size_t fewest = MAX_TYPING_ERRORS + 1;

    for (; tables->option; tables++) {
        for (size_t i = 0; i < tables->n_options; i++) {
            size_t n = typing_errors(given, given_bytes, tables->option[i].name);

            if (n < fewest && 2 * n <= given_bytes) {
                fewest = n;
                nearest = tables->option[i].name;
            }
        }
    }
    return nearest;
}

/* ------------------------------------------------------------ values */

static bool is_choice(const char *choices, const char *value)
{
    size_t bytes = strlen(value);

    for (const char *word = choices; bytes > 0;) {
        size_t n = strcspn(word, "|");

        if (n == bytes && memcmp(word, value, n) == 0)
            return true;
        if (word[n] == '\0')
            break;
        word += n + 1;
    }
    return false;
}

static bool read_number(double *out, const char *value, bool whole)
{
    char *end;

    errno = 0;
    *out = strtod(value, &end);
    return end != value && *end == '\0' && errno == 0 && isfinite(*out) &&
           (!whole || *out == floor(*out));
}

/* 4096, 64K, 10M, 1G */
static bool read_size(double *out, const char *value)
{
    static const char units[] = "KMG";
    char *end;
    const char *unit;

    errno = 0;
    *out = (double)strtoull(value, &end, 10);
    if (end == value || errno != 0 || value[0] < '0' || value[0] > '9')
        return false;
    if (*end != '\0' && (unit = strchr(units, *end)) != NULL) {
        *out *= ldexp(1.0, 10 * (int)(unit - units + 1));
        end++;
    }
    return *end == '\0' && *out <= 0x1p53;
}

static int store_number(const parser *p, const cli_option *o, const char *value)
{
    char *at = (char *)p->settings + o->offset;
    double number;
    bool valid = o->type == CLI_SIZE ? read_size(&number, value)
                                     : read_number(&number, value, o->type != CLI_DOUBLE);

    if (!valid) {
        return refuse(p->message, "--%s: '%.60s' is not a %s", o->name, value,
                      o->type == CLI_SIZE     ? "size (4096, 64K, 10M, 1G)"
                      : o->type == CLI_DOUBLE ? "number"
                                              : "whole number");
    }
    if (number < o->min || number > o->max) {
        return refuse(p->message, "--%s: %.60s is not between %.10g and %.10g", o->name, value,
                      o->min, o->max);
    }
    if (o->type == CLI_INT)
        *(int *)(void *)at = (int)number;
    else if (o->type == CLI_SEED)
        *(uint32_t *)(void *)at = (uint32_t)number;
    else if (o->type == CLI_SIZE)
        *(size_t *)(void *)at = (size_t)number;
    else
        *(double *)(void *)at = number;
    return 0;
}

/* `value` is what stands in the option's own argument; NULL: the next argument is the value */
static int store(parser *p, const cli_option *o, const char *value)
{
    char *at = (char *)p->settings + o->offset;

    if (o->type == CLI_FLAG) {
        *(bool *)(void *)at = true;
        return 0;
    }
    if (!value) {
        if (p->next >= p->argc)
            return refuse(p->message, "--%s needs a value, %s", o->name, o->argument);
        value = p->argv[p->next++];
    }
    if (o->type != CLI_CHOICE && o->type != CLI_STRING)
        return store_number(p, o, value);
    if (o->type == CLI_CHOICE && !is_choice(o->argument, value))
        return refuse(p->message, "--%s: '%.60s' is not one of %s", o->name, value, o->argument);
    if (value[0] == '\0')
        return refuse(p->message, "--%s: the value is empty", o->name);
    *(const char **)(void *)at = value;
    return 0;
}

/* ----------------------------------------------------------- parsing */

static int parse_long(parser *p, const char *name)
{
    size_t bytes = strcspn(name, "=");
    const char *value = name[bytes] == '=' ? name + bytes + 1 : NULL;
    const cli_option *o = find_name(p->tables, name, bytes);

    if (!o) {
        const char *nearest = nearest_name(p->tables, name, bytes);

        return nearest
                   ? refuse(p->message, "unknown option '--%.*s' (is '--%s' meant?)",
                            (int)smaller(bytes, 60), name, nearest)
                   : refuse(p->message, "unknown option '--%.*s'", (int)smaller(bytes, 60), name);
    }
    if (o->type == CLI_FLAG && value)
        return refuse(p->message, "--%s takes no value", o->name);
    return store(p, o, value);
}

/* "-q", "-qv", "-o DIR", "-oDIR" */
static int parse_letters(parser *p, const char *letters)
{
    for (; *letters; letters++) {
        const cli_option *o = find_letter(p->tables, *letters);

        if (!o)
            return refuse(p->message, "unknown option '-%c'", *letters);
        if (o->type != CLI_FLAG)
            return store(p, o, letters[1] ? letters + 1 : NULL);
        store(p, o, NULL);
    }
    return 0;
}

int cli_parse(void *settings, cli_files *files, const cli_options *tables, int argc,
              const char *const *argv, char message[CLI_MESSAGE_BYTES])
{
    parser p = {
        .settings = settings, .tables = tables, .argc = argc, .argv = argv, .message = message
    };
    bool options_ended = false;
    int rc = 0;

    message[0] = '\0';
    files->n_files = 0;
    while (rc == 0 && p.next < argc) {
        const char *argument = argv[p.next++];

        if (options_ended || argument[0] != '-' || argument[1] == '\0')
            files->file[files->n_files++] = argument;
        else if (strcmp(argument, "--") == 0)
            options_ended = true;
        else if (argument[1] == '-')
            rc = parse_long(&p, argument + 2);
        else
            rc = parse_letters(&p, argument + 1);
    }
    return rc;
}

bool cli_missing(const void *settings, const cli_options *tables, char message[CLI_MESSAGE_BYTES])
{
    for (; tables->option; tables++) {
        for (size_t i = 0; i < tables->n_options; i++) {
            const cli_option *o = &tables->option[i];
            const char *at = (const char *)settings + o->offset;

            if (o->required && !*(const char *const *)(const void *)at) {
                refuse(message, "--%s %s", o->name, o->argument);
                return true;
            }
        }
    }
    return false;
}

/* -------------------------------------------------------------- help */

static void size_text(char out[CLI_MESSAGE_BYTES], size_t bytes)
{
    static const char units[] = { 'G', 'M', 'K' };

    for (int k = 0; k < 3; k++) {
        size_t unit = (size_t)1 << (30 - 10 * k);

        if (bytes >= unit && bytes % unit == 0) {
            snprintf(out, CLI_MESSAGE_BYTES, "%zu%c", bytes / unit, units[k]);
            return;
        }
    }
    snprintf(out, CLI_MESSAGE_BYTES, "%zu", bytes);
}

bool cli_default(char out[CLI_MESSAGE_BYTES], const cli_option *option, const void *settings)
{
    const void *at = (const char *)settings + option->offset;
    const char *text;

    switch (option->type) {
    case CLI_FLAG:
        return false;
    case CLI_INT:
        snprintf(out, CLI_MESSAGE_BYTES, "%d", *(const int *)at);
        return true;
    case CLI_SEED:
        snprintf(out, CLI_MESSAGE_BYTES, "%u", *(const uint32_t *)at);
        return true;
    case CLI_SIZE:
        size_text(out, *(const size_t *)at);
        return *(const size_t *)at > 0;
    case CLI_DOUBLE:
        snprintf(out, CLI_MESSAGE_BYTES, "%g", *(const double *)at);
        return true;
    default:
        text = *(const char *const *)at;
        snprintf(out, CLI_MESSAGE_BYTES, "%s", text ? text : "");
        return text != NULL;
    }
}

void cli_help(char out[CLI_HELP_BYTES], const cli_option *option, const void *settings)
{
    char value[CLI_MESSAGE_BYTES];

    if (option->required)
        snprintf(out, CLI_HELP_BYTES, "%s (required)", option->help);
    else if (cli_default(value, option, settings))
        snprintf(out, CLI_HELP_BYTES, "%s [default: %s]", option->help, value);
    else
        snprintf(out, CLI_HELP_BYTES, "%s", option->help);
}

void cli_print_wrapped(FILE *out, const char *text, int column, int indent)
{
    while (*text) {
        size_t word = strcspn(text, " \n");

        if (column > indent && column + 1 + (int)word > HELP_WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, word, out);
        column += (int)word;
        text += word;
        if (*text == '\n') { /* a line of its own, as it stands */
            fprintf(out, "\n%*s", indent, "");
            column = indent;
            text++;
        }
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

void cli_print_option(FILE *out, const cli_option *option, const void *settings)
{
    char help[CLI_HELP_BYTES];
    const char *argument = option->argument ? option->argument : "";
    int column;

    if (option->letter)
        column = fprintf(out, "  -%c, --%s %s", option->letter, option->name, argument);
    else
        column = fprintf(out, "      --%s %s", option->name, argument);
    if (column + 1 > HELP_COLUMN) {
        fputc('\n', out);
        column = 0;
    }
    fprintf(out, "%*s", HELP_COLUMN - column, "");
    cli_help(help, option, settings);
    cli_print_wrapped(out, help, HELP_COLUMN, HELP_COLUMN);
}
