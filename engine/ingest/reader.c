/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader.c - every input, one after another, as one stream of comments
 */
#include "ingest/markup_text.h"
#include "ingest/rejections.h"
#include "ingest/repair.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEFAULT_MAX_RECORD_BYTES ((size_t)64 * 1024 * 1024)

typedef enum { TN_TEXT_ANY, TN_TEXT_PLAIN, TN_TEXT_HTML } text_format;

struct tenor_reader {
    tenor_reader_options options; /* its strings are not used after the opening */
    tn_field_map map;
    text_format text_format;    /* of formats that do not say */
    char *records, *article_id; /* of the options; NULL if they are */
    tn_articles *articles;
    tenor_input_info *inputs;
    size_t n_inputs;
    size_t n_started;
    int64_t total_bytes; /* stored, of all inputs; 0 if one of them is no file */
    tn_source *source;   /* of the last started input, while it is open */
    tn_lines *lines;
    const tn_format *format; /* of the current member; NULL between members */
    void *state;
    tn_buf where; /* the input's name, with the archive's member */
    int64_t line_no;
    bool has_row;
    int failed;            /* the code that ended the reading */
    tn_reason_tally tally; /* of rejections */
    tn_source_row row;
    tn_buf text[2]; /* the row's: with its faults undone; and as words */
    tn_buf parent;  /* its parent's, with its faults undone */
};

void tenor_reader_options_init(tenor_reader_options *options)
{
    *options = (tenor_reader_options){ .max_record_bytes = DEFAULT_MAX_RECORD_BYTES };
}

/* 0 if an input is a pipe or a device; for progress only, so nothing fails here */
static int64_t size_of_all(const tenor_input_info *inputs, size_t n_inputs)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < n_inputs; i++) {
        struct stat status;

        if (stat(inputs[i].name, &status) < 0 || !S_ISREG(status.st_mode))
            return 0;
        bytes += status.st_size;
    }
    return bytes;
}

int tenor_reader_open(tenor_reader **out, const char *const *paths, size_t n_paths,
                      const tenor_reader_options *options, tenor_error *err)
{
    tenor_reader *reader = tn_alloc(1, sizeof(*reader));
    tenor_reader_options *own;
    int rc;

    *out = NULL;
    if (!reader)
        return tn_no_memory(err);
    own = &reader->options;
    if (options)
        *own = *options;
    else
        tenor_reader_options_init(own);
    if (own->max_record_bytes == 0)
        own->max_record_bytes = DEFAULT_MAX_RECORD_BYTES;
    rc = tn_field_map_init(&reader->map, own->map, err);
    if (rc < 0)
        goto failed;
    rc = tn_inputs_expand(&reader->inputs, &reader->n_inputs, paths, n_paths, err);
    if (rc < 0)
        goto failed;
    reader->total_bytes = size_of_all(reader->inputs, reader->n_inputs);
    if (own->articles) {
        rc = tn_articles_load(&reader->articles, own->articles, own->max_record_bytes, err);
        if (rc < 0)
            goto failed;
    }
    rc = tn_lines_new(&reader->lines, own->max_record_bytes, err);
    if (rc < 0)
        goto failed;
    if ((own->records && !(reader->records = tn_strndup(own->records, strlen(own->records)))) ||
        (own->article_id &&
         !(reader->article_id = tn_strndup(own->article_id, strlen(own->article_id))))) {
        rc = tn_no_memory(err);
        goto failed;
    }
    if (own->text_format && strcmp(own->text_format, "auto") != 0) {
        reader->text_format = strcmp(own->text_format, "html") == 0 ? TN_TEXT_HTML : TN_TEXT_PLAIN;
        if (reader->text_format == TN_TEXT_PLAIN && strcmp(own->text_format, "plain") != 0) {
            rc = tn_fail(err, TENOR_ERR_ARGUMENT, "text_format must be auto, plain or html");
            goto failed;
        }
    }
    own->records = own->article_id = own->text_format = NULL;
    own->map = NULL;
    own->articles = NULL;
    *out = reader;
    return 0;
failed:
    tenor_reader_free(reader);
    return rc;
}

/* ------------------------------------------------------ inputs, members */

static tenor_input_info *current(tenor_reader *reader)
{
    return &reader->inputs[reader->n_started - 1];
}

/* an input of several members may hold several formats */
static int set_format(tenor_input_info *info, const char *format, tenor_error *err)
{
    bool first = strcmp(info->format, "empty") == 0;
    char *name;

    if (strcmp(info->format, format) == 0)
        return 0;
    name = first ? tn_strndup(format, strlen(format)) : tn_strndup("mixed", 5);
    if (!name)
        return tn_no_memory(err);
    free(info->format);
    info->format = name;
    return 0;
}

