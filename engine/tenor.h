/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tenor.h - the public interface of libtenor: read comments, load models, score
 *
 * tenor_run.h has whole runs, as the command does them: statistics per article, training,
 * evaluation, reports.
 *
 * Conventions, unless a declaration says otherwise:
 *   - Functions return 0 or a positive number on success and a negative
 *     `tenor_code` on failure. The last parameter is a `tenor_error *`; NULL
 *     is legal, and a struct that already holds an error is left as it is,
 *     so the first failure is the one that is reported. Set it to zero
 *     (`tenor_error err = {0};`) before the first call. Any function that
 *     returns a code may fail with TENOR_ERR_MEMORY; one that takes a stream,
 *     a path or a folder with TENOR_ERR_IO.
 *   - Pointers must not be NULL unless their declaration says what NULL means.
 *     `_free` functions accept NULL and end the object's life.
 *   - An object that a function makes (`out`) is the caller's, to be released by
 *     its `_free`; after a failure it is NULL. What else a call fills in is
 *     undefined after a failure.
 *   - `const char *` results are borrowed: never to be freed, and they live as
 *     long as the declaration says.
 *   - Text is UTF-8 with an explicit number of bytes and may contain NUL. Text
 *     that is passed in is not kept behind the call, and invalid UTF-8 in it is
 *     read as U+FFFD. Paths and names of options are terminated strings.
 *   - Options structs are filled by their `_init` function and then changed;
 *     strings in them are borrowed for the duration of the call.
 *   - A `FILE *` stays the caller's: it is written and its errors are found, but
 *     it is not closed, and what stands in its buffer is the caller's to flush.
 *     After a failure a part of the output may have been written.
 *   - Probabilities and shares are 0..1, scores -1..1, times are seconds
 *     since 1970-01-01 UTC.
 *   - Callbacks are called by the thread that called the library, before that call returns.
 *   - Threads: tenor_init() comes first, alone. After that every function may
 *     be called from any thread, and an object (reader, scorer) by
 *     one thread at a time. A `tenor_engine` is read-only once loaded: threads
 *     share it, each with a `tenor_scorer` of its own, and get the results
 *     that one thread would get.
 *   - The library never prints, never exits and changes neither signals nor locale.
 */
#ifndef TENOR_H
#define TENOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TENOR_API __attribute__((visibility("default")))
#else
#define TENOR_API
#endif

#define TENOR_VERSION "0.1.0"

/* Of libtenor.so's name; goes up when a program that was built before would break. */
#define TENOR_SOVERSION 0

/* ------------------------------------------------------------- errors */

enum tenor_code {
    TENOR_OK = 0,
    TENOR_ERR_MEMORY = -1,    /* an allocation failed */
    TENOR_ERR_IO = -2,        /* a file cannot be read or written */
    TENOR_ERR_INPUT = -3,     /* the data are not what they should be */
    TENOR_ERR_MODEL = -4,     /* a model is missing, damaged or does not fit */
    TENOR_ERR_ARGUMENT = -5,  /* an option or argument is out of range */
    TENOR_ERR_NUMERIC = -6,   /* a numerical method failed */
    TENOR_ERR_LOCKED = -7,    /* another run holds the output */
    TENOR_ERR_CANCELLED = -8, /* stopped on request */
    TENOR_ERR_INTERNAL = -9   /* a fault of tenor itself */
};

/* The first failure since the struct was zero. The caller's; holds no pointers. */
typedef struct {
    int code;          /* enum tenor_code */
    int64_t line_no;   /* 1-based input line; 0 if not about input */
    char message[400]; /* one line, no newline */
} tenor_error;

/** The library's version, "0.1.0". Static storage. */
TENOR_API const char *tenor_version(void);

/**
 * Prepare the libraries underneath: GSL's error handler is turned off for the
 * whole process, jansson's hash seed is drawn, libxml2 is initialised. Call it at
 * the start of the program, before other threads exist; a second call does nothing.
 */
TENOR_API void tenor_init(void);

/* ----------------------------------------------------------- comments */

