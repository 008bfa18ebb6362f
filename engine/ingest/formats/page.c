/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.c - the format of an article page that was copied as text
 *
 * The page is read whole, because where its comments begin is only known from
 * where they end.
 */
#include "ingest/formats/page.h"

#include "ingest/repair.h"

#include <stdlib.h>
#include <string.h>

#define MAX_REPLY_DEPTH 8

/* A comment that the lines being read may reply to. */
typedef struct {
    size_t indent;
    int32_t number;
    size_t id_bytes; /* of "1.2.1", in the page's id */
} level;

typedef struct {
    size_t end; /* in the page's text */
    bool repaired;
} raw_line;

typedef struct {
    tn_buf text; /* the page, its lines one after another */
    raw_line *raw;
    size_t raw_capacity;
    tn_page_line *line; /* of the raw ones, once they are all there */
    size_t n_lines;
    bool is_utf8; /* some line had characters of it */
    tn_page_layout layout;
    size_t next;                  /* line of the next comment */
    int next_depth;               /* how many it replies to */
    level level[MAX_REPLY_DEPTH]; /* the comment given last, below those that it replies to */
    int n_levels;
    char id[MAX_REPLY_DEPTH * 12];
    char article_id[TN_ARTICLE_NAME_BYTES];
    tn_buf comment;
} page;

/* ------------------------------------------------------------ the page */

static int add_line(page *p, const char *data, size_t bytes, tenor_error *err)
{
    int repaired,
        rc = tn_grow((void **)&p->raw, &p->raw_capacity, p->n_lines + 1, sizeof(*p->raw), err);

    if (rc < 0)
        return rc;
    repaired = tn_repair_bytes(&p->text, data, bytes, &p->is_utf8, err);
    if (repaired < 0)
        return repaired;
    p->raw[p->n_lines++] = (raw_line){ p->text.bytes, repaired > 0 };
    return 0;
}

static int find_layout(page *p, tenor_error *err)
{
    size_t start = 0;

    p->line = tn_alloc(p->n_lines, sizeof(*p->line));
    if (!p->line)
        return tn_no_memory(err);
    for (size_t i = 0; i < p->n_lines; i++) {
        p->line[i] = tn_page_measure((tenor_str){ p->text.data + start, p->raw[i].end - start });
        start = p->raw[i].end;
    }
    p->layout = tn_page_find_layout(p->line, p->n_lines);
    return 0;
}

static void free_parts(page *p)
{
    tn_buf_free(&p->text);
    tn_buf_free(&p->comment);
    free(p->raw);
    free(p->line);
}

static void page_close(void *state)
{
    if (state)
        free_parts(state);
    free(state);
}

static int page_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    page *p = tn_alloc(1, sizeof(*p));
    tn_input_line line;
    int rc;

    *state = p;
    if (!p)
        return tn_no_memory(err);
    while ((rc = tn_lines_next(lines, &line, err)) > 0) {
        if (line.too_long || p->text.bytes + line.bytes > setup->max_record_bytes)
            return tn_fail_line(err, TENOR_ERR_INPUT, line.line_no,
                                "%s: the page is longer than %zu bytes", setup->name,
                                setup->max_record_bytes);
        rc = add_line(p, line.data, line.bytes, err);
        if (rc < 0)
            return rc;
    }
    if (rc < 0)
        return rc;
    rc = find_layout(p, err);
    if (rc < 0)
        return rc;
    p->next = p->layout.first_comment;
    tn_article_name(p->article_id, "page", p->layout.title,
                    (tenor_str){ p->text.data ? p->text.data : "", p->text.bytes });
    return 0;
}

/* --------------------------------------------------------- its comments */

/* The comment of lines [first, end), paragraphs kept apart. */
static int join_comment(page *p, size_t first, size_t end, tenor_error *err)
{
    const tn_page_line *head = &p->line[first];
    size_t n_newlines = 0;
    int rc;

    tn_buf_clear(&p->comment);
    rc = tn_buf_append(&p->comment, head->text.data + head->rest, head->text.bytes - head->rest,
                       err);
    if (rc < 0)
        return rc;
    for (size_t i = first + 1; i < end; i++) {
        tenor_str text = p->line[i].text;

        n_newlines++;
        if (text.bytes == 0)
            continue;
        n_newlines = p->comment.bytes == 0 ? 0 : n_newlines > 1 ? 2 : 1;
        rc = tn_buf_append(&p->comment, "\n\n", n_newlines, err);
        if (rc < 0)
            return rc;
        rc = tn_buf_append(&p->comment, text.data, text.bytes, err);
        if (rc < 0)
            return rc;
        n_newlines = 0;
    }
    return 0;
}

