/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_layout.c - where title, date and comments stand on a copied page
 *
 * The rules are in docs/formats.md. They lean on what body text cannot look
 * like by accident: the comments are the last indented stretch of the page,
 * numbered one by one, right before the marker that ends them.
 */
#include "ingest/formats/page.h"

#include <string.h>
#include <strings.h>

#define HEAD_LINES        40 /* not blank: date and title stand among them */
#define MAX_NUMBER_DIGITS 6
#define MIN_TITLE_BYTES   12
#define CLEAR_GAP         3 /* blank lines that part the comments from what is above */

/* After a run of comments any of these ends it; "closed" ones are surest. */
static const char *const sure_markers[] = {
    "comments are closed",
    "comments are now closed",
    "comments for this article are closed",
    "comments for this story are closed",
    "comments have been closed",
    "comments on this article are closed",
    "commenting is closed",
    "commenting is now closed",
    "commenting on this article is closed",
    "comments closed",
    "comments are closed on this article",
};
static const char *const other_markers[] = {
    "leave a comment",     "leave a reply",
    "leave your comment",  "post a comment",
    "post your comment",   "add a comment",
    "write a comment",     "submit a comment",
    "log in to comment",   "log in to reply",
    "sign in to comment",  "load more comments",
    "show more comments",  "view more comments",
    "show all comments",   "view all comments",
    "read more comments",  "more comments",
    "older comments",      "newer comments",
    "next comments",       "previous comments",
    "add your comment",    "join the conversation",
    "join the discussion", "you must be logged in",
    "cancel reply",        "comment policy",
    "comment guidelines",  "related articles",
    "related posts",       "related stories",
    "related news",        "related topics",
    "related content",     "you may also like",
    "you might also like", "more from",
    "more on this",        "more stories",
    "recommended",         "read next",
    "read also",           "see also",
    "most read",           "most popular",
    "most commented",      "trending",
    "latest news",         "latest stories",
    "latest articles",     "popular posts",
    "recent posts",        "recent comments",
    "share this",          "sign up for",
    "subscribe",           "newsletter",
    "previous article",    "next article",
    "previous post",       "next post",
};

/* ----------------------------------------------------------------- lines */

/* Bytes of the white space (or invisible character) that `s` begins with, 0 if none. */
static size_t space_bytes(tenor_str s)
{
    const unsigned char *c = (const unsigned char *)s.data;

    if (s.bytes >= 1 && (c[0] == ' ' || (c[0] >= '\t' && c[0] <= '\r')))
        return 1;
    if (s.bytes >= 2 && c[0] == 0xC2 && (c[1] == 0xA0 || c[1] == 0xAD))
        return 2; /* no-break space, soft hyphen */
    if (s.bytes >= 3 && c[0] == 0xE2 &&
        ((c[1] == 0x80 && ((c[2] >= 0x80 && c[2] <= 0x8F) || c[2] == 0xAF)) ||
         (c[1] == 0x81 && (c[2] == 0xA0 || c[2] == 0x9F))))
        return 3; /* spaces of all widths, zero-width ones and marks of direction */
    if (s.bytes >= 3 && ((c[0] == 0xE3 && c[1] == 0x80 && c[2] == 0x80) ||
                         (c[0] == 0xEF && c[1] == 0xBB && c[2] == 0xBF)))
        return 3; /* ideographic space, byte order mark */
    return 0;
}

static bool has_width(const char *space, size_t bytes)
{
    return bytes != 3 || memcmp(space, "\xE2\x80\x8B", 3) < 0 || memcmp(space, "\xE3", 1) >= 0;
}

static tenor_str advance(tenor_str s, size_t bytes)
{
    return (tenor_str){ s.data + bytes, s.bytes - bytes };
}

static tenor_str trim_right(tenor_str s)
{
    for (;;) {
        size_t cut = 0;

        for (size_t back = 1; back <= 3 && back <= s.bytes; back++)
            if (space_bytes((tenor_str){ s.data + s.bytes - back, back }) == back)
                cut = back;
        if (cut == 0)
            return s;
        s.bytes -= cut;
    }
}

/* "7. " or "7) ", the words after it optional. */
static void measure_number(tn_page_line *line)
{
    size_t n = 0, space;
    int32_t value = 0;
    int n_parts = 0;
    tenor_str rest;

    for (;;) {
        size_t start = n;

        for (value = 0; n < line->text.bytes && n - start <= MAX_NUMBER_DIGITS &&
                        line->text.data[n] >= '0' && line->text.data[n] <= '9';
             n++)
            value = value * 10 + (line->text.data[n] - '0');
        if (n == start || n - start > MAX_NUMBER_DIGITS || n == line->text.bytes ||
            (line->text.data[n] != '.' && line->text.data[n] != ')'))
            return;
        n_parts++;
        if (line->text.data[n] == ')' || n + 1 == line->text.bytes ||
            line->text.data[n + 1] < '0' || line->text.data[n + 1] > '9')
            break;
        n++;
    }
    rest = advance(line->text, n + 1);
    space = space_bytes(rest);
    if (rest.bytes > 0 && space == 0)
        return; /* "2.5 million" */
    while ((space = space_bytes(rest)) > 0)
        rest = advance(rest, space);
    line->number = value;
    line->n_parts = n_parts;
    line->number_end = line->indent + n;
    line->rest = line->text.bytes - rest.bytes;
}

