/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv.c - the CSV format: a header names the columns
 *
 * Besides our own field names the columns of the SFU Opinion and Comments
 * Corpus (SOCC) are known. Its `comment_counter` tells a comment's place in
 * the thread: the parent's is the same without its last number.
 */
#include "ingest/formats/csv_record.h"
#include "ingest/ndjson.h"
#include "ingest/repair.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define N_NAMES 8

/* In order of preference: a cell that is empty leaves it to the next column. */
static const char *const column_names[TN_N_FIELDS][N_NAMES] = {
    [TN_FIELD_ARTICLE_ID] = { "article_id", "articleID", "video_id", "post_id", "story_id",
                              "submission_id", "link_id", "thread_id" },
    [TN_FIELD_ID] = { "id", "comment_counter", "comment_id", "commentID", "cid" },
    [TN_FIELD_TEXT] = { "text", "comment_text", "body", "comment", "commentBody", "comment_body",
                        "content", "comment_content" },
    [TN_FIELD_PARENT_ID] = { "parent_id", "parentID", "parent_comment_id", "reply_to",
                             "in_reply_to_id" },
    [TN_FIELD_AUTHOR] = { "author", "comment_author", "author_name", "user_name", "username",
                          "userDisplayName", "user", "user_id" },
    [TN_FIELD_CREATED_AT] = { "created_at", "timestamp", "post_time", "created_utc", "comment_date",
                              "createDate", "created", "date" },
    [TN_FIELD_UPDATED_AT] = { "updated_at", "updateDate" },
    [TN_FIELD_LIKES] = { "likes", "posVotes", "up_votes", "up votes", "like_count", "likeCount",
                         "recommendations", "score" },
    [TN_FIELD_DELETED] = { "deleted" },
    [TN_FIELD_PARENT_TEXT] = { "parent_text" },
    [TN_FIELD_LABEL] = { "label" },
    [TN_FIELD_SENTIMENT] = { "sentiment" },
    [TN_FIELD_STANCE] = { "stance" },
    [TN_FIELD_REPLY] = { "reply" },
    [TN_FIELD_SPLIT] = { "split" },
    [TN_FIELD_DRAWN] = { "drawn" },
    [TN_FIELD_TARGET] = { "target" },
    [TN_FIELD_TITLE] = { "title", "article_title", "video_title" },
    [TN_FIELD_URL] = { "url", "article_url", "globe_url" },
    [TN_FIELD_SECTION] = { "section" },
    [TN_FIELD_PUBLISHED_AT] = { "published_at", "published_date" },
    [TN_FIELD_CAPTURED_AT] = { "captured_at" },
    [TN_FIELD_TARGET_ALIASES] = { "target_aliases" },
};

typedef struct {
    tn_lines *lines;
    size_t max_record_bytes;
    tn_csv_record record;
    tn_buf repaired;
    size_t n_columns;
    int column[TN_N_FIELDS][N_NAMES]; /* -1 where there is none */
    bool ids_are_counters;            /* ids come from `comment_counter` */
    int64_t record_line_no;
    bool was_repaired;
    bool is_utf8; /* some line had characters of it */
} csv_format;

static int find_column(const tn_csv_record *header, const char *name, bool exact)
{
    size_t bytes = strlen(name);

    for (size_t i = 0; i < header->n_cells; i++) {
        tenor_str cell = tn_trim(tn_csv_cell(header, i));

        if (cell.bytes == bytes && (exact ? memcmp(cell.data, name, bytes) == 0
                                          : strncasecmp(cell.data, name, bytes) == 0))
            return (int)i;
    }
    return -1;
}

static void find_columns(int column[N_NAMES], const tn_csv_record *header, const tn_field_map *map,
                         int field)
{
    for (int n = 0; n < N_NAMES; n++) {
        const char *name = column_names[field][n];

        column[n] = -1;
        if (map->mapped[field])
            column[n] = n == 0 ? find_column(header, map->name[field], true) : -1;
        else if (name && map->name[field])
            column[n] = find_column(header, name, false);
    }
}

static bool has_column(const int column[N_NAMES])
{
    for (int n = 0; n < N_NAMES; n++)
        if (column[n] >= 0)
            return true;
    return false;
}

/* ---------------------------------------------------------------- sniff */

/* The first record of `head`, cut with this delimiter: 0 or < 0. */
static int read_header(tn_csv_record *record, tenor_str head, char delimiter, tenor_error *err)
{
    const char *at = head.data, *end = head.data + head.bytes;
    int rc = tn_csv_record_init(record, delimiter, err);

    if (rc < 0)
        return rc;
    while (at < end && !record->complete) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline + 1 : end;

        rc = tn_csv_record_feed(record, at, (size_t)(stop - at), err);
        if (rc < 0)
            return rc;
        at = stop;
    }
    return record->complete ? 0 : tn_csv_record_end(record, err);
}