/* Borrowed text. data == NULL is absent, bytes == 0 with data is empty: they are not the same. */
typedef struct {
    const char *data; /* NULL if absent; not terminated */
    size_t bytes;
} tenor_str;

#define TENOR_NO_TIME INT64_MIN

/* What is known of an article; every member may be absent. */
typedef struct {
    tenor_str title;
    tenor_str url;
    tenor_str section;
    tenor_str target;         /* what stance is measured toward */
    tenor_str target_aliases; /* other names of it, '\n' between them */
    int64_t published_at_s;   /* TENOR_NO_TIME if absent */
    int64_t captured_at_s;    /* date above a copied page; TENOR_NO_TIME if absent */
} tenor_article;

/* One comment as its source has it. Strings belong to the reader that filled it. */
typedef struct {
    tenor_str article_id; /* never absent */
    tenor_str id;         /* never absent */
    tenor_str text;       /* never absent; may be empty */
    tenor_str parent_id;
    tenor_str author;
    tenor_str parent_text; /* only where the row itself brings it */
    int64_t created_at_s;  /* TENOR_NO_TIME if absent */
    int64_t updated_at_s;  /* TENOR_NO_TIME if absent */
    int64_t likes;         /* may be negative; INT64_MIN if absent */
    bool deleted;
    bool has_article; /* the record brought metadata of its article */
    tenor_article article;
} tenor_comment;

/* Why a record that could be read is left out: it is no comment that readers saw. */
enum tenor_left_out {
    TENOR_NOT_LEFT_OUT = 0,
    TENOR_LEFT_OUT_SPAM = 1,
    TENOR_LEFT_OUT_HELD = 2,     /* not published: it waits for approval */
    TENOR_LEFT_OUT_PINGBACK = 3, /* or a trackback */
    TENOR_LEFT_OUT_OTHER = 4     /* a record of another type: a story, a note to an order */
};
#define TENOR_N_LEFT_OUT 5

/** "spam", "held", "pingback", "other"; NULL for 0 and out of range. */
TENOR_API const char *tenor_left_out_name(int reason);

/* A record that is not used. Strings live until the callback returns. */
typedef struct {
    const char *input;  /* the file's name as given */
    int64_t line_no;    /* 1-based line (record, where the format has no lines) */
    const char *reason; /* one line */
    int left_out;       /* enum tenor_left_out; 0: it could not be read */
} tenor_rejection;

typedef void (*tenor_rejection_fn)(void *user, const tenor_rejection *rejection);

/* What was read of one input file. Strings belong to the reader. */
typedef struct {
    char *name;       /* as given, or the path found in a folder */
    char *format;     /* "ndjson", "csv", "page", …; "unknown" if not recognised */
    bool found;       /* found in a folder, not named by the caller */
    char digest[33];  /* XXH3-128 of the stored bytes, hexadecimal; "" until all are read */
    int64_t bytes;    /* stored (compressed) size read */
    int64_t records;  /* records that held a comment or should have */
    int64_t rejected; /* of these, not usable */
    int64_t left_out[TENOR_N_LEFT_OUT]; /* of these, left out, by reason; element 0 stays 0 */
    int64_t repaired;                   /* of these, usable after their encoding was put right */
    int64_t dropped_fields; /* optional fields that could not be read, of usable records */
} tenor_input_info;

typedef struct {
    const char *map;           /* "FIELD=THEIRS,…", NULL for none */
    const char *articles;      /* NDJSON of article metadata, NULL for none */
    const char *records;       /* path of keys to the comments of JSON, NULL: looked for */
    const char *article_id;    /* of comments whose source names none, NULL for none */
    const char *text_format;   /* "plain" or "html"; NULL or "auto": told by its tags */
    bool labelled;             /* rows of a labelled data set: only `text` is required */
    bool lines;                /* each line is a comment, whatever it looks like */
    bool guess_lines;          /* so it is on standard input, if that is text of no known format */
    size_t max_record_bytes;   /* a longer line is rejected (default, and 0: 64 MiB) */
    size_t max_unpacked_bytes; /* of one input; reading more fails (default 0: no limit) */
    tenor_rejection_fn on_rejected; /* NULL to count only */
    void *rejected_user;
} tenor_reader_options;