tn_page_line tn_page_measure(tenor_str line)
{
    tn_page_line out = { .number = -1 };
    size_t space;

    while ((space = space_bytes(line)) > 0) {
        if (line.data[0] == '\t')
            out.indent += 8 - out.indent % 8;
        else if (has_width(line.data, space))
            out.indent++;
        line = advance(line, space);
    }
    out.text = trim_right(line);
    measure_number(&out);
    return out;
}

static bool is_blank(const tn_page_line *line)
{
    return line->text.bytes == 0;
}

/* ----------------------------------------------------------- title, date */

/* As tn_parse_date_words, or an RFC 3339 date; with any kind of spaces. */
static bool parse_date(tenor_str text, int64_t *seconds)
{
    char plain[64];
    size_t n = 0;

    while (text.bytes > 0) {
        size_t space = space_bytes(text);

        if (n == sizeof(plain))
            return false;
        if (space == 0 || has_width(text.data, space))
            plain[n++] = space ? ' ' : text.data[0];
        text = advance(text, space ? space : 1);
    }
    return tn_parse_date_words(plain, n, seconds) || tn_parse_time(plain, n, seconds);
}

/*
 * The title is the first line that also ends an earlier one: the breadcrumb
 * has it glued behind "Home" and the section. Returns its place in index[], or n.
 */
static size_t find_title(const tn_page_line *line, const size_t *index, size_t n)
{
    int64_t ignored;

    for (size_t t = 1; t < n; t++) {
        tenor_str title = line[index[t]].text;

        if (title.bytes < MIN_TITLE_BYTES || parse_date(title, &ignored))
            continue;
        for (size_t b = 0; b < t; b++) {
            tenor_str breadcrumb = line[index[b]].text;

            if (breadcrumb.bytes >= title.bytes &&
                memcmp(breadcrumb.data + breadcrumb.bytes - title.bytes, title.data, title.bytes) ==
                    0)
                return t;
        }
    }
    return n;
}

static void find_head(tn_page_layout *layout, const tn_page_line *line, size_t n_lines)
{
    size_t index[HEAD_LINES]; /* of the first lines that are not blank */
    size_t n = 0, title;
    int64_t seconds;

    for (size_t i = 0; i < n_lines && n < HEAD_LINES; i++)
        if (!is_blank(&line[i]))
            index[n++] = i;
    title = find_title(line, index, n);
    for (size_t i = 0; i < n && i <= title; i++) {
        if (parse_date(line[index[i]].text, &seconds)) {
            layout->captured_at_s = seconds;
            if (title == n && i + 1 < n) /* no title was found: the line below the date */
                title = i + 1;
            break;
        }
    }
    if (title < n)
        layout->title = line[index[title]].text;
}

/* --------------------------------------------------------------- comments */

static bool is_one_of(tenor_str text, const char *const *markers, size_t n_markers, bool begins)
{
    static const size_t longest = 48; /* a line of words goes on */

    while (text.bytes && strchr(".!:", text.data[text.bytes - 1]) && text.data[text.bytes - 1])
        text.bytes--;
    for (size_t i = 0; i < n_markers; i++) {
        size_t n = strlen(markers[i]);

        if (n == text.bytes && strncasecmp(text.data, markers[i], n) == 0)
            return true;
        /* "Leave a Reply Cancel reply", "Related articles from the city" */
        if (begins && n < text.bytes && text.bytes <= longest && text.data[n] == ' ' &&
            strncasecmp(text.data, markers[i], n) == 0)
            return true;
    }
    return false;
}

/* "Comments", "7 Comments", "Comments (7)", "7 responses to …" above the comments. */
static bool is_heading(const tn_page_line *line)
{
    static const char *const words[] = { "comment", "response", "replies" };
    tenor_str text = line->text;

    while (text.bytes && ((text.data[0] >= '0' && text.data[0] <= '9') || text.data[0] == ' '))
        text = advance(text, 1);
    for (size_t i = 0; i < 3; i++) {
        size_t n = strlen(words[i]);

        if (line->indent == 0 && text.bytes >= n && strncasecmp(text.data, words[i], n) == 0)
            return text.bytes <= n + 12 || text.bytes < line->text.bytes;
    }
    return false;
}