/* Excel's first line "sep=;": the delimiter, and how many bytes the line has; else 0. */
static size_t separator_line(char *out, tenor_str head)
{
    size_t bytes = 5;

    if (head.bytes < 6 || strncasecmp(head.data, "sep=", 4) != 0)
        return 0;
    *out = head.data[4];
    bytes += head.data[bytes] == '\r';
    return bytes < head.bytes && head.data[bytes] == '\n' ? bytes + 1 : 0;
}

int tn_csv_find_delimiter(char *out, tenor_str head, const tn_field_map *map, tenor_error *err)
{
    char own[2] = { 0 };
    size_t skip = separator_line(own, head);

    head.data += skip;
    head.bytes -= skip;
    for (const char *delimiter = skip ? own : ",;\t"; *delimiter; delimiter++) {
        tn_csv_record record = { 0 };
        int column[N_NAMES];
        bool found = false;
        int rc = read_header(&record, head, *delimiter, err);

        if (rc == 0) {
            find_columns(column, &record, map, TN_FIELD_TEXT);
            found = has_column(column);
        }
        tn_csv_record_free(&record);
        if (rc < 0)
            return rc;
        if (found) {
            *out = *delimiter;
            return 1;
        }
    }
    return 0;
}

bool tn_csv_sniff(tenor_str head, const tn_field_map *map, tenor_error *err)
{
    char delimiter;

    return tn_csv_find_delimiter(&delimiter, head, map, err) > 0;
}

/* -------------------------------------------------------------- records */

static int feed_line(csv_format *csv, const tn_input_line *line, tenor_error *err)
{
    tenor_str data = { line->data, line->bytes };
    int rc;

    bool valid = tn_utf8_is_valid(line->data, line->bytes);

    if (valid && !csv->is_utf8)
        for (size_t i = 0; i < line->bytes; i++)
            csv->is_utf8 |= (line->data[i] & 0x80) != 0;
    if (!valid) {
        tn_buf_clear(&csv->repaired);
        rc = tn_repair_bytes(&csv->repaired, line->data, line->bytes, &csv->is_utf8, err);
        if (rc < 0)
            return rc;
        csv->was_repaired = true;
        data = (tenor_str){ csv->repaired.data, csv->repaired.bytes };
    }
    rc = tn_csv_record_feed(&csv->record, data.data, data.bytes, err);
    if (rc < 0)
        return rc;
    return tn_csv_record_feed(&csv->record, "\n", 1, err);
}

/*
 * Put one record together: TN_GOOD_ROW, TN_BAD_ROW with a reason, 0 at the end, < 0.
 * An unclosed quotation mark swallows lines; how many is said, for they are lost.
 */
static int next_record(csv_format *csv, tn_source_row *row, tenor_error *err)
{
    size_t record_bytes = 0;
    tn_input_line line;
    int rc;

    csv->was_repaired = false;
    csv->record_line_no = 0;
    while ((rc = tn_lines_next(csv->lines, &line, err)) > 0) {
        if (record_bytes == 0 && !line.too_long &&
            tn_trim((tenor_str){ line.data, line.bytes }).bytes == 0)
            continue;
        if (csv->record_line_no == 0)
            csv->record_line_no = line.line_no;
        record_bytes += line.bytes + 1;
        if (line.too_long || record_bytes > csv->max_record_bytes) {
            tn_bad_row(row, "the record is longer than %zu bytes", csv->max_record_bytes);
            goto bad;
        }
        rc = feed_line(csv, &line, err);
        if (rc < 0)
            return rc;
        if (csv->record.complete)
            return TN_GOOD_ROW;
    }
    if (rc < 0 || record_bytes == 0)
        return rc;
    tn_bad_row(row, "a quotation mark is not closed: the %lld lines to the end are lost",
               (long long)(tn_lines_at(csv->lines) - csv->record_line_no + 1));
bad:
    rc = tn_csv_record_restart(&csv->record, err);
    return rc < 0 ? rc : TN_BAD_ROW;
}

/* "source1_42_0_3" is the reply to "source1_42_0". */
static void parent_of_counter(tn_source_row *row)
{
    tenor_str counter = row->field[TN_FIELD_ID].text,
              article = row->field[TN_FIELD_ARTICLE_ID].text;
    const char *last = memrchr(counter.data, '_', counter.bytes);
    const char *place;

    if (row->field[TN_FIELD_PARENT_ID].kind != TN_ABSENT ||
        row->field[TN_FIELD_ARTICLE_ID].kind != TN_STRING || article.bytes == 0 || !last)
        return;
    place = memmem(counter.data, counter.bytes, article.data, article.bytes);
    if (place && last > place + article.bytes) {
        row->field[TN_FIELD_PARENT_ID] =
            (tn_value){ .kind = TN_STRING,
                        .text = { counter.data, (size_t)(last - counter.data) } };
    }
}

