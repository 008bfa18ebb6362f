/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ingest.h - from stored bytes to rows: what the formats share
 *
 * source (bytes of one input) -> lines -> format (rows) -> accept (a row is a
 * comment, or is rejected with a reason) -> reader. A format knows its syntax
 * only; what a comment must look like is judged in one place, accept.c.
 */
#ifndef TN_INGEST_H
#define TN_INGEST_H

#include "base/base.h"
#include "base/swar8.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------- sources */

/* One input: a file or standard input, plain, compressed or a tar of members. */
typedef struct tn_source tn_source;

/*
 * `name` is a path or "-". Reading fails once more than max_unpacked_bytes
 * came out (0: no limit), or a thousand times what is stored. Nothing is owned
 * on failure.
 */
int tn_source_open(tn_source **out, const char *name, int64_t max_unpacked_bytes, tenor_error *err);

/* 1 = a member (the only one, unless the input is an archive) is ready, 0 = no more. */
int tn_source_next_member(tn_source *source, tenor_error *err);

/* The name of the archive's member, NULL where the input is no archive. */
const char *tn_source_member(const tn_source *source);

/* Up to `room` bytes of the member; 0 = its end, < 0 = error. */
int64_t tn_source_read(tn_source *source, char *data, size_t room, tenor_error *err);

/* Read what is left of the stored bytes; digest (hexadecimal) and size of them all. */
int tn_source_finish(tn_source *source, char digest[33], int64_t *stored_bytes, tenor_error *err);
void tn_source_close(tn_source *source);

/* Stored bytes read so far. */
int64_t tn_source_position(const tn_source *source);

/* --------------------------------------------------------------- lines */

/* Bytes after a line that may be read (not trusted): what simdjson asks for. */
#define TN_LINE_PADDING 64

typedef struct {
    char *data; /* without its LF, with a CR before it; may be changed in place */
    size_t bytes;
    int64_t line_no; /* 1-based */
    bool too_long;   /* longer than the limit: skipped, data is NULL */
} tn_input_line;

/* Lines of one member after another, in bounded memory; UTF-16 comes out as UTF-8. */
typedef struct tn_lines tn_lines;

int tn_lines_new(tn_lines **out, size_t max_line_bytes, tenor_error *err);
void tn_lines_start(tn_lines *lines, tn_source *source);

/*
 * The first bytes (up to 64 KiB), not consumed, without a byte order mark.
 * *whole tells that the member has no more.
 */
int tn_lines_peek(tn_lines *lines, tenor_str *head, bool *whole, tenor_error *err);

/* 1, 0 = end, < 0. The line lives until the next call. */
int tn_lines_next(tn_lines *lines, tn_input_line *line, tenor_error *err);
/*
 * Raw bytes instead of lines: all that was read and not handed out, at least
 * one byte, 0 = end, < 0. They live until the next call.
 */
int64_t tn_lines_take(tn_lines *lines, const char **data, tenor_error *err);

/* Whether the member was UTF-16: what it says of its encoding is no longer so. */
bool tn_lines_converted(const tn_lines *lines);

int64_t tn_lines_at(const tn_lines *lines); /* number of the last line */
void tn_lines_free(tn_lines *lines);

/* -------------------------------------------------------------- inputs */

/*
 * How many comments all inputs will have brought when the `n_read` so far came out of the stored
 * bytes read so far; 0 while that is unknown (pipes, nothing read yet).
 */
int64_t tn_reader_expected(const tenor_reader *reader, int64_t n_read);

/* A field of the current row as text; absent where it is none, or empty. */
tenor_str tn_reader_field(const tenor_reader *reader, int field);

/* Paths with their folders opened up; release with tn_inputs_free. */
int tn_inputs_expand(tenor_input_info **out, size_t *n_out, const char *const *paths,
                     size_t n_paths, tenor_error *err);
void tn_inputs_free(tenor_input_info *inputs, size_t n_inputs);