static int set_where(tenor_reader *reader, tenor_error *err)
{
    const char *member = reader->source ? tn_source_member(reader->source) : NULL;

    tn_buf_clear(&reader->where);
    return tn_buf_printf(&reader->where, err, "%s%s%s", current(reader)->name, member ? ":" : "",
                         member ? member : "");
}

static void reject(tenor_reader *reader)
{
    const tenor_rejection rejection = { reader->where.data, reader->row.line_no, reader->row.reason,
                                        reader->row.left_out };

    if (reader->row.left_out) {
        current(reader)->left_out[reader->row.left_out]++;
    } else {
        current(reader)->rejected++;
        tn_tally_reason(&reader->tally, reader->row.reason);
    }
    if (reader->options.on_rejected)
        reader->options.on_rejected(reader->options.rejected_user, &rejection);
}

/* A file that nobody named, and that is none of ours, counts as one rejected record. */
static int skip_file(tenor_reader *reader, const char *why, tenor_error *err)
{
    const char *reason = strstr(why, "format not recognised");
    int rc = set_format(current(reader), "unknown", err);

    if (rc < 0)
        return rc;
    tn_source_row_clear(&reader->row);
    tn_bad_row(&reader->row, "%s", reason ? reason : why);
    reader->row.line_no = 1;
    current(reader)->records++;
    reject(reader);
    return 0;
}

static int begin_member(tenor_reader *reader, tenor_error *err)
{
    tenor_error unknown = { 0 };
    tn_setup setup = { .name = reader->where.data,
                       .map = &reader->map,
                       .records = reader->records,
                       .has_article_id = reader->article_id != NULL,
                       .labelled = reader->options.labelled,
                       .lines = reader->options.lines,
                       .guess_lines =
                           reader->options.guess_lines && strcmp(reader->where.data, "-") == 0,
                       .max_record_bytes = reader->options.max_record_bytes };
    tenor_str head;
    bool whole;
    int rc;

    tn_lines_start(reader->lines, reader->source);
    rc = tn_lines_peek(reader->lines, &head, &whole, err);
    if (rc < 0)
        return rc;
    rc = tn_detect(&setup.format, head, whole, &setup, &unknown);
    if (rc == TENOR_ERR_INPUT && current(reader)->found)
        return skip_file(reader, unknown.message, err);
    if (rc < 0)
        return tn_fail(err, rc, "%s", unknown.message);
    if (!setup.format) /* it is empty */
        return 0;
    rc = set_format(current(reader), setup.format->name, err);
    if (rc < 0)
        return rc;
    reader->format = setup.format;
    reader->state = NULL;
    return reader->format->open(&reader->state, reader->lines, &setup, err);
}

static void end_member(tenor_reader *reader)
{
    if (reader->format)
        reader->format->close(reader->state);
    reader->format = NULL;
    reader->state = NULL;
}

/* 1 = a member is open (or was empty), 0 = all inputs are read. */
static int advance(tenor_reader *reader, tenor_error *err)
{
    tenor_input_info *info;
    int rc;

    if (!reader->source) {
        if (reader->n_started == reader->n_inputs)
            return 0;
        reader->n_started++;
        reader->line_no = 0;
        rc = set_where(reader, err);
        if (rc < 0)
            return rc;
        rc = tn_source_open(&reader->source, current(reader)->name,
                            (int64_t)reader->options.max_unpacked_bytes, err);
        if (rc < 0)
            return rc;
    }
    rc = tn_source_next_member(reader->source, err);
    if (rc < 0)
        return rc;
    if (rc > 0) {
        rc = set_where(reader, err);
        if (rc == 0)
            rc = begin_member(reader, err);
    } else {
        info = current(reader);
        rc = tn_source_finish(reader->source, info->digest, &info->bytes, err);
        tn_source_close(reader->source);
        reader->source = NULL;
    }
    return rc < 0 ? rc : 1;
}

int64_t tn_reader_expected(const tenor_reader *reader, int64_t n_read)
{
    int64_t done_bytes = reader->source ? tn_source_position(reader->source) : 0;

    for (size_t i = 0; i < reader->n_started; i++)
        done_bytes += reader->inputs[i].bytes; /* 0 while it is open */
    if (reader->total_bytes == 0 || done_bytes == 0)
        return 0;
    if (done_bytes >= reader->total_bytes)
        return n_read;
    return (int64_t)((double)n_read * (double)reader->total_bytes / (double)done_bytes);
}

/* ----------------------------------------------------------------- rows */

/* *found: what else may be in the text. */
static int undo_faults(tenor_reader *reader, int field, tn_buf *room, unsigned *found,
                       tenor_error *err)
{
    tn_value *value = &reader->row.field[field];
    int rc;

    *found = value->kind == TN_STRING && value->text.bytes > 1 ? tn_scan_text(value->text) : 0;
    rc = *found & TN_MAY_HAVE_FAULTS ? tn_repair_text(room, value->text, err) : 0;
    if (rc > 0) {
        value->text = (tenor_str){ room->data, room->bytes };
        reader->row.repaired = true;
    }
    return rc;
}

