/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.c - the format of an article page that was copied as text
 *
 * The page is read whole, because where its comments begin is only known from
 * where they end.
 */
#include "ingest/page.h"

#include "ingest/ndjson.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    tn_buf text;      /* the page, its lines one after another */
    size_t *line_end; /* in text */
    size_t end_capacity;
    bool *line_repaired;
    size_t repaired_capacity;
    tn_page_line *line;
    size_t n_lines;
    tn_page_layout layout;
    size_t next; /* line of the next comment */
    char article_id[TN_ARTICLE_NAME_BYTES];
    tn_buf comment;
} page;

/* ------------------------------------------------------------ the page */

static int add_line(page *p, const tn_input_line *line, tenor_error *err)
{
    size_t n = p->n_lines;
    int64_t n_invalid = 0;
    int rc = tn_grow((void **)&p->line_end, &p->end_capacity, n + 1, sizeof(*p->line_end), err);

    if (rc == 0) {
        rc = tn_grow((void **)&p->line_repaired, &p->repaired_capacity, n + 1,
                     sizeof(*p->line_repaired), err);
    }
    if (rc == 0 && tn_utf8_is_valid(line->data, line->bytes)) {
        rc = tn_buf_append(&p->text, line->data, line->bytes, err);
    } else if (rc == 0) {
        n_invalid = tn_utf8_sanitise(&p->text, line->data, line->bytes, err);
        rc = n_invalid < 0 ? (int)n_invalid : 0;
    }
    if (rc == 0) {
        p->line_end[n] = p->text.bytes;
        p->line_repaired[n] = n_invalid > 0;
        p->n_lines++;
    }
    return rc;
}

static int read_page(page *p, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    tn_input_line line;
    int rc;

    while ((rc = tn_lines_next(lines, &line, err)) > 0) {
        if (line.too_long || p->text.bytes + line.bytes > setup->max_record_bytes) {
            return tn_fail_line(err, TENOR_ERR_INPUT, line.line_no,
                                "%s: the page is longer than %zu bytes", setup->name,
                                setup->max_record_bytes);
        }
        rc = add_line(p, &line, err);
        if (rc < 0)
            return rc;
    }
    return rc;
}

static int measure_lines(page *p, tenor_error *err)
{
    size_t start = 0;

    p->line = tn_alloc(p->n_lines, sizeof(*p->line));
    if (!p->line)
        return tn_no_memory(err);
    for (size_t i = 0; i < p->n_lines; i++) {
        p->line[i] = tn_page_measure((tenor_str){ p->text.data + start, p->line_end[i] - start });
        start = p->line_end[i];
    }
    return 0;
}

static void name_article(page *p)
{
    tenor_str text = { p->text.data ? p->text.data : "", p->text.bytes };

    tn_article_name(p->article_id, "page", p->layout.title, text);
}

static void page_close(void *state)
{
    page *p = state;

    if (p) {
        tn_buf_free(&p->text);
        tn_buf_free(&p->comment);
        free(p->line_end);
        free(p->line_repaired);
        free(p->line);
        free(p);
    }
}

static int page_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    page *p = tn_alloc(1, sizeof(*p));
    int rc;

    *state = p;
    if (!p)
        return tn_no_memory(err);
    rc = read_page(p, lines, setup, err);
    rc = rc < 0 ? rc : measure_lines(p, err);
    if (rc == 0) {
        p->layout = tn_page_find_layout(p->line, p->n_lines);
        p->next = p->layout.first_comment;
        name_article(p);
    }
    return rc;
}

/* --------------------------------------------------------- its comments */

/* The comment that begins at line `first`: to the next one, paragraphs kept apart. */
static int join_comment(page *p, size_t first, size_t end, tenor_error *err)
{
    const tn_page_line *head = &p->line[first];
    size_t n_newlines = 0;
    int rc;

    tn_buf_clear(&p->comment);
    rc = tn_buf_append(&p->comment, head->text.data + head->rest, head->text.bytes - head->rest,
                       err);
    for (size_t i = first + 1; i < end && rc == 0; i++) {
        const tn_page_line *line = &p->line[i];

        n_newlines++;
        if (line->text.bytes == 0)
            continue;
        if (p->comment.bytes > 0)
            rc = tn_buf_append(&p->comment, "\n\n", n_newlines > 1 ? 2 : 1, err);
        rc = rc < 0 ? rc : tn_buf_append(&p->comment, line->text.data, line->text.bytes, err);
        n_newlines = 0;
    }
    return rc;
}

static void fill_row(const page *p, tn_source_row *row, size_t first, size_t end)
{
    tn_set_text(&row->field[TN_FIELD_ARTICLE_ID], tn_str(p->article_id));
    tn_set_integer(&row->field[TN_FIELD_ID], p->line[first].number);
    tn_set_text(&row->field[TN_FIELD_TEXT], (tenor_str){ p->comment.data, p->comment.bytes });
    tn_set_text(&row->field[TN_FIELD_TITLE], p->layout.title);
    if (p->layout.captured_at_s != TENOR_NO_TIME)
        tn_set_integer(&row->field[TN_FIELD_CAPTURED_AT], p->layout.captured_at_s);
    row->line_no = (int64_t)first + 1;
    for (size_t i = first; i < end; i++)
        row->repaired |= p->line_repaired[i];
}

static int page_next(void *state, tn_source_row *row, tenor_error *err)
{
    page *p = state;
    size_t first = p->next, end = p->next + 1;
    int rc;

    if (first >= p->layout.end_comments)
        return 0;
    while (end < p->layout.end_comments && !tn_page_continues(&p->line[p->layout.first_comment],
                                                              &p->line[end], p->line[first].number))
        end++;
    p->next = end;
    rc = join_comment(p, first, end, err);
    if (rc < 0)
        return rc;
    fill_row(p, row, first, end);
    return TN_GOOD_ROW;
}

/* ---------------------------------------------------------------- sniff */

static bool is_markup(const tn_page_line *line)
{
    const char *c = line->text.data;

    return line->text.bytes > 1 && c[0] == '<' &&
           (c[1] == '/' || c[1] == '?' || c[1] == '!' || (c[1] >= 'a' && c[1] <= 'z') ||
            (c[1] >= 'A' && c[1] <= 'Z'));
}

bool tn_page_sniff(tenor_str head)
{
    page p = { 0 };
    const char *at = head.data, *end = head.data + head.bytes;
    bool looks_like = false;
    int rc = 0;

    while (at < end && rc == 0) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        const tn_input_line line = { .data = (char *)(uintptr_t)at, .bytes = (size_t)(stop - at) };

        rc = add_line(&p, &line, NULL);
        at = stop + 1;
    }
    if (rc == 0 && measure_lines(&p, NULL) == 0) {
        tn_page_layout layout = tn_page_find_layout(p.line, p.n_lines);

        looks_like = layout.title.data || layout.captured_at_s != TENOR_NO_TIME ||
                     layout.end_comments > layout.first_comment;
        for (size_t i = 0; i < p.n_lines && looks_like; i++)
            looks_like = !is_markup(&p.line[i]);
    }
    tn_buf_free(&p.text);
    free(p.line_end);
    free(p.line_repaired);
    free(p.line);
    return looks_like;
}

const tn_format tn_format_page = {
    .name = "page", .open = page_open, .next = page_next, .close = page_close
};