/* ---------------------------------------------------------------- rows */

typedef enum {
    TN_FIELD_ARTICLE_ID,
    TN_FIELD_ID,
    TN_FIELD_TEXT,
    TN_FIELD_PARENT_ID,
    TN_FIELD_AUTHOR,
    TN_FIELD_CREATED_AT,
    TN_FIELD_UPDATED_AT,
    TN_FIELD_LIKES,
    TN_FIELD_DELETED,
    TN_FIELD_PARENT_TEXT,
    TN_FIELD_LABEL,
    TN_FIELD_SENTIMENT, /* labels of the heads, in their order */
    TN_FIELD_STANCE,
    TN_FIELD_REPLY,
    TN_FIELD_SPLIT,
    TN_FIELD_DRAWN,  /* how `tenor sample` came to the row */
    TN_FIELD_TARGET, /* from here on: what an article object may hold */
    TN_FIELD_TITLE,
    TN_FIELD_URL,
    TN_FIELD_SECTION,
    TN_FIELD_PUBLISHED_AT,
    TN_FIELD_CAPTURED_AT,
    TN_FIELD_TARGET_ALIASES,
    TN_NO_FIELD
} tn_field;
#define TN_N_FIELDS            TN_NO_FIELD
#define TN_FIRST_ARTICLE_FIELD TN_FIELD_TARGET
#define TN_N_ARTICLE_FIELDS    (TN_N_FIELDS - TN_FIRST_ARTICLE_FIELD)

const char *tn_field_name(int field);

typedef enum {
    TN_ABSENT = 0,
    TN_STRING,
    TN_INTEGER,  /* fits 64 bits, signed */
    TN_UNSIGNED, /* 2^63 .. 2^64-1 */
    TN_FRACTION, /* any other number */
    TN_BOOLEAN,
    TN_NAMES,   /* a list of strings: `text` has them with line feeds between */
    TN_COMPOUND /* an array or object */
} tn_kind;

typedef struct {
    tn_kind kind;
    tenor_str text;  /* TN_STRING, TN_NAMES */
    int64_t integer; /* TN_INTEGER, TN_UNSIGNED (its bits), TN_BOOLEAN (0, 1) */
    double fraction;
    char digits[24]; /* room for an integer that is used as an id */
} tn_value;

#define TN_REASON_BYTES 200
#define TN_NAMES_BYTES  1000 /* of all names of a list, with the separators */

/* A record as its source brings it, not judged yet. Strings live until the next row. */
typedef struct {
    tn_value field[TN_N_FIELDS];
    tn_value article[TN_N_ARTICLE_FIELDS]; /* of an article object */
    char names[2][TN_NAMES_BYTES];         /* room for TN_NAMES: of the row, of the object */
    bool textual;        /* every value was text at the source: "12" may be a number */
    bool article_is_odd; /* `article` is there and is no object */
    bool has_nested;     /* JSON: some value is an array or object, and may hold comments */
    bool repaired;       /* its text was not what was written: encodings, escapes */
    int left_out;        /* with TN_BAD_ROW: enum tenor_left_out, 0 where it could not be read */
    int64_t n_dropped;   /* optional fields that could not be read */
    int64_t line_no;
    char reason[TN_REASON_BYTES]; /* why it cannot be used, with TN_BAD_ROW */
} tn_source_row;

void tn_source_row_clear(tn_source_row *row);

/* TN_BAD_ROW, and why in row->reason; the second for what is left out by intent, by `why` of
 * enum tenor_left_out. */