/* The text as it was written: without markup that the format does not know of, without faults. */
static int clean_text(tenor_reader *reader, tenor_error *err)
{
    tn_value *value = &reader->row.field[TN_FIELD_TEXT];
    tenor_error cause;
    unsigned found;
    int rc;

    if ((rc = undo_faults(reader, TN_FIELD_PARENT_TEXT, &reader->parent, &found, err)) < 0 ||
        (rc = undo_faults(reader, TN_FIELD_TEXT, &reader->text[0], &found, err)) < 0)
        return rc;
    if (value->kind != TN_STRING || value->text.bytes < 2 || reader->options.labelled ||
        (found == 0 && reader->text_format != TN_TEXT_HTML) || !reader->format->any_text ||
        reader->text_format == TN_TEXT_PLAIN ||
        (reader->text_format == TN_TEXT_ANY && !tn_looks_like_markup(value->text)))
        return TN_GOOD_ROW;
    tn_buf_clear(&reader->text[1]);
    cause = (tenor_error){ 0 };
    rc = tn_markup_text(&reader->text[1], value->text, true, &cause);
    if (rc == TENOR_ERR_INPUT)
        return tn_bad_row(&reader->row, "%s", cause.message);
    if (rc < 0)
        return tn_fail(err, rc, "%s", cause.message);
    value->text =
        (tenor_str){ reader->text[1].data ? reader->text[1].data : "", reader->text[1].bytes };
    return TN_GOOD_ROW;
}

int tenor_reader_next(tenor_reader *reader, tenor_comment *comment, tenor_error *err)
{
    int rc;

    reader->has_row = false;
    if (reader->failed)
        return tn_fail(err, reader->failed, "the reading ended with an error before");
    for (;;) {
        if (!reader->format) {
            rc = advance(reader, err);
            if (rc <= 0)
                break;
            continue;
        }
        tn_source_row_clear(&reader->row);
        rc = reader->format->next(reader->state, &reader->row, err);
        if (rc < 0)
            break;
        if (rc == 0) {
            end_member(reader);
            continue;
        }
        current(reader)->records++;
        reader->line_no = reader->row.line_no;
        if (reader->article_id && reader->row.field[TN_FIELD_ARTICLE_ID].kind == TN_ABSENT)
            tn_set_text(&reader->row.field[TN_FIELD_ARTICLE_ID], tn_str(reader->article_id));
        if (rc == TN_GOOD_ROW) {
            rc = clean_text(reader, err);
            if (rc < 0)
                break;
        }
        if (rc == TN_GOOD_ROW && tn_accept(comment, &reader->row, reader->options.labelled)) {
            current(reader)->repaired += reader->row.repaired;
            current(reader)->dropped_fields += reader->row.n_dropped;
            if (reader->articles)
                tn_articles_apply(reader->articles, comment);
            reader->has_row = true;
            return 1;
        }
        reject(reader);
    }
    reader->failed = rc;
    return rc;
}

tenor_str tn_reader_field(const tenor_reader *reader, int field)
{
    const tn_value *value = &reader->row.field[field];
    bool usable = reader->has_row && value->kind == TN_STRING && value->text.bytes > 0;

    return usable ? value->text : (tenor_str){ 0 };
}

void tenor_reader_labels(const tenor_reader *reader, tenor_str *label, tenor_str *target,
                         tenor_str *split)
{
    *label = tn_reader_field(reader, TN_FIELD_LABEL);
    *target = tn_reader_field(reader, TN_FIELD_TARGET);
    *split = tn_reader_field(reader, TN_FIELD_SPLIT);
}

const tenor_input_info *tenor_reader_inputs(const tenor_reader *reader, size_t *n_inputs)
{
    *n_inputs = reader->n_started;
    return reader->inputs;
}

const char *tn_reader_commonest(const tenor_reader *reader)
{
    return tn_commonest_reason(&reader->tally);
}

const char *tenor_reader_position(const tenor_reader *reader, int64_t *line_no)
{
    *line_no = reader->line_no;
    return reader->where.bytes ? reader->where.data : "";
}

void tenor_reader_free(tenor_reader *reader)
{
    if (!reader)
        return;
    end_member(reader);
    tn_source_close(reader->source);
    tn_lines_free(reader->lines);
    tn_articles_free(reader->articles);
    tn_inputs_free(reader->inputs, reader->n_inputs);
    tn_field_map_free(&reader->map);
    tn_buf_free(&reader->where);
    free(reader->records);
    free(reader->article_id);
    tn_buf_free(&reader->text[0]);
    tn_buf_free(&reader->parent);
    tn_buf_free(&reader->text[1]);
    free(reader);
}
