/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.h - rows of the options tables that commands share
 *
 * Each takes the command's struct of settings and the place in it of the library's options that
 * the rows are of, `map.batch` for instance. What rows mean to a command they say in its own help.
 */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "cli/cli.h"

/* One row a paragraph, as they are read: clang-format would give every member a line. */
/* clang-format off */

/* What reads comments: of a tenor_reader_options; `settings` has a bool `strict` too. */
#define CLI_READER_OPTIONS(settings, reader)                                                       \
    { .name = "articles", .type = CLI_STRING, .argument = "FILE",                                  \
      .offset = offsetof(settings, reader.articles),                                               \
      .help = "what is known of the articles, NDJSON" },                                           \
    { .name = "map", .type = CLI_STRING, .argument = "FIELD=THEIRS,...",                           \
      .offset = offsetof(settings, reader.map),                                                    \
      .help = "names of the fields in the input, where they differ" },                             \
    { .name = "max-record-bytes", .type = CLI_SIZE, .argument = "SIZE",                            \
      .offset = offsetof(settings, reader.max_record_bytes), .min = 1024, .max = 1 << 30,          \
      .help = "longer records are rejected" },                                                     \
    { .name = "max-unpacked-bytes", .type = CLI_SIZE, .argument = "SIZE",                          \
      .offset = offsetof(settings, reader.max_unpacked_bytes), .min = 0,                           \
      .max = (double)((size_t)1 << 50),                                                            \
      .help = "inputs that unpack to more end the run; 0: no limit" },                             \
    { .name = "strict", .type = CLI_FLAG, .offset = offsetof(settings, strict),                    \
      .help = "exit 3 when records were rejected" }

#define CLI_INPUT_FORMAT_OPTION(settings, member)                                                  \
    { .name = "input-format", .type = CLI_CHOICE, .argument = "auto|labelled",                     \
      .offset = offsetof(settings, member),                                                        \
      .help = "labelled: rows of a labelled data set, of which only text is required" }

#define CLI_HEAD_OPTION(settings, member, of_head)                                                 \
    { .name = "head", .type = CLI_CHOICE, .argument = "sentiment|stance|reply",                    \
      .offset = offsetof(settings, member), .help = (of_head) }

/* What stance is toward, in the command's words: of options with target and target_aliases. */
#define CLI_TARGET_OPTIONS(settings, options, of_target)                                           \
    { .name = "target", .type = CLI_STRING, .argument = "TEXT",                                    \
      .offset = offsetof(settings, options.target), .help = (of_target) },                         \
    { .name = "target-alias", .type = CLI_STRING, .argument = "A,B",                               \
      .offset = offsetof(settings, options.target_aliases),                                        \
      .help = "other names of the --target" }

#define CLI_AUTHOR_KEY_OPTION(settings, batch, is_required, of_key)                                \
    { .name = "author-key-file", .type = CLI_STRING, .required = (is_required),                    \
      .argument = "FILE", .offset = offsetof(settings, batch.author_key_file), .help = (of_key) }

/* What a run publishes, and how much memory it takes: of a tenor_batch_options. */
#define CLI_RESULTS_OPTIONS(settings, batch)                                                       \
    { .name = "comments", .type = CLI_FLAG, .offset = offsetof(settings, batch.comments),          \
      .help = "write comments.ndjson too, one line a comment" },                                   \
    { .name = "min-comments", .type = CLI_INT, .argument = "K",                                    \
      .offset = offsetof(settings, batch.min_comments), .min = 0, .max = 1000000,                  \
      .help = "leave articles with fewer comments out of every file" },                            \
    { .name = "terms", .type = CLI_INT, .argument = "K",                                           \
      .offset = offsetof(settings, batch.terms), .min = 0, .max = 100,                             \
      .help = "distinctive words of an article and of a class, at most; 0: none" },                \
    { .name = "excerpts", .type = CLI_FLAG, .offset = offsetof(settings, batch.excerpts),          \
      .help = "show the beginning of example comments, not only their ids" },                      \
    { .name = "keep", .type = CLI_INT, .argument = "N",                                            \
      .offset = offsetof(settings, batch.keep), .min = 1, .max = 100000,                           \
      .help = "runs that stay, this one included" }