int tn_bad_row(tn_source_row *row, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int tn_left_out_row(tn_source_row *row, int why, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* ------------------------------------------------------------- renaming */

#define TN_NAME_CLASSES 16
static inline size_t tn_name_class(size_t name_bytes) /* the last one: so long or longer */
{
    return name_bytes < TN_NAME_CLASSES - 1 ? name_bytes : TN_NAME_CLASSES - 1;
}

static inline tn_swar8 tn_name_begin(tenor_str name) /* at least one byte */
{
    return tn_swar8_load_few(name.data, name.bytes < 8 ? name.bytes : 8);
}

static inline tn_swar8 tn_name_end(tenor_str name) /* 0: all of it is in its beginning */
{
    return name.bytes > 8 ? tn_swar8_load(name.data + name.bytes - 8) : 0;
}

/* Fields by their names: few are of a name's length, and up to 16 bytes are compared in registers.
 */
typedef struct {
    uint32_t of_bytes[TN_NAME_CLASSES]; /* bits: fields by their names' length */
    tenor_str name[TN_N_FIELDS];
    tn_swar8 begin[TN_N_FIELDS], end[TN_N_FIELDS];
} tn_name_index;

/* The fields of this name, as bits. */
static inline uint32_t tn_fields_named(const tn_name_index *index, tenor_str name)
{
    size_t length = tn_name_class(name.bytes);
    uint32_t fields = index->of_bytes[length], named = 0;
    tn_swar8 begin = fields ? tn_name_begin(name) : 0, end = fields ? tn_name_end(name) : 0;

    for (; fields; fields &= fields - 1) {
        int f = __builtin_ctz(fields);

        if (index->begin[f] == begin && index->end[f] == end &&
            (length < TN_NAME_CLASSES - 1 || tn_str_compare(index->name[f], name) == 0))
            named |= 1u << f;
    }
    return named;
}

/* The name of each field in the source; NULL where it is not read. */
typedef struct {
    const char *name[TN_N_FIELDS];
    tn_name_index of_row;     /* fields that are read where they stand */
    tn_name_index of_article; /* those of an article object */
    bool mapped[TN_N_FIELDS]; /* by --map */
    bool has_paths;           /* a name of --map has a dot: "content.rendered" */
    bool article_object;      /* the key `article` holds metadata */
    char *storage;
} tn_field_map;

/* `spec` is "FIELD=THEIRS,…" or NULL. Release with tn_field_map_free, also after a failure. */
int tn_field_map_init(tn_field_map *map, const char *spec, tenor_error *err);

/* The names of a file of article metadata: all flat. Nothing to release. */
void tn_field_map_articles(tn_field_map *map);
void tn_field_map_free(tn_field_map *map);

/* ------------------------------------------------------------- formats */

#define TN_GOOD_ROW 1
#define TN_BAD_ROW  2

typedef struct tn_format tn_format;

typedef struct {
    const char *name; /* of the input, for messages */
    const tn_field_map *map;
    const char *records; /* where a document's comments are, or NULL: they are looked for */
    bool labelled;
    bool lines;          /* it is plain lines, whatever it looks like */
    bool guess_lines;    /* it is plain lines if it is text and nothing else */
    bool has_article_id; /* the user says which article all comments are of */
    size_t max_record_bytes;
    const tn_format *format; /* the one that is opened */
} tn_setup;

struct tn_format {
    const char *name;
    bool any_text; /* the source does not say whether its text is markup */
    int (*open)(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err);
    /* TN_GOOD_ROW, TN_BAD_ROW, 0 = end, < 0 = error; *row comes cleared */
    int (*next)(void *state, tn_source_row *row, tenor_error *err);
    void (*close)(void *state);      /* also after open failed; the state may be NULL */
    const struct tn_json_kind *json; /* of a JSON format: what it reads from an object */
};

extern const tn_format tn_format_ndjson;
extern const tn_format tn_format_json;
extern const tn_format tn_format_youtube;
extern const tn_format tn_format_reddit;      /* one object a line */
extern const tn_format tn_format_reddit_json; /* in an array */
extern const tn_format tn_format_hackernews;
extern const tn_format tn_format_wp_json;
extern const tn_format tn_format_wxr;
extern const tn_format tn_format_disqus;
extern const tn_format tn_format_feed;
extern const tn_format tn_format_html;
extern const tn_format tn_format_csv;
extern const tn_format tn_format_label_lines; /* labelled rows only */
extern const tn_format tn_format_page;
extern const tn_format tn_format_plain_lines;

/*
 * Whether the first bytes look like it; for csv: with a header that can be used. false, with
 * err->code, when memory is short.
 */
bool tn_csv_sniff(tenor_str head, const tn_field_map *map, tenor_error *err);
bool tn_page_sniff(tenor_str head, tenor_error *err);
bool tn_label_lines_sniff(tenor_str head);
bool tn_plain_lines_sniff(tenor_str head);

/* The format of a member by its first bytes; *out is NULL for an empty one. */
int tn_detect(const tn_format **out, tenor_str head, bool whole, const tn_setup *setup,
              tenor_error *err);

/* A value that is text, or nothing where there is none. */
void tn_set_text(tn_value *value, tenor_str text);
void tn_set_integer(tn_value *value, int64_t integer);

/* A time as tn_text_to_time takes it; nothing where it is none. */
void tn_set_time(tn_value *value, tenor_str text);

/*
 * An id for an article whose source gives it none, the same wherever and
 * whenever it was copied: the prefix (at most 8 bytes), the title's ASCII
 * letters and digits, and a hash of the whole title. Without a title (absent)
 * the hash is that of `otherwise`.
 */
#define TN_ARTICLE_NAME_BYTES 96
void tn_article_name(char out[TN_ARTICLE_NAME_BYTES], const char *prefix, tenor_str title,
                     tenor_str otherwise);

/* The same with the hash of an address, which says more than a title where there is one. */
void tn_article_name_by(char out[TN_ARTICLE_NAME_BYTES], const char *prefix, tenor_str title,
                        tenor_str hashed);

/* ----------------------------------------------------------- acceptance */

/*
 * An id for a comment without one, from its author, time and text, so that it is the same
 * wherever it is read; where neither author nor time is known, from its text and its line.
 */
void tn_name_row(tn_source_row *row);

/* Judge a row and fill *comment from it; false: row->reason says why not. */
bool tn_accept(tenor_comment *comment, tn_source_row *row, bool labelled);

/* Judge the article fields alone, and refuse what is odd of them, which a comment does without. */
bool tn_accept_article(tenor_article *article, bool *any, tn_source_row *row, bool labelled);

/* A string or integer as text; false if it is neither or empty. */
bool tn_value_as_id(tenor_str *out, tn_value *value);

/*
 * A time as people and tables write it: RFC 3339, a date in words or figures (the day before the
 * month), without an offset in UTC, or as tn_number_to_time takes it.
 */
bool tn_text_to_time(int64_t *out, tenor_str text);

/* Unix seconds; milliseconds and smaller units by their size. false: beyond the years 0 to 9999. */
bool tn_number_to_time(int64_t *out, double value);
bool tn_text_to_number(double *out, tenor_str text);

/* -------------------------------------------------------------- articles */

/* Metadata by article id, from --articles FILE or an export's own list. */
typedef struct tn_articles tn_articles;

/* Release with tn_articles_free, also after a failure. */
int tn_articles_new(tn_articles **out, tenor_error *err);

/* Everything is copied; the last of two with one id counts. */
int tn_articles_add(tn_articles *articles, tenor_str id, tenor_article article, tenor_error *err);

/* NULL if there is none; lives until the next tn_articles_add. */
const tenor_article *tn_articles_find(const tn_articles *articles, tenor_str id);

int tn_articles_load(tn_articles **out, const char *path, size_t max_record_bytes,
                     tenor_error *err);

/* Lay what the file says of the comment's article over what the comment says. */
void tn_articles_apply(const tn_articles *articles, tenor_comment *comment);
void tn_articles_free(tn_articles *articles);

#ifdef __cplusplus
}
#endif
#endif