bool tn_page_continues(const tn_page_line *first, const tn_page_line *at, int32_t previous,
                       bool newest_first)
{
    return at->number >= 0 && at->n_parts == 1 &&
           (newest_first ? at->number < previous : at->number > previous) &&
           (at->indent == first->indent || at->number_end == first->number_end);
}

static size_t blank_lines_before(const tn_page_line *line, size_t at)
{
    size_t n = 0;

    while (at > n && is_blank(&line[at - n - 1]))
        n++;
    return n;
}

/*
 * The last run in the indented stretch [start, end): where its first comment
 * is, or `end`. A deeper number is a list within a comment, or a reply. A list of
 * the body may happen to end below the first comment: then the widest gap parts them.
 */
static size_t last_run(const tn_page_line *line, size_t start, size_t end, bool *newest_first)
{
    size_t first = end, last = end, widest = end, widest_gap = 0, second_gap = 0, n = 0;
    int32_t previous = 0;
    bool descends = false, jumped = false;

    for (size_t i = start; i < end; i++) {
        size_t gap = blank_lines_before(line, i);

        if (line[i].number < 0 || line[i].n_parts > 1)
            continue;
        if (n == 1 && tn_page_continues(&line[first], &line[i], previous, true))
            descends = true;
        if (n > 0 && tn_page_continues(&line[first], &line[i], previous, descends)) {
            jumped = !descends && line[i].number > previous + 1;
            previous = line[i].number;
            last = i;
            n++;
            if (gap > widest_gap) {
                second_gap = widest_gap;
                widest_gap = gap;
                widest = i;
            } else if (gap > second_gap) {
                second_gap = gap;
            }
        } else if (n == 0 || line[i].indent <= line[first].indent) {
            /* from a list of the body up to the newest comment, which others follow */
            bool turns = jumped && line[i].number == previous - 1;

            first = turns ? last : i;
            n = turns ? 2 : 1;
            widest = first;
            widest_gap = blank_lines_before(line, first);
            second_gap = 0;
            descends = turns;
            jumped = false;
            previous = line[i].number;
            last = i;
        }
    }
    *newest_first = descends;
    return widest_gap >= CLEAR_GAP && widest_gap > second_gap + 1 ? widest : first;
}

/*
 * Comments that end right before line `end` (a marker, or the end of the page).
 * Without a marker a clear gap or a heading must stand above them; with one, a
 * list that closes the body gives itself away by a wider gap below than above.
 */
static bool find_comments(tn_page_layout *layout, const tn_page_line *line, size_t end, bool marker)
{
    size_t gap_below = blank_lines_before(line, end), stop = end - gap_below, start = stop;
    size_t first, gap_above;
    bool headed, newest_first;

    while (start > 0 && (is_blank(&line[start - 1]) || line[start - 1].indent > 0))
        start--;
    first = last_run(line, start, stop, &newest_first);
    if (first == stop)
        return false;
    gap_above = blank_lines_before(line, first);
    headed = first > gap_above && is_heading(&line[first - gap_above - 1]);
    if (!headed && (marker ? gap_above == 0 || gap_above < gap_below : gap_above < CLEAR_GAP))
        return false;
    layout->first_comment = first;
    layout->end_comments = stop;
    layout->newest_first = newest_first;
    return true;
}

static bool find_before_markers(tn_page_layout *layout, const tn_page_line *line, size_t n_lines,
                                const char *const *markers, size_t n_markers, bool begins)
{
    for (size_t i = 0; i < n_lines; i++)
        if (line[i].indent == 0 && is_one_of(line[i].text, markers, n_markers, begins) &&
            find_comments(layout, line, i, true))
            return true;
    return false;
}

/* No line that is known follows them: then the last that are set apart as comments are. */
static void find_before_any_line(tn_page_layout *layout, const tn_page_line *line, size_t n_lines)
{
    size_t end = n_lines;

    while (end > 0) {
        size_t text = end - 1; /* the line that ends a stretch, and then the stretch is left out */

        while (text > 0 && (is_blank(&line[text]) || line[text].indent > 0))
            text--;
        if (text > 0 && is_blank(&line[text - 1]) && find_comments(layout, line, text, false))
            return;
        end = text;
    }
}

tn_page_layout tn_page_find_layout(const tn_page_line *line, size_t n_lines)
{
    tn_page_layout layout = { .captured_at_s = TENOR_NO_TIME };

    find_head(&layout, line, n_lines);
    if (!find_before_markers(&layout, line, n_lines, sure_markers,
                             sizeof(sure_markers) / sizeof(sure_markers[0]), false) &&
        !find_before_markers(&layout, line, n_lines, other_markers,
                             sizeof(other_markers) / sizeof(other_markers[0]), true) &&
        !find_comments(&layout, line, n_lines, false))
        find_before_any_line(&layout, line, n_lines);
    return layout;
}