/*
 * How many comments around line `at` it replies to, where it begins a comment; else -1. Replies
 * have a number of several parts, or one of their own list, deeper and behind a blank line.
 */
static int depth_of(const page *p, size_t at)
{
    const tn_page_line *line = &p->line[at], *first = &p->line[p->layout.first_comment];
    int depth = p->n_levels;

    if (line->number < 0)
        return -1;
    if (tn_page_continues(first, line, p->level[0].number, p->layout.newest_first))
        return 0;
    if (line->n_parts > 1) {
        depth = line->n_parts - 1;
        return depth <= p->n_levels && depth < MAX_REPLY_DEPTH ? depth : -1;
    }
    while (depth > 0 && p->level[depth - 1].indent >= line->indent)
        depth--;
    if (depth == 0 || depth == MAX_REPLY_DEPTH || p->line[at - 1].text.bytes > 0 ||
        line->number != (depth < p->n_levels ? p->level[depth].number + 1 : 1))
        return -1;
    return depth;
}

static void enter_level(page *p, size_t at, int depth)
{
    size_t start = depth > 0 ? p->level[depth - 1].id_bytes : 0;

    p->level[depth] = (level){ .indent = p->line[at].indent, .number = p->line[at].number };
    p->level[depth].id_bytes =
        start + (size_t)snprintf(p->id + start, sizeof(p->id) - start, "%s%d", start ? "." : "",
                                 (int)p->line[at].number);
    p->n_levels = depth + 1;
}

static int page_next(void *state, tn_source_row *row, tenor_error *err)
{
    page *p = state;
    tn_value *field = row->field;
    size_t first = p->next, end = first + 1;
    int rc;

    if (first >= p->layout.end_comments)
        return 0;
    enter_level(p, first, p->next_depth);
    p->next_depth = -1;
    while (end < p->layout.end_comments && (p->next_depth = depth_of(p, end)) < 0)
        end++;
    p->next = end;
    rc = join_comment(p, first, end, err);
    if (rc < 0)
        return rc;
    tn_set_text(&field[TN_FIELD_ARTICLE_ID], tn_str(p->article_id));
    tn_set_text(&field[TN_FIELD_ID], (tenor_str){ p->id, p->level[p->n_levels - 1].id_bytes });
    if (p->n_levels > 1)
        tn_set_text(&field[TN_FIELD_PARENT_ID],
                    (tenor_str){ p->id, p->level[p->n_levels - 2].id_bytes });
    tn_set_text(&field[TN_FIELD_TEXT], (tenor_str){ p->comment.data, p->comment.bytes });
    tn_set_text(&field[TN_FIELD_TITLE], p->layout.title);
    if (p->layout.captured_at_s != TENOR_NO_TIME)
        tn_set_integer(&field[TN_FIELD_CAPTURED_AT], p->layout.captured_at_s);
    row->line_no = (int64_t)first + 1;
    for (size_t i = first; i < end; i++)
        row->repaired |= p->raw[i].repaired;
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

bool tn_page_sniff(tenor_str head, tenor_error *err)
{
    page p = { 0 };
    const char *at = head.data, *end = head.data + head.bytes;
    bool looks_like = false;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;

        if (add_line(&p, at, (size_t)(stop - at), err) < 0)
            goto done;
        at = stop + 1;
    }
    if (find_layout(&p, err) < 0)
        goto done;
    looks_like = p.layout.title.data || p.layout.captured_at_s != TENOR_NO_TIME ||
                 p.layout.end_comments > p.layout.first_comment;
    for (size_t i = 0; i < p.n_lines && looks_like; i++)
        looks_like = !is_markup(&p.line[i]);
done:
    free_parts(&p);
    return looks_like;
}

const tn_format tn_format_page = {
    .name = "page", .open = page_open, .next = page_next, .close = page_close
};