/* Comments out of files, one after another. For one thread at a time. */
typedef struct tenor_reader tenor_reader;

/** Defaults: any comments, nothing renamed, 64 MiB a record. */
TENOR_API void tenor_reader_options_init(tenor_reader_options *options);

/**
 * Read comments from files, folders (recursively, in the order of their
 * names; hidden files are skipped) and "-" (standard input), one after
 * another. Every file is recognised by its content, compressed or not. A file
 * that is not recognised is an error if it was named, and one rejected record
 * if it was found in a folder: a folder may hold a README.
 *
 * Fails at once if a path does not exist (TENOR_ERR_IO) or `map` or `articles` cannot be used
 * (TENOR_ERR_ARGUMENT, TENOR_ERR_INPUT). The caller owns *out and releases it with
 * tenor_reader_free(). Paths and names are copied; options->map and options->articles are read
 * here, and on_rejected is kept with its user. options NULL: the defaults.
 */
TENOR_API int tenor_reader_open(tenor_reader **out, const char *const *paths, size_t n_paths,
                                const tenor_reader_options *options, tenor_error *err);

/**
 * The next comment: 1 = *comment is filled, 0 = end of all inputs, < 0 =
 * error (an input that cannot be read or is damaged; err->line_no is set where
 * it is known). Unusable records are reported to on_rejected, counted and
 * passed over. Strings of *comment belong to the reader and live until the
 * next call. After an error every further call fails with the same code.
 */
TENOR_API int tenor_reader_next(tenor_reader *reader, tenor_comment *comment, tenor_error *err);

/**
 * Labels of the current row of a labelled data set: `label` (its `label`
 * field), `target`, `split`; absent where the row has none. Valid until the next call
 * of tenor_reader_next().
 */
TENOR_API void tenor_reader_labels(const tenor_reader *reader, tenor_str *label, tenor_str *target,
                                   tenor_str *split);

/**
 * What was read so far, one element an input that was begun. Belongs to the reader; read it again
 * after the next call of tenor_reader_next().
 */
TENOR_API const tenor_input_info *tenor_reader_inputs(const tenor_reader *reader, size_t *n_inputs);

/**
 * Where the reader stands: the input's name (or "") and the 1-based line of the last record. The
 * name lives until the next call of tenor_reader_next().
 */
TENOR_API const char *tenor_reader_position(const tenor_reader *reader, int64_t *line_no);

/** Close the inputs. NULL is fine. */
TENOR_API void tenor_reader_free(tenor_reader *reader);

/**
 * Write a comment as one line of canonical NDJSON (docs/formats.md): times in UTC, absent fields
 * left out, invalid UTF-8 as U+FFFD.
 */
TENOR_API int tenor_comment_write(FILE *out, const tenor_comment *comment, tenor_error *err);

/* ------------------------------------------------------------- models */

enum tenor_head { TENOR_SENTIMENT = 0, TENOR_STANCE = 1, TENOR_REPLY = 2 };
#define TENOR_N_HEADS     3
#define TENOR_MAX_CLASSES 3

/* Loaded models, at most one a head. Read-only: threads may share it. */
typedef struct tenor_engine tenor_engine;

/** "sentiment", "stance", "reply"; NULL out of range. Static storage. */
TENOR_API const char *tenor_head_name(int head);

/**
 * Load the models of a directory: every sub-folder with a `model.json`, at
 * most one for each head (or the directory itself, if it is one model).
 *
 * The caller owns *out; release with tenor_engine_free(). On failure *out is
 * NULL. A loaded engine is read-only and may be shared between threads. Its files stay mapped:
 * replace a model's folder by rename, never in place.
 * At least one model must be found; that there is none, that one is damaged (digests are checked)
 * or that two are of one head is TENOR_ERR_MODEL. Models are read side by side, by threads that
 * have ended on return.
 */
TENOR_API int tenor_engine_load(tenor_engine **out, const char *models_dir, tenor_error *err);

/** NULL is fine. Scorers of the engine must have been freed before. */
TENOR_API void tenor_engine_free(tenor_engine *engine);

