/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.h - rows of the options tables that commands share
 *
 * Most take the place in the command's settings of the library's options that the rows are of,
 * `map.batch` for instance. What rows mean to a command they say in its own help.
 */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "cli/cli.h"

/* What reads comments: of a tenor_reader_options. */
#define CLI_READER_OPTIONS(reader)                                                                 \
    CLI_OPTION(CLI_STRING, "articles", "FILE", reader.articles,                                    \
               "what is known of the articles, NDJSON"),                                           \
        CLI_OPTION(CLI_STRING, "map", "FIELD=THEIRS,...", reader.map,                              \
                   "names of the fields in the input, where they differ"),                         \
        CLI_OPTION(CLI_STRING, "records", "KEY.KEY", reader.records,                               \
                   "keys that lead to the comments of JSON: data.items"),                          \
        CLI_OPTION(CLI_STRING, "article-id", "NAME", reader.article_id,                            \
                   "the article of comments whose source names none"),                             \
        CLI_OPTION(CLI_CHOICE, "text-format", "auto|plain|html", reader.text_format,               \
                   "whether texts are markup; auto: where they have its tags"),                    \
        CLI_OPTION(CLI_SIZE, "max-record-bytes", "SIZE", reader.max_record_bytes,                  \
                   "longer records are rejected", .min = 1024, .max = 1 << 30),                    \
        CLI_OPTION(CLI_SIZE, "max-unpacked-bytes", "SIZE", reader.max_unpacked_bytes,              \
                   "inputs that unpack to more end the run; 0: no limit",                          \
                   .max = (double)((size_t)1 << 50)),                                              \
        CLI_OPTION(CLI_FLAG, "strict", NULL, common.strict, "exit 3 when records were rejected")

#define CLI_INPUT_FORMAT_OPTION                                                                    \
    CLI_OPTION(CLI_CHOICE, "input-format", "auto|lines", common.input_format,                      \
               "lines: plain text, each line a comment")

/* Of commands that say something of each comment: what stands on standard input may be one. */
#define CLI_ANY_INPUT_FORMAT_OPTION                                                                \
    CLI_OPTION(CLI_CHOICE, "input-format", "auto|lines|labelled", common.input_format,             \
               "lines: plain text, each line a comment, as of standard input that is nothing "     \
               "else; labelled: rows of a labelled data set, of which only text is required")

#define CLI_HEAD_OPTION(member, of_head)                                                           \
    CLI_OPTION(CLI_CHOICE, "head", "sentiment|stance|reply", member, of_head)

/* What stance is toward, in the command's words: of options with target and target_aliases. */
#define CLI_TARGET_OPTIONS(options, of_target)                                                     \
    CLI_OPTION(CLI_STRING, "target", "TEXT", options.target, of_target),                           \
        CLI_OPTION(CLI_STRING, "target-alias", "A,B", options.target_aliases,                      \
                   "other names of the --target")

#define CLI_AUTHOR_KEY_OPTION(batch, is_required, of_key)                                          \
    CLI_OPTION(CLI_STRING, "author-key-file", "FILE", batch.author_key_file, of_key,               \
               .required = (is_required))

/* What a run publishes, and how much memory it takes: of a tenor_batch_options. */
#define CLI_RESULTS_OPTIONS(batch)                                                                 \
    CLI_OPTION(CLI_FLAG, "comments", NULL, batch.comments,                                         \
               "write comments.ndjson too, one line a comment"),                                   \
        CLI_OPTION(CLI_INT, "min-comments", "K", batch.min_comments,                               \
                   "leave articles with fewer comments out of every file", .max = 1000000),        \
        CLI_OPTION(CLI_INT, "terms", "K", batch.terms,                                             \
                   "distinctive words of an article and of a class, at most; 0: none",             \
                   .max = 100),                                                                    \
        CLI_OPTION(CLI_FLAG, "excerpts", NULL, batch.excerpts,                                     \
                   "comments.ndjson and examples show how texts begin"),                           \
        CLI_OPTION(CLI_INT, "keep", "N", batch.keep, "runs that stay, this one included",          \
                   .min = 1, .max = 100000),                                                       \
        CLI_OPTION(CLI_FLAG, "allow-empty", NULL, batch.allow_empty,                               \
                   "publish a run without comments too; without it such a run fails")

#define CLI_MEMORY_OPTION(batch)                                                                   \
    CLI_OPTION(CLI_SIZE, "memory", "SIZE", batch.memory_bytes,                                     \
               "memory to use before records go to disk, as 512M or 2G; without it a quarter of "  \
               "the machine's",                                                                    \
               .min = 16777216, .max = 1e15)

/*
 * How a head is trained: of a tenor_train_options. `help_of` is a macro that makes a row's help
 * out of what the row means to `train`.
 */
#define CLI_TRAINING_OPTIONS(train, help_of)                                                       \
    CLI_OPTION(CLI_STRING, "lexicon", "A,B", train.lexicons,                                       \
               help_of("files of words and their valence, tab-separated, as training aids")),      \
        CLI_OPTION(                                                                                \
            CLI_STRING, "vectors", "FILE", train.vectors,                                          \
            help_of("word vectors as text, a word and its numbers a line, as a training aid")),    \
        CLI_OPTION(CLI_STRING, "supporting", "A,B", train.supporting,                              \
                   help_of("files of labelled rows to learn from that count in no figure")),       \
        CLI_OPTION(CLI_STRING, "weight", "FILE=W,...", train.weights,                              \
                   help_of("factors on the rows of these files")),                                 \
        CLI_OPTION(CLI_STRING, "shared", "A,B", train.shared,                                      \
                   help_of("stance: files whose targets get no part of their own")),               \
        CLI_OPTION(CLI_INT, "max-rows", "N", train.max_rows_of_file,                               \
                   help_of("a file with more rows weighs as much as so many; 0: all"),             \
                   .max = 100000000),                                                              \
        CLI_OPTION(CLI_FLAG, "leave-files-out", NULL, train.leave_files_out,                       \
                   help_of("judge each file by what the others taught")),                          \
        CLI_OPTION(CLI_CHOICE, "solver", "auto|libsvm|liblinear", train.solver,                    \
                   help_of("auto: libsvm for few rows, LIBLINEAR for many")),                      \
        CLI_OPTION(CLI_DOUBLE, "C", "COST", train.C,                                               \
                   help_of("cost of a training error; 0: chosen by cross-validation"),             \
                   .letter = 'C', .max = 1e6),                                                     \
        CLI_OPTION(CLI_INT, "min-count", "N", train.min_document_count,                            \
                   help_of("a word or phrase must stand in at least so many rows"), .min = 1,      \
                   .max = 1000000)

/* What prints for people: see cli_table_columns() and cli_wants_color(). */
#define CLI_TERMINAL_OPTIONS                                                                       \
    CLI_OPTION(CLI_INT, "width", "COLUMNS", common.width,                                          \
               "columns to fill; 0: the terminal's, else 80", .max = 1000),                        \
        CLI_OPTION(CLI_CHOICE, "color", "auto|always|never", common.color,                         \
                   "auto: on a terminal, unless NO_COLOR is set")

#define CLI_OUTPUT_FILE_OPTION                                                                     \
    CLI_OPTION(CLI_STRING, "output", "FILE", common.output,                                        \
               "write there instead of to standard output", .letter = 'o')

#endif