#define CLI_MEMORY_OPTION(settings, batch)                                                         \
    { .name = "memory", .type = CLI_SIZE, .argument = "SIZE",                                      \
      .offset = offsetof(settings, batch.memory_bytes), .min = 16777216, .max = 1e15,              \
      .help = "memory to use before records go to disk, as 512M or 2G; without it a quarter of "   \
              "the machine's" }

/*
 * How a head is trained: of a tenor_train_options. `help_of` is a macro that makes a row's help
 * out of what the row means to `train`.
 */
#define CLI_TRAINING_OPTIONS(settings, train, help_of)                                             \
    { .name = "lexicon", .type = CLI_STRING, .argument = "A,B",                                    \
      .offset = offsetof(settings, train.lexicons),                                                \
      .help = help_of("files of words and their valence, tab-separated, as training aids") },      \
    { .name = "vectors", .type = CLI_STRING, .argument = "FILE",                                   \
      .offset = offsetof(settings, train.vectors),                                                 \
      .help = help_of("word vectors as text, a word and its numbers a line, as a training aid") }, \
    { .name = "supporting", .type = CLI_STRING, .argument = "A,B",                                 \
      .offset = offsetof(settings, train.supporting),                                              \
      .help = help_of("files of labelled rows to learn from that count in no figure") },           \
    { .name = "weight", .type = CLI_STRING, .argument = "FILE=W,...",                              \
      .offset = offsetof(settings, train.weights),                                                 \
      .help = help_of("factors on the rows of these files") },                                     \
    { .name = "shared", .type = CLI_STRING, .argument = "A,B",                                     \
      .offset = offsetof(settings, train.shared),                                                  \
      .help = help_of("stance: files whose targets get no part of their own") },                   \
    { .name = "max-rows", .type = CLI_INT, .argument = "N",                                        \
      .offset = offsetof(settings, train.max_rows_of_file), .min = 0, .max = 100000000,            \
      .help = help_of("a file with more rows weighs as much as so many; 0: all") },                \
    { .name = "leave-files-out", .type = CLI_FLAG,                                                 \
      .offset = offsetof(settings, train.leave_files_out),                                         \
      .help = help_of("judge each file by what the others taught") },                              \
    { .name = "solver", .type = CLI_CHOICE, .argument = "auto|libsvm|liblinear",                   \
      .offset = offsetof(settings, train.solver),                                                  \
      .help = help_of("auto: libsvm for few rows, LIBLINEAR for many") },                          \
    { .name = "C", .letter = 'C', .type = CLI_DOUBLE, .argument = "COST",                          \
      .offset = offsetof(settings, train.C), .min = 0, .max = 1e6,                                 \
      .help = help_of("cost of a training error; 0: chosen by cross-validation") },                \
    { .name = "min-count", .type = CLI_INT, .argument = "N",                                       \
      .offset = offsetof(settings, train.min_document_count), .min = 1, .max = 1000000,            \
      .help = help_of("a word or phrase must stand in at least so many rows") }

/* What prints for people: see cli_columns and cli_wants_color. */
#define CLI_TERMINAL_OPTIONS(settings, width_member, color_member)                                 \
    { .name = "width", .type = CLI_INT, .argument = "COLUMNS",                                     \
      .offset = offsetof(settings, width_member), .min = 0, .max = 1000,                           \
      .help = "columns to fill; 0: the terminal's, else 80" },                                     \
    { .name = "color", .type = CLI_CHOICE, .argument = "auto|always|never",                        \
      .offset = offsetof(settings, color_member),                                                  \
      .help = "auto: on a terminal, unless NO_COLOR is set" }

#define CLI_OUTPUT_FILE_OPTION(settings, member)                                                   \
    { .name = "output", .letter = 'o', .type = CLI_STRING, .argument = "FILE",                     \
      .offset = offsetof(settings, member), .help = "write there instead of to standard output" }

/* clang-format on */

#endif