/** Number of classes of a head, 0 if the engine has no such head. */
TENOR_API int tenor_engine_n_classes(const tenor_engine *engine, int head);

/** Name of a class ("negative"), NULL out of range. Lives as long as the engine. */
TENOR_API const char *tenor_engine_class_name(const tenor_engine *engine, int head,
                                              int class_index);

/* Why a comment has no label. */
enum tenor_unscored {
    TENOR_SCORED = 0,
    TENOR_UNSCORED_EMPTY = 1,        /* no text */
    TENOR_UNSCORED_DELETED = 2,      /* marked as deleted at the source */
    TENOR_UNSCORED_LOW_COVERAGE = 3, /* too few of its words are known: another language, noise */
    TENOR_UNSCORED_NO_WORDS = 4      /* nothing but addresses, numbers or punctuation */
};
#define TENOR_N_UNSCORED 5

/** "empty", "deleted", "low_coverage", "no_words"; "scored" for 0; NULL out of range. */
TENOR_API const char *tenor_unscored_name(int reason);

/* What one head says of one comment. */
typedef struct {
    bool present; /* the head exists and has something to say */
    int label;    /* class index, the most probable but of targets with label weights in model.json;
                     -1 if not present */
    int n_classes;
    double p[TENOR_MAX_CLASSES];        /* posteriors under the model's decision prior, 0..1; they
                                           sum to 1 over the n_classes */
    double score;                       /* p(last class) - p(first class), -1..1 */
    double decision[TENOR_MAX_CLASSES]; /* pairwise decision values: (0,1) (0,2) (1,2), n_classes *
                                           (n_classes - 1) / 2 of them; > 0 for the pair's first */
    int vote; /* libsvm's own label, by votes of the pairs; -1 if not present */
    int part; /* of the model, that gave p: a domain's index (`tenor inspect`), -1 the shared one */
} tenor_label;

enum tenor_target_source {
    TENOR_TARGET_NONE = 0,
    TENOR_TARGET_ARTICLE = 1, /* the article's metadata, or the row's own `target` */
    TENOR_TARGET_OPTION = 2,  /* --target */
    TENOR_TARGET_TITLE = 3    /* the article's title */
};

/** "article", "option", "title"; NULL for none. */
TENOR_API const char *tenor_target_source_name(int source);

/* What all heads say of one comment. The caller's; holds no pointers. */
typedef struct {
    int unscored;    /* enum tenor_unscored; if not TENOR_SCORED no head is present */
    double coverage; /* share of the comment's words that stand in the vocabulary, 0..1 */
    int32_t n_tokens;
    int32_t n_invalid; /* invalid UTF-8 sequences read as U+FFFD */
    int target_source; /* enum tenor_target_source */
    tenor_label head[TENOR_N_HEADS];
} tenor_result;

/* Scratch space for scoring, and what it has learnt of unknown words: one for each thread. */
typedef struct tenor_scorer tenor_scorer;

/*
 * Behind a target's name in a string may stand its other names, each after this mark (a unit
 * separator). Who names one of them names the target; one that a model knows as a target stands
 * for it.
 */
#define TENOR_ALIAS_MARK '\x1F'

/** The engine must outlive the scorer. The caller owns *out; NULL after a failure. */
TENOR_API int tenor_scorer_new(tenor_scorer **out, const tenor_engine *engine, tenor_error *err);

/** NULL is fine. */
TENOR_API void tenor_scorer_free(tenor_scorer *scorer);

/**
 * Score one comment. `target` may be absent (data == NULL): the stance head
 * is then not present. `parent_text` may be absent: likewise the reply head. An absent or empty
 * text is TENOR_UNSCORED_EMPTY. The same texts give the same bits, whatever was scored before.
 * Fails for want of memory, and with TENOR_ERR_INPUT for a text of 1 GiB or more.
 */
TENOR_API int tenor_score(tenor_scorer *scorer, tenor_str text, tenor_str target,
                          tenor_str parent_text, tenor_result *result, tenor_error *err);

#ifdef __cplusplus
}
#endif
#endif