static bool is_time(int field)
{
    return field == TN_FIELD_CREATED_AT || field == TN_FIELD_UPDATED_AT ||
           field == TN_FIELD_PUBLISHED_AT;
}

static void take_cells(const csv_format *csv, tn_source_row *row, int field)
{
    int64_t ignored;

    for (int n = 0; n < N_NAMES; n++) {
        tenor_str cell;

        if (csv->column[field][n] < 0)
            continue;
        cell = tn_csv_cell(&csv->record, (size_t)csv->column[field][n]);
        /* what others call a time may be anything; ours must be one */
        if (n > 0 && is_time(field) && !tn_text_to_time(&ignored, cell))
            continue;
        row->field[field].kind = TN_STRING;
        row->field[field].text = cell;
        if (cell.bytes > 0)
            return;
    }
}

static int csv_next(void *state, tn_source_row *row, tenor_error *err)
{
    csv_format *csv = state;
    int rc = next_record(csv, row, err);

    if (rc <= 0)
        return rc;
    row->line_no = csv->record_line_no;
    row->repaired = csv->was_repaired;
    row->textual = true;
    if (rc == TN_BAD_ROW)
        return rc;
    if (csv->record.n_cells != csv->n_columns)
        return tn_bad_row(row, "%zu columns where the header has %zu", csv->record.n_cells,
                          csv->n_columns);
    for (int f = 0; f < TN_N_FIELDS; f++)
        take_cells(csv, row, f);
    if (csv->ids_are_counters && row->field[TN_FIELD_ID].kind == TN_STRING)
        parent_of_counter(row);
    return TN_GOOD_ROW;
}

/* ------------------------------------------------------------ open, close */

static int require_column(const csv_format *csv, int field, const tn_setup *setup, tenor_error *err)
{
    if (has_column(csv->column[field]))
        return 0;
    return tn_fail(err, TENOR_ERR_INPUT,
                   "%s: the CSV header has no column for `%s`; --map %s=COLUMN%s", setup->name,
                   tn_field_name(field), tn_field_name(field),
                   field == TN_FIELD_ARTICLE_ID ? ", or --article-id NAME" : "");
}

static int take_header(csv_format *csv, const tn_setup *setup, tenor_error *err)
{
    int rc;

    csv->n_columns = csv->record.n_cells;
    for (int f = 0; f < TN_N_FIELDS; f++) {
        find_columns(csv->column[f], &csv->record, setup->map, f);
        if (!setup->map->mapped[f])
            continue;
        rc = require_column(csv, f, setup, err);
        if (rc < 0)
            return rc;
    }
    if (!setup->labelled && !setup->has_article_id) {
        rc = require_column(csv, TN_FIELD_ARTICLE_ID, setup, err);
        if (rc < 0)
            return rc;
    }
    csv->ids_are_counters = csv->column[TN_FIELD_ID][0] < 0 && csv->column[TN_FIELD_ID][1] >= 0;
    if (csv->ids_are_counters && csv->column[TN_FIELD_PARENT_ID][0] < 0)
        csv->column[TN_FIELD_PARENT_ID][1] = -1; /* SOCC's parentID speaks of another numbering */
    return 0;
}

static void csv_close(void *state)
{
    csv_format *csv = state;

    if (!csv)
        return;
    tn_csv_record_free(&csv->record);
    tn_buf_free(&csv->repaired);
    free(csv);
}

static int csv_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    csv_format *csv = tn_alloc(1, sizeof(*csv));
    tn_source_row row;
    tenor_str head;
    char delimiter = ',';
    bool whole;
    int rc;

    *state = csv;
    if (!csv)
        return tn_no_memory(err);
    csv->lines = lines;
    csv->max_record_bytes = setup->max_record_bytes;
    rc = tn_lines_peek(lines, &head, &whole, err);
    if (rc < 0)
        return rc;
    rc = tn_csv_find_delimiter(&delimiter, head, setup->map, err);
    if (rc < 0)
        return rc;
    rc = tn_csv_record_init(&csv->record, delimiter, err);
    if (rc < 0)
        return rc;
    if (separator_line(&delimiter, head)) {
        tn_input_line line;

        rc = tn_lines_next(lines, &line, err);
        if (rc < 0)
            return rc;
    }
    rc = next_record(csv, &row, err);
    if (rc < 0)
        return rc;
    if (rc == TN_BAD_ROW)
        return tn_fail_line(err, TENOR_ERR_INPUT, csv->record_line_no, "%s: CSV header: %s",
                            setup->name, row.reason);
    return take_header(csv, setup, err);
}

const tn_format tn_format_csv = {
    .name = "csv", .any_text = true, .open = csv_open, .next = csv_next, .close = csv_close
};
